"""The hash chain: whoever changes, drops, adds or reorders an event is found out."""

import hashlib

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.protocol.chain import GENESIS, heads, link
from helpdesk.protocol.messages import WireEvent

EVENTS = st.lists(
    st.builds(
        WireEvent,
        kind=st.text(max_size=8),
        version=st.integers(0, 3),
        subject=st.binary(min_size=16, max_size=16),
        author_id=st.text(max_size=4),
        author_name=st.text(max_size=4),
        device_ms=st.integers(0, 2**63),
        correction_ms=st.integers(-(2**40), 2**40),
        offset_minutes=st.integers(-840, 840),
        zone=st.text(max_size=4),
        base=st.integers(0, 2**40),
        body=st.binary(max_size=20),
    ),
    min_size=2,
    max_size=8,
)
FIRST = WireEvent(
    kind="case.noted",
    version=1,
    subject=bytes(range(16)),
    author_id="agent-1",
    author_name="乌云其其格",
    device_ms=1_795_400_000_000,
    correction_ms=-250,
    offset_minutes=480,
    zone="Asia/Shanghai",
    base=7,
    body='{"words":"好"}'.encode(),
)

VECTORS = (
    "173df20326fc372d62c98132d108d4854665dce890a37742d7b60eaf8ae79f7a",
    "b36812a0ce5d3bd060dd325d81fb97f242f152474b433cb10d7187caef0c8f20",
)


def test_vectors() -> None:
    """Fixed for ever: a device of today must be understood in ten years."""
    first = link(GENESIS, FIRST)
    second = link(first, msgspec.structs.replace(FIRST, base=8))
    assert first.hex() == VECTORS[0]
    assert second.hex() == VECTORS[1]
    assert heads(GENESIS, [FIRST, msgspec.structs.replace(FIRST, base=8)]) == [first, second]


def test_a_body_can_be_erased_and_the_chain_still_holds() -> None:
    who = ("case.noted", 1, bytes(range(16)), "agent-1", "乌云其其格")
    when = (1_795_400_000_000, -250, 480, "Asia/Shanghai", 7)
    header = msgspec.msgpack.encode((*who, *when))
    hashed = hashlib.sha256(FIRST.body).digest()
    assert hashlib.sha256(GENESIS + header + hashed).digest() == link(GENESIS, FIRST)


@given(events=EVENTS, data=st.data())
def test_any_change_changes_the_head(events: list[WireEvent], data: st.DataObject) -> None:
    end = heads(GENESIS, events)[-1]
    at = data.draw(st.integers(0, len(events) - 1))
    dropped = events[:at] + events[at + 1 :]
    assert heads(GENESIS, dropped)[-1] != end
    doubled = [*events[:at], events[at], *events[at:]]
    assert heads(GENESIS, doubled)[-1] != end
    changed = msgspec.structs.replace(events[at], body=events[at].body + b"!")
    assert heads(GENESIS, [*events[:at], changed, *events[at + 1 :]])[-1] != end
    if events != events[::-1]:
        assert heads(GENESIS, events[::-1])[-1] != end


@given(events=EVENTS, data=st.data())
def test_batches_do_not_matter(events: list[WireEvent], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(events) - 1))
    first = heads(GENESIS, events[:cut])
    assert first + heads(first[-1], events[cut:]) == heads(GENESIS, events)
