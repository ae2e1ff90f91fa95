"""Frames and messages: what is ours, what is damaged, and the exact bytes of each message."""

import contextlib
from datetime import date
from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.calendar import Day, DayKind, YearTable
from helpdesk.domain.problems import Problem
from helpdesk.protocol.calendars import sign_tables
from helpdesk.protocol.messages import (
    Ability,
    Cursor,
    Enrolment,
    EnrolRequest,
    ErrorAnswer,
    Grant,
    Notice,
    Parted,
    Placed,
    PlacedEvent,
    Quarantined,
    SnapshotOffer,
    StreamPage,
    SyncAnswer,
    SyncRequest,
    Target,
    brief,
    spelt_out,
)
from helpdesk.protocol.mongolian import sign_words
from helpdesk.protocol.pdf_key import PdfKey
from helpdesk.protocol.signing import authorization, signed_bytes
from helpdesk.protocol.standing import SignedStanding, Standing, sign_standing
from helpdesk.protocol.wire import pack, unpack
from tests.protocol.test_chain import FIRST

GOLDEN = Path(__file__).parent / "golden"
STREAM = "150502100217"
REQUEST = SyncRequest(
    protocol=1,
    history="6090f6e9df66656c",
    incarnation=bytes(range(8)),
    first_dseq=1,
    prev_head=bytes(32),
    head=bytes(range(32)),
    signature=bytes(range(64)),
    events=[FIRST],
    cursors=[Cursor(STREAM, 1, 7)],
)
ANSWER = SyncAnswer(
    history="6090f6e9df66656c",
    server_ms=1_795_400_000_123,
    acked_dseq=1,
    acked_head=bytes(range(32)),
    safe_position=0,
    placed=[Placed(STREAM, 1, 1, 8, 1_795_400_000_123)],
    streams=[
        StreamPage(
            STREAM,
            1,
            7,
            position=9,
            more=False,
            events=[PlacedEvent(bytes(8), 3, 9, 1_795_400_000_124, FIRST)],
        )
    ],
    quarantined=[Quarantined(1, "number-reused")],
)
ENROL = EnrolRequest("SREK-5A86-4SXT", bytes(range(32)), bytes(range(8)), "窗口一")
WELCOME = Enrolment(
    device="0011223344ff",
    prefix="001",
    history="6090f6e9df66656c",
    server_ms=1_795_400_000_123,
    desk_code=STREAM,
    desk_name="保安村便民服务站",
    desk_place="科尔沁区 大林镇",
    streams=[STREAM],
    server_key=bytes(range(32)),
)
BINARY = {"sync_request": REQUEST, "sync_answer": ANSWER}
TEXT = {
    "enrol_request": ENROL,
    "enrolment": WELCOME,
    "error": ErrorAnswer("code-used", "接入码已被使用。"),
}


