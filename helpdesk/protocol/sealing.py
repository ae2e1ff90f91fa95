"""Files sealed with a key, on desk and server alike. AES-256-GCM in chunks, so that size does not matter.

A sealed file is a header (magic, random salt) and chunks of `CHUNK` bytes, each with its tag behind.
Every file has a key of its own (HKDF of the caller's key over the salt); a chunk's nonce is its
number and whether it is the last, and the header is authenticated with each. So nothing can be cut
off, left out, put elsewhere, added or altered, and no two files share a nonce under one key. (The
STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár 2015.)
"""

import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from helpdesk.domain.problems import EnvironmentProblem

CHUNK = 256 * 1024  # bytes of content; part of the format
MAGIC = b"HDSEAL1\n"
SALT_BYTES = 32
HEADER_BYTES = len(MAGIC) + SALT_BYTES
TAG_BYTES = 16
_KEY_BYTES = 32


def seal(source: BinaryIO, target: BinaryIO, *, key: bytes) -> None:
    """Write `source`, from where it stands to its end, sealed with the 32 bytes of `key`.

    Making it durable is the caller's. Raises OSError.
    """
    header = MAGIC + secrets.token_bytes(SALT_BYTES)
    cipher = _cipher(key, header)
    target.write(header)
    target.writelines(
        cipher.encrypt(_nonce(number, last=last), chunk, header)
        for number, chunk, last in _chunks(source, CHUNK)
    )


def open_sealed(source: BinaryIO, target: BinaryIO, *, key: bytes) -> None:
    """Write what was sealed. Nothing in `target` counts before this has returned: each chunk is genuine
    when it is written, but only the last one shows that none is missing.

    Raises EnvironmentProblem `sealed-damaged` for another key, for no sealed file and for any
    alteration, and OSError.
    """
    header = _header(source)
    cipher = _cipher(key, header)
    target.writelines(
        _opened(cipher, header, number, chunk, last=last)
        for number, chunk, last in _chunks(source, CHUNK + TAG_BYTES)
    )


class SealedReader:
    """Any part of a sealed file that can be sought in. `size` is that of its content, in bytes.

    Raises EnvironmentProblem `sealed-damaged` as `open_sealed` does, and OSError.
    """

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        end = source.seek(0, 2)
        source.seek(0)
        self._source = source
        self._header = _header(source)
        self._cipher = _cipher(key, self._header)
        stored = end - HEADER_BYTES
        self._count = max(1, -(-stored // (CHUNK + TAG_BYTES)))
        self.size = stored - self._count * TAG_BYTES
        if self.size < 0:
            raise EnvironmentProblem("sealed-damaged")

    def read(self, offset: int, count: int) -> bytes:
        """`count` bytes from `offset`, fewer only at the end."""
        stop = min(offset + count, self.size)
        if offset >= stop:
            return b""
        first = offset // CHUNK
        parts = [self._chunk(number) for number in range(first, (stop - 1) // CHUNK + 1)]
        return b"".join(parts)[offset - first * CHUNK : stop - first * CHUNK]

    def _chunk(self, number: int) -> bytes:
        self._source.seek(HEADER_BYTES + number * (CHUNK + TAG_BYTES))
        chunk = _exactly(self._source, CHUNK + TAG_BYTES)
        last = number == self._count - 1
        return _opened(self._cipher, self._header, number, chunk, last=last)


def _header(source: BinaryIO) -> bytes:
    header = _exactly(source, HEADER_BYTES)
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise EnvironmentProblem("sealed-damaged")
    return header


def _opened(cipher: AESGCM, header: bytes, number: int, chunk: bytes, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(number, last=last), chunk, header)
    except InvalidTag as error:
        raise EnvironmentProblem("sealed-damaged") from error


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Number, content and whether it is the last; at least one, which may be empty."""
    number, chunk = 0, _exactly(source, size)
    while len(chunk) == size and (following := _exactly(source, size)):
        yield number, chunk, False
        number, chunk = number + 1, following
    yield number, chunk, True


def _exactly(source: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer only at the end; pipes and sockets hand out less at a time."""
    parts = []
    while size > 0 and (part := source.read(size)):
        parts.append(bytes(part))
        size -= len(part)
    return b"".join(parts)


def _cipher(key: bytes, header: bytes) -> AESGCM:
    if len(key) != _KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    info = b"helpdesk sealed file " + MAGIC
    salt = header[len(MAGIC) :]
    return AESGCM(HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=salt, info=info).derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
