"""Files on the desk: sealed, once, named by nothing that tells; through rekeys, kills and full disks."""

import shutil
import stat
from pathlib import Path

import pytest

from helpdesk.domain.attachments import FileAttached
from helpdesk.domain.events import ResidentPhotographed, ResidentRecorded
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store import keys
from helpdesk.store.backup import Place
from helpdesk.store.file_backup import copy_files
from helpdesk.store.files import LOOSE_MS
from helpdesk.store.rekey import rekey
from helpdesk.store.reserve import Reserve
from helpdesk.store.restore import restore
from helpdesk.store.store import Store
from helpdesk.store.vault import FOLDER, INCOMING
from tests.store.desk import AGENT, PASSWORD, QUICK, act, registered
from tests.store.test_disk import fill_up, folder_there, small_disk

__all__ = ["folder_there", "small_disk"]
PHOTO = b"a photograph of an identity card" * 9_000  # more than one chunk
RESIDENT = "0" * 31 + "7"
NOW = 1_795_406_400_000


def keep(store: Store, content: bytes = PHOTO, *, now_ms: int = NOW) -> str:
    return store.files.keep(content, now_ms=now_ms)


def body(digest: str, size: int = len(PHOTO), **changes: object) -> FileAttached:
    return FileAttached(digest, size, "image/jpeg", **changes)  # type: ignore[arg-type]


def stored(store: Store) -> list[Path]:
    return [path for path in (store.folder / FOLDER).rglob("*") if path.is_file()]


def code_of(caught: pytest.ExceptionInfo[EnvironmentProblem]) -> str:
    return caught.value.code


def test_sealed_once_under_a_name_that_tells_nothing(store: Store) -> None:
    digest = keep(store)
    assert keep(store) == digest
    (path,) = stored(store)
    assert digest[:8] not in str(path)
    assert PHOTO[:32] not in path.read_bytes()
    assert store.files.read(digest) == PHOTO
    assert store.files.vault.read_part(digest, 262_100, 100) == PHOTO[262_100:262_200]
    assert store.files.vault.read_part(digest, len(PHOTO), 100) == b""


def test_altered_or_gone_is_noticed(store: Store) -> None:
    digest = keep(store)
    (path,) = stored(store)
    raw = bytearray(path.read_bytes())
    raw[300] ^= 1
    path.write_bytes(raw)
    with pytest.raises(EnvironmentProblem) as caught:
        store.files.read(digest)
    assert code_of(caught) == "attachment-damaged"
    path.unlink()
    with pytest.raises(EnvironmentProblem) as caught:
        store.files.read(digest)
    assert code_of(caught) == "attachment-missing"


def test_a_cards_photograph_stays_here_and_is_not_forgotten(store: Store, tmp_path: Path) -> None:
    """ADR 35: sealed like any file, in backups, never on its way to the city."""
    photo, loose = keep(store), keep(store, b"a card that was only looked at")
    with store.unit_of_work() as uow:
        for body_ in (ResidentRecorded("包玉兰"), ResidentPhotographed(photo, len(PHOTO))):
            uow.append(RESIDENT, body_, author=AGENT, moment=Moment(NOW))
    assert store.queries.resident(RESIDENT).photo == photo
    assert store.file_queue.ready(now_ms=NOW) == []
    assert store.files.waiting(limit=9) == []
    store.files.settle(now_ms=NOW + LOOSE_MS + 1)
    assert store.files.read(photo) == PHOTO
    assert not store.files.vault.holds(loose)
    assert copy_files(store._connections, Place(tmp_path)) == 1


def test_what_waits_is_the_thumbnail_first_then_the_smallest(store: Store) -> None:
    case = registered(store)
    large, small, thumbnail = (keep(store, bytes([n]) * n * 1000) for n in (9, 2, 3))
    act(store, case, body(large, 9000, thumbnail=thumbnail, thumbnail_size=3000), body(small, 2000))
    ready = store.file_queue.ready(now_ms=NOW)
    assert [each.sha256 for each in ready] == [thumbnail, small, large]
    (waiting,) = store.files.waiting(limit=9)
    assert (waiting.case, waiting.name, waiting.files, waiting.bytes) == (case, "包玉兰", 2, 14_000)
    store.file_queue.failed(small, error="attachment-size", next_ms=NOW + 5)
    store.file_queue.arrived([thumbnail])
    assert [each.sha256 for each in store.file_queue.ready(now_ms=NOW)] == [large]
    assert [each.sha256 for each in store.file_queue.ready(now_ms=NOW + 5)] == [small, large]


