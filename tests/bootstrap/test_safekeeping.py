"""When backups and rehearsals happen, where they go, and what is told."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from helpdesk.bootstrap import keeper
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.keeper import Keeper
from helpdesk.bootstrap.safekeeping import HOUR_MS, WEEK_MS, Safekeeping, forget_damage
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store.backup import Backup, backups_in
from helpdesk.store.backups import Backups
from helpdesk.store.copying import Watch
from helpdesk.store.rehearsal import Rehearsal
from helpdesk.store.reserve import Reserve
from tests.desk import desk_in

NOW = 1_795_406_400_000


@dataclass
class Clock:
    ms: int = NOW

    def __call__(self) -> int:
        return self.ms


@dataclass
class Kept:
    desk: OpenDesk
    clock: Clock
    sticks: list[Path] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.care = Safekeeping(
            self.desk.store.backups,
            self.desk.store.folder,
            clock=self.clock,
            sticks=lambda: iter(self.sticks),
        )
        self.keeper = Keeper(self.care, attention=self.told.append)

    def made(self, folder: Path | None = None) -> int:
        return len(backups_in(folder or self.desk.store.folder / "backups"))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with desk_in(tmp_path / "desk") as desk:
        yield Kept(desk, Clock())


def test_each_hour_a_backup_each_week_a_rehearsal(kept: Kept) -> None:
    kept.keeper.look()
    first = kept.care.state
    assert (first.made_ms, first.rehearsed_ms, first.error, first.fault) == (NOW, NOW, "", "")
    for later, count in ((HOUR_MS - 1, 1), (HOUR_MS, 2)):
        kept.clock.ms = NOW + later
        kept.keeper.look()
        assert kept.made() == count
    assert kept.care.state.rehearsed_ms == NOW
    kept.clock.ms = NOW + WEEK_MS
    kept.keeper.look()
    assert kept.care.state.rehearsed_ms == NOW + WEEK_MS
    assert kept.told == []


def test_a_rehearsal_that_is_broken_off_waits_an_hour(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each try reads all of the backup: not every minute."""
    tried: list[str] = []

    def broken_off(_self: Backups, backup: Backup, **_watch: object) -> Rehearsal:
        tried.append(backup.path.name)
        raise EnvironmentProblem("rehearsal-broken-off")

    monkeypatch.setattr(Backups, "rehearse", broken_off)
    for minutes in (0, 1, 59, 60):
        kept.clock.ms = NOW + minutes * 60_000
        kept.keeper.look()
    assert len(tried) == 2
    assert kept.told == ["rehearsal-broken-off", "", "rehearsal-broken-off"]


def test_what_went_wrong_is_told_once_and_tried_again(kept: Kept, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    settings = Settings(kept.desk.store.folder)
    settings.set("backup_folder", str(blocked / "backups"))
    for minutes in (0, 1, 11):
        kept.clock.ms = NOW + minutes * 60_000
        kept.keeper.look()
    assert len(kept.told) == 1
    assert kept.told[0]
    settings.set("backup_folder", str(tmp_path / "there"))
    kept.clock.ms = NOW + 22 * 60_000
    kept.keeper.look()
    assert kept.told[1:] == [""]
    assert kept.made(tmp_path / "there") == 1


def test_a_stick_takes_backups_when_it_was_chosen(kept: Kept, tmp_path: Path) -> None:
    chosen, other = tmp_path / "chosen", tmp_path / "other"
    for disk in (chosen, other):
        disk.mkdir()
    place = kept.care.choose_stick(chosen)
    kept.sticks += [chosen, other]
    assert len(kept.care.back_up()) == 2
    assert kept.made(place) == kept.made() == 1
    assert list(other.iterdir()) == []
    kept.sticks.clear()
    assert len(kept.care.back_up()) == 1


def test_a_full_disk_is_said(kept: Kept) -> None:
    """C21: no room for a backup is no reason to fill the disk."""
    with pytest.raises(EnvironmentProblem) as raised:
        kept.care.back_up(room_left=2**60)
    assert raised.value.code == kept.care.state.error == "backup-no-room"


def test_a_clock_that_ran_back(kept: Kept) -> None:
    kept.keeper.look()
    kept.clock.ms = NOW - WEEK_MS
    assert kept.care.is_backup_due()


def test_a_state_that_cannot_be_read(kept: Kept) -> None:
    (kept.desk.store.folder / "backup-state.json").write_text('{"other": 1}')
    assert kept.care.state.made_ms == 0


def test_the_thread_ends(kept: Kept) -> None:
    keeper = Keeper(kept.care, attention=kept.told.append, every=0.01)
    keeper.start()
    keeper.close()
    keeper.close()


def test_the_disk_is_watched(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """C21: the reserve is laid by in good days; each step of a disk that fills is told once."""
    reserve = Reserve(kept.desk.store.folder, size=1000)
    keeper = Keeper(kept.care, attention=kept.told.append, reserve=reserve)
    keeper.look()
    assert (kept.desk.store.folder / "reserve").stat().st_size == 1000
    for free in (1500, 10, 10, 5000):
        if free == 10:
            reserve.release()
        monkeypatch.setattr(reserve.__class__, "_free", lambda _, free=free: free)
        keeper.look()
    assert kept.told == ["disk-low", "disk-reserve", ""]


def test_every_page_is_checked_once_after_the_start(kept: Kept) -> None:
    """C22: quietly, beside the work; what is wrong is told, and stands in the status."""
    kept.keeper.look()
    assert kept.care.state.checked_ms == NOW
    kept.clock.ms = NOW + 1
    kept.keeper.look()
    assert kept.care.state.checked_ms == NOW  # once is enough
    damage_page(kept.desk)
    assert not kept.care.check_pages()
    assert kept.care.state.damage == "database-damaged"
    kept.keeper.look()
    assert kept.told[-1] == "database-damaged"
    forget_damage(kept.desk.store.folder)
    assert kept.care.state.damage == ""


def test_a_check_can_be_given_up(kept: Kept) -> None:
    with pytest.raises(Problem, match="cancelled"):
        kept.care.check_pages(watch=Watch(cancelled=lambda: True))
    assert kept.care.state.checked_ms == 0


def test_a_folder_of_ones_own_choice_leaves_no_error_behind(kept: Kept, tmp_path: Path) -> None:
    """The usual places are as they were when a wished one could not be written."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(EnvironmentProblem):
        kept.care.back_up(to=tmp_path / "file" / "there")
    assert (kept.care.state.error, kept.care.state.made_ms) == ("", 0)


def damage_page(desk: OpenDesk) -> None:
    """A page of the file changes on the disk, under the open desk."""
    desk.store.tidy()
    path = desk.store.folder / "helpdesk.db"
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 4096 + 100)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))


def test_a_mistake_of_the_program_ends_no_thread(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise there would be no backup until the restart, and nobody knew."""
    crashes, again = list[BaseException](), threading.Event()

    def look() -> None:
        if crashes:
            again.set()
        raise ZeroDivisionError

    monkeypatch.setattr(keeper, "write_crash", crashes.append)
    watching = Keeper(kept.care, attention=kept.told.append, every=0.001)
    monkeypatch.setattr(watching, "look", look)
    watching.start()
    assert again.wait(timeout=20)
    watching.close()
    assert len(crashes) == 1
