"""Files of cases in a bundle: those that wait go along as far as there is room, thumbnails and small ones
first; the return bundle says which the city has, and brings those that were wanted.
"""

import msgspec

from helpdesk.domain.problems import Problem
from helpdesk.protocol.bundle import (
    BundleWriter,
    EntryKind,
    FilePiece,
    FilesAsked,
    decoded,
)
from helpdesk.protocol.files import KNOWN_MAX, PIECE_MAX, FileQueue, Known, Transfer

_EVER = 2**62  # a file that waits for its next try over the network goes on the stick now


def chosen_files(queue: FileQueue, *, room: int) -> list[Transfer]:
    """The files to go along, with no more than `room` bytes in all."""
    found = []
    for transfer in queue.ready(now_ms=_EVER):
        if transfer.up and transfer.size <= room:
            found.append(transfer)
            room -= transfer.size
    return found


def put_files(writer: BundleWriter, queue: FileQueue, files: list[Transfer]) -> None:
    """Write the files and the questions. One that cannot be read here stays in the queue."""
    for each in files:
        try:
            for offset in range(0, each.size, PIECE_MAX):
                content = queue.read_part(each.sha256, offset, PIECE_MAX)
                piece = FilePiece(bytes.fromhex(each.sha256), each.size, offset, content)
                writer.put(EntryKind.FILE, msgspec.msgpack.encode(piece))
        except Problem:
            continue
    known = [bytes.fromhex(each) for each in queue.unknown(limit=KNOWN_MAX)]
    wanted = [bytes.fromhex(t.sha256) for t in queue.ready(now_ms=_EVER) if not t.up]
    if known or wanted:
        asked = FilesAsked(known, wanted)
        writer.put(EntryKind.FILES_ASKED, msgspec.msgpack.encode(asked))


def take_files(queue: FileQueue, kind: str, content: bytes) -> None:
    """What a return bundle says of files. What was fetched meanwhile, or nobody wants, is passed over."""
    if kind == EntryKind.FILES_KNOWN:
        queue.arrived(digest.hex() for digest in decoded(content, Known).hashes)
    if kind != EntryKind.FILE:
        return
    piece = decoded(content, FilePiece)
    sha256 = piece.digest.hex()
    if sha256 not in [t.sha256 for t in queue.ready(now_ms=_EVER) if not t.up]:
        return
    here = queue.fetched(sha256)
    if piece.offset <= here < piece.offset + len(piece.content):
        try:
            queue.take_piece(sha256, here, piece.content[here - piece.offset :])
        except Problem:
            return  # another content, or no room: it stays wanted
