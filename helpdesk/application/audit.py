"""Traces: what people did that changes no case, recorded in the same log, for whoever asks later."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.application.ports import Session
from helpdesk.domain.audit import (
    DataExported,
    JournalState,
    KeyAct,
    KeyChanged,
    Locked,
    LoggedIn,
    LoginFailed,
    NumberUnmasked,
)
from helpdesk.domain.events import Body
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text

REASON_MAX = 200  # code points


@dataclass(frozen=True, slots=True)
class FailedLogin:
    """An attempt that failed while the database was closed; `agent` as far as it is known here."""

    agent: str
    moment: Moment


def record_login(session: Session) -> None:
    """The session's author unlocked the desk."""
    _record(session, LoggedIn())


def record_lock(session: Session, *, idle: bool = False) -> None:
    """The desk was locked."""
    _record(session, Locked(idle=idle))


def record_failed_logins(
    session: Session, failures: Sequence[FailedLogin], *, journal: JournalState
) -> None:
    """Take what the journal held into the log; a journal that is not whole is an entry of its own."""
    if not failures and journal is JournalState.WHOLE:
        return
    with session.store.unit_of_work() as uow:
        for failed in failures:
            body = LoginFailed(agent=failed.agent)
            uow.append(uow.device, body, author=session.author, moment=failed.moment)
        was_begun = bool(uow.device_acts())  # before that there was none that could be missing
        if journal is JournalState.ALTERED or (journal is JournalState.MISSING and was_begun):
            body, moment = LoginFailed(journal=journal), session.clock.now()
            uow.append(uow.device, body, author=session.author, moment=moment)


def record_key_act(session: Session, act: KeyAct, *, agent: str = "") -> None:
    """Something was done to the keys, for `agent`, or to the data as a whole."""
    _record(session, KeyChanged(act=act, agent=agent))


def record_export(session: Session, what: str, *, rows: int, reason: str = "") -> None:
    """Data is about to leave the program as a file; with a `reason`, people named in full."""
    _record(session, DataExported(what=what, rows=rows, reason=reason))


def look_at_numbers(session: Session, subject: str, *, reason: str) -> None:
    """Record that a person's full numbers are about to be shown, and why.

    `subject` is the case or the resident. Raises Problem `reason-missing`, `text-long` or
    `text-control`: nothing may be shown then.
    """
    body = NumberUnmasked(reason=checked_reason(reason))
    with session.store.unit_of_work() as uow:
        uow.append(subject, body, author=session.author, moment=session.clock.now())


def checked_reason(reason: str) -> str:
    """The reason as it is recorded. Raises Problem `reason-missing`, `text-long` or `text-control`."""
    if not reason.strip():
        raise Problem("reason-missing")
    return clean_text(reason, field_name="reason", limit=REASON_MAX)


def _record(session: Session, body: Body) -> None:
    with session.store.unit_of_work() as uow:
        uow.append(uow.device, body, author=session.author, moment=session.clock.now())
