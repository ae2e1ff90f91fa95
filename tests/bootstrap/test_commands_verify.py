"""`helpdesk verify`: exit codes, sentences, JSON."""

import json
from pathlib import Path

import pytest

from helpdesk.bootstrap.command_line import main
from helpdesk.store.connection import FILE_NAME, connect
from helpdesk.store.keys import unlock
from tests.desk import PASSWORD, WUYUN, desk_in
from tests.printing import reading


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


def test_the_code_of_a_paper(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Genuine but for the city's word, which it has not got yet: what was printed is told all the same."""
    data, out = ["--data", str(folder)], folder.parent / "r.pdf"
    case = folder.parent / "case.json"
    case.write_text('{"matter": "TL-0001", "applicant": {"name": "包玉兰"}}', "utf-8")
    assert main([*data, "open", "--json", str(case), "--number"]) == 0
    number = capsys.readouterr().out.strip()
    assert main([*data, "print", number, "--out", str(out)]) == 0
    capsys.readouterr()
    [code, *_stub] = reading.codes(out.read_bytes())
    found, told = verify(folder, capsys, "--code", code, "--json")
    said = json.loads(told)
    assert (found, said["finding"], said["drawn_again"]) == (1, "uncertified", "same")
    assert {"name": "申请人", "value": "包**"} in said["facts"]
    assert "逐字相同" in verify(folder, capsys, "--code", code)[1]
    assert verify(folder, capsys, "--code", "https://pay")[0] != 0
