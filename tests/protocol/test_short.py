"""An exchange in short: it stands for exactly one request and one answer, or for none."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.problems import Problem
from helpdesk.protocol.device_log import Reading
from helpdesk.protocol.messages import (
    PROTOCOL,
    Ability,
    Cursor,
    Grant,
    Notice,
    Parted,
    Placed,
    PlacedEvent,
    Quarantined,
    SnapshotOffer,
    SyncRequest,
    spelt_out,
)
from helpdesk.protocol.mongolian import SignedWords
from helpdesk.protocol.pdf_key import PdfKey
from helpdesk.protocol.short import (
    ShortAnswer,
    ShortRequest,
    in_short,
    lengthen,
    nothing_new,
    shorten,
    spelt,
)
from helpdesk.protocol.signing import SHORT, sign_short, signed_bytes, split_short
from helpdesk.protocol.standing import SignedStanding
from helpdesk.protocol.wire import is_plain, pack_plain, unpack_plain
from tests.protocol.test_chain import FIRST

replaced = msgspec.structs.replace
ABLE = Ability.STREAMS | Ability.DICTIONARY | Ability.SNAPSHOT | Ability.BRIEF
HISTORY, LOG, HEAD = "0123456789abcdef", b"incarnat", bytes(range(32))
STREAMS = ("150502100000", "150502100217", "150502100218")


def request_of(number: int, positions: list[int]) -> SyncRequest:
    """One without events, of a device in step."""
    return SyncRequest(
        protocol=PROTOCOL,
        history=HISTORY,
        incarnation=LOG,
        first_dseq=number + 1,
        prev_head=HEAD,
        head=HEAD,
        signature=b"",
        events=[],
        cursors=[Cursor(s, 1, p) for s, p in zip(STREAMS, positions, strict=False)],
        abilities=ABLE,
        word=b"word",
        vouched=number,
        noticed=1_795_400_000,
        tables=b"tabl",
        mongolian=b"mong",
    )


def city_of(request: SyncRequest, **changes: Any) -> dict[str, Any]:
    """What a city that has the same holds."""
    state = {
        "history": HISTORY,
        "incarnation": LOG,
        "acked": (request.first_dseq - 1, HEAD),
        "grants": [(cursor.stream, cursor.grant) for cursor in request.cursors],
    }
    return state | changes


ANY = st.builds(
    request_of,
    st.integers(0, 2**40),
    st.lists(st.integers(0, 2**40), min_size=1, max_size=3),
)
ONE = request_of(7, [19, 3])


@pytest.mark.parametrize("missing", ["word", "tables", "mongolian"])
def test_what_the_device_has_nothing_of_is_said(missing: str) -> None:
    request = replaced(ONE, **{missing: b""})
    short = shorten(request)
    assert short is not None
    assert lengthen(short, **city_of(request)) == request
    cut = replaced(short, words=b"")
    assert lengthen(cut, **city_of(request)) == replaced(ONE, word=b"", tables=b"", mongolian=b"")


@given(request=ANY, order=st.randoms(use_true_random=False))
def test_a_city_in_step_knows_what_is_meant(request: SyncRequest, order: Any) -> None:
    state = city_of(request)
    order.shuffle(state["grants"])
    shuffled = list(request.cursors)
    order.shuffle(shuffled)
    short = shorten(replaced(request, cursors=shuffled))
    assert short is not None
    travelled = msgspec.msgpack.decode(msgspec.msgpack.encode(short), type=ShortRequest)
    assert lengthen(travelled, **state) == request


@pytest.mark.parametrize(
    "changes",
    [
        {"history": "fedcba9876543210"},
        {"incarnation": b"another!"},
        {"acked": (8, HEAD)},
        {"acked": (7, bytes(32))},
        {"grants": [(STREAMS[0], 1), (STREAMS[1], 2)]},
        {"grants": [(STREAMS[0], 1), (STREAMS[2], 1)]},
        {"grants": [(STREAMS[0], 1)]},
        {"grants": [(stream, 1) for stream in STREAMS]},
    ],
)
def test_another_city_does_not(changes: dict[str, Any]) -> None:
    short = shorten(ONE)
    assert short is not None
    assert lengthen(short, **city_of(ONE)) == ONE
    assert lengthen(short, **city_of(ONE, **changes)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"events": [FIRST]},
        {"limit": 5},
        {"vouched": 6},
        {"pdf_key": PdfKey(bytes(33), bytes(70))},
        {"cursors": [Cursor(STREAMS[0], 1, 19, whole=True)]},
        {"cursors": [Cursor(STREAMS[0], 0, 0)]},
        {"cursors": [Cursor(STREAMS[0], -1, 19)]},
    ],
)
def test_what_brings_something_goes_at_length(changes: dict[str, Any]) -> None:
    assert shorten(replaced(ONE, **changes)) is None


READINGS = [
    Reading(STREAMS[0], 1, 19, digest=1234, safe=11),
    Reading(STREAMS[1], 1, 3, digest=99),
    Reading("150502100299", 1, 5, digest=1, ended=True),
]
EXPECTED = nothing_new(ONE, era=3, abilities=ABLE, readings=READINGS)
SAID = replaced(EXPECTED, server_ms=1_795_400_000_000)


def test_nothing_new_is_said_in_short() -> None:
    short = in_short(SAID)
    assert short is not None
    assert spelt(short, EXPECTED) == SAID
    assert spelt_out(SAID, ONE).acked_head == HEAD
    turned = replaced(SAID, streams=SAID.streams[::-1], protocol=PROTOCOL + 1)
    assert in_short(turned) == short, "neither order nor a newer city says anything"
    old = nothing_new(replaced(ONE, abilities=0), era=3, abilities=ABLE, readings=READINGS)
    assert old.acked_head == HEAD


def test_an_answer_without_a_check_asks_for_more() -> None:
    assert spelt(ShortAnswer(5), EXPECTED) is None


PAGE = SAID.streams[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"placed": [Placed(STREAMS[0], 1, 2, 3, 4)]},
        {"quarantined": [Quarantined(1, "x")]},
        {"problem": "fork"},
        {"standing": SignedStanding(b"", b"")},
        {"grants": [Grant(STREAMS[0], 1)]},
        {"parted": [Parted(STREAMS[0], 1)]},
        {"notices": [Notice("words", "x", 1)]},
        {"snapshots": [SnapshotOffer(STREAMS[0], 1, bytes(32), 1)]},
        {"receipt": bytes(64)},
        {"mongolian": SignedWords(b"", b"")},
        {"streams": [replaced(PAGE, events=[PlacedEvent(LOG, 1, 20, 5, FIRST)])]},
        {"streams": [replaced(PAGE, more=True)]},
        {"streams": [replaced(PAGE, whole=True)]},
        {"streams": [replaced(PAGE, position=20)]},
    ],
)
def test_news_is_never_said_in_short(changes: dict[str, Any]) -> None:
    assert in_short(replaced(SAID, **changes)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"history": "fedcba9876543210"},
        {"acked_dseq": 8},
        {"acked_head": bytes(32)},
        {"era": 4},
        {"abilities": 0},
        {"incarnation": b"another!"},
        {"streams": [replaced(PAGE, digest=1235), SAID.streams[1]]},
        {"streams": [replaced(PAGE, safe=12), SAID.streams[1]]},
        {"streams": [replaced(PAGE, grant=2), SAID.streams[1]]},
        {"streams": [replaced(PAGE, since=18, position=18), SAID.streams[1]]},
        {"streams": [PAGE]},
    ],
)
def test_what_the_device_has_otherwise_is_not_taken(changes: dict[str, Any]) -> None:
    """A digest that differs above all: drift is found by an exchange that brings nothing."""
    short = in_short(replaced(SAID, **changes))
    assert short is not None
    assert spelt(short, EXPECTED) is None


def test_the_signature_stands_in_the_first_bytes() -> None:
    heard: list[bytes] = []

    def sign(message: bytes) -> bytes:
        heard.append(message)
        return bytes(range(64))

    body = sign_short("00a1b2c3d4ff", b"message", sent_ms=-17, sign=sign)
    assert heard == [signed_bytes("00a1b2c3d4ff", "-17", SHORT + b"message")]
    assert split_short(body) == ("00a1b2c3d4ff", -17, bytes(range(64)), b"message")
    assert split_short(body[:80]) is None
    assert split_short(b"H1" + body[2:]) is None


def test_the_bytes_of_both() -> None:
    """Golden: programs that are out there speak so."""
    short = shorten(ONE)
    assert short is not None
    assert msgspec.msgpack.encode(short).hex() == GOLDEN_REQUEST
    said = in_short(SAID)
    assert said is not None
    assert pack_plain(said).hex() == GOLDEN_ANSWER


GOLDEN_REQUEST = "950f921303ce6b03a140c40c776f72647461626c6d6f6e67c40862e154f461789a9f"
GOLDEN_ANSWER = "483092cf000001a2062de200c40864caca1a519fa1c7"


def test_a_plain_frame() -> None:
    frame = pack_plain(ShortAnswer(5, b"12345678"))
    assert is_plain(frame)
    assert unpack_plain(frame, ShortAnswer) == ShortAnswer(5, b"12345678")
    assert unpack_plain(b"H1" + frame, ShortAnswer) is None
    for damaged in (frame[:-1], frame + b"\0", b"H0\xff"):
        with pytest.raises(Problem, match="answer-damaged"):
            unpack_plain(damaged, ShortAnswer)
