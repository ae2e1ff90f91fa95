"""The `.hdb` bundle: what `POST /sync` says, in a file that a stick, a mail or a neighbour may carry.

    "HDB1\\n"  length and header  sealed chunks  signature (64)  SHA-256 of everything before (32)

The header says in the clear only what kind this is, between whom (opaque ids), and who may open it. The
chunks (AES-256-GCM, numbered, the last one marked, the header authenticated with each) hold entries:
a kind of one byte, a length, the bytes. Receiver and sender can open it, nobody else; the sender's
Ed25519 signature covers all of it. Written and read in one pass, so size does not matter.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import BinaryIO, TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpdesk.domain.problems import Problem
from helpdesk.protocol.recovery import SealedBox, seal_to

VERSION = 1
SUFFIX = ".hdb"
CITY = "city"
PURPOSE = "helpdesk bundle 1"
CHUNK = 64 * 1024  # bytes of content; part of the format
MAX_ENTRY = 16_000_000
_MAGIC, _OURS = b"HDB1\n", b"HDB"
_CONTEXT = b"helpdesk-bundle-1\n"
_HEADER_MAX = 100_000
_TAG, _SIGNATURE, _DIGEST = 16, 64, 32
_TAIL = _SIGNATURE + _DIGEST

Sign = Callable[[bytes], bytes]
OpenBox = Callable[[SealedBox], bytes]
Message = TypeVar("Message", bound=msgspec.Struct)


class Kind(StrEnum):
    """Which way a bundle goes."""

    TO_CITY = "to-city"
    TO_DESK = "to-desk"


class EntryKind(StrEnum):
    """What an entry holds. Readers pass over the kinds of a newer program."""

    MANIFEST = "M"
    RENEWAL = "R"  # a RenewRequest as a frame, or in a return bundle its RenewAnswer
    REQUEST = "Q"  # a SyncRequest as a frame
    ANSWER = "A"  # a SyncAnswer as a frame
    FILE = "F"  # a FilePiece
    FILES_ASKED = "W"  # FilesAsked, to the city
    FILES_KNOWN = "K"  # files.Known: what the city has whole


class Header(msgspec.Struct, array_like=True, frozen=True):
    """What anybody may read: `id` is random, `sender` and `receiver` are device ids or `city`."""

    version: int
    kind: str
    id: bytes
    sender: str
    receiver: str
    slots: list[SealedBox]


class Manifest(msgspec.Struct, array_like=True, frozen=True):
    """The first entry: when it was made (ms UTC), for whom, and which of the device's events are in it.

    `first` to `last` are numbers in the log of `incarnation` (`last` below `first`: none); in a bundle
    to a desk they are the records whose receipts it brings, and `answers` is the bundle that asked.
    `files` counts the attachments that go along to the city.
    """

    made_ms: int
    history: str
    device: str
    incarnation: bytes
    first: int
    last: int
    answers: bytes = b""
    files: int = 0

    @property
    def records(self) -> int:
        """How many events."""
        return max(0, self.last - self.first + 1)


class FilePiece(msgspec.Struct, array_like=True, frozen=True):
    """A piece of an attachment: `digest` is the whole file's SHA-256, `size` its length in bytes."""

    digest: bytes
    size: int
    offset: int
    content: bytes


class FilesAsked(msgspec.Struct, array_like=True, frozen=True):
    """Files of which the device asks whether the city has them, and those whose content it wants."""

    known: list[bytes]
    wanted: list[bytes]


@dataclass(frozen=True, slots=True)
class Route:
    """Between whom: ids, and the X25519 public keys that may open the bundle."""

    kind: Kind
    sender: str
    receiver: str
    keys: Sequence[bytes]


class BundleWriter:
    """Writes a bundle to `target`; nothing counts before `close`. Making it durable is the caller's."""

    def __init__(self, target: BinaryIO, route: Route, *, sign: Sign) -> None:
        key = AESGCM.generate_key(256)
        slots = [seal_to(public, key, purpose=PURPOSE) for public in route.keys]
        identity = secrets.token_bytes(16)
        header = Header(VERSION, route.kind, identity, route.sender, route.receiver, slots)
        raw = msgspec.msgpack.encode(header)
        self.header = header
        self._target, self._sign = target, sign
        self._cipher, self._bound = AESGCM(key), raw
        self._hash = sha256()
        self._waiting = bytearray()
        self._number = 0
        self._write(_MAGIC + len(raw).to_bytes(4, "big") + raw)

    def put(self, kind: EntryKind, content: bytes) -> None:
        """One more entry."""
        self._waiting += kind.encode() + len(content).to_bytes(4, "big") + content
        while len(self._waiting) > CHUNK:  # never empty: something is left for the last one
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """The last chunk, the signature, the hash."""
        self._seal(bytes(self._waiting), last=True)
        self._write(self._sign(_CONTEXT + self._hash.digest()))
        self._target.write(self._hash.digest())

    def _seal(self, content: bytes, *, last: bool) -> None:
        self._write(self._cipher.encrypt(_nonce(self._number, last=last), content, self._bound))
        self._number += 1

    def _write(self, raw: bytes) -> None:
        self._hash.update(raw)
        self._target.write(raw)


