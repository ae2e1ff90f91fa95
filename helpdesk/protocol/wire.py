"""Frames: a message as msgpack, compressed with zstd behind two bytes that say what this is.

Below some 200 kB a dictionary saves half of the bytes. It is shipped with the program and trained on
made-up cases (`tools/dictionary.py`); each frame names the one it needs in zstd's own header.
"""

from functools import cache
from importlib.resources import files
from typing import TypeVar

import msgspec
import zstandard

from helpdesk.domain.problems import Problem

MEDIA_TYPE = "application/vnd.helpdesk.sync"
BUNDLE_TYPE = "application/vnd.helpdesk.bundle"
_PLAIN = b"H0"  # of a message that no compressor makes smaller
_MAGIC = b"H1"
_MAX_PLAIN = 16_000_000
_DICTIONARY_MOST = 200_000  # bytes; beyond, a message is dictionary enough
_SMALL, _SMALL_LEVEL = 60_000, 12  # bytes that are worth two milliseconds
_DICTIONARIES = {1_000_001: "wire-1.zdict"}  # read for ever; the last one is written
M = TypeVar("M")


def pack(message: msgspec.Struct, *, level: int = 3, dictionary: bool = False) -> bytes:
    """The message as a frame; with `dictionary` for whoever is known to have it (`Ability.DICTIONARY`)."""
    plain = msgspec.msgpack.encode(message)
    if not dictionary or len(plain) > _DICTIONARY_MOST:
        compressor = zstandard.ZstdCompressor(level=level, write_checksum=True)
    else:
        level = _SMALL_LEVEL if len(plain) < _SMALL else level
        known = _prepared(max(_DICTIONARIES), level)
        compressor = zstandard.ZstdCompressor(level, known, write_checksum=True)
    return _MAGIC + compressor.compress(plain)


def pack_plain(message: msgspec.Struct) -> bytes:
    """A message of a few bytes as a frame."""
    return _PLAIN + msgspec.msgpack.encode(message)


def is_plain(frame: bytes) -> bool:
    """Whether it says to be such a frame."""
    return frame.startswith(_PLAIN)


def unpack_plain(frame: bytes, kind: type[M]) -> M | None:
    """The message in such a frame; None for another one. Raises Problem `answer-damaged`."""
    if not is_plain(frame):
        return None
    try:
        return msgspec.msgpack.decode(frame[len(_PLAIN) :], type=kind)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Problem("answer-damaged") from error


@cache
def _prepared(number: int, level: int) -> zstandard.ZstdCompressionDict:
    """The dictionary as compressing needs it; to prepare it anew costs a small message a millisecond."""
    known = zstandard.ZstdCompressionDict((files(__package__) / _DICTIONARIES[number]).read_bytes())
    known.precompute_compress(level=level)
    return known


@cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict | None:
    name = _DICTIONARIES.get(number)
    if name is None:
        return None
    return zstandard.ZstdCompressionDict((files(__package__) / name).read_bytes())


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
        known = _dictionary(zstandard.get_frame_parameters(content).dict_id)
        decompressor = zstandard.ZstdDecompressor(known)
        plain = decompressor.decompress(content, max_output_size=_MAX_PLAIN)
        return msgspec.msgpack.decode(plain, type=kind)
    except (zstandard.ZstdError, msgspec.MsgspecError, ValueError) as error:
        raise Problem("answer-damaged") from error
