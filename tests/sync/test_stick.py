"""Sticks that are full, write-protected, pulled, or lie: a sentence, and never half a file."""

import errno
import os
import re
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.bundle import BundleReader, Kind
from helpdesk.protocol.messages import Enrolment
from helpdesk.sync.bundles import Exported, export_bundle, verify_bundle
from helpdesk.sync.stick import bundle_name, bundles_in, staged, write_bundle
from tests.e2e.disks import full, small_disk
from tests.sync.desk import Device

NAME = bundle_name(Kind.TO_CITY, "021", at_ms=1_795_400_000_000)
MOMENT = "20261123-104500"


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Device]:
    """Enrolled by a welcome without a city, with work that waits."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    made = Device.new(tmp_path_factory.mktemp("desk"))
    key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    welcome = Enrolment("a1b2c3", "021", "history", 0, "150502100217", "保安村", server_key=key)
    made.store.enrol(welcome, server="https://city.example")
    made.register()
    yield made
    made.close()


def export(device: Device, place: Path) -> tuple[Path, Exported]:
    outbox = device.store.outbox
    return write_bundle(
        place,
        NAME,
        lambda target: export_bundle(outbox, target, now_ms=1),
        check=lambda file: verify_bundle(outbox, BundleReader(file)),
    )


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir() if path.name != "ballast")


def test_written_checked_and_named(device: Device, tmp_path: Path) -> None:
    path, exported = export(device, tmp_path)
    again, _ = export(device, tmp_path)
    assert names(tmp_path) == sorted([path.name, again.name])
    assert "021" in path.name
    found = bundles_in(tmp_path, device.store.outbox)
    assert [each.manifest.records for each in found if each.manifest] == [exported.records] * 2
    assert all(each.ours and not each.received and not each.problem for each in found)


@given(st.sampled_from(Kind), st.integers(0, 4_000_000_000_000))
def test_every_file_system_of_sticks_takes_the_names(kind: Kind, at_ms: int) -> None:
    """FAT and exFAT, whatever the language of the system."""
    name = bundle_name(kind, "021", at_ms=at_ms)
    assert re.fullmatch(r"[a-z0-9-]+\.hdb", name)
    assert len(f".{name}.part") < 100


def test_a_stick_that_cannot_force_a_folder_out(
    device: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As drivers of exFAT and NTFS that run outside the kernel: the file is on the medium all the same."""
    force = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        force(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    path, _ = export(device, tmp_path)
    assert names(tmp_path) == [path.name]


def test_the_newest_stands_first_where_times_are_coarse(device: Device, tmp_path: Path) -> None:
    for second in ("01", "03", "02"):
        (tmp_path / f"to-desk-021-202611231045{second}.hdb").write_bytes(b"x")
    for path in tmp_path.iterdir():
        os.utime(path, (1_795_400_000, 1_795_400_000))  # FAT: two seconds
    found = [each.path.stem[-2:] for each in bundles_in(tmp_path, device.store.outbox)]
    assert found == ["03", "02", "01"]


def test_a_full_stick(device: Device, tmp_path: Path) -> None:
    with small_disk(tmp_path / "stick") as stick:
        with full(stick), pytest.raises(EnvironmentProblem) as caught:
            export(device, stick)
        assert caught.value.code == "stick-full"
        assert names(stick) == []
        export(device, stick)


def test_a_write_protected_stick(device: Device, tmp_path: Path) -> None:
    with small_disk(tmp_path / "stick") as stick:
        subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)
        with pytest.raises(EnvironmentProblem) as caught:
            export(device, stick)
        assert caught.value.code == "stick-read-only"
        assert names(stick) == []


def test_a_stick_pulled_while_it_is_written(device: Device, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()

    def write(target: BinaryIO) -> None:
        target.write(b"half")
        (stick / f".{NAME}.part").unlink()
        stick.rmdir()

    with pytest.raises(EnvironmentProblem) as caught:
        write_bundle(stick, NAME, write, check=lambda _file: None)
    assert caught.value.code == "stick-gone"
    with pytest.raises(EnvironmentProblem, match="stick-gone"):
        bundles_in(stick, device.store.outbox)
    with pytest.raises(EnvironmentProblem, match="stick-gone"), staged(stick / NAME, tmp_path):
        pass


def test_a_stick_that_gives_back_something_else(device: Device, tmp_path: Path) -> None:
    def write(target: BinaryIO) -> None:
        export_bundle(device.store.outbox, target, now_ms=1)
        target.seek(900)
        target.write(b"\xff\xfe")

    outbox = device.store.outbox
    with pytest.raises(EnvironmentProblem) as caught:
        write_bundle(tmp_path, NAME, write, check=lambda f: verify_bundle(outbox, BundleReader(f)))
    assert caught.value.code == "stick-wrong"
    assert names(tmp_path) == []


def test_whatever_goes_wrong_no_half_file_stays(tmp_path: Path) -> None:
    def write(target: BinaryIO) -> None:
        target.write(b"half")
        raise Problem("cancelled")

    with pytest.raises(Problem, match="cancelled"):
        write_bundle(tmp_path, NAME, write, check=lambda _file: None)
    assert names(tmp_path) == []


def test_what_a_killed_export_left_is_swept_away(device: Device, tmp_path: Path) -> None:
    left = tmp_path / f".{NAME}.part"
    left.write_bytes(b"half")
    assert bundles_in(tmp_path, device.store.outbox) == []
    path, _ = export(device, tmp_path)
    assert names(tmp_path) == [path.name]


def test_what_others_are_writing_just_now_is_left(tmp_path: Path) -> None:
    """A shared folder: the city's return bundle and another desk's do not disturb each other."""
    beside = [f".to-city-099-{MOMENT}.hdb.part", f".to-desk-021-{MOMENT}.hdb.part"]
    for name in beside:
        (tmp_path / name).write_bytes(b"half")
    killed = tmp_path / ".to-city-021-20261123-104400.hdb.part"
    killed.write_bytes(b"half")
    name = f"to-city-021-{MOMENT}.hdb"
    write_bundle(tmp_path, name, lambda target: target.write(b"whole"), check=lambda _file: None)
    assert names(tmp_path) == sorted([*beside, name])


def test_the_copy_is_read_and_not_the_stick(tmp_path: Path) -> None:
    """Altered or pulled meanwhile: what was copied is what is checked and taken in."""
    path = tmp_path / NAME
    path.write_bytes(b"first")
    with staged(path, tmp_path) as copy:
        path.write_bytes(b"other")
        copy.seek(0)
        assert copy.read() == b"first"
    assert names(tmp_path) == [NAME]


def test_foreign_things_beside_it_are_named(device: Device, tmp_path: Path) -> None:
    (tmp_path / "a.hdb").write_bytes(b"")
    (tmp_path / "b.hdb").mkdir()
    (tmp_path / "note.txt").write_text("x")
    found = bundles_in(tmp_path, device.store.outbox)
    assert {each.path.name: each.problem for each in found} == {
        "a.hdb": "bundle-foreign",
        "b.hdb": "file-unreadable",
    }
