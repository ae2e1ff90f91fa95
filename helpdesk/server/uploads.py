"""Files that are on their way to the city: what arrived of each, on the server's own disk. Any thread.

Each device has its own beginnings, so that none can spoil another's. They are encrypted (AES-CTR under
a key of the upload's own); that the bytes are the right ones is proved by the hash at the end.
"""

import contextlib
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from filelock import FileLock, Timeout

from helpdesk.domain.problems import EnvironmentProblem, Problem

KEPT_SECONDS = 7 * 24 * 3600.0  # a beginning that nobody went on with
_NONCE = 16
_BLOCK = 16


class Uploads:
    """The beginnings in one folder."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key
        folder.mkdir(parents=True, exist_ok=True)

    def begin(self, device: str, sha256: str) -> int:
        """Begin, or go on; answers how many bytes are here."""
        path = self._path(device, sha256)
        with _full(), contextlib.suppress(FileExistsError), path.open("xb") as file:
            file.write(secrets.token_bytes(_NONCE))
        return self.offset(device, sha256) or 0

    def offset(self, device: str, sha256: str) -> int | None:
        """How many bytes are here; None where nothing was begun."""
        try:
            return max(0, self._path(device, sha256).stat().st_size - _NONCE)
        except FileNotFoundError:
            return None

    def append(self, device: str, sha256: str, offset: int, piece: bytes) -> int:
        """Add bytes; answers how many are here then. Nobody holds an upload between two pieces: whoever
        comes with the piece that is due goes on, and one left behind by a cut finds another due.

        Raises Problem `attachment-offset` then, and `attachment-busy`; EnvironmentProblem `files-full`.
        """
        path = self._path(device, sha256)
        try:
            with _full(), FileLock(path.with_suffix(".lock"), timeout=0):
                if self.offset(device, sha256) != offset:
                    raise Problem("attachment-offset")
                sealed = self._cipher(path).at(offset).update(piece)
                with path.open("ab") as file:
                    file.write(sealed)
        except Timeout as error:
            raise Problem("attachment-busy") from error
        return offset + len(piece)

    def flush(self, device: str, sha256: str) -> None:
        """What was added lies on the disk."""
        with _full(), self._path(device, sha256).open("rb+") as file:
            os.fsync(file.fileno())

    def content(self, device: str, sha256: str) -> bytes:
        """Everything that is here."""
        path = self._path(device, sha256)
        raw = path.read_bytes()
        return self._cipher(path).at(0).update(raw[_NONCE:])

    def drop(self, device: str, sha256: str) -> None:
        """Forget a beginning."""
        path = self._path(device, sha256)
        for each in (path, path.with_suffix(".lock")):
            each.unlink(missing_ok=True)

    def count(self, device: str) -> int:
        """How many beginnings a device has."""
        return sum(1 for _ in self._folder.glob(f"{_mark(device)}-*.part"))

    def expire(self, *, now: float | None = None) -> int:
        """Forget beginnings that nobody went on with for a week (C23); answers how many."""
        before, gone = (now or time.time()) - KEPT_SECONDS, 0
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
                    gone += path.suffix == ".part"
        return gone

    def _path(self, device: str, sha256: str) -> Path:
        return self._folder / f"{_mark(device)}-{sha256}.part"

    def _cipher(self, path: Path) -> "_Stream":
        with path.open("rb") as file:
            return _Stream(self._key, file.read(_NONCE))


class _Stream:
    """AES-CTR that begins anywhere: encrypts and decrypts alike."""

    def __init__(self, key: bytes, nonce: bytes) -> None:
        self._key = key
        self._start = int.from_bytes(nonce, "big")

    def at(self, offset: int) -> CipherContext:
        block = (self._start + offset // _BLOCK) % (1 << 128)
        encryptor = Cipher(AES(self._key), CTR(block.to_bytes(_NONCE, "big"))).encryptor()
        encryptor.update(bytes(offset % _BLOCK))
        return encryptor


def _mark(device: str) -> str:
    """A device's name as part of a file's name."""
    return hashlib.sha256(device.encode()).hexdigest()[:16]


@contextmanager
def _full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EnvironmentProblem("files-full") from error
