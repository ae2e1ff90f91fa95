"""`keys.json`: read, and changed by one program at a time, whole or not at all. No secret in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.protocol.recovery import SealedBox
from helpdesk.store.errors import driver_errors
from helpdesk.store.stretching import Stretching

FILE_NAME = "keys.json"
LOCK_NAME = "keys.lock"
_FORMATS = (1, 2)  # 1 knew neither states nor recovery; what it lacks has defaults
_FORMAT = 2
_PATIENCE = 10.0  # seconds


class SlotState(StrEnum):
    """What an agent's slot is good for. `lapsed`: the data key changed since; a new password is needed."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    LAPSED = "lapsed"
    REVOKED = "revoked"


class Slot(msgspec.Struct, frozen=True):
    """The data key as one agent's password unlocks it; `wrapped` is empty where it no longer does."""

    agent: str
    name: str
    salt: bytes
    stretching: Stretching
    nonce: bytes
    wrapped: bytes
    state: SlotState = SlotState.ENABLED


class Pending(msgspec.Struct, frozen=True):
    """A recovery that was asked for: the one-time key, locked with the new password."""

    agent: str
    name: str
    salt: bytes
    stretching: Stretching
    nonce: bytes
    wrapped: bytes


class Wrong(msgspec.Struct, frozen=True):
    """Wrong passwords of an agent in a row: how many, the last one when (ms UTC by this clock)."""

    agent: str
    count: int
    at_ms: int


class KeyFile(msgspec.Struct, frozen=True):
    """`database` is the salt of the database that was made here; empty before that.

    `recovery` is the data key sealed to the city. `sealed`: the city revoked this device. `swap`: the
    database of these keys still lies under its temporary name (see `rekey`).
    """

    format: int
    slots: tuple[Slot, ...]
    database: bytes = b""
    recovery: SealedBox | None = None
    pending: Pending | None = None
    wrong: tuple[Wrong, ...] = ()
    sealed: bool = False
    swap: bool = False


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
    if keys.format not in _FORMATS:
        raise EnvironmentProblem("keys-damaged")
    return keys


def make_keys(folder: Path, keys: KeyFile) -> None:
    """The folder's first key file."""
    with driver_errors():
        folder.mkdir(parents=True, exist_ok=True)
    write_keys(folder, keys)


@contextmanager
def changing(folder: Path) -> Iterator[list[KeyFile]]:
    """The key file in a list, for nobody else; what stands in the list in the end is written.

    Raises EnvironmentProblem `desk-in-use` while another program changes it, and the disk's.
    """
    with driver_errors():
        lock = FileLock(folder / LOCK_NAME, thread_local=False)
        try:
            lock.acquire(timeout=_PATIENCE)
        except Timeout as error:
            raise EnvironmentProblem("desk-in-use") from error
    try:
        before = read_keys(folder)
        held = [before]
        yield held
        if held[0] != before:
            write_keys(folder, held[0])
    finally:
        lock.release()


def write_keys(folder: Path, keys: KeyFile) -> None:
    """All of it or none: a temporary file, synced, renamed, and the folder synced too."""
    current = msgspec.structs.replace(keys, format=_FORMAT)
    raw = msgspec.json.format(msgspec.json.encode(current), indent=2)
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