def test_a_clock_that_was_set_back_holds_no_file_for_years(store: Store) -> None:
    """C9, C19: a file that failed while the date was ten years ahead is tried again today."""
    case = registered(store)
    digest = keep(store)
    act(store, case, body(digest))
    queue, ahead = store.file_queue, NOW + 10 * 365 * 86_400_000
    queue.failed(digest, error="attachment-size", next_ms=ahead + 60_000)
    assert (queue.ready(now_ms=ahead), queue.due_ms(now_ms=ahead)) == ([], ahead + 60_000)
    assert [each.sha256 for each in queue.ready(now_ms=NOW)] == [digest]
    assert queue.due_ms(now_ms=NOW) == 0


def test_what_somebody_asks_for_does_not_wait_for_its_turn(store: Store) -> None:
    case = registered(store)
    first, second = keep(store), keep(store, b"a larger one" * 999)
    act(store, case, body(first))
    other = registered(store)
    act(store, other, body(second))
    store.file_queue.failed(second, error="attachment-busy", next_ms=NOW + 5)
    assert [each.sha256 for each in store.file_queue.ready(now_ms=NOW)] == [first]
    assert store.files.urge(other) == {second}
    assert [each.sha256 for each in store.file_queue.ready(now_ms=NOW)] == [second, first]


def test_a_draft_s_file_waits_for_its_case(store: Store) -> None:
    """C7: files follow cases, never the other way round."""
    digest = keep(store)
    assert store.file_queue.ready(now_ms=NOW) == []
    act(store, registered(store), body(digest))
    assert [each.sha256 for each in store.file_queue.ready(now_ms=NOW)] == [digest]


def test_a_file_of_elsewhere_is_fetched_in_pieces(store: Store) -> None:
    digest = keep(store)
    (path,) = stored(store)
    content = store.files.read(digest)
    store.files.vault.drop(digest)
    with store._connections.write() as connection:
        connection.execute("DELETE FROM file")
    act(store, registered(store), body(digest))
    queue = store.file_queue
    assert queue.unknown(limit=9) == [digest]
    queue.arrived([digest])
    store.files.want([digest])
    assert [each.up for each in queue.ready(now_ms=NOW)] == [False]
    assert queue.take_piece(digest, 0, content[:100_000]) == 100_000
    assert queue.take_piece(digest, 0, content[:100_000]) == 100_000  # twice
    store.files.settle(now_ms=NOW)
    assert queue.fetched(digest) == 100_000
    assert b"identity card" not in b"".join(each.read_bytes() for each in stored(store))
    assert queue.take_piece(digest, 100_000, content[100_000:]) == len(content)
    assert store.files.read(digest) == content
    assert [each.name for each in stored(store)] == [path.name]


def test_fetched_wrong_is_not_kept(store: Store) -> None:
    digest = keep(store, b"right")
    store.files.vault.drop(digest)
    with store._connections.write() as connection:
        connection.execute("UPDATE file SET kept_ms = 0, wanted = 1")
    with pytest.raises(EnvironmentProblem) as caught:
        store.file_queue.take_piece(digest, 0, b"wrong")
    assert code_of(caught) == "attachment-differs"
    assert stored(store) == []


def test_after_a_new_data_key_nothing_is_rewritten(store: Store, folder: Path) -> None:
    """ADR 18: old files stay as they are and open; new ones are sealed with a new key."""
    digest = keep(store)
    (path,) = stored(store)
    before = path.read_bytes()
    store.close()
    fresh = bytes(range(32))
    rekey(folder, AGENT, PASSWORD, fresh_key=fresh, stretching=QUICK)
    with_new = Store.open(folder, fresh)
    assert path.read_bytes() == before
    assert with_new.files.read(digest) == PHOTO
    other = keep(with_new, b"new")
    assert with_new.files.read(other) == b"new"
    with with_new._connections.read() as connection:
        assert connection.execute("SELECT count(*) FROM file_key").fetchone() == (2,)
    with_new.close()
    assert keys.unlock(folder, AGENT.id, PASSWORD) == fresh


