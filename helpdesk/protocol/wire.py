"""Frames: a message as msgpack, compressed with zstd behind two bytes that say what this is."""

from typing import TypeVar

import msgspec
import zstandard

from helpdesk.domain.problems import Problem

MEDIA_TYPE = "application/vnd.helpdesk.sync"
BUNDLE_TYPE = "application/vnd.helpdesk.bundle"
_MAGIC = b"H1"
_MAX_PLAIN = 16_000_000
M = TypeVar("M")


def pack(message: msgspec.Struct, *, level: int = 3) -> bytes:
    """The message as a frame."""
    compressor = zstandard.ZstdCompressor(level=level, write_checksum=True)
    return _MAGIC + compressor.compress(msgspec.msgpack.encode(message))


def unpack(frame: bytes, kind: type[M]) -> M:
    """The message in a frame.

    Raises Problem `answer-foreign` when it is none of ours (a proxy's login page, say) and
    `answer-damaged` when it is ours but cut, altered or absurdly large.
    """
    if not frame.startswith(_MAGIC):
        raise Problem("answer-foreign")
    content = frame[len(_MAGIC) :]
    try:
        # What a frame says of its size is believed and made room for: ask it first.
        if zstandard.frame_content_size(content) > _MAX_PLAIN:
            raise Problem("answer-damaged")
        plain = zstandard.ZstdDecompressor().decompress(content, max_output_size=_MAX_PLAIN)
        return msgspec.msgpack.decode(plain, type=kind)
    except (zstandard.ZstdError, msgspec.MsgspecError, ValueError) as error:
        raise Problem("answer-damaged") from error
