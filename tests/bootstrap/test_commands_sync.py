"""Enrolling with a real city and syncing with it, by command."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bootstrap.conftest import Run
from tests.desk import PASSWORD
from tests.server.running import VILLAGE, RunningCity

REQUEST = {"title": "路灯不亮", "applicant": {"name": "特木尔"}}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a desk, named by HELPDESK_DATA."""
    monkeypatch.setenv("HELPDESK_DATA", str(tmp_path / "desk"))
    monkeypatch.setenv("HELPDESK_PASSWORD", PASSWORD)
    return tmp_path / "desk"


def enrol(run: Run, city: RunningCity, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.setenv("HELPDESK_ENROLMENT_CODE", city.code())
    said = run("init", "--agent", "wuyun", "--server", city.url, "--json")
    assert said.code == 0, said.err
    made: dict[str, object] = said.json
    return made


def test_a_desk_enrols_registers_and_syncs(
    data: Path,
    run: Run,
    city: RunningCity,
    case_file: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = enrol(run, city, monkeypatch)
    assert (made["desk"], made["enrolled"], made["practice"]) == (VILLAGE, True, False)
    prefix = made["prefix"]
    number = run("open", "--json", case_file(**REQUEST), "--number").out.strip()
    assert f"-{prefix}-" in number
    before = run("status", "--json").json
    assert (before["waiting"], before["synced"]) == (2, False)
    assert before["why_not_sent"]
    said = run("sync", "--json")
    assert said.code == 0, said.err
    assert (said.json["synced"], said.json["sent"], said.json["waiting"]) == (True, 2, 0)
    after = run("status", "--json").json
    assert (after["acknowledged"], after["synced"], after["why_not_sent"]) == (2, True, "")
    assert after["last_sync"] is not None
    assert after["server"] == city.url
    assert run("show", number, "--json").json["history"][0]["position"] == 2
    assert run("sync").code == 0


def test_what_the_city_answers_comes_with_the_next_sync(
    data: Path,
    run: Run,
    city: RunningCity,
    case_file: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enrol(run, city, monkeypatch)
    number = run("open", "--json", case_file(**REQUEST), "--number").out.strip()
    assert run("sync").code == 0
    with city.api() as api:
        found = api.get("/api/cases", params={"text": number}).json()
        case_id = found["cases"][0]["id"]
        act = {"act": "dispatch", "department": "住建局", "words": "请三日内修复"}
        assert api.post(f"/api/cases/{case_id}/acts", json=act).status_code < 300
    said = run("sync", "--json").json
    assert (said["received"], said["synced"]) == (1, True)
    shown = run("show", number, "--json").json
    assert (shown["stage"], shown["department"]) == ("dispatched", "住建局")
    assert "请三日内修复" in run("show", number).out


def test_a_wrong_code_leaves_a_desk_that_can_ask_again(
    data: Path, run: Run, city: RunningCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "code"
    code.write_text("WRONG-CODE\n", encoding="utf-8")
    options = ("init", "--agent", "wuyun", "--server", city.url, "--code-file", code)
    said = run(*options)
    assert (said.code, said.out) == (1, "")
    assert run("status", "--json").json["enrolled"] is False
    code.write_text(city.code() + "\n", encoding="utf-8")
    assert run(*options).code == 0
    assert run("status", "--json").json["enrolled"] is True
    again = run(*options)
    assert (again.code, again.out) == (1, "")


def test_no_city_is_the_networks_fault(
    data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_ENROLMENT_CODE", "ABCD-EFGH")
    said = run("init", "--agent", "wuyun", "--server", "http://127.0.0.1:9")
    assert (said.code, said.out) == (3, "")
    assert said.err.count("\n") == 1
