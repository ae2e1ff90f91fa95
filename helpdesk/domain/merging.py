"""Values written on several sides: what each author had seen, and where different ones stand side by side.

Never by a clock: an author has seen what lies in the stream up to `base`, and what the same device
wrote before.
"""

from collections.abc import Collection
from dataclasses import dataclass

from helpdesk.domain.event import Event


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that stands, with the events that wrote it: more than one where several wrote the same."""

    value: object
    events: tuple[Event, ...]

    @property
    def event(self) -> Event:
        """The last of them."""
        return self.events[-1]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Different values of one field, none of whose authors knew of the others. The last one is shown."""

    field: str
    claims: tuple[Claim, ...]

    @property
    def between(self) -> tuple[str, ...]:
        """The ids of all events that a decision is made between."""
        return tuple(event_id(event) for claim in self.claims for event in claim.events)


Written = tuple[tuple[str, tuple[Claim, ...]], ...]
"""For each field that was ever written again, the claims that stand, in the order of the first writing."""


def event_id(event: Event) -> str:
    """The event's name inside other events: where it was born and its number there."""
    return f"{event.origin.incarnation}-{event.origin.dseq}"


def has_seen(event: Event, earlier: Event) -> bool:
    """Whether the author of `event` knew of `earlier`, which stands before it in folding order.

    Own events count as seen wherever the city put them; those without a position are this device's.
    """
    if earlier.origin.incarnation == event.origin.incarnation or earlier.position is None:
        return True
    if event.position is not None and event.base >= event.position:
        # Nobody reads ahead: the city was restored since, and its positions were given once more.
        return False
    return earlier.stream == event.stream and earlier.position <= event.base


def write(
    written: Written, field: str, value: object, *, event: Event, decides: Collection[str] = ()
) -> Written:
    """The claims after `event` wrote `value` into `field`.

    What its author had seen is replaced, what not stays beside it; who has seen a value from anybody
    has seen the value. A decision replaces what it names: what came while somebody decided stays.
    """
    claims = dict(written)
    left = [claim for claim in claims.get(field, ()) if not _knows(event, claim, decides)]
    same = tuple(each for claim in left if claim.value == value for each in claim.events)
    others = tuple(claim for claim in left if claim.value != value)
    claims[field] = (*others, Claim(value, (*same, event)))
    return tuple(claims.items())


def conflicts(written: Written) -> tuple[Conflict, ...]:
    """The fields in which different values stand."""
    return tuple(Conflict(field, claims) for field, claims in written if len(claims) > 1)


def _knows(event: Event, claim: Claim, decides: Collection[str]) -> bool:
    if not decides:
        return any(has_seen(event, each) for each in claim.events)
    own = event.origin.incarnation
    return any(each.origin.incarnation == own or event_id(each) in decides for each in claim.events)
