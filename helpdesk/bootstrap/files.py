"""Files that are there whole or not at all, in our own folder and in the folders of people."""

import contextlib
import errno
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from helpdesk.domain.problems import EnvironmentProblem

Save = Callable[[Path, bytes], None]
Write = Callable[[BinaryIO], object]
SaveWritten = Callable[[Path, Write], None]
_MODE = 0o600
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # the last: beyond what a FAT stick can hold
_PART = ".part"
UNFINISHED = "unfinished.json"  # in the data folder: halves that a kill would leave elsewhere


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it is there whole or not at all; a failure leaves nothing.

    Raises EnvironmentProblem `file-unwritable`, or that of the cause where it is known (`unwritable`).
    """
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=_PART, delete=False) as part:
            temporary = Path(part.name)
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            if temporary is not None:
                temporary.unlink()  # half a paper would hold somebody's data and the last bytes of room
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> EnvironmentProblem:
    """What stands in the way of writing a file, as far as the system lets it be known."""
    folder = str(path.parent)
    if error.errno == errno.ENAMETOOLONG:
        return EnvironmentProblem("file-name-long")
    if path.is_dir():
        return EnvironmentProblem("file-is-folder", path=str(path))
    if not path.parent.is_dir():
        return EnvironmentProblem("file-folder-missing", folder=folder)
    if error.errno in _NO_ROOM:
        return EnvironmentProblem("file-no-room", folder=folder)
    if isinstance(error, PermissionError) and path.exists() and os.access(folder, os.W_OK):
        return EnvironmentProblem("file-in-use", path=str(path))  # as Windows says of an open file
    return EnvironmentProblem("file-unwritable", folder=folder)


def hand_out(path: Path, content: bytes, *, data: Path) -> None:
    """The same into a folder of somebody's: half a paper, with a resident's data, never stays there.
    Raises EnvironmentProblem `file-unwritable`."""
    hand_out_written(path, lambda file: file.write(content), data=data)


def hand_out_written(path: Path, write: Write, *, data: Path) -> None:
    """The same for what is written piece by piece; whatever `write` raises leaves nothing. It may be
    called a second time, from the beginning.

    Where the system has files without a name (Linux), none exists before it is whole; elsewhere its
    name is kept in `data` until then, for `clear_unfinished`. Raises EnvironmentProblem
    `file-unwritable`.
    """
    try:
        if not _link_whole(path, write):
            _rename_whole(path, write, data)
    except OSError as error:
        raise unwritable(path, error) from error


def _rename_whole(path: Path, write: Write, data: Path) -> None:
    part = path.with_name(f"{path.name}{_PART}")
    names = _unfinished(data)
    write_whole(data / UNFINISHED, json.dumps([*names, str(part.absolute())]).encode())
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(part, flags, _MODE), "w+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    finally:
        with contextlib.suppress(EnvironmentProblem):
            write_whole(data / UNFINISHED, json.dumps(names).encode())


def clear_unfinished(data: Path) -> None:
    """Remove the halves that a kill left; a stick that is out is asked for again at the next start."""
    left = []
    for name in _unfinished(data):
        part = Path(name)
        try:
            part.unlink(missing_ok=True)
        except OSError:
            left.append(name)
        else:
            left += [] if part.parent.is_dir() else [name]
    with contextlib.suppress(EnvironmentProblem):
        if left or (data / UNFINISHED).exists():
            write_whole(data / UNFINISHED, json.dumps(left).encode())


def _unfinished(data: Path) -> list[str]:
    with contextlib.suppress(OSError, ValueError):
        read = json.loads((data / UNFINISHED).read_text(encoding="utf-8"))
        names = [str(name) for name in read] if isinstance(read, list) else []
        return [name for name in names if name.endswith(_PART) and Path(name).is_absolute()]
    return []


def _link_whole(path: Path, write: Write) -> bool:
    """Write a file that has no name, then give it one; False where this system cannot, or where the
    name is taken: what stands there is then replaced by the other way. Raises OSError of the writing."""
    if not hasattr(os, "O_TMPFILE") or path.exists():
        return False
    try:
        descriptor = os.open(path.parent, os.O_TMPFILE | os.O_RDWR, _MODE)
    except OSError:
        return False
    with os.fdopen(descriptor, "w+b") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(f"/proc/self/fd/{file.fileno()}", path, follow_symlinks=True)
        except OSError:
            return False
    return True
