"""`helpdesk-city` with nonsense: a sentence and an exit code, never a traceback, which may be personal."""

from pathlib import Path
from typing import Any

import pytest

from helpdesk.bootstrap import city, crash_log
from helpdesk.bootstrap.city import BUG, main
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from tests.e2e.programs import sentence as chinese


@pytest.fixture(autouse=True)
def no_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test run keeps its own."""
    monkeypatch.setattr(city.signal, "signal", lambda *_: None)


def test_where_nothing_can_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "letter"
    place.write_text("a letter")
    assert main(["--data", str(place), "cases"]) == 1
    chinese(capsys.readouterr().err, str(place))


@pytest.mark.parametrize("url", ["nonsense", "postgresql://%zz:secret@host/x"])
def test_an_address_that_is_none(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path), "--database", url, "cases"]) == 1
    assert capsys.readouterr().err.strip() == sentence(Problem("database-address"))


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["bundle", "frob"], "可选"),
        (["bundle", "export"], "--device"),
        (["cases", "--limit", "x"], "--limit"),
        (["cases", "--frob"], "--frob"),
        (["loss", "\udcff"], "编码"),
    ],
)
def test_wrong_usage_is_said_in_chinese(
    argv: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(argv)
    assert left.value.code == 2
    assert words in capsys.readouterr().err.splitlines()[-1]


def test_a_bug_is_told_by_its_place_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("特木尔")

    monkeypatch.setattr(crash_log, "user_log_path", lambda *_, **__: tmp_path)
    monkeypatch.setattr(city, "city_database", wrong)
    assert main(["--data", str(tmp_path), "cases"]) == BUG
    (log,) = tmp_path.glob("crash-*.log")
    chinese(capsys.readouterr().err, str(log))
    assert "特木尔" not in log.read_text(encoding="utf-8")