_SAID = ("0011223344ff", 1_795_400_000_123, (30, 10, 4), bytes(range(32)), False, ("bao",))
SIGNED_BEFORE = SignedStanding(msgspec.msgpack.encode(_SAID), bytes(range(64)))
_CERTIFIED = (*_SAID, (STREAM, 20_780, bytes(range(64))))
SIGNED = SignedStanding(msgspec.msgpack.encode(_CERTIFIED), bytes(range(64)))
_SEALS = (b"desk in DER", b"city in DER")
SIGNED_FOR_PDFS = SignedStanding(msgspec.msgpack.encode((*_CERTIFIED, _SEALS)), bytes(range(64)))
SIGNED_NOW = sign_standing(
    msgspec.structs.replace(
        msgspec.convert(_CERTIFIED, Standing),
        seals=_SEALS,
        signers=(b"signer in DER",),
        issuers=(b"issuer in DER",),
    ),
    lambda _message: bytes(range(64)),
)
VILLAGE = "150502100218"
BINARY["sync_answer.2"] = msgspec.structs.replace(ANSWER, standing=SIGNED_BEFORE)
TEXT["enrolment.2"] = msgspec.structs.replace(WELCOME, spare="002", standing=SIGNED_BEFORE)
BINARY["sync_answer.3"] = msgspec.structs.replace(
    ANSWER,
    streams=[msgspec.structs.replace(ANSWER.streams[0], digest=2**32 - 1, safe=5, whole=True)],
    standing=SIGNED,
    abilities=Ability.STREAMS,
    era=2,
    grants=[Grant(STREAM, 1), Grant(VILLAGE, 3, ended=True)],
    parted=[Parted(STREAM, 5)],
    notices=[Notice("clock-wrong", "600")],
    snapshots=[SnapshotOffer(VILLAGE, 4, bytes(range(32)), 2_000)],
    receipt=bytes(range(64)),
    incarnation=bytes(range(8)),
)
BINARY["sync_answer.4"] = msgspec.structs.replace(
    BINARY["sync_answer.3"],
    snapshots=[SnapshotOffer(VILLAGE, 4, bytes(range(32)), 2_000, since=1, grant=3)],
)
BINARY["sync_request.2"] = msgspec.structs.replace(
    REQUEST,
    cursors=[Cursor(STREAM, 1, 7, whole=True)],
    abilities=Ability.DICTIONARY | Ability.STREAMS,
    targets=[Target(1, 1, VILLAGE)],
    word=b"word",
    vouched=1,
)
BINARY["sync_request.3"] = msgspec.structs.replace(BINARY["sync_request.2"], noticed=1_795_400_000)
BINARY["sync_answer.5"] = msgspec.structs.replace(
    BINARY["sync_answer.4"], notices=[Notice("words", "周五停机", 1_795_400_000, "市平台")]
)
TABLES = sign_tables(
    [
        YearTable(
            2027,
            "1",
            "国办发明电",
            (Day(date(2027, 1, 1), DayKind.HOLIDAY, "元旦"),),
            provisional=True,
        )
    ],
    lambda _message: bytes(range(64)),
)
BINARY["sync_request.4"] = msgspec.structs.replace(BINARY["sync_request.3"], tables=b"year")
BINARY["sync_answer.6"] = msgspec.structs.replace(BINARY["sync_answer.5"], tables=TABLES)
WORDS = sign_words(3, {"申请人": "\u1820\u1821"}, lambda _message: bytes(range(64)))
BINARY["sync_answer.7"] = msgspec.structs.replace(BINARY["sync_answer.6"], mongolian=WORDS)
TEXT["enrolment.3"] = msgspec.structs.replace(WELCOME, spare="002", standing=SIGNED)
BINARY["sync_answer.8"] = msgspec.structs.replace(BINARY["sync_answer.7"], standing=SIGNED_FOR_PDFS)
BINARY["sync_answer.9"] = msgspec.structs.replace(
    BINARY["sync_answer.8"],
    streams=[msgspec.structs.replace(BINARY["sync_answer.3"].streams[0], aside=[9])],
)
TEXT["enrolment.4"] = msgspec.structs.replace(WELCOME, spare="002", standing=SIGNED_FOR_PDFS)
BINARY["sync_request.5"] = msgspec.structs.replace(BINARY["sync_request.4"], mongolian=b"word")
BINARY_NOW = {
    "sync_request.6": msgspec.structs.replace(
        BINARY["sync_request.5"], pdf_key=PdfKey(bytes(range(33)), bytes(range(70)))
    ),
    "sync_answer.10": msgspec.structs.replace(BINARY["sync_answer.9"], standing=SIGNED_NOW),
}
TEXT_NOW = {
    "enrol_request": ENROL,
    "enrolment.5": msgspec.structs.replace(WELCOME, spare="002", standing=SIGNED_NOW),
    "error": TEXT["error"],
}


@pytest.mark.parametrize("name", BINARY)
def test_golden_messages(name: str) -> None:
    """The bytes of earlier versions: kept for ever, read for ever."""
    golden = (GOLDEN / f"{name}.msgpack").read_bytes()
    assert msgspec.msgpack.decode(golden, type=type(BINARY[name])) == BINARY[name]


@pytest.mark.parametrize("name", TEXT)
def test_golden_json(name: str) -> None:
    golden = (GOLDEN / f"{name}.json").read_bytes().rstrip()
    assert msgspec.json.decode(golden, type=type(TEXT[name])) == TEXT[name]


@pytest.mark.parametrize("name", BINARY_NOW)
def test_golden_messages_of_now(name: str) -> None:
    """The exact bytes that are sent today; with new fields at the end a new file comes beside the old."""
    golden = (GOLDEN / f"{name}.msgpack").read_bytes()
    message = BINARY_NOW[name]
    assert msgspec.msgpack.encode(message) == golden
    assert msgspec.msgpack.decode(golden, type=type(message)) == message


