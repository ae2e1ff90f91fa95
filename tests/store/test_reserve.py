"""C21: when the disk is full, cases can still be saved."""

from pathlib import Path

import pytest

from helpdesk.application.queries import CaseFilter
from helpdesk.store.reserve import FILE_NAME, Reserve, Room
from helpdesk.store.store import Store
from tests.store.desk import registered
from tests.store.test_disk import fill_up, folder_there, small_disk

__all__ = ["folder_there", "small_disk"]
SIZE = 2_500_000


def test_really_full(folder_there: Path, small_disk: Path, key: bytes) -> None:
    """Everything else has filled the disk: the reserve goes, cases are saved."""
    store = Store.open(folder_there, key)
    reserve = Reserve(folder_there, size=SIZE)
    assert reserve.lay_by()
    assert (folder_there / FILE_NAME).stat().st_blocks * 512 >= SIZE
    fill_up(small_disk)
    assert reserve.room() is Room.LOW
    assert not reserve.may_store_files()
    for _ in range(15):
        registered(store)
    assert reserve.room() is Room.RESERVE_USED
    assert not reserve.lay_by()
    assert store.queries.count_cases(CaseFilter()) == 15
    (small_disk / "ballast").unlink()
    assert reserve.lay_by()
    assert store.damage() == ()
    store.close()


@pytest.mark.parametrize(
    ("free", "there", "room"),
    [
        (400, False, Room.AMPLE),
        (399, True, Room.LOW),
        (399, False, Room.LOW),
        (199, False, Room.RESERVE_USED),
        (0, True, Room.LOW),
    ],
)
def test_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, there: bool, room: Room
) -> None:
    reserve = Reserve(tmp_path, size=200)
    monkeypatch.setattr(Reserve, "_free", lambda _: free)
    if there:
        (tmp_path / FILE_NAME).touch()
    assert reserve.room() is room
    assert reserve.may_store_files() is (room is Room.AMPLE)


def test_none_is_laid_by_without_ample_room(tmp_path: Path) -> None:
    assert not Reserve(tmp_path, size=2**60).lay_by()
    assert not Reserve(tmp_path, size=0).lay_by()
    assert list(tmp_path.iterdir()) == []
    reserve = Reserve(tmp_path, size=1000)
    assert reserve.lay_by()
    assert reserve.lay_by()
    reserve.release()
    reserve.release()
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_cannot_be_asked(tmp_path: Path) -> None:
    assert Reserve(tmp_path / "gone").room() is Room.AMPLE
