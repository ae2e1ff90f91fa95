"""Logins and locks leave a trace in the log; a full disk keeps nobody out. Any thread."""

import contextlib
from dataclasses import replace
from pathlib import Path

from helpdesk.application.audit import record_lock, record_login
from helpdesk.application.ports import Session
from helpdesk.bootstrap.folder import OpenDesk, take_journal, unlock
from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem


def unlock_again(data: Path, desk: OpenDesk, author: Author, password: str) -> None:
    """Somebody comes back to an open desk. Raises what `keys.unlock` raises."""
    data_key = unlock(data, author.id, password)
    session = replace(desk.session, author=author)
    take_journal(data, data_key, session)
    logged_in(session)


def logged_in(session: Session) -> None:
    """The session's author unlocked the desk."""
    with contextlib.suppress(EnvironmentProblem):
        record_login(session)


def locked(session: Session, *, idle: bool = False) -> None:
    """The desk was locked."""
    with contextlib.suppress(EnvironmentProblem):
        record_lock(session, idle=idle)
