"""Files of cases in bundles, the city's half: pieces in, what is whole and what was wanted out."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from helpdesk.domain.problems import Problem
from helpdesk.protocol.bundle import BundleWriter, EntryKind, FilePiece, FilesAsked, decoded
from helpdesk.protocol.files import KNOWN_MAX, PIECE_MAX, Known
from helpdesk.server.city import City

WANTED_BYTES = 30_000_000  # of files in one return bundle


@dataclass(slots=True)
class BundledFiles:
    """The files of one bundle of `device`. A file that cannot be taken stays with its desk, which hears of
    those alone that are whole here."""

    city: City
    device: str
    _named: set[bytes] = field(default_factory=set)
    _wanted: list[bytes] = field(default_factory=list)

    def taking(self, entries: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """The same entries; files among them are taken as they pass. They follow the requests, whose
        records say that a case has them."""
        for kind, content in entries:
            self._take(kind, content)
            yield kind, content

    def _take(self, kind: str, content: bytes) -> None:
        if kind == EntryKind.FILES_ASKED:
            asked = decoded(content, FilesAsked)
            self._named.update(asked.known[:KNOWN_MAX])
            self._wanted = asked.wanted[:KNOWN_MAX]
        if kind != EntryKind.FILE:
            return
        piece = decoded(content, FilePiece)
        self._named.add(piece.digest)
        sha256, files = piece.digest.hex(), self.city.files
        with contextlib.suppress(Problem):
            if piece.offset == 0:
                files.announce(self.device, sha256, piece.size)
            files.take(self.device, sha256, piece.offset, piece.content)

    def answer(self, writer: BundleWriter) -> None:
        """What is whole here, and the content of what was wanted, as far as there is room."""
        if self._named:
            known = self.city.files.known(self.device, sorted(self._named))
            writer.put(EntryKind.FILES_KNOWN, msgspec.msgpack.encode(Known(known)))
        room = WANTED_BYTES
        for digest in self._wanted:
            with contextlib.suppress(Problem):
                room -= self._give(writer, digest, room=room)

    def _give(self, writer: BundleWriter, digest: bytes, *, room: int) -> int:
        """Write a file unless it is larger than `room`; answers its size."""
        offset, size = 0, 1
        while offset < size:
            content, size = self.city.files.read(self.device, digest.hex(), offset, PIECE_MAX)
            if size > room or not content:
                return 0
            piece = FilePiece(digest, size, offset, content)
            writer.put(EntryKind.FILE, msgspec.msgpack.encode(piece))
            offset += len(content)
        return size
