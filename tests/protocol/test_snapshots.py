"""A part of a snapshot is its events, to the byte, or nothing."""

from dataclasses import dataclass
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import PlacedEvent, SnapshotOffer, WireEvent
from helpdesk.protocol.snapshots import pack_part, unpack_part

STREAM = "150502100217"
_INT = st.integers(-(2**63), 2**63 - 1)
_EVENTS = st.builds(
    WireEvent,
    kind=st.text(max_size=20),
    version=_INT,
    subject=st.binary(min_size=16, max_size=16),
    author_id=st.text(max_size=9),
    author_name=st.text(max_size=9),
    device_ms=_INT,
    correction_ms=_INT,
    offset_minutes=_INT,
    zone=st.text(max_size=9),
    base=_INT,
    body=st.binary(max_size=99),
)
_PLACES = st.tuples(st.binary(min_size=8, max_size=8), _INT, _INT, _EVENTS)


@dataclass(frozen=True, slots=True)
class Made:
    """A part and what offers it."""

    content: bytes
    offer: SnapshotOffer


def made(events: list[PlacedEvent], stream: str = STREAM) -> Made:
    content = pack_part(stream, events)
    digest = sha256(content).digest()
    since, position = events[0].position - 1, events[-1].position
    return Made(content, SnapshotOffer(stream, position, digest, len(content), since))


def some(count: int, since: int = 0) -> list[PlacedEvent]:
    event = WireEvent("case.noted", 1, bytes(16), "a", "b", 1, 0, 480, "", 0, b"{}")
    return [PlacedEvent(b"log-1234", i, i, 1, event) for i in range(since + 1, since + count + 1)]


@given(st.lists(_PLACES, min_size=1, max_size=20), st.integers(0, 2**40))
def test_a_part_is_its_events(places: list[tuple[bytes, int, int, WireEvent]], since: int) -> None:
    """Whatever a device wrote: snapshot and tail are the whole log."""
    events = [
        PlacedEvent(log, dseq, position, received, event)
        for position, (log, dseq, received, event) in enumerate(places, since + 1)
    ]
    part = made(events)
    assert unpack_part(part.content, part.offer) == (events, frozenset())


def test_a_part_says_what_counts_for_nothing() -> None:
    content = pack_part(STREAM, some(3, 40), [42])
    offer = SnapshotOffer(STREAM, 43, sha256(content).digest(), len(content), 40)
    assert unpack_part(content, offer) == (some(3, 40), {42})


@given(st.integers(0, 200), st.integers(1, 255))
def test_a_byte_that_differs_is_seen(place: int, change: int) -> None:
    part = made(some(3))
    content = bytearray(part.content)
    content[place % len(content)] ^= change
    with pytest.raises(Problem, match="answer-damaged"):
        unpack_part(bytes(content), part.offer)


@pytest.mark.parametrize("lie", [{"since": 1}, {"position": 4}, {"stream": "150502100218"}])
def test_a_part_that_is_not_what_was_offered(lie: dict[str, object]) -> None:
    """A city that mixes its parts up cannot mix up a desk's log."""
    part = made(some(3))
    with pytest.raises(Problem, match="answer-damaged"):
        unpack_part(part.content, msgspec.structs.replace(part.offer, **lie))


def test_columns_that_do_not_fit_each_other() -> None:
    part = made(some(3))
    short = made(some(2))
    offer = msgspec.structs.replace(part.offer, hash=short.offer.hash)
    with pytest.raises(Problem, match="answer-damaged"):
        unpack_part(short.content, offer)