def test_what_a_kill_left_is_cleaned(store: Store) -> None:
    """C23: staging is bounded and cleaned at start; a file that belongs to nothing is forgotten later."""
    keep(store)
    root = store.folder / FOLDER
    (root / "0123.part").write_bytes(b"half")
    stranger = root / INCOMING / ("ab" * 16)
    stranger.mkdir(parents=True)
    (stranger / "000000000000-00000004").write_bytes(b"half")
    store.files.settle(now_ms=NOW)
    assert len(stored(store)) == 1
    assert not stranger.exists()
    store.files.settle(now_ms=NOW + LOOSE_MS + 1)
    assert stored(store) == []


def test_a_draft_keeps_its_files(store: Store) -> None:
    from helpdesk.application.intake import Draft, Intake

    digest = keep(store)
    with store.unit_of_work() as work:
        work.save_draft(Draft("d1", Intake(title="x", files=(body(digest),)), NOW))
    store.files.settle(now_ms=NOW + LOOSE_MS + 1)
    assert store.files.read(digest) == PHOTO
    assert store.queries.draft("d1").intake.files == (body(digest),)


def test_a_full_disk_refuses_files_and_takes_cases(
    folder_there: Path, small_disk: Path, key: bytes
) -> None:
    """C21: photos are refused first, cases never."""
    store = Store.open(folder_there, key)
    assert Reserve(folder_there, size=2_500_000).lay_by()
    fill_up(small_disk)
    with pytest.raises(EnvironmentProblem) as caught:
        keep(store)
    assert code_of(caught) == "attachment-no-room"
    assert registered(store)
    store.close()


def test_a_folder_that_takes_nothing(store: Store, tmp_path: Path) -> None:
    root = store.folder / FOLDER
    shutil.rmtree(root, ignore_errors=True)
    root.write_bytes(b"a file in the way")
    with pytest.raises(EnvironmentProblem):
        keep(store)
    assert stat.S_ISREG(root.stat().st_mode)
    root.unlink()


def test_the_month_s_budget_is_counted(store: Store) -> None:
    queue = store.file_queue
    queue.spend(100, metered=True, month="2026-11")
    queue.spend(20, metered=True, month="2026-11")
    queue.spend(7, metered=False, month="2026-11")
    assert queue.spent(metered=True, month="2026-11") == 120
    assert queue.spent(metered=True, month="2026-12") == 0


def test_verify_names_what_is_gone_and_what_is_damaged(store: Store) -> None:
    first, second = keep(store, b"one"), keep(store, b"two")
    case = registered(store)
    act(store, case, body(first, 3), body(second, 3))
    assert list(store.checks.faults()) == []
    store.files.vault.path(first).unlink()
    store.files.vault.path(second).write_bytes(b"rubbish")
    faults = {fault.code: fault.params for fault in store.checks.faults()}
    assert set(faults) == {"fault-file", "fault-file-missing"}
    assert faults["fault-file"]["file"] == second[:8]


def test_backed_up_once_and_put_back(
    store: Store, folder: Path, key: bytes, tmp_path: Path
) -> None:
    """Files lie beside the backups; a restored desk has them again, also those it never lost."""
    place = Place(tmp_path / "backups", room_left=0)
    digest = keep(store)
    act(store, registered(store), body(digest))
    keep(store, b"of a draft")
    made = store.backups.make(place, now_ms=NOW)
    assert store.backups.copy_files(place) == 1
    assert store.backups.copy_files(place) == 0
    later = keep(store, b"after the backup")
    act(store, registered(store), body(later, 16))
    store.close()
    store.files.vault.path(digest).unlink()
    (folder / "helpdesk.db").write_bytes(b"rubbish" * 9_000)
    for beside in folder.glob("helpdesk.db-*"):
        beside.unlink()
    restore(made.path, folder, agent=AGENT.id, password=PASSWORD, now_ms=NOW)
    again = Store.open(folder, key)
    assert again.files.read(digest) == PHOTO
    assert again.files.states([digest])[digest].here
    assert list(again.checks.faults()) == []
    again.close()