@pytest.mark.parametrize("name", TEXT_NOW)
def test_golden_json_of_now(name: str) -> None:
    golden = (GOLDEN / f"{name}.json").read_bytes().rstrip()
    message = TEXT_NOW[name]
    assert msgspec.json.encode(message) == golden
    assert msgspec.json.decode(golden, type=type(message)) == message


def test_a_golden_frame_is_read() -> None:
    """Compressed bytes may differ between versions of zstd; the old ones must stay readable."""
    assert unpack((GOLDEN / "sync_request.frame").read_bytes(), SyncRequest) == REQUEST


def test_frames_round_trip() -> None:
    assert unpack(pack(REQUEST), SyncRequest) == REQUEST
    assert unpack(pack(ANSWER), SyncAnswer) == ANSWER


def test_frames_with_the_dictionary() -> None:
    """Half of the bytes of a small message; who reads it needs to be told nothing."""
    for message in (REQUEST, ANSWER, *BINARY_NOW.values()):
        frame = pack(message, dictionary=True)
        assert unpack(frame, type(message)) == message
        assert len(frame) < len(pack(message))
    large = msgspec.structs.replace(REQUEST, events=[FIRST] * 3000)
    assert unpack(pack(large, dictionary=True), SyncRequest) == large


def test_a_golden_frame_with_the_dictionary_is_read() -> None:
    """A dictionary is never changed: another one is a new file."""
    frame = (GOLDEN / "sync_request.2.frame").read_bytes()
    assert unpack(frame, SyncRequest) == BINARY["sync_request.2"]


def test_a_dictionary_that_nobody_has() -> None:
    made = zstandard.train_dictionary(
        2_000, [bytes([i % 7, i % 5] * 40) for i in range(600)], dict_id=1_999_999
    )
    frame = zstandard.ZstdCompressor(dict_data=made).compress(b"x" * 50)
    with pytest.raises(Problem, match="answer-damaged"):
        unpack(b"H1" + frame, SyncAnswer)


@pytest.mark.parametrize("foreign", [b"", b"<!doctype html>", b"{}", b"H2xxxx", b"h1"])
def test_what_is_not_ours(foreign: bytes) -> None:
    with pytest.raises(Problem, match="answer-foreign"):
        unpack(foreign, SyncAnswer)


@given(cut=st.integers(2, 10_000), flip=st.integers(2, 10_000))
def test_cut_or_altered_frames_are_damaged_or_as_they_were(cut: int, flip: int) -> None:
    frame = pack(ANSWER)
    with pytest.raises(Problem, match="answer-damaged"):
        unpack(frame[: 2 + cut % (len(frame) - 2)], SyncAnswer)
    altered = bytearray(frame)
    altered[2 + flip % (len(frame) - 2)] ^= 0x40
    with contextlib.suppress(Problem):
        assert unpack(bytes(altered), SyncAnswer) == ANSWER


def test_a_bomb_does_not_go_off() -> None:
    bomb = zstandard.ZstdCompressor().compress(bytes(200_000_000))
    with pytest.raises(Problem, match="answer-damaged"):
        unpack(b"H1" + bomb, SyncAnswer)


def test_the_signed_bytes_are_fixed() -> None:
    assert signed_bytes("0011", "17", b"body") == b"helpdesk-sync-1\n0011\n17\nbody"
    header = authorization("0011", b"body", sent_ms=17, sign=lambda message: message[-4:])
    assert header == "Helpdesk 0011.17.Ym9keQ"


def test_a_head_that_was_just_named_need_not_be_said() -> None:
    """An answer to another request stays without it, and is left alone by the device."""
    asked = msgspec.structs.replace(REQUEST, abilities=Ability.BRIEF)
    said = brief(ANSWER, asked)
    assert said.acked_head == b""
    assert spelt_out(said, asked) == ANSWER
    assert brief(ANSWER, REQUEST) == ANSWER
    other = msgspec.structs.replace(asked, first_dseq=7)
    assert brief(ANSWER, other) == ANSWER
    assert spelt_out(said, other).acked_head == b""
