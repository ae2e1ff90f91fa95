"""Wrong passwords slow down, across restarts, for each agent alone; nobody is locked out for ever.

The count stands in `keys.json`: it cannot be deleted without losing the desk. Who alters it, sets the
clock forward or copies the folder gets around the wait; then only Argon2id and the password are
in the way, and `login_journal` shows the altered past at the next login. See `docs/security.md`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store.errors import driver_errors
from helpdesk.store.key_file import Wrong, changing, read_keys

LOCK_NAME = "login.lock"
FREE = 3  # wrong passwords without a wait
FIRST_SECONDS, MOST_SECONDS = 5, 300
_PATIENCE = 15.0  # seconds; one login after the other, so that guesses in parallel gain nothing


def pause(count: int) -> int:
    """Seconds to wait after so many wrong passwords in a row: 5, doubled each time, at most 5 minutes."""
    if count < FREE:
        return 0
    doublings: int = min(count - FREE, 20)
    return min(MOST_SECONDS, FIRST_SECONDS << doublings)


@contextmanager
def paced(folder: Path, agent: str, *, now_ms: int) -> Iterator[None]:
    """One try of an agent's password within it; a Problem `password-wrong` that leaves it is counted.

    Raises Problem `password-wait` (`seconds`) while the agent must wait, EnvironmentProblem
    `desk-in-use` when another program tries passwords all the time, and the disk's.
    """
    with _one_after_the_other(folder):
        _check(folder, agent, now_ms=now_ms)
        try:
            yield
        except Problem as problem:
            if problem.code == "password-wrong":
                _note(folder, agent, now_ms=now_ms)
            raise
        _forget(folder, agent)


def _check(folder: Path, agent: str, *, now_ms: int) -> None:
    wrong = _of(folder, agent)
    if wrong is None:
        return
    wait_ms = pause(wrong.count) * 1000
    passed_ms = now_ms - wrong.at_ms
    if passed_ms < 0:  # the clock was set back: wait anew, but from now, not until that moment
        _put(folder, msgspec.structs.replace(wrong, at_ms=now_ms))
        passed_ms = 0
    if passed_ms < wait_ms:
        raise Problem("password-wait", seconds=-(-(wait_ms - passed_ms) // 1000))


def _note(folder: Path, agent: str, *, now_ms: int) -> None:
    if all(slot.agent != agent for slot in read_keys(folder).slots):
        return
    wrong = _of(folder, agent)
    _put(folder, Wrong(agent, (wrong.count if wrong else 0) + 1, now_ms))


def _forget(folder: Path, agent: str) -> None:
    if _of(folder, agent) is not None:
        _put(folder, Wrong(agent, 0, 0))


def _of(folder: Path, agent: str) -> Wrong | None:
    return next((wrong for wrong in read_keys(folder).wrong if wrong.agent == agent), None)


def _put(folder: Path, wrong: Wrong) -> None:
    with changing(folder) as held:
        others = tuple(each for each in held[0].wrong if each.agent != wrong.agent)
        kept = (*others, wrong) if wrong.count else others
        held[0] = msgspec.structs.replace(held[0], wrong=kept)


@contextmanager
def _one_after_the_other(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / LOCK_NAME, thread_local=False)
    with driver_errors():
        try:
            lock.acquire(timeout=_PATIENCE)
        except Timeout as error:
            raise EnvironmentProblem("desk-in-use") from error
    try:
        yield
    finally:
        lock.release()
