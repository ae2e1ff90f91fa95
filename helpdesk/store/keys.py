"""Keys: one random data key per folder, wrapped once for each agent by a key made from the password.

`keys.json` holds no secret: salt, parameters, nonce and the wrapped key. Whoever has it without a
password has nothing; whoever loses it has lost the data, so it belongs into every backup.
"""

import os
import secrets
import unicodedata
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store.errors import driver_errors

FILE_NAME = "keys.json"
PASSWORD_MIN = 8  # characters
KEY_BYTES = 32
_FORMAT = 1


class Stretching(msgspec.Struct, frozen=True):
    """Argon2id's parameters: passes, memory in KiB, lanes.

    RFC 9106, section 4, second recommended option (64 MiB for machines short of memory), with more
    passes: about 0.3 s on a slow office PC.
    """

    iterations: int = 6
    memory_kib: int = 65_536
    lanes: int = 4


class Slot(msgspec.Struct, frozen=True):
    """The data key as one agent's password unlocks it."""

    agent: str
    name: str
    salt: bytes
    stretching: Stretching
    nonce: bytes
    wrapped: bytes


class KeyFile(msgspec.Struct, frozen=True):
    """`keys.json`. `database` is the salt of the database that was made here; empty before that."""

    format: int
    slots: tuple[Slot, ...]
    database: bytes = b""


def create_keys(
    folder: Path, agent: Author, password: str, *, stretching: Stretching | None = None
) -> bytes:
    """Make the folder's data key and its first slot; answers the data key.

    Raises Problem `password-short`, or `keys-exist` when the folder has keys already.
    """
    if has_keys(folder):
        raise Problem("keys-exist")
    data_key = secrets.token_bytes(KEY_BYTES)
    slot = _wrap(data_key, agent, password, stretching or Stretching())
    with driver_errors():
        folder.mkdir(parents=True, exist_ok=True)
    _write(folder, KeyFile(format=_FORMAT, slots=(slot,)))
    return data_key


def add_agent(folder: Path, data_key: bytes, agent: Author, *, password: str) -> None:
    """Let one more agent in, or give a known one a new password. Raises Problem `password-short`."""
    keys = read_keys(folder)
    kept = tuple(slot for slot in keys.slots if slot.agent != agent.id)
    slot = _wrap(data_key, agent, password, Stretching())
    _write(folder, msgspec.structs.replace(keys, slots=(*kept, slot)))


def unlock(folder: Path, agent: str, password: str) -> bytes:
    """The data key. Raises Problem `password-wrong`, also for an agent who has no slot here,
    and EnvironmentProblem `keys-missing` or `keys-damaged`."""
    for slot in read_keys(folder).slots:
        if slot.agent == agent:
            try:
                key = _stretch(password, slot.salt, slot.stretching)
                return AESGCM(key).decrypt(slot.nonce, slot.wrapped, slot.agent.encode())
            except InvalidTag:
                raise Problem("password-wrong") from None
            except ValueError as error:
                raise EnvironmentProblem("keys-damaged") from error
    raise Problem("password-wrong")


def agents(folder: Path) -> tuple[Author, ...]:
    """Who may unlock this folder; no password is needed to ask."""
    return tuple(Author(slot.agent, slot.name) for slot in read_keys(folder).slots)


def has_keys(folder: Path) -> bool:
    """Whether this folder was initialised."""
    return (folder / FILE_NAME).exists()


def read_keys(folder: Path) -> KeyFile:
    """The key file. Raises EnvironmentProblem `keys-missing` or `keys-damaged`."""
    try:
        with driver_errors():
            raw = (folder / FILE_NAME).read_bytes()
        keys = msgspec.json.decode(raw, type=KeyFile)
    except EnvironmentProblem as problem:
        if isinstance(problem.__cause__, FileNotFoundError):
            raise EnvironmentProblem("keys-missing") from problem
        raise
    except msgspec.MsgspecError as error:
        raise EnvironmentProblem("keys-damaged") from error
    if keys.format != _FORMAT:
        raise EnvironmentProblem("keys-damaged")
    return keys


def remember_database(folder: Path, salt: bytes) -> None:
    """Note that the database exists from now on: if it is missing later, it was lost."""
    _write(folder, msgspec.structs.replace(read_keys(folder), database=salt))


def subkey(data_key: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for another purpose, from which the data key cannot be found."""
    info = f"helpdesk {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(data_key)


def _wrap(data_key: bytes, agent: Author, password: str, stretching: Stretching) -> Slot:
    if len(password) < PASSWORD_MIN:
        raise Problem("password-short", minimum=PASSWORD_MIN)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key = _stretch(password, salt, stretching)
    wrapped = AESGCM(key).encrypt(nonce, data_key, agent.id.encode())
    return Slot(agent.id, agent.name, salt, stretching, nonce, wrapped)


def _stretch(password: str, salt: bytes, stretching: Stretching) -> bytes:
    return Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=stretching.iterations,
        lanes=stretching.lanes,
        memory_cost=stretching.memory_kib,
    ).derive(unicodedata.normalize("NFC", password).encode())


def _write(folder: Path, keys: KeyFile) -> None:
    """All of it or none: a temporary file, synced, renamed, and the folder synced too."""
    raw = msgspec.json.format(msgspec.json.encode(keys), indent=2)
    path = folder / FILE_NAME
    temporary = path.with_suffix(".new")
    with driver_errors():
        with temporary.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable; Windows does so by itself and cannot open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
