"""A sealed line between two desks on one cable, opened by a code that one of them shows.

Both sides make X25519 keys for this line alone; the frames' keys come from what they share and from the
code, stretched by scrypt. Who does not know the code can neither read nor write a frame, and a wrong try
costs a tenth of a second. What travels is sealed to the city anyway: the code keeps strangers off.
"""

import hashlib
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from helpdesk.domain.numbering import ALPHABET
from helpdesk.domain.problems import EnvironmentProblem, Problem

CODE_LENGTH = 8  # 40 bits
PIECE = 64 * 1024
_FRAME_MAX = 2 * PIECE
_MAGIC = b"HDN1"
_KEY, _SALT, _TAG = 32, 16, 16
_HELLO = b"helpdesk"
_MISREAD = str.maketrans("OIL", "011")


def new_code() -> str:
    """A code as it is shown: two times four characters that are not misread."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{signs[:4]}-{signs[4:]}"


class Channel:
    """Frames over a connected socket, which it closes. Raises EnvironmentProblem `neighbour-gone`."""

    def __init__(self, connection: socket.socket, sending: bytes, receiving: bytes) -> None:
        self._socket = connection
        self._sending, self._receiving = AESGCM(sending), AESGCM(receiving)
        self._sent = self._received = 0

    def __enter__(self) -> "Channel":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def send(self, content: bytes) -> None:
        """One frame."""
        sealed = self._sending.encrypt(self._sent.to_bytes(12, "big"), content, None)
        self._sent += 1
        with _line():
            self._socket.sendall(len(sealed).to_bytes(4, "big") + sealed)

    def receive(self) -> bytes:
        """One frame. Raises Problem `neighbour-code` where the other side does not know the code."""
        length = int.from_bytes(_exactly(self._socket, 4), "big")
        if not _TAG <= length <= _FRAME_MAX:
            raise Problem("neighbour-code")
        sealed = _exactly(self._socket, length)
        try:
            content = self._receiving.decrypt(self._received.to_bytes(12, "big"), sealed, None)
        except InvalidTag as error:
            raise Problem("neighbour-code") from error
        self._received += 1
        return content

    def send_file(self, source: BinaryIO) -> None:
        """The rest of a file whose size the other side knows."""
        while piece := source.read(PIECE):
            self.send(piece)

    def receive_file(self, target: BinaryIO, size: int) -> None:
        """A file of `size` bytes."""
        while size > 0:
            piece = self.receive()
            target.write(piece)
            size -= len(piece)
        if size:
            raise EnvironmentProblem("neighbour-gone")


def call(connection: socket.socket, code: str) -> Channel:
    """Open the line from the side that typed the code. Raises Problem `neighbour-code`,
    `neighbour-foreign` or EnvironmentProblem `neighbour-gone`."""
    ours = X25519PrivateKey.generate()
    mine = ours.public_key().public_bytes_raw()
    with _line():
        connection.sendall(_MAGIC + mine)
    heard = _exactly(connection, len(_MAGIC) + _KEY + _SALT)
    if not heard.startswith(_MAGIC):
        raise Problem("neighbour-foreign")
    theirs, salt = heard[len(_MAGIC) : -_SALT], heard[-_SALT:]
    there, back = _keys(ours, theirs, code, transcript=_MAGIC + mine + theirs + salt)
    channel = Channel(connection, there, back)
    channel.send(_HELLO)
    try:
        channel.receive()
    except EnvironmentProblem as problem:
        # Whoever cannot read our greeting hangs up.
        raise Problem("neighbour-code") from problem
    return channel


def answer(connection: socket.socket, code: str) -> Channel:
    """Open the line from the side that shows the code. Raises what `call` raises."""
    heard = _exactly(connection, len(_MAGIC) + _KEY)
    if not heard.startswith(_MAGIC):
        raise Problem("neighbour-foreign")
    ours, salt = X25519PrivateKey.generate(), secrets.token_bytes(_SALT)
    mine, theirs = ours.public_key().public_bytes_raw(), heard[len(_MAGIC) :]
    with _line():
        connection.sendall(_MAGIC + mine + salt)
    there, back = _keys(ours, theirs, code, transcript=_MAGIC + theirs + mine + salt)
    channel = Channel(connection, back, there)
    if channel.receive() != _HELLO:
        raise Problem("neighbour-code")
    channel.send(_HELLO)
    return channel


def _keys(
    ours: X25519PrivateKey, theirs: bytes, code: str, *, transcript: bytes
) -> tuple[bytes, bytes]:
    """From the caller, and to it."""
    try:
        shared = ours.exchange(X25519PublicKey.from_public_bytes(theirs))
    except ValueError as error:
        raise Problem("neighbour-foreign") from error
    kept = "".join(c for c in code.upper() if c.isalnum()).translate(_MISREAD)
    stretched = hashlib.scrypt(
        kept.encode(), salt=transcript[-_SALT:], n=2**15, r=8, p=1, maxmem=2**26, dklen=32
    )
    salt = hashlib.sha256(transcript).digest()
    kdf = HKDF(algorithm=SHA256(), length=2 * _KEY, salt=salt, info=b"helpdesk neighbour 1")
    both = kdf.derive(shared + stretched)
    return both[:_KEY], both[_KEY:]


def _exactly(connection: socket.socket, size: int) -> bytes:
    heard = bytearray()
    with _line():
        while len(heard) < size and (part := connection.recv(size - len(heard))):
            heard += part
    if len(heard) < size:
        raise EnvironmentProblem("neighbour-gone")
    return bytes(heard)


@contextmanager
def _line() -> Iterator[None]:
    """What a socket throws is a line that is gone."""
    try:
        yield
    except OSError as error:
        raise EnvironmentProblem("neighbour-gone") from error
