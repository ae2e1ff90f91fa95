"""Events as rows and back, whatever a device sent."""

from collections.abc import Sequence
from typing import Any

import msgspec

from helpdesk.protocol.messages import PlacedEvent, WireEvent

COLUMNS = (
    "incarnation, dseq, position, received_ms, kind, version, subject, author_id, author_name,"
    " device_ms, correction_ms, offset_minutes, zone, base, body, original"
)
_PLACE_TYPES = ("bytea", "int8", "int8", "int8")
_HEADER_TYPES = ("text", "int8", "bytea", "text", "text", "int8", "int8", "int8", "text", "int8")
TYPES = (*_PLACE_TYPES, *_HEADER_TYPES, "bytea", "bytea")
INT_MAX = 2**63 - 1


def to_columns(event: WireEvent) -> tuple[Any, ...]:
    """The columns from `kind` on.

    PostgreSQL keeps no NUL in a text and nothing above 63 bits in a bigint. A header with such a
    thing is authentic all the same: the columns get the nearest storable value, and the event as it
    came goes to `original`, from where the chain and other devices get it.
    """
    columns = _columns(event)
    if _is_storable(event):
        return (*columns, None)
    return (*(storable(value) for value in columns), msgspec.msgpack.encode(event))


def from_row(row: Sequence[Any]) -> PlacedEvent:
    """The placed event of a row of `COLUMNS`."""
    incarnation, dseq, position, received_ms, *columns, original = row
    event = msgspec.msgpack.decode(original, type=WireEvent) if original else WireEvent(*columns)
    return PlacedEvent(incarnation, dseq, position, received_ms, event)


def storable(value: Any) -> Any:
    """The value, or the nearest one that PostgreSQL can keep."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    return min(value, INT_MAX) if isinstance(value, int) else value


def _is_storable(event: WireEvent) -> bool:
    texts = f"{event.kind}{event.author_id}{event.author_name}{event.zone}"
    numbers = (
        event.version,
        event.device_ms,
        event.correction_ms,
        event.offset_minutes,
        event.base,
    )
    return "\0" not in texts and max(numbers) <= INT_MAX


def _columns(event: WireEvent) -> tuple[Any, ...]:
    return (
        event.kind,
        event.version,
        event.subject,
        event.author_id,
        event.author_name,
        event.device_ms,
        event.correction_ms,
        event.offset_minutes,
        event.zone,
        event.base,
        event.body,
    )
