"""Full, read-only and failing disks: a sentence, nothing half saved, nothing lost."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.application.intake import Draft, Intake
from helpdesk.application.queries import CaseFilter
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store.store import Store
from tests.store.desk import Person, registered

ALL = CaseFilter()
SIZE = 12_000_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes; needs root on Linux."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small file system needs root on Linux")
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this machine does not allow mounting")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def folder_there(small_disk: Path, folder: Path) -> Path:
    return Path(shutil.copytree(folder, small_disk / "desk"))


def fill_up(place: Path) -> Path:
    """Leave not a byte."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 4096, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
    return ballast


def register_until_it_fails(store: Store) -> tuple[int, str]:
    """How many were acknowledged before the problem, and its code."""
    for count in range(5_000):
        try:
            registered(store, Person(name="包玉兰" * 10), text="字" * 3_000)
        except EnvironmentProblem as problem:
            return count, problem.code
    raise AssertionError("the disk was never full")


def test_full_disk(folder_there: Path, small_disk: Path, key: bytes) -> None:
    """C21: on a really full file system every acknowledged case stays, and work goes on afterwards."""
    store = Store.open(folder_there, key)
    ballast = fill_up(small_disk)
    saved, code = register_until_it_fails(store)
    assert code == "disk-full"
    assert store.queries.count_cases(ALL) == saved, "what was saved can still be read"
    with pytest.raises(EnvironmentProblem), store.unit_of_work() as work:
        work.save_draft(Draft("d", Intake(text="字" * 200_000), 1))
    ballast.unlink()
    registered(store)
    assert store.queries.count_cases(ALL) == saved + 1
    assert store.damage() == ()
    store.close()
    store = Store.open(folder_there, key)
    assert store.queries.count_cases(ALL) == saved + 1
    rows = store.queries.cases(ALL, offset=0, limit=10_000)
    assert len({row.number for row in rows}) == saved + 1
    store.close()


def test_opening_on_a_full_disk(folder_there: Path, small_disk: Path, key: bytes) -> None:
    store = Store.open(folder_there, key)
    case = registered(store)
    store.close()
    ballast = fill_up(small_disk)
    with pytest.raises(EnvironmentProblem) as raised:
        _use(folder_there, key)
    assert raised.value.code == "disk-full"
    ballast.unlink()
    store = Store.open(folder_there, key)
    assert [row.id for row in store.queries.cases(ALL, offset=0, limit=9)] == [case]
    store.close()


def test_read_only_disk(folder_there: Path, small_disk: Path, key: bytes) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(EnvironmentProblem) as raised:
        _use(folder_there, key)
    assert raised.value.code in ("disk-readonly", "database-unreachable")
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    _use(folder_there, key)


def _use(folder: Path, key: bytes) -> None:
    store = Store.open(folder, key)
    try:
        for _ in range(50):
            registered(store)
    finally:
        store.close()
