"""Sealed files in the data folder, named so that the name tells nothing. Any thread; knows no database.

`files/ab/cdef…` is a file that is whole: it got its name only when it lay on the disk and its hash
was right. `files/incoming` holds pieces of files that are on their way here.
"""

import hmac
import io
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.protocol.sealing import SealedReader, seal
from helpdesk.store.copying import sync_file
from helpdesk.store.errors import driver_errors
from helpdesk.store.keys import subkey, sync_folder

FOLDER, INCOMING = "files", "incoming"
_PART = ".part"
_ALL = 1 << 40


class Vault:
    """The files of one data folder. `keys` are those that files here are sealed with, the newest last;
    the first one makes the names."""

    def __init__(self, folder: Path, keys: Sequence[bytes]) -> None:
        self._root = folder / FOLDER
        self._incoming = self._root / INCOMING
        self._keys = tuple(keys)
        self._names = subkey(keys[0], "file name")

    def path(self, digest: str) -> Path:
        """Where the file with this SHA-256 lies, or would."""
        name = hmac.digest(self._names, bytes.fromhex(digest), "sha256").hex()
        return self._root / name[:2] / name[2:]

    def holds(self, digest: str) -> bool:
        """Whether the whole file is here."""
        return self.path(digest).exists()

    def keep(self, content: bytes) -> str:
        """Seal bytes and link them under their name, once they lie on the disk; answers their SHA-256.

        Raises EnvironmentProblem when the disk is in the way; nothing is left then.
        """
        digest = sha256(content).hexdigest()
        path = self.path(digest)
        if path.exists():
            return digest
        part = self._root / f"{secrets.token_hex(8)}{_PART}"
        try:
            with driver_errors():
                path.parent.mkdir(parents=True, exist_ok=True)
                with part.open("xb") as target:
                    seal(io.BytesIO(content), target, key=self._keys[-1])
                sync_file(part)
                part.replace(path)
                sync_folder(path.parent)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        return digest

    def read(self, digest: str) -> bytes:
        """The file's bytes, compared with their hash.

        Raises EnvironmentProblem `attachment-missing` or `attachment-damaged`.
        """
        content = self.read_part(digest, 0, _ALL)
        if sha256(content).hexdigest() != digest:
            raise EnvironmentProblem("attachment-damaged")
        return content

    def read_part(self, digest: str, offset: int, count: int) -> bytes:
        """A piece of it. Raises the same."""
        return self._part_of(self.path(digest), offset, count)

    def drop(self, digest: str) -> None:
        """Forget a file."""
        with driver_errors():
            self.path(digest).unlink(missing_ok=True)

    # -- on their way here

    def fetched(self, digest: str) -> int:
        """How many bytes are here, from the beginning."""
        return sum(length for _, length in self._pieces(digest))

    def add_piece(self, digest: str, offset: int, piece: bytes) -> int:
        """Keep a piece, sealed; answers how many bytes are here then. One for another offset than the
        next is left alone."""
        here = self.fetched(digest)
        if offset != here or not piece:
            return here
        folder = self._folder_of(digest)
        with driver_errors():
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{offset:012d}-{len(piece):08d}"
            part = path.with_suffix(_PART)
            with part.open("wb") as target:
                seal(io.BytesIO(piece), target, key=self._keys[-1])
            sync_file(part)
            part.replace(path)
        return here + len(piece)

    def finish(self, digest: str) -> None:
        """All pieces are here: keep the file. Raises EnvironmentProblem `attachment-differs`: they were
        others, and are gone."""
        try:
            pieces = [self._part_of(path, 0, _ALL) for path, _ in self._pieces(digest)]
        except EnvironmentProblem as problem:
            if problem.code != "attachment-damaged":
                raise
            pieces = []
        content = b"".join(pieces)
        if sha256(content).hexdigest() != digest:
            self.forget_pieces(digest)
            raise EnvironmentProblem("attachment-differs")
        self.keep(content)
        self.forget_pieces(digest)

    def forget_pieces(self, digest: str) -> None:
        """What came of a file so far is not wanted any more."""
        with driver_errors():
            shutil.rmtree(self._folder_of(digest), ignore_errors=True)

    def clean(self, wanted: Sequence[str]) -> None:
        """Remove what was left half-written, and pieces of files that nobody wants (C23)."""
        keep = {self._folder_of(digest).name for digest in wanted}
        with driver_errors():
            for part in (*self._root.glob(f"*{_PART}"), *self._incoming.glob(f"*/*{_PART}")):
                part.unlink(missing_ok=True)
            for folder in self._incoming.iterdir() if self._incoming.is_dir() else ():
                if folder.name not in keep:
                    shutil.rmtree(folder, ignore_errors=True)

    def _part_of(self, path: Path, offset: int, count: int) -> bytes:
        """A piece of a sealed file, whichever of the keys it was sealed with."""
        for key in reversed(self._keys):
            try:
                with driver_errors(), path.open("rb") as source:
                    return SealedReader(source, key).read(offset, count)
            except EnvironmentProblem as problem:
                if isinstance(problem.__cause__, FileNotFoundError):
                    raise EnvironmentProblem("attachment-missing") from problem
                if problem.code != "sealed-damaged":
                    raise
        raise EnvironmentProblem("attachment-damaged")

    def _folder_of(self, digest: str) -> Path:
        return self._incoming / self.path(digest).name[:32]

    def _pieces(self, digest: str) -> Iterator[tuple[Path, int]]:
        """The pieces that follow one another from the beginning, each with its length."""
        folder, reached = self._folder_of(digest), 0
        for path in sorted(folder.glob("*-*")) if folder.is_dir() else ():
            if path.suffix == _PART:
                continue
            offset, length = map(int, path.name.split("-"))
            if offset != reached:
                return
            yield path, length
            reached += length
