"""Which events of a batch the city keeps aside, and why; it stores all of them all the same.

A batch is never refused for its content: one poisoned record must not stop a desk's queue.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache

from helpdesk.domain.authorship import forged
from helpdesk.domain.events import KINDS, Author, Body, CaseRegistered, UnknownBody
from helpdesk.domain.numbering import COUNTER_MAX, check_character
from helpdesk.protocol.codec import decode_body
from helpdesk.protocol.messages import MAX_BODY, WireEvent

SUBJECT_BYTES = 16
_PARTS = 6  # BA, city, prefix, date, counter, check: see domain/numbering.py
_YEAR_1_MS, _YEAR_10000_MS = -62_135_596_800_000, 253_402_300_800_000  # what a datetime can say


@dataclass(frozen=True, slots=True)
class Holder:
    """The case that has a number, and whether it was re-entered from its paper stub."""

    subject: bytes
    reentered: bool = False


@dataclass(slots=True)
class Verdicts:
    """`reasons` by place in the batch; `numbers` newly taken, number to the case's UUID bytes, those of
    `reentered` from a paper stub; `counters` the highest ones since, by prefix and day."""

    reasons: dict[int, str] = field(default_factory=dict)
    numbers: dict[str, bytes] = field(default_factory=dict)
    reentered: set[str] = field(default_factory=set)
    counters: dict[tuple[str, str], int] = field(default_factory=dict)


def registrations(bodies: Iterable[Body]) -> list[str]:
    """The case numbers that these bodies would take."""
    return [body.number for body in bodies if isinstance(body, CaseRegistered)]


def bodies_of(events: Iterable[WireEvent]) -> list[Body]:
    """Each event's body; what cannot be read comes as UnknownBody."""
    return [decode_body(event.kind, event.version, event.body) for event in events]


def scrutinise(
    events: Iterable[WireEvent],
    bodies: Iterable[Body],
    *,
    prefixes: Set[str] | None,
    taken: Mapping[str, Holder],
    counted: Mapping[tuple[str, str], int],
) -> Verdicts:
    """The verdict on each event of a device that had these `prefixes` (None: the city itself).

    `taken` says which case has which of the numbers already, `counted` how far each prefix and day
    has come. A number that another case has, that carries another device's prefix, or whose counter
    runs backwards, is kept aside loudly and overwrites nothing (C3, C6); so is what only the city does,
    and what names somebody of the city (`domain/authorship.py`).
    """
    verdicts = Verdicts(counters=dict(counted))
    for place, (event, body) in enumerate(zip(events, bodies, strict=True)):
        author = Author(event.author_id, event.author_name)
        reason = forged(event.kind, author) or _unreadable(event, body)
        if not reason and isinstance(body, CaseRegistered):
            reason = _register(event, body, verdicts, prefixes=prefixes, taken=taken)
        if reason:
            verdicts.reasons[place] = reason
    return verdicts


def _register(
    event: WireEvent,
    body: CaseRegistered,
    verdicts: Verdicts,
    *,
    prefixes: Set[str] | None,
    taken: Mapping[str, Holder],
) -> str:
    """Give the case its number, or say why not. One that is re-entered from a paper stub carries the
    number of another device, and does not move that device's counter."""
    number = body.number
    holder = taken.get(number) or (
        Holder(verdicts.numbers[number]) if number in verdicts.numbers else None
    )
    if reason := _wrong_number(number, prefixes=None if body.reentered else prefixes):
        return reason
    if holder is not None and holder.subject == event.subject:
        return ""
    if holder is not None:
        return "number-reentered" if holder.reentered else "number-reused"
    if not body.reentered and (reason := _count(number, verdicts.counters)):
        return reason
    verdicts.numbers[number] = event.subject
    if body.reentered:
        verdicts.reentered.add(number)
    return ""


def _unreadable(event: WireEvent, body: Body) -> str:
    if len(event.subject) != SUBJECT_BYTES:
        return "subject-wrong"
    if len(event.body) > MAX_BODY:
        return "body-large"
    wall_ms = event.device_ms + event.correction_ms + event.offset_minutes * 60_000
    if not _YEAR_1_MS <= wall_ms < _YEAR_10000_MS:
        return "moment-wrong"
    known = KINDS.get(event.kind)
    # An unknown kind or version is a newer program's: kept, passed on, folded after the update.
    ours = known is not None and event.version <= known.VERSION
    return "body-unreadable" if ours and isinstance(body, UnknownBody) else ""


@lru_cache(maxsize=10_000)
def day_of(number: str) -> tuple[str, str] | None:
    """Prefix and day of a case number; None for what is none."""
    parts = number.split("-")
    return (parts[2], parts[3]) if _is_number(parts) else None


def _is_number(parts: list[str]) -> bool:
    return (
        len(parts) == _PARTS
        and check_character("".join(parts[:-1])) == parts[-1]
        and all(parts)
        and (joined := "".join(parts)).isascii()
        and joined.isalnum()
        and parts[4].isdecimal()
        and len(parts[4]) < 20  # int() refuses thousands of digits
        and int(parts[4]) <= COUNTER_MAX
    )


def _count(number: str, counters: dict[tuple[str, str], int]) -> str:
    """A device draws its numbers in order: one that is below the last was drawn twice."""
    _, _, prefix, day, counter, _ = number.split("-")
    if int(counter) <= counters.get((prefix, day), 0):
        return "number-backwards"
    counters[prefix, day] = int(counter)
    return ""


def _wrong_number(number: str, *, prefixes: Set[str] | None) -> str:
    day = day_of(number)
    if day is None:
        return "number-wrong"
    if prefixes is not None and day[0] not in prefixes:
        return "number-foreign"
    return ""
