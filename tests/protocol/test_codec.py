"""Bodies as bytes and back, for every kind of event."""

import dataclasses
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain import events as ev
from helpdesk.domain.residents import Need
from helpdesk.protocol.codec import decode_body, encode_body, kind_of
from helpdesk.protocol.events import from_wire, to_wire
from helpdesk.protocol.messages import PlacedEvent

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MOMENTS = st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
for kind, strategy in ((str, TEXTS), (datetime, MOMENTS), (date, st.dates())):
    st.register_type_strategy(kind, strategy)

OF_FIELDS = (ev.ResidentChanged, ev.ResidentMerged)
PLAIN = [kind for kind in ev.KINDS.values() if kind not in OF_FIELDS]
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXTS,
        "birth": st.one_of(st.none(), st.dates()),
        "phones": st.lists(TEXTS, max_size=3).map(tuple),
        "needs": st.lists(st.sampled_from(Need), max_size=2).map(tuple),
        "consent": st.booleans(),
    },
)


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.KIND)
@given(data=st.data())
def test_every_body_comes_back(kind: type[ev.Body], data: st.DataObject) -> None:
    body = data.draw(st.from_type(kind))
    raw = encode_body(body)
    assert decode_body(*kind_of(body), raw) == body
    assert encode_body(decode_body(*kind_of(body), raw)) == raw


@given(changes=CHANGES)
def test_changed_fields_come_back_in_their_types(changes: dict[str, Any]) -> None:
    for body in (ev.ResidentChanged(changes), ev.ResidentMerged("r", changes, changes)):
        assert decode_body(*kind_of(body), encode_body(body)) == body


@given(raw=st.binary(max_size=60), kind=st.sampled_from(sorted(ev.KINDS)))
def test_any_bytes_decode_to_something(raw: bytes, kind: str) -> None:
    """Total: what cannot be read is kept as it came."""
    body = decode_body(kind, 1, raw)
    if isinstance(body, ev.UnknownBody):
        assert encode_body(body) == raw


def test_a_newer_programs_event_is_passed_on_untouched() -> None:
    for kind, version in (("case.teleported", 1), ("case.noted", 2)):
        body = decode_body(kind, version, b'{"words":"x"}')
        assert isinstance(body, ev.UnknownBody)
        assert kind_of(body) == (kind, version)
        assert encode_body(body) == b'{"words":"x"}'


def test_fields_that_a_newer_program_added_are_no_obstacle() -> None:
    body = decode_body("case.noted", 1, '{"words":"好","colour":"red"}'.encode())
    assert body == ev.Noted("好")


@given(data=st.data())
def test_an_event_travels_and_comes_back(data: st.DataObject) -> None:
    event = data.draw(
        st.builds(
            ev.Event,
            origin=st.builds(
                ev.Origin, st.binary(min_size=8, max_size=8).map(bytes.hex), st.integers(1, 2**40)
            ),
            stream=st.just("150502100217"),
            subject=st.uuids().map(lambda each: each.hex),
            body=st.builds(ev.Noted, TEXTS),
            author=st.builds(ev.Author, TEXTS, TEXTS),
            base=st.integers(0, 2**40),
            position=st.integers(1, 2**40),
            received_ms=st.integers(1, 2**42),
        )
    )
    placed = PlacedEvent(
        bytes.fromhex(event.origin.incarnation),
        event.origin.dseq,
        event.position or 0,
        event.received_ms or 0,
        to_wire(event),
    )
    assert from_wire(placed, stream=event.stream) == event


def test_defaults_are_not_sent() -> None:
    """Half of a body would be empty fields."""
    assert encode_body(ev.Accepted()) == b"{}"
    assert all(dataclasses.is_dataclass(kind) for kind in ev.KINDS.values())
