"""Acts that change no case but leave a trace: logins, keys, looks at full numbers, exports.

They stand in the same log as everything else. A look is about the case or resident that was looked at;
the others are about the device itself, whose subject follows from its log's incarnation.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from helpdesk.domain.event import Body

TRACES = ("device.", "data.")
"""How the kinds of this module begin."""


class KeyAct(StrEnum):
    """What was done to the keys or to the data as a whole."""

    AGENT_ADDED = "agent_added"
    AGENT_REMOVED = "agent_removed"
    AGENT_DISABLED = "agent_disabled"
    AGENT_ENABLED = "agent_enabled"
    PASSWORD_CHANGED = "password_changed"
    PIN_CHANGED = "pin_changed"
    REKEYED = "rekeyed"
    RECOVERED = "recovered"
    RESTORED = "restored"
    BACKED_UP = "backed_up"


class JournalState(StrEnum):
    """What was found of the journal of failed logins: whole, changed by somebody, or gone."""

    WHOLE = "whole"
    ALTERED = "altered"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class LoggedIn(Body):
    """The author unlocked the desk."""

    KIND: ClassVar[str] = "device.logged_in"


@dataclass(frozen=True, slots=True)
class LoginFailed(Body):
    """Somebody tried to unlock as `agent` and failed; the moment is that of the attempt.

    `agent` is an id that has a password here, or empty: what was typed otherwise is not kept.
    """

    KIND: ClassVar[str] = "device.login_failed"
    agent: str = ""
    journal: JournalState = JournalState.WHOLE


@dataclass(frozen=True, slots=True)
class Locked(Body):
    """The desk was locked, by a key or because nobody touched it (`idle`)."""

    KIND: ClassVar[str] = "device.locked"
    idle: bool = False


@dataclass(frozen=True, slots=True)
class KeyChanged(Body):
    """An act on keys or on the data as a whole; `agent` is whom it concerns, if anybody."""

    KIND: ClassVar[str] = "device.key_changed"
    act: KeyAct
    agent: str = ""


@dataclass(frozen=True, slots=True)
class ClockOverridden(Body):
    """The author vouches for the clock: numbers of `day` are right although one of `last_day` was drawn."""

    KIND: ClassVar[str] = "device.clock_overridden"
    day: date
    last_day: date
    reason: str


@dataclass(frozen=True, slots=True)
class NumberUnmasked(Body):
    """The author looked at a person's full numbers, and said why."""

    KIND: ClassVar[str] = "data.unmasked"
    reason: str


@dataclass(frozen=True, slots=True)
class DataExported(Body):
    """Data left the program as a file: `what` names the list, `rows` how many lines it had. A `reason`
    was given where people were named in full."""

    KIND: ClassVar[str] = "data.exported"
    what: str
    rows: int = 0
    reason: str = ""


AUDIT_KINDS: tuple[type[Body], ...] = (
    LoggedIn,
    LoginFailed,
    Locked,
    KeyChanged,
    ClockOverridden,
    NumberUnmasked,
    DataExported,
)


def device_subject(incarnation: str) -> str:
    """The subject of acts on the device whose log is `incarnation` (16 hex digits): 32 hex digits.

    Ids of cases and residents begin with their time of making, never with zeros.
    """
    return incarnation.rjust(32, "0")


def is_trace(kind: str) -> bool:
    """Whether events of this kind leave cases and residents as they were."""
    return kind.startswith(TRACES)
