"""Many worlds are looked at once: stopped and begun again they go on, and their result is written down."""

from pathlib import Path

import pytest

from tests.simulation import soak


@pytest.fixture
def result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lines of four worlds each."""
    monkeypatch.setattr(soak, "LINE", 4)
    monkeypatch.setattr(soak, "_SHARE", 2)
    monkeypatch.setattr(soak, "RESULT", tmp_path / "build" / "worlds.txt")
    monkeypatch.setenv("HELPDESK_WORLDS", "8")
    monkeypatch.setenv("HELPDESK_SEED", "100")
    return tmp_path / "build" / "worlds.txt"


def test_a_line_for_each_part_and_none_twice(
    result: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert soak.main() == 0
    lines = result.read_text("utf-8").splitlines()
    assert [line.split()[1:4] for line in lines] == [["100", "4", "0"], ["104", "4", "0"]]
    result.write_text(f"another 108 4 0 failed 1 s\n{lines[0]}\n", encoding="utf-8")
    assert soak.main() == 0
    assert [line.split()[1] for line in result.read_text("utf-8").splitlines()] == [
        *("108", "100", "104")
    ]
    monkeypatch.setattr(soak, "share", _fails)
    monkeypatch.setenv("HELPDESK_SEED", "108")
    assert soak.main() == 1
    assert "110 Wrong" in result.read_text("utf-8")
    assert soak.main() == 1, "what failed is not forgotten"
    assert "8 worlds from 108 on, 1 failed" in capsys.readouterr().out


def _fails(first: int) -> list[str]:
    return ["110 Wrong an act was lost"] if first == 110 else []
