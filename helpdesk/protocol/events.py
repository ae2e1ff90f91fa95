"""Between the domain's events and their form on the wire."""

from collections.abc import Iterable

from helpdesk.domain.events import Author, Body, Event, Origin
from helpdesk.domain.moments import Moment
from helpdesk.protocol.codec import decode_body, encode_body, kind_of
from helpdesk.protocol.messages import PlacedEvent, WireEvent


def to_wire(event: Event) -> WireEvent:
    """The event as it travels and as the chain hashes it."""
    kind, version = kind_of(event.body)
    return WireEvent(
        kind=kind,
        version=version,
        subject=bytes.fromhex(event.subject),
        author_id=event.author.id,
        author_name=event.author.name,
        device_ms=event.moment.device_ms,
        correction_ms=event.moment.correction_ms,
        offset_minutes=event.moment.offset_minutes,
        zone=event.moment.zone,
        base=event.base,
        body=encode_body(event.body),
    )


def from_wire(placed: PlacedEvent, *, stream: str) -> Event:
    """The event of a placed wire event; a position of 0 means that it has none yet."""
    wire = placed.event
    return Event(
        origin=Origin(placed.incarnation.hex(), placed.dseq),
        stream=stream,
        subject=wire.subject.hex(),
        body=decode_body(wire.kind, wire.version, wire.body),
        author=Author(wire.author_id, wire.author_name),
        moment=Moment(
            device_ms=wire.device_ms,
            correction_ms=wire.correction_ms,
            offset_minutes=wire.offset_minutes,
            zone=wire.zone,
        ),
        base=wire.base,
        position=placed.position or None,
        received_ms=placed.received_ms or None,
    )


def once(events: Iterable[Event]) -> list[Event]:
    """The events without those that a copied device brought a second time.

    Two copies of a folder may both hold what was not sent yet, and each brings it in a log of its own:
    the same act to the millisecond, under two origins. The first in order counts, everywhere alike.
    """
    events = list(events)
    if len(events) < 2 or len({event.origin.incarnation for event in events}) < 2:
        return events  # of one log, as nearly always
    kept: list[Event] = []
    seen: dict[tuple[Author, Moment, int], list[tuple[str, Body]]] = {}
    for event in events:
        said = seen.setdefault((event.author, event.moment, event.base), [])
        log = event.origin.incarnation
        if not any(other != log and body == event.body for other, body in said):
            kept.append(event)
        said.append((log, event.body))
    return kept
