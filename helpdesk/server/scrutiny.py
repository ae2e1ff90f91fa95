"""Which events of a batch the city keeps aside, and why; it stores all of them all the same.

A batch is never refused for its content: one poisoned record must not stop a desk's queue.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
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
    """The case that has a number, in which stream, and whether it was only `reentered` from its paper
    stub; `joined` are the other subjects under which it was registered."""

    subject: bytes
    reentered: bool = False
    stream: str = ""
    joined: frozenset[bytes] = frozenset()


@dataclass(slots=True)
class Verdicts:
    """`reasons` by place in the batch; `numbers` newly taken, number to the case's UUID bytes, those of
    `reentered` from a paper stub; `joined` are subjects that are one case with the one that has their
    number (`domain/rejoining.py`), `found` the numbers of those whose true registration came;
    `counters` the highest ones since, by prefix and day."""

    reasons: dict[int, str] = field(default_factory=dict)
    numbers: dict[str, bytes] = field(default_factory=dict)
    reentered: set[str] = field(default_factory=set)
    joined: dict[bytes, Holder] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)
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
    streams: Sequence[str],
) -> Verdicts:
    """The verdict on each event of a device that had these `prefixes` (None: the city itself).

    `taken` says which case has which of the numbers already, `counted` how far each prefix and day
    has come, `streams` where each event belongs. A number that another case has, that carries another
    device's prefix, or whose counter runs backwards, is kept aside loudly and overwrites nothing (C3,
    C6); so is what only the city does, and what names somebody of the city (`domain/authorship.py`).
    """
    verdicts, holders = Verdicts(counters=dict(counted)), dict(taken)
    for place, (event, body, stream) in enumerate(zip(events, bodies, streams, strict=True)):
        author = Author(event.author_id, event.author_name)
        reason = forged(event.kind, author) or _unreadable(event, body)
        if not reason and isinstance(body, CaseRegistered):
            claim = Holder(event.subject, bool(body.reentered), stream)
            reason = _register(claim, body.number, verdicts, prefixes=prefixes, holders=holders)
        if reason:
            verdicts.reasons[place] = reason
    return verdicts


def _register(
    claim: Holder,
    number: str,
    verdicts: Verdicts,
    *,
    prefixes: Set[str] | None,
    holders: dict[str, Holder],
) -> str:
    """Give the case its number, or say why not. One that is re-entered from a paper stub carries the
    number of another device, and does not move that device's counter; together with what that device
    registered, when it comes after all, it is one case. At another desk it is not: neither desk sees both.
    """
    holder = holders.get(number)
    if reason := _wrong_number(number, prefixes=None if claim.reentered else prefixes):
        return reason
    if holder is not None and claim.subject in {holder.subject, *holder.joined}:
        return ""
    if holder is not None and (
        holder.stream != claim.stream or not (holder.reentered or claim.reentered)
    ):
        return _not_its_own(holder, claim)
    if not claim.reentered and (reason := _count(number, verdicts.counters)):
        return reason
    if holder is None:
        verdicts.numbers[number] = claim.subject
        if claim.reentered:
            verdicts.reentered.add(number)
        holders[number] = claim
        return ""
    verdicts.joined[claim.subject] = holder
    if not claim.reentered:
        verdicts.found.add(number)
    holders[number] = replace(
        holder,
        reentered=holder.reentered and claim.reentered,
        joined=holder.joined | {claim.subject},
    )
    return ""


CLAIMS = frozenset({"number-reentered", "number-arrived", "number-reused"})
"""Why a registration is kept aside whose number another case has."""


def _not_its_own(holder: Holder, claim: Holder) -> str:
    """Why a case cannot have a number that another one has."""
    if holder.reentered:
        return "number-reentered"
    return "number-arrived" if claim.reentered else "number-reused"


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
