"""Room kept back on the disk, so that cases can still be saved when everything else has filled it.

A file of real blocks lies beside the database. When the disk is nearly full it is given up, before a
transaction begins; it is laid by again when there is ample room. Any thread.
"""

import contextlib
import os
import shutil
import threading
from enum import StrEnum
from pathlib import Path

FILE_NAME = "reserve"
SIZE = 200_000_000  # bytes
_CHUNK = bytes(1 << 20)
_LAST = 8_000_000  # with less than this free, a transaction may fail


class Room(StrEnum):
    """How the disk stands: files may be stored only while there is ample room, cases always."""

    AMPLE = "ample"
    LOW = "low"
    RESERVE_USED = "reserve-used"


class Reserve:
    """The reserve of one data folder."""

    def __init__(self, folder: Path, *, size: int = SIZE) -> None:
        self._path = folder / FILE_NAME
        self._size = size
        self._lock = threading.Lock()

    def resize(self, size: int) -> None:
        """Keep back so many bytes from now on, 0 for none; the file follows at the next `lay_by`."""
        with self._lock:
            self._size = size
            with contextlib.suppress(OSError):
                if self._path.exists() and self._path.stat().st_size != size:
                    self._path.unlink()

    def room(self) -> Room:
        """How the disk stands now; a disk that cannot be asked counts as ample."""
        free = self._free()
        if free >= 2 * self._size:
            return Room.AMPLE
        spent = free < self._size and not self._path.exists()
        return Room.RESERVE_USED if spent else Room.LOW

    def may_store_files(self) -> bool:
        """Whether photographs and other large files may be kept: they are refused first."""
        return self.room() is Room.AMPLE

    def make_room(self) -> None:
        """Give the reserve up if the disk is all but full; asked before every transaction."""
        if self._free() < _LAST:
            self.release()

    def release(self) -> None:
        """Give the reserve up."""
        with self._lock, contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def lay_by(self) -> bool:
        """Lay the reserve by if there is ample room for it; answers whether it is there."""
        with self._lock:
            if self._path.exists():
                return True
            if not self._size or self._free() < 3 * self._size:
                return False
            part = self._path.with_suffix(".part")
            try:
                self._fill(part)
                part.replace(self._path)
            except OSError:
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)
                return False
            return True

    def _fill(self, part: Path) -> None:
        """Blocks that are really there: a file with holes would keep nothing back."""
        with part.open("wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, self._size)
            else:
                for _ in range(-(-self._size // len(_CHUNK))):
                    file.write(_CHUNK)
            file.flush()
            os.fsync(file.fileno())

    def _free(self) -> int:
        try:
            return shutil.disk_usage(self._path.parent).free
        except OSError:
            return 1 << 62
