"""A disk of a few megabytes that can be filled to its last byte."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SIZE = 16_000_000


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A file system of its own at `place`; needs root on Linux."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small file system needs root on Linux")
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not allow mounting")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def stick_kinds() -> list[str]:
    """The file systems that a stick can have in a test here: FAT and exFAT where the kernel knows them, or
    Debian's `exfat-fuse` does without it."""
    known = Path("/proc/filesystems")
    kernel = known.read_text().split() if known.exists() else []
    kinds = ["ext2", *(kind for kind in ("vfat", "exfat") if kind in kernel)]
    if "exfat" not in kinds and shutil.which("mkfs.exfat") and shutil.which("mount.exfat-fuse"):
        kinds.append("exfat-fuse")
    return kinds


@contextmanager
def loop_stick(place: Path, kind: str = "ext2") -> Iterator[Path]:
    """A stick as the system sees one: an image with a file system of its own, mounted by a loop device."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a stick needs root on Linux")
    image = place.with_suffix(".img")
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(SIZE // 4)
    program = f"mkfs.{kind.removesuffix('-fuse')}"
    made = subprocess.run([program, str(image)], capture_output=True, check=False)
    command = ["mount", "-t", kind, "-o", "loop", str(image), str(place)]
    if made.returncode or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine has no loop devices to mount")
    for found in place.glob("lost+found"):
        found.rmdir()
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def protect(place: Path, *, on: bool = True) -> None:
    """The little switch at a stick's side."""
    way = "ro" if on else "rw"
    subprocess.run(["mount", "-o", f"remount,{way}", str(place)], check=True)


@contextmanager
def full(place: Path) -> Iterator[None]:
    """Not a byte is left, until the end."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        ballast.unlink()
