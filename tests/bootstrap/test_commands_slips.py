"""Slips by command: they come with a sync, are printed, signed for and answered, and go back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from helpdesk.domain.moments import Moment
from tests.bootstrap.conftest import Run
from tests.bootstrap.test_commands_sync import REQUEST, data, enrol
from tests.server.running import RunningCity

__all__ = ["data"]
_DAYS_MS = 86_400_000


def test_a_slip_reaches_the_desk_and_its_answer_the_city(
    data: Path,
    run: Run,
    city: RunningCity,
    case_file: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enrol(run, city, monkeypatch)
    number = run("open", "--json", case_file(**REQUEST), "--number").out.strip()
    assert run("sync", "--json").json["synced"]
    now, issued = city.inside.now_ms(), 0
    for day in range(14):  # until a working day after the limit to respond
        noon = Moment((now // _DAYS_MS + day) * _DAYS_MS + 4 * 3_600_000)
        issued += city.inside.ladder.round(noon).steps
        if city.query("SELECT 1 FROM slip"):
            break
    assert issued
    assert run("slips", "--json").json == {"slips": []}
    assert run("sync", "--json").json["synced"]
    (slip,) = run("slips", "--json").json["slips"]
    assert (slip["number"], slip["state"]) == (number, "待签收")
    paper = tmp_path / "slip.pdf"
    said = run(
        *("slips", number, "--slip", slip["slip"], "--sign", "白音"),
        *("--answer", "已联系", "--out", paper, "--json"),
    )
    assert said.json["slips"][0]["state"] == "待核实", said.err
    assert paper.read_bytes().startswith(b"%PDF")
    assert run("slips", "--json").json == {"slips": []}
    again = run("slips", number, "--slip", slip["slip"], "--sign")
    assert (again.code, "slip" in again.out) == (1, False)
    assert run("sync", "--json").json["synced"]
    assert city.query("SELECT state FROM slip") == [("answered",)]


def test_half_a_question_is_none(folder: Path, run: Run) -> None:
    for words in (("--slip", "reminder/2026/1"), ("BA-1",), ("--sign",)):
        assert run("slips", *words).code == 1
