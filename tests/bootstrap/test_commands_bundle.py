"""A stick between two real programs: `helpdesk bundle` and `helpdesk-city bundle` (C2)."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bootstrap.conftest import Run
from tests.desk import PASSWORD
from tests.server.running import ROOT, RunningCity

REQUEST = {"title": "路灯不亮", "applicant": {"name": "特木尔"}}


@pytest.fixture
def desk(
    tmp_path: Path,
    run: Run,
    city: RunningCity,
    case_file: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """An enrolled desk with a case that waits; answers its number."""
    monkeypatch.setenv("HELPDESK_DATA", str(tmp_path / "desk"))
    monkeypatch.setenv("HELPDESK_PASSWORD", PASSWORD)
    monkeypatch.setenv("HELPDESK_ENROLMENT_CODE", city.code())
    assert run("init", "--agent", "wuyun", "--server", city.url).code == 0
    return run("open", "--json", case_file(**REQUEST), "--number").out.strip()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def desk_program(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "helpdesk", *map(str, words)],
        env={**os.environ, "HELPDESK_LANGUAGE": "zh_CN"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_there_and_back_by_two_programs(
    desk: str, stick: Path, run: Run, city: RunningCity
) -> None:
    said = desk_program("bundle", "export", stick, "--json")
    assert said.returncode == 0, said.stderr
    told = json.loads(said.stdout)
    assert told["records"] == 3
    total = run("day-sheet", "--json").json["total"]
    assert (total["recorded"], total["sent"], total["acknowledged"]) == (3, 3, 0)
    assert run("status", "--json").json["waiting"] == 3
    taken = city.run("bundle", "import", str(stick), "--json")
    assert taken.returncode == 0, taken.stderr
    (outcome,) = json.loads(taken.stdout)
    assert (outcome["taken"], outcome["error"], outcome["known"]) == (3, "", False)
    assert Path(outcome["return"]).parent == stick
    listed = run("bundle", "list", stick, "--json").json["bundles"]
    assert {each["to"]: each["received"] for each in listed} == {"city": False, "desk": False}
    said = desk_program("bundle", "import", stick, "--json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["bundles"][0]["acknowledged"] == 3
    after = run("status", "--json").json
    assert (after["waiting"], after["synced"], after["why_not_sent"]) == (0, True, "")
    assert {
        each["received"]
        for each in run("bundle", "list", stick, "--json").json["bundles"]
        if each["to"] == "city"
    } == {True}
    assert sorted(path.suffix for path in stick.iterdir()) == [".hdb", ".hdb"]
    number = city.query("SELECT number FROM city_case WHERE number = %s", desk)
    assert number


def test_the_city_writes_first(desk: str, stick: Path, run: Run, city: RunningCity) -> None:
    prefix = desk.split("-")[2]
    said = city.run("bundle", "export", "--device", prefix, "--out", str(stick))
    assert said.returncode == 0, said.stderr
    assert run("bundle", "import", stick).code == 0
    assert run("bundle", "import", stick).code == 0, "nothing new is nothing wrong"
    assert city.run("bundle", "export", "--device", "ZZZZZ", "--out", str(stick)).returncode == 1


def test_one_that_cannot_be_used_is_named_and_hinders_no_other(
    desk: str, stick: Path, run: Run, city: RunningCity
) -> None:
    """C12: a folder of which some was taken in is not called well; each failing file has its sentence."""
    assert run("bundle", "export", stick).code == 0
    (ours,) = stick.iterdir()
    (stick / "cut.hdb").write_bytes(ours.read_bytes()[:-40])
    (stick / "._junk.hdb").write_bytes(b"\0" * 40)  # what other systems hide on a stick
    said = city.run("bundle", "import", str(stick))
    assert said.returncode == 1
    assert said.stderr == "2 个数据包中有 1 个未能使用。\n"
    assert len(said.stdout.splitlines()) == 2
    (stick / "note.hdb").write_text("买牛奶", encoding="utf-8")
    taken = run("bundle", "import", stick, "--json")
    assert taken.code == 1
    assert [each["acknowledged"] for each in taken.json["bundles"]] == [3]
    failed = {Path(each["file"]).name: each["error"] for each in taken.json["failed"]}
    assert failed == {"cut.hdb": "bundle-damaged", "note.hdb": "bundle-foreign"}
    again = run("bundle", "import", stick)
    assert again.code == 1
    *named, summary = again.err.splitlines()
    assert {line.partition(": ")[0] for line in named} == failed.keys()
    assert summary == "3 个数据包中有 2 个未能使用。"
    for path in (stick / "cut.hdb", stick / "note.hdb"):
        path.unlink()
    assert run("bundle", "import", stick).code == 0


def test_what_cannot_be_used_is_said_in_a_sentence(
    desk: str, stick: Path, run: Run, city: RunningCity, tmp_path: Path
) -> None:
    said = run("bundle", "import", stick)
    assert (said.code, said.out) == (1, "")
    assert str(stick) in said.err
    (stick / "note.hdb").write_text("买牛奶", encoding="utf-8")
    assert run("bundle", "import", stick / "note.hdb").code == 1
    assert run("bundle", "import", stick / "gone.hdb").code == 3
    assert run("bundle", "export", stick / "gone" / "a.hdb").code == 3
    assert run("bundle", "list", stick, "--json").json["bundles"][0]["problem"] == "bundle-foreign"
    failed = city.run("bundle", "import", str(stick / "note.hdb"))
    assert (failed.returncode, "Traceback" in failed.stderr) == (1, False)
    assert run("status", "--json").json["waiting"] == 2


def test_over_a_cable_between_two_programs(
    desk: str,
    run: Run,
    city: RunningCity,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`helpdesk neighbour`: the carrier has a line, so one visit brings the receipts along."""
    mine = os.environ["HELPDESK_DATA"]
    monkeypatch.setenv("HELPDESK_DATA", str(tmp_path / "neighbour"))
    monkeypatch.setenv("HELPDESK_ENROLMENT_CODE", city.code())
    assert run("init", "--agent", "wuyun", "--server", city.url).code == 0
    with subprocess.Popen(
        [sys.executable, "-m", "helpdesk", "neighbour", "receive", "--json", "--minutes", "1"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as carrier:
        assert carrier.stdout is not None
        said = "".join(iter(carrier.stdout.readline, "}\n")) + "}"
        door = json.loads(said)
        monkeypatch.setenv("HELPDESK_DATA", mine)
        monkeypatch.setenv("HELPDESK_NEIGHBOUR_CODE", door["code"])
        given = run("neighbour", "give", f"127.0.0.1:{door['port']}", "--json")
        assert given.code == 0, given.err
        assert carrier.wait(timeout=60) == 0
    assert given.json["returns"] == 1
    assert given.json["acknowledged"] == given.json["records"] == 3
    assert run("status", "--json").json["synced"]
    assert run("neighbour", "give", f"127.0.0.1:{door['port']}").code == 3
    assert city.query("SELECT 1 FROM city_case WHERE number = %s", desk)
