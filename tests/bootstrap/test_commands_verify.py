"""`helpdesk verify`: exit codes, sentences, JSON."""

import json
from pathlib import Path

import pytest

from helpdesk.bootstrap.command_line import main
from helpdesk.store.connection import FILE_NAME, connect
from helpdesk.store.keys import unlock
from tests.desk import PASSWORD, WUYUN, desk_in


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HELPDESK_PASSWORD", PASSWORD)
    with desk_in(tmp_path / "desk"):
        pass
    return tmp_path / "desk"


def verify(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    code = main(["--data", str(folder), "verify", *more])
    return code, capsys.readouterr().out


def test_sound(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = verify(folder, capsys, "--json")
    told = json.loads(out)
    assert (code, told["sound"], told["faults"]) == (0, True, [])
    assert verify(folder, capsys)[0] == 0


def test_one_line_for_each_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    connection = connect(folder / FILE_NAME, unlock(folder, WUYUN.id, PASSWORD))
    connection.execute("UPDATE reference SET version = 'x' WHERE name = 'calendar/days.csv'")
    connection.execute("UPDATE reference SET version = 'x' WHERE name = 'catalogue/matters.csv'")
    connection.close()
    code, out = verify(folder, capsys)
    assert code == 1
    assert len(out.splitlines()) == 2
    assert "calendar/days.csv" in out
    told = json.loads(verify(folder, capsys, "--json")[1])
    assert [fault["code"] for fault in told["faults"]] == ["fault-reference"] * 2
