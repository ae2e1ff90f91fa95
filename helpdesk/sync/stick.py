"""Bundles on a stick: written whole or not at all, read from a copy, listed with what is in them.

Any thread. A stick may be full, write-protected, or pulled at any moment.
"""

import contextlib
import errno
import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.bundle import SUFFIX, BundleReader, Kind, Manifest
from helpdesk.protocol.outbox import Outbox
from helpdesk.sync.bundles import belonging, is_overtaken, verify_bundle

PART = ".part"
LISTED_MAX = 200
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CANNOT = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
Written = TypeVar("Written")


@dataclass(frozen=True, slots=True)
class Found:
    """A bundle in a folder. `ours` went out from this desk, else it is for this desk; `problem` says why
    it cannot be used (then `manifest` is None), `received` that the city has all of it already."""

    path: Path
    size: int
    ours: bool = False
    manifest: Manifest | None = None
    received: bool = False
    problem: str = ""


def bundle_name(kind: Kind, prefix: str, *, at_ms: int) -> str:
    """A file name that says which way, whose (by the prefix of its case numbers), and when."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone()
    return f"{kind}-{prefix or '000'}-{moment:%Y%m%d-%H%M%S}{SUFFIX}"


def write_bundle(
    folder: Path,
    name: str,
    write: Callable[[BinaryIO], Written],
    *,
    check: Callable[[BinaryIO], object],
) -> tuple[Path, Written]:
    """Write a file under a passing name, force it onto the medium, read it back through `check`, and only
    then give it its name, or one like it where that is taken. Answers the path and what `write` said.

    Whatever goes wrong, no half file stays. Raises EnvironmentProblem `stick-full`, `stick-read-only`,
    `stick-gone` or `stick-wrong`, and what `write` raises.
    """
    part = folder / f".{name}{PART}"
    with _medium(folder):
        _sweep(folder, name)
        try:
            with part.open("xb+") as file:
                written = write(file)
                file.flush()
                os.fsync(file.fileno())
                _forget_cached(file)
            with part.open("rb") as file:
                _read_back(folder, file, check)
            path = _free(folder / name)
            part.rename(path)
            sync_folder(folder)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
    return path, written


@contextmanager
def staged(path: Path, folder: Path) -> Iterator[BinaryIO]:
    """A private copy of a file on a stick: it can be pulled or altered while we read.

    The copy lies in `folder` and has no name. Raises EnvironmentProblem `stick-gone`, `file-unreadable`
    or `stick-full`.
    """
    with tempfile.TemporaryFile(dir=folder) as copy:
        try:
            with path.open("rb") as source:
                shutil.copyfileobj(source, copy, 1 << 20)
            copy.flush()
        except OSError as error:
            if error.errno in _FULL:
                raise EnvironmentProblem("stick-full", folder=str(folder)) from error
            if path.parent.exists():
                raise EnvironmentProblem("file-unreadable", path=str(path)) from error
            raise EnvironmentProblem("stick-gone", folder=str(path.parent)) from error
        yield copy


def bundles_in(folder: Path, outbox: Outbox) -> Sequence[Found]:
    """The bundles in a folder, the newest first. What cannot be read is listed with the reason.

    Raises EnvironmentProblem `stick-gone`.
    """
    times: dict[Path, float] = {}
    try:
        for path in folder.iterdir():
            if path.suffix.lower() == SUFFIX and not path.name.startswith("."):
                with contextlib.suppress(FileNotFoundError):  # cleared out of a shared folder
                    times[path] = path.stat().st_mtime
    except OSError as error:
        raise EnvironmentProblem("stick-gone", folder=str(folder)) from error
    # FAT knows a file's time to two seconds, and by whatever clock: the name, which has it too, breaks ties.
    newest = sorted(times, key=lambda path: (times[path], path.name), reverse=True)[:LISTED_MAX]
    return [_found(path, outbox) for path in newest]


def _found(path: Path, outbox: Outbox) -> Found:
    size = 0
    try:
        size = path.stat().st_size
        with path.open("rb") as source:
            reader = BundleReader(source)
            manifest = verify_bundle(outbox, reader)
            ours = reader.header.kind == Kind.TO_CITY
    except OSError:
        return Found(path, size, problem="file-unreadable")
    except Problem as problem:
        return Found(path, size, problem=problem.code)
    if not ours and is_overtaken(outbox, manifest):
        return Found(path, size, problem="bundle-old")
    identity = belonging(outbox)
    received = (
        ours
        and manifest.incarnation == identity.incarnation
        and outbox.acknowledged()[0] >= manifest.last
    )
    return Found(path, size, ours=ours, manifest=manifest, received=received)


@contextmanager
def _medium(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            code = "stick-full"
        elif error.errno in _READ_ONLY and folder.exists():
            code = "stick-read-only"
        else:
            code = "stick-gone"
        raise EnvironmentProblem(code, folder=str(folder)) from error


def _read_back(folder: Path, file: BinaryIO, check: Callable[[BinaryIO], object]) -> None:
    try:
        check(file)
    except Problem as problem:
        raise EnvironmentProblem("stick-wrong", folder=str(folder)) from problem


def _sweep(folder: Path, name: str) -> None:
    """What a killed export of the same way and device left. Others may be writing theirs just now, where
    the folder is a shared one."""
    whose = name.rsplit("-", 2)[0]
    for left in folder.glob(f".{glob.escape(whose)}*{SUFFIX}{PART}"):
        left.unlink()


def _free(path: Path) -> Path:
    number, free = 2, path
    while free.exists():
        free = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return free


def _forget_cached(file: BinaryIO) -> None:
    """Read back from the medium and not from memory, where the system knows how."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sync_folder(folder: Path) -> None:
    """The name, too, is on the medium; where the file system cannot say so (some drivers of exFAT and NTFS)
    the system writes it when the stick is taken out as it should be."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in _CANNOT:
                raise
        finally:
            os.close(handle)