class BundleReader:
    """A bundle in `source`, which can be sought in and stays as it is while it is read.

    Raises Problem `bundle-foreign` for a file that is none, `bundle-newer` for a newer program's, and
    `bundle-damaged` where the header is cut or altered.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._size = source.seek(0, 2)
        source.seek(0)
        magic = source.read(len(_MAGIC))
        if magic != _MAGIC:
            ours = magic.startswith(_OURS) and magic.endswith(b"\n")
            raise Problem("bundle-newer" if ours else "bundle-foreign")
        length = int.from_bytes(source.read(4), "big")
        self._start = len(_MAGIC) + 4 + length
        if length > _HEADER_MAX or self._size < self._start + _TAG + _TAIL:
            raise Problem("bundle-damaged")
        self._bound = source.read(length)
        self.header = decoded(self._bound, Header)
        if self.header.version > VERSION:
            raise Problem("bundle-newer")

    def verify(self, sender_key: bytes) -> None:
        """Compare hash and signature, over all of it.

        Raises Problem `bundle-damaged` for one that is cut or altered, `bundle-forged` for one that the
        sender did not make.
        """
        digest = sha256()
        self._source.seek(0)
        left = self._size - _TAIL
        while left > 0 and (part := self._source.read(min(left, CHUNK))):
            digest.update(part)
            left -= len(part)
        signed = _CONTEXT + digest.digest()
        signature = self._source.read(_SIGNATURE)
        digest.update(signature)
        if self._source.read(_DIGEST) != digest.digest():
            raise Problem("bundle-damaged")
        try:
            Ed25519PublicKey.from_public_bytes(sender_key).verify(signature, signed)
        except (InvalidSignature, ValueError) as error:
            raise Problem("bundle-forged") from error

    def opens_for(self, public: bytes) -> bool:
        """Whether the owner of this X25519 key may open it."""
        return any(slot.public == public for slot in self.header.slots)

    def entries(self, public: bytes, open_box: OpenBox) -> Iterator[tuple[str, bytes]]:
        """Kind and bytes of each entry, in order, for the owner of `public`. Verify first.

        Raises Problem `bundle-other` for somebody else's, `bundle-damaged`.
        """
        slot = next((slot for slot in self.header.slots if slot.public == public), None)
        if slot is None:
            raise Problem("bundle-other")
        try:
            cipher = AESGCM(open_box(slot))
        except (Problem, ValueError) as error:
            raise Problem("bundle-damaged") from error
        return _entries(self._plain(cipher))

    def manifest(self, public: bytes, open_box: OpenBox) -> Manifest:
        """The first entry. Raises what `entries` raises."""
        kind, content = next(self.entries(public, open_box), ("", b""))
        if kind != EntryKind.MANIFEST:
            raise Problem("bundle-damaged")
        return decoded(content, Manifest)

    def _plain(self, cipher: AESGCM) -> Iterator[bytes]:
        end, number = self._size - _TAIL, 0
        self._source.seek(self._start)
        while (at := self._source.tell()) < end:
            chunk = self._source.read(min(CHUNK + _TAG, end - at))
            following = self._source.tell()
            nonce = _nonce(number, last=following >= end)
            try:
                plain = cipher.decrypt(nonce, chunk, self._bound)
            except InvalidTag as error:
                raise Problem("bundle-damaged") from error
            yield plain
            self._source.seek(following)  # whoever reads meanwhile may have moved it
            number += 1


def decoded(content: bytes, kind: type[Message]) -> Message:
    """An entry's message. Raises Problem `bundle-damaged`."""
    try:
        return msgspec.msgpack.decode(content, type=kind)
    except (msgspec.MsgspecError, ValueError) as error:  # a text that is none is a ValueError
        raise Problem("bundle-damaged") from error


def _entries(plain: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    waiting = bytearray()
    for part in plain:
        waiting += part
        while len(waiting) >= 5:
            length = int.from_bytes(waiting[1:5], "big")
            if length > MAX_ENTRY:
                raise Problem("bundle-damaged")
            if len(waiting) < 5 + length:
                break
            yield chr(waiting[0]), bytes(waiting[5 : 5 + length])
            del waiting[: 5 + length]
    if waiting:
        raise Problem("bundle-damaged")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
