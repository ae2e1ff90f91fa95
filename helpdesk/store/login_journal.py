"""Failed logins while the database is closed: a small journal beside `keys.json`, taken into the log
at the next login.

Nobody can write into the database without a password, so the entries are sealed with a key that moves
on: each entry is authenticated with a key that is then replaced by its hash. Whoever takes the machine
can add entries, but cannot change or drop earlier ones unseen: the key to them is gone. The first key
follows from the data key. Nothing in here says what was typed.
"""

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec

from helpdesk.domain.audit import JournalState
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store import keys
from helpdesk.store.errors import driver_errors

FILE_NAME = "logins.json"
MOST = 1_000  # entries between two logins; more attempts are only counted as the last one


class Attempt(msgspec.Struct, frozen=True):
    """One failed login; `agent` is empty for an id that has no password here."""

    agent: str
    moment: Moment
    seal: bytes = b""


class _Journal(msgspec.Struct, frozen=True):
    nonce: bytes
    key: bytes
    attempts: tuple[Attempt, ...] = ()


def note_failure(folder: Path, agent: str, *, moment: Moment) -> None:
    """Add an attempt. A disk in the way does not turn a wrong password into another problem."""
    known = agent if any(agent == each.id for each in keys.agents(folder)) else ""
    try:
        journal = _read(folder)
        if journal is None or len(journal.attempts) >= MOST:
            return
        attempt = Attempt(known, moment)
        sealed = msgspec.structs.replace(attempt, seal=_seal(journal.key, attempt))
        _write(
            folder,
            msgspec.structs.replace(
                journal, key=_next(journal.key), attempts=(*journal.attempts, sealed)
            ),
        )
    except EnvironmentProblem:
        return


@contextmanager
def taken(folder: Path, data_key: bytes) -> Iterator[tuple[tuple[Attempt, ...], JournalState]]:
    """The attempts since the last login, and whether the journal can be believed.

    It begins anew when the block ends well: what was taken is durable elsewhere by then.
    """
    journal = _read(folder)
    if journal is None:
        yield (), JournalState.MISSING
    else:
        yield journal.attempts, _judge(journal, data_key)
        if not journal.attempts and _judge(journal, data_key) is JournalState.WHOLE:
            return
    begin(folder, data_key)


def begin(folder: Path, data_key: bytes) -> None:
    """An empty journal."""
    nonce = secrets.token_bytes(16)
    _write(folder, _Journal(nonce, _first(data_key, nonce)))


def _judge(journal: _Journal, data_key: bytes) -> JournalState:
    key = _first(data_key, journal.nonce)
    for attempt in journal.attempts:
        if not hmac.compare_digest(attempt.seal, _seal(key, attempt)):
            return JournalState.ALTERED
        key = _next(key)
    return JournalState.WHOLE if hmac.compare_digest(key, journal.key) else JournalState.ALTERED


def _first(data_key: bytes, nonce: bytes) -> bytes:
    return keys.subkey(data_key, f"login journal {nonce.hex()}")


def _next(key: bytes) -> bytes:
    return sha256(b"next" + key).digest()


def _seal(key: bytes, attempt: Attempt) -> bytes:
    said = msgspec.msgpack.encode(msgspec.structs.replace(attempt, seal=b""))
    return hmac.new(key, said, sha256).digest()


def _read(folder: Path) -> _Journal | None:
    """The journal; None where there is none that can be read."""
    try:
        with driver_errors():
            raw = (folder / FILE_NAME).read_bytes()
        return msgspec.json.decode(raw, type=_Journal)
    except EnvironmentProblem as problem:
        if isinstance(problem.__cause__, FileNotFoundError):
            return None
        raise
    except msgspec.MsgspecError:
        return None


def _write(folder: Path, journal: _Journal) -> None:
    """All of it or none."""
    path = folder / FILE_NAME
    fresh = path.with_suffix(".new")
    with driver_errors():
        fresh.write_bytes(msgspec.json.encode(journal))
        fresh.replace(path)
