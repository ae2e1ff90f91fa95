"""The city's half of files: who may send and read which, what is whole, what is missing. Any thread."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256 as hashed

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.files import FILE_MAX
from helpdesk.server.blobs import Blobs
from helpdesk.server.file_ports import FileRow, FileRows
from helpdesk.server.uploads import Uploads

BEGUN_MAX = 200  # uploads that one device may have open
ENDING_SECONDS = 0.05  # for bytes that are between the line and the disk
QUOTA = 50_000_000_000  # bytes of files of one desk


@dataclass(frozen=True, slots=True)
class CityFiles:
    """Files as devices and the city's people reach them. A device sees only those of cases in the streams
    that its desk may read; `quota` is bytes for each desk, `under_way` what this process is receiving."""

    rows: FileRows
    uploads: Uploads
    blobs: Blobs
    quota: int = QUOTA
    under_way: dict[tuple[str, str], asyncio.Event] = field(default_factory=dict)

    def announce(self, device: str, sha256: str, size: int) -> int:
        """A device is about to send a file; answers how many bytes of it are here already.

        Raises Problem `attachment-unreferenced` (also for a revoked device), `attachment-size`,
        `attachment-large`, `files-quota` or `files-begun`.
        """
        row = self._row(device, sha256)
        if row.size != size:
            raise Problem("attachment-size")
        if row.arrived and self.blobs.holds(sha256):
            return size
        if row.arrived:  # a restored city remembers more than it has
            self.rows.lose(sha256)
        if not 0 < size <= FILE_MAX:
            raise Problem("attachment-large", limit=FILE_MAX // 1_000_000)
        if self.uploads.offset(device, sha256) is None:
            self.uploads.expire()
            if self.uploads.count(device) >= BEGUN_MAX:
                raise Problem("files-begun")
            if self.rows.used(row.stream) + size > self.quota:
                raise Problem("files-quota")
        return self._settled(device, row, self.uploads.begin(device, sha256))

    def offset(self, device: str, sha256: str) -> tuple[int, int]:
        """How many bytes are here, of how many. Raises Problem `attachment-unreferenced`."""
        row = self._row(device, sha256)
        if row.arrived:
            return row.size, row.size
        begun = self.uploads.offset(device, sha256)
        if begun is None:
            raise Problem("attachment-unreferenced")
        return self._settled(device, row, begun), row.size

    async def append(
        self, device: str, sha256: str, offset: int, pieces: AsyncIterator[bytes]
    ) -> int:
        """Take bytes at the offset as they come; what came before the line broke stays.

        Answers how many are here then. Raises Problem `attachment-unreferenced`, `attachment-offset`,
        `attachment-busy`, `attachment-differs`, `attachment-large`.
        """
        row = await asyncio.to_thread(self._row, device, sha256)
        if row.arrived:
            return row.size
        if self.uploads.offset(device, sha256) != offset:
            raise Problem("attachment-offset")
        over = self.under_way[device, sha256] = asyncio.Event()
        try:
            async for piece in pieces:
                if offset + len(piece) > row.size:
                    raise Problem("attachment-large", limit=row.size // 1_000_000)
                offset = await asyncio.to_thread(self.uploads.append, device, sha256, offset, piece)
            await asyncio.to_thread(self.uploads.flush, device, sha256)
        finally:
            over.set()
            if self.under_way.get((device, sha256)) is over:
                del self.under_way[device, sha256]
        return await asyncio.to_thread(self._settled, device, row, offset)

    def take(self, device: str, sha256: str, offset: int, piece: bytes) -> int:
        """The same for a piece out of a bundle; what is here already is passed over, and so is what does
        not follow. Answers how many bytes are here then."""
        row = self._row(device, sha256)
        here = row.size if row.arrived else self.uploads.offset(device, sha256)
        if here is None or not offset <= here < offset + len(piece):
            return here or 0
        if offset + len(piece) > row.size:
            raise Problem("attachment-large", limit=row.size // 1_000_000)
        here = self.uploads.append(device, sha256, here, piece[here - offset :])
        self.uploads.flush(device, sha256)
        return self._settled(device, row, here)

    async def let_end(self, device: str, sha256: str) -> None:
        """Wait a moment for an older request, whose line has broken, to write what it still has."""
        over = self.under_way.get((device, sha256))
        if over is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), ENDING_SECONDS)

    def read(self, device: str, sha256: str, offset: int, count: int) -> tuple[bytes, int]:
        """A piece for a device, and the file's size. Raises Problem `attachment-unreferenced`, or
        `attachment-not-here` while it is not whole here."""
        row = self._row(device, sha256)
        if not row.readable:
            raise Problem("attachment-unreferenced")
        if not row.arrived:
            raise Problem("attachment-not-here")
        try:
            return self.blobs.read(sha256, offset, count), row.size
        except EnvironmentProblem as problem:
            if problem.code not in ("attachment-missing", "attachment-damaged"):
                raise
            self.rows.lose(sha256)  # a desk that has it may send it again
            raise Problem("attachment-not-here") from problem

    def known(self, device: str, hashes: Sequence[bytes]) -> list[bytes]:
        """Which of these are whole here, among those that the device may read."""
        return list(self.rows.arrived_of(device, hashes))

    def whole(self, sha256: str) -> bytes:
        """A file for the city's people. Raises EnvironmentProblem `attachment-missing` or
        `attachment-damaged`."""
        content = self.blobs.read(sha256, 0, FILE_MAX)
        if hashed(content).hexdigest() != sha256:
            raise EnvironmentProblem("attachment-damaged")
        return content

    def _row(self, device: str, sha256: str) -> FileRow:
        row = self.rows.find(device, sha256)
        if row is None:
            raise Problem("attachment-unreferenced")
        return row

    def _settled(self, device: str, row: FileRow, here: int) -> int:
        """With the last byte the file is compared with its hash and kept, before anybody hears of it."""
        if here < row.size:
            return here
        content = self.uploads.content(device, row.sha256)
        right = hashed(content).hexdigest() == row.sha256
        if right:
            self.blobs.put(row.sha256, content)
            self.rows.arrive(row.sha256, row.size)
        self.uploads.drop(device, row.sha256)
        if not right:
            raise Problem("attachment-differs")
        return row.size
