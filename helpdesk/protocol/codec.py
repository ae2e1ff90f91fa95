"""Event bodies as bytes and back: UTF-8 JSON, readable in twenty years, the same bytes every time."""

from collections.abc import Callable
from dataclasses import MISSING, fields, replace
from functools import cache
from typing import Any, get_type_hints

import msgspec

from helpdesk.domain.events import (
    KINDS,
    Body,
    ResidentChanged,
    ResidentMerged,
    ResidentRecorded,
    UnknownBody,
)

Said = dict[str, Any]
# From a kind's version to the next: what the fields of then say in the words of now. Never changed once
# released; the first one comes with the first `VERSION` above 1 (see tests/protocol/test_upcasters.py).
UPCASTERS: dict[tuple[str, int], Callable[[Said], Said]] = {}


def encode_body(body: Body) -> bytes:
    """The body without the fields that have their default value; an unknown body as it came."""
    if isinstance(body, UnknownBody):
        return body.raw
    said = {
        name: value
        for name, default in _defaults(body.KIND)
        if (value := getattr(body, name)) != default
    }
    return msgspec.json.encode(said)


def decode_body(kind: str, version: int, raw: bytes) -> Body:
    """The body of an event; one of a newer program comes back as UnknownBody, never as an error."""
    known = KINDS.get(kind)
    if known is None or version > known.VERSION:
        return UnknownBody(kind=kind, version=version, raw=raw)
    try:
        if version < known.VERSION:
            return lift(kind, version, raw)
        body = _decoder(kind).decode(raw)
        if isinstance(body, ResidentChanged):
            return replace(body, changes=_typed(body.changes))
        if isinstance(body, ResidentMerged):
            return replace(body, chosen=_typed(body.chosen), replaced=_typed(body.replaced))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return UnknownBody(kind=kind, version=version, raw=raw)
    return body


def lift(kind: str, version: int, raw: bytes) -> Body:
    """The body of an older version in the form of today, step by step through `UPCASTERS`; the bytes in
    the log, and the chain over them, stay as they are. Raises ValueError where a step is missing."""
    said = msgspec.json.decode(raw)
    for step in range(version, KINDS[kind].VERSION):
        upcaster = UPCASTERS.get((kind, step))
        if upcaster is None:
            raise ValueError(f"no way from version {step} of {kind}")
        try:
            said = upcaster(said)
        except (LookupError, TypeError, AttributeError) as error:
            raise ValueError(f"not what version {step} of {kind} says") from error
    return msgspec.convert(said, KINDS[kind], strict=False)


def kind_of(body: Body) -> tuple[str, int]:
    """Kind and version as they stand in the log."""
    if isinstance(body, UnknownBody):
        return body.kind, body.version
    return body.KIND, body.VERSION


@cache
def _defaults(kind: str) -> tuple[tuple[str, object], ...]:
    pairs = []
    for spec in fields(KINDS[kind]):  # type: ignore[arg-type]
        if spec.default is not MISSING:
            default = spec.default
        elif spec.default_factory is not MISSING:
            default = spec.default_factory()
        else:
            default = MISSING
        pairs.append((spec.name, default))
    return tuple(pairs)


@cache
def _decoder(kind: str) -> msgspec.json.Decoder[Body]:
    return msgspec.json.Decoder(KINDS[kind])


@cache
def _resident_types() -> dict[str, type]:
    return get_type_hints(ResidentRecorded)


def _typed(changes: dict[str, object]) -> dict[str, object]:
    """Changed fields in the types of ResidentRecorded; names of a newer program stay as they came."""
    types = _resident_types()
    return {
        name: msgspec.convert(value, types[name]) if name in types else value
        for name, value in changes.items()
    }
