"""Data folders: made whole or not at all, opened by one registering program, never overwritten."""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from helpdesk.bootstrap.folder import (
    OpenDesk,
    data_folder,
    desk_profile,
    init_desk,
    is_desk,
    open_desk,
    practice_profile,
)
from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store import keys
from helpdesk.store.store import Store
from tests.desk import PASSWORD, PREFIX, QUICK, VILLAGE, WUYUN, desk_in, profile


def init(folder: Path, **changes: object) -> OpenDesk:
    values: dict[str, object] = {"agent": WUYUN, "password": PASSWORD, "stretching": QUICK}
    return init_desk(folder, **(values | changes))  # type: ignore[arg-type]


def test_the_folder_is_the_one_chosen_or_named_or_the_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_DATA", str(tmp_path / "named"))
    assert data_folder(tmp_path / "chosen") == tmp_path / "chosen"
    assert data_folder() == tmp_path / "named"
    monkeypatch.delenv("HELPDESK_DATA")
    assert data_folder().name == "helpdesk"


def test_a_desk_is_made_filled_with_reference_data_and_opened_again(tmp_path: Path) -> None:
    begun = time.process_time()
    with desk_in(tmp_path / "deep" / "desk") as desk:
        assert time.process_time() - begun < 2
        assert len(desk.session.reference.divisions) == 2721
        assert len(desk.session.reference.catalogue) == 87
    again = open_desk(tmp_path / "deep" / "desk", password=PASSWORD)
    assert again.session.author == WUYUN
    assert (again.session.desk.code, again.session.desk.prefix) == (VILLAGE, PREFIX)
    assert again.session.desk.name == "保安嘎查便民服务站"
    assert again.session.desk.place == "科尔沁区 大林镇"
    again.close()


def test_the_database_is_not_plain(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        assert b"SQLite format 3" not in (desk.store.folder / "helpdesk.db").read_bytes()


def test_a_desk_is_never_made_over_another(tmp_path: Path) -> None:
    with desk_in(tmp_path):
        pass
    before = (tmp_path / "keys.json").read_bytes()
    with pytest.raises(Problem, match="desk-exists"):
        init(tmp_path)
    assert (tmp_path / "keys.json").read_bytes() == before
    open_desk(tmp_path, password=PASSWORD).close()


def test_a_lost_database_is_said_and_not_replaced(tmp_path: Path) -> None:
    with desk_in(tmp_path):
        pass
    (tmp_path / "helpdesk.db").unlink()
    with pytest.raises(EnvironmentProblem, match="database-missing"):
        open_desk(tmp_path, password=PASSWORD)
    with pytest.raises(Problem, match="desk-exists"):
        init(tmp_path)


def test_lost_keys_are_said(tmp_path: Path) -> None:
    with desk_in(tmp_path):
        pass
    (tmp_path / "keys.json").unlink()
    with pytest.raises(EnvironmentProblem, match="keys-missing"):
        open_desk(tmp_path, password=PASSWORD)
    with pytest.raises(Problem, match="desk-exists"):
        init(tmp_path)


def test_what_a_broken_attempt_left_is_made_anew(tmp_path: Path) -> None:
    keys.create_keys(tmp_path, WUYUN, "another password", stretching=QUICK)
    assert not is_desk(tmp_path)
    init(tmp_path).close()
    open_desk(tmp_path, password=PASSWORD).close()


def test_a_failed_attempt_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="password-short"):
        init(tmp_path, password="kurz")
    assert not is_desk(tmp_path)
    init(tmp_path).close()


def test_broken_off_before_the_reference_data(tmp_path: Path) -> None:
    key = keys.create_keys(tmp_path, WUYUN, PASSWORD, stretching=QUICK)
    Store.create(tmp_path, key, desk=profile()).close()
    desk = open_desk(tmp_path, password=PASSWORD)
    assert len(desk.session.reference.catalogue) == 87
    desk.close()


def test_who_may_open(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="desk-missing"):
        open_desk(tmp_path, password=PASSWORD)
    with desk_in(tmp_path) as desk:
        key = keys.unlock(tmp_path, WUYUN.id, PASSWORD)
        keys.add_agent(tmp_path, key, Author("qiqige", "其其格"), password="another password")
        assert desk.session.author == WUYUN
    with pytest.raises(Problem, match="password-wrong"):
        open_desk(tmp_path, agent="wuyun", password="another password")
    with pytest.raises(Problem) as caught:
        open_desk(tmp_path, password=PASSWORD)
    assert (caught.value.code, caught.value.params["known"]) == ("agent-unknown", "wuyun, qiqige")
    other = open_desk(tmp_path, agent="qiqige", password="another password")
    assert other.session.author.name == "其其格"
    other.close()


def test_an_agent_needs_a_name(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="agent-missing"):
        init(tmp_path, agent=Author("", " "))


def test_one_registering_program_at_a_time(tmp_path: Path) -> None:
    """C3: one process per data folder."""
    with desk_in(tmp_path):
        with pytest.raises(EnvironmentProblem, match="desk-in-use"):
            open_desk(tmp_path, password=PASSWORD)
        reader = open_desk(tmp_path, password=PASSWORD, alone=False)
        assert reader.queries.figures is not None
        reader.close()
    open_desk(tmp_path, password=PASSWORD).close()


def test_a_killed_program_leaves_no_lock(tmp_path: Path) -> None:
    """C3: the lock is the system's, so it is gone with its process."""
    with desk_in(tmp_path):
        pass
    code = (
        "import sys, pathlib\n"
        "from helpdesk.bootstrap.folder_lock import FolderLock\n"
        "lock = FolderLock(pathlib.Path(sys.argv[1]))\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline().strip() == b"held"
    with pytest.raises(EnvironmentProblem, match="desk-in-use"):
        open_desk(tmp_path, password=PASSWORD, wait=0.2)
    holder.kill()
    holder.communicate()
    open_desk(tmp_path, password=PASSWORD, wait=5).close()


def test_the_session_learns_what_the_city_said(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        opened = replace(desk, session=replace(desk.session))
        desk.store.outbox.learn_time(server_ms=10_000, device_ms=4_000)
        desk.store.set_desk(replace(desk.session.desk, phone="0475-8301234"))
        assert opened.renew().desk.phone == "0475-8301234"
    again = open_desk(tmp_path, password=PASSWORD)
    assert again.session.clock.now().correction_ms == 6_000
    again.close()


def test_a_desk_by_its_division() -> None:
    assert desk_profile(VILLAGE).prefix == ""
    with pytest.raises(Problem, match="division-unknown"):
        desk_profile("150502100999")


def test_a_practice_desk_has_numbers_no_city_issues() -> None:
    desk = practice_profile()
    assert (desk.prefix, desk.practice, desk.city) == ("000", True, "practice")
    assert practice_profile(VILLAGE).code == VILLAGE


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not made read-only like this")
def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(EnvironmentProblem):
        init(tmp_path / "file" / "desk")
