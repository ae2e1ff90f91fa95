"""Sealing to a public key, and the two small files by which the city opens a desk without passwords.

Sealing is ephemeral X25519, HKDF-SHA256 and AES-256-GCM: whoever seals keeps nothing that could open
it again. The files carry no secret that can be read without the key they are sealed to, so a stick
or a mail may carry them.
"""

from hashlib import sha256
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from helpdesk.domain.numbering import ALPHABET
from helpdesk.domain.problems import Problem

_NONCE = bytes(12)  # the key behind it is used for one message only
_CODE_LENGTH = 8


class SealedBox(msgspec.Struct, frozen=True):
    """What only the owner of one private key can read; `public` names that key."""

    public: bytes
    ephemeral: bytes
    ciphertext: bytes


class DeskSecret(msgspec.Struct, array_like=True, frozen=True):
    """What the recovery slot holds: the data key, and whose it is, so that the city can tell."""

    data_key: bytes
    device: str = ""
    prefix: str = ""
    desk: str = ""


class RecoveryRequest(msgspec.Struct, frozen=True):
    """A desk asks: its recovery slot, a one-time key for the answer, and who is to get in."""

    format: int
    slot: SealedBox
    one_time: bytes
    agent: str
    name: str


class RecoveryAnswer(msgspec.Struct, frozen=True):
    """The city answers: the data key, sealed to the one-time key of the request."""

    format: int
    secret: SealedBox


FORMAT = 1
_File = TypeVar("_File", RecoveryRequest, RecoveryAnswer)


def seal_to(public: bytes, secret: bytes, *, purpose: str) -> SealedBox:
    """Seal `secret` to an X25519 public key of 32 bytes. Raises Problem `recovery-key-wrong`."""
    ephemeral = X25519PrivateKey.generate()
    ours = ephemeral.public_key().public_bytes_raw()
    try:
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:  # no key, or one of the few points that give nothing away
        raise Problem("recovery-key-wrong") from error
    cipher = _cipher(shared, ours + public, purpose)
    return SealedBox(public, ours, cipher.encrypt(_NONCE, secret, purpose.encode()))


def open_box(private: bytes, box: SealedBox, *, purpose: str) -> bytes:
    """What was sealed. Raises Problem `recovery-key-wrong` for another key or an altered box."""
    try:
        key = X25519PrivateKey.from_private_bytes(private)
        shared = key.exchange(X25519PublicKey.from_public_bytes(box.ephemeral))
        ours = key.public_key().public_bytes_raw()
        cipher = _cipher(shared, box.ephemeral + ours, purpose)
        return cipher.decrypt(_NONCE, box.ciphertext, purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise Problem("recovery-key-wrong") from error


def seal_secret(public: bytes, secret: DeskSecret) -> SealedBox:
    """The recovery slot of a desk."""
    return seal_to(public, msgspec.msgpack.encode(secret), purpose="helpdesk recovery slot 1")


def answer_request(raw: bytes, private: bytes) -> tuple[RecoveryRequest, DeskSecret, bytes]:
    """What is asked, by which desk, and the answer file. The city's half.

    Raises Problem `recovery-file-wrong` or `recovery-key-wrong`.
    """
    request = read_request(raw)
    opened = open_box(private, request.slot, purpose="helpdesk recovery slot 1")
    try:
        secret = msgspec.msgpack.decode(opened, type=DeskSecret)
    except msgspec.MsgspecError as error:
        raise Problem("recovery-file-wrong") from error
    sealed = seal_to(request.one_time, secret.data_key, purpose=_purpose(request.agent))
    return request, secret, msgspec.json.encode(RecoveryAnswer(FORMAT, sealed))


def open_answer(raw: bytes, private: bytes, *, agent: str) -> bytes:
    """The data key in an answer file. Raises the same problems as `answer_request`."""
    answer = _read(raw, RecoveryAnswer)
    return open_box(private, answer.secret, purpose=_purpose(agent))


def read_request(raw: bytes) -> RecoveryRequest:
    """A request file. Raises Problem `recovery-file-wrong`."""
    return _read(raw, RecoveryRequest)


def comparison_code(request: RecoveryRequest) -> str:
    """Two times four characters, to be read out on the telephone: both sides have the same file."""
    digest = int.from_bytes(sha256(msgspec.json.encode(request)).digest())
    signs = []
    for _ in range(_CODE_LENGTH):
        digest, place = divmod(digest, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs[:4]) + "-" + "".join(signs[4:])


def _purpose(agent: str) -> str:
    return f"helpdesk recovery answer 1 {agent}"


def _cipher(shared: bytes, context: bytes, purpose: str) -> AESGCM:
    info = purpose.encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=context, info=info).derive(shared))


def _read(raw: bytes, kind: type[_File]) -> _File:
    try:
        found = msgspec.json.decode(raw, type=kind)
    except msgspec.MsgspecError as error:
        raise Problem("recovery-file-wrong") from error
    if found.format != FORMAT:
        raise Problem("recovery-file-wrong")
    return found
