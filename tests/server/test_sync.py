"""`POST /sync` of a real server: what is taken, what is refused, and that nothing is lost or doubled."""

import dataclasses
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from helpdesk.domain import events as ev
from helpdesk.domain.numbering import check_character
from helpdesk.domain.stages import CaseKind
from helpdesk.protocol.chain import GENESIS, heads
from helpdesk.protocol.messages import MAX_EVENTS, Cursor, SyncRequest, WireEvent
from helpdesk.protocol.signing import authorization
from helpdesk.protocol.wire import MEDIA_TYPE, pack
from tests.server.raw_device import RawDevice, event
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity


@pytest.fixture
def device(city: RunningCity) -> RawDevice:
    made = RawDevice(city.url)
    assert made.enrol(city.code()).status_code == 200
    return made


def another(city: RunningCity, desk: str = VILLAGE) -> RawDevice:
    made = RawDevice(city.url)
    assert made.enrol(city.code(desk)).status_code == 200
    return made


def held(city: RunningCity, device: RawDevice) -> list[int]:
    rows = city.query(
        "SELECT dseq FROM event WHERE incarnation = %s ORDER BY position", device.incarnation
    )
    return [row[0] for row in rows]


def test_events_get_receipts_and_contiguous_positions(city: RunningCity, device: RawDevice) -> None:
    device.record(*(device.registered() for _ in range(3)))
    answer = device.send()
    assert answer.problem == ""
    assert (answer.acked_dseq, answer.acked_head) == (3, heads(GENESIS, device.log)[-1])
    (placed,) = answer.placed
    assert (placed.stream, placed.first, placed.last) == (VILLAGE, 1, 3)
    rows = city.query(
        "SELECT position FROM event WHERE incarnation = %s ORDER BY dseq", device.incarnation
    )
    assert [row[0] for row in rows] == [placed.position + i for i in range(3)]


def test_a_request_sent_twice_changes_nothing(city: RunningCity, device: RawDevice) -> None:
    """C15: the answer was lost, the device sends all of it again."""
    device.record(*(device.registered() for _ in range(3)))
    first = device.send()
    before = city.query("SELECT head FROM stream WHERE stream = %s", VILLAGE)
    again = device.send()
    assert (again.placed, again.acked_dseq) == (first.placed, first.acked_dseq)
    assert city.query("SELECT head FROM stream WHERE stream = %s", VILLAGE) == before


def test_an_overlap_is_skipped_and_the_rest_taken(city: RunningCity, device: RawDevice) -> None:
    """C15: half of a batch is known already; what is new is stored once."""
    device.record(*(device.registered() for _ in range(3)))
    device.send(device.request(count=2))
    device.record(device.registered())
    answer = device.send(device.request(first=2))
    assert answer.acked_dseq == 4
    assert (answer.placed[0].first, answer.placed[-1].last) == (2, 4)
    assert held(city, device) == [1, 2, 3, 4]


def test_a_probe_without_events_brings_lost_receipts(device: RawDevice) -> None:
    """C15: after an unclean end the device asks first what the city has."""
    device.record(*(device.registered() for _ in range(3)))
    device.send()
    answer = device.send(device.request(count=0))
    assert answer.acked_dseq == 3
    assert [(one.first, one.last) for one in answer.placed] == [(1, 3)]


def test_a_gap_is_named_and_nothing_of_it_kept(city: RunningCity, device: RawDevice) -> None:
    """C14: events out of order would break a record."""
    device.record(*(device.registered() for _ in range(4)))
    device.send(device.request(count=1))
    answer = device.send(device.request(first=3))
    assert (answer.problem, answer.acked_dseq) == ("gap", 1)
    assert answer.acked_head == heads(GENESIS, device.log)[0]
    assert held(city, device) == [1]


def test_a_restored_device_is_told_of_the_fork(city: RunningCity, device: RawDevice) -> None:
    """C6: a backup brought back numbers that were used since; the other log is left as it is."""
    shared = device.registered()
    device.record(shared, device.registered(), device.registered())
    device.send()
    for later in ([device.registered()], [device.registered() for _ in range(5)]):
        device.log = [shared, *later]
        assert device.send().problem == "fork"
        assert device.send(device.request(first=2)).problem == "fork"
    assert held(city, device) == [1, 2, 3]


def test_a_fork_beyond_the_citys_end_is_seen_by_its_head(device: RawDevice) -> None:
    """C6: same length, another content; numbers alone would not tell."""
    device.record(device.registered())
    device.send()
    device.log = [device.registered(), device.registered()]
    assert device.send(device.request(first=2)).problem == "fork"


def test_another_incarnation_is_a_fork(device: RawDevice) -> None:
    """C6: a reinstalled device has to enrol again."""
    device.record(device.registered())
    assert device.send(device.request(incarnation=secrets.token_bytes(8))).problem == "fork"


def test_broken_chain_and_wrong_signature_of_the_head(city: RunningCity, device: RawDevice) -> None:
    device.record(device.registered(), device.registered())
    assert device.send(device.request(head=bytes(32))).problem == "bad-chain"
    assert device.send(device.request(signature=bytes(64))).problem == "bad-signature"
    changed = [device.log[0], msgspec.structs.replace(device.log[1], author_name="另一人")]
    assert device.send(device.request(events=changed)).problem == "bad-chain"
    assert held(city, device) == []


def test_a_newer_protocol_another_history_and_silly_numbers(device: RawDevice) -> None:
    device.record(device.registered())
    assert device.send(device.request(protocol=2)).problem == "protocol"
    assert device.send(device.request(history="0" * 16)).problem == "history"
    far = [Cursor(VILLAGE, 1, 2**63)]
    assert device.send(device.request(cursors=far)).problem == "protocol"


def test_too_many_events_at_once(city: RunningCity, device: RawDevice) -> None:
    device.record(*(device.registered() for _ in range(MAX_EVENTS + 1)))
    assert device.send().problem == "too-large"
    assert held(city, device) == []
    assert device.send(device.request(count=MAX_EVENTS)).acked_dseq == MAX_EVENTS


def test_a_revoked_device_is_told_and_gives_and_gets_nothing(
    city: RunningCity, device: RawDevice
) -> None:
    city.query("UPDATE device SET revoked = true WHERE id = %s", device.known.device)
    device.record(device.registered())
    answer = device.send()
    assert answer.problem == "revoked"
    assert answer.streams == []
    assert held(city, device) == []


def test_nobody_else_can_speak_for_a_device(city: RunningCity, device: RawDevice) -> None:
    device.record(device.registered())
    body = pack(device.request())
    assert device.post(body, key=Ed25519PrivateKey.generate()).json()["code"] == "signature-wrong"
    stranger = RawDevice(city.url, welcome=msgspec.structs.replace(device.known, device="0" * 12))
    refused = stranger.post(body)
    assert (refused.status_code, refused.json()["code"]) == (401, "device-unknown")
    for header in ("", "Helpdesk", "Helpdesk a.b", "Helpdesk a.1.*", "Bearer x"):
        answer = device.post(body, Authorization=header)
        assert answer.status_code == 401, header
        assert set(answer.json()) == {"code", "message"}
    assert held(city, device) == []


def test_a_signature_of_other_bytes_does_not_count(device: RawDevice) -> None:
    device.record(device.registered())
    body = pack(device.request())
    signed = device.post(body).request.headers["Authorization"]
    changed = device.post(body + b"x", Authorization=signed)
    assert changed.json()["code"] == "signature-wrong"


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"H1 not zstd", MEDIA_TYPE, 400, "request-damaged"),
        (b"<html>", MEDIA_TYPE, 400, "request-damaged"),
        (b"", MEDIA_TYPE, 400, "request-damaged"),
        (b"H1", "application/json", 415, "request-foreign"),
    ],
)
def test_what_is_no_request_of_ours(
    device: RawDevice, body: bytes, kind: str, status: int, code: str
) -> None:
    answer = device.post(body, **{"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_body_beyond_all_limits(device: RawDevice) -> None:
    answer = device.post(b"H1" + bytes(4_100_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "request-large")


def endless() -> str:
    """A number with more digits than Python turns into an int, and the right check character."""
    parts = ["BA", "1505", "001", "261123", "9" * 5_000]
    return "-".join((*parts, check_character("".join(parts))))


def poisons(device: RawDevice) -> list[tuple[WireEvent, str]]:
    """Authentic events with contents that must not stop a queue, and what the city says of them."""
    case = secrets.token_bytes(16)
    noted = ev.Noted("好")
    return [
        (event(noted, subject=case, body=b"\xff\xfe not json"), "body-unreadable"),
        (event(noted, subject=case, body=b'{"words": 3}'), "body-unreadable"),
        (event(noted, subject=b"short"), "subject-wrong"),
        (event(noted, subject=case, device_ms=2**62), "moment-wrong"),
        (event(noted, subject=case, device_ms=2**64 - 1), "moment-wrong"),
        (event(noted, subject=case, body=b'{"words": "%s"}' % (b"x" * 1_000_001)), "body-large"),
        (event(noted, subject=case, author_name="a\0b", zone="\0"), ""),
        (event(noted, subject=case, base=2**64 - 1), ""),
        (event(noted, subject=case, kind="case.from_the_future", version=7, body=b"{}"), ""),
        (device.registered(number="BA-1505"), "number-wrong"),
        (device.registered(number=endless()), "number-wrong"),
    ]


def test_poison_is_stored_told_and_stops_nobody(city: RunningCity, device: RawDevice) -> None:
    """One bad record must never block the queue: it has a position, a reason, and others pass by."""
    expected = {}
    for poison, reason in poisons(device):
        device.record(poison)
        answer = device.send(device.request(first=len(device.log)))
        assert answer.problem == ""
        assert [q.reason for q in answer.quarantined] == ([reason] if reason else [])
        if reason:
            expected[len(device.log)] = reason
        device.record(device.registered())
        assert device.send(device.request(first=len(device.log))).quarantined == []
    assert held(city, device) == list(range(1, len(device.log) + 1))
    again = device.send(device.request(count=0))
    assert {q.dseq: q.reason for q in again.quarantined} == expected
    # Whoever reads the stream gets every byte as it came, also what PostgreSQL cannot hold.
    reader = another(city)
    seen, since = [], 0
    while True:
        (page,) = reader.send(reader.request(cursors=[Cursor(VILLAGE, 1, since)], limit=5)).streams
        seen += [p.event for p in page.events if p.incarnation == device.incarnation]
        since = page.position
        if not page.more:
            break
    assert seen == device.log
    # And the overlap can still be compared with the chain of the original bytes.
    assert device.send(device.request(first=3, count=2)).problem == ""


def test_a_case_that_cannot_be_folded_stops_nobody(city: RunningCity, device: RawDevice) -> None:
    """A clock in a unit that nobody knows: the event is kept aside, the case stays as it was."""
    case = secrets.token_bytes(16)
    clock = ev.Clock(datetime(2026, 12, 1, 17, 30), 5, "lunar", date(2026, 11, 23), "2026/1")
    registered = dataclasses.replace(
        ev.CaseRegistered(
            number=device.number(),
            case_kind=CaseKind.REQUEST,
            applicant=ev.Applicant("包玉兰"),
            received_at=datetime(2026, 11, 23, 10, 45),
        ),
        close_by=clock,
    )
    device.record(
        event(registered, subject=case),
        event(ev.CorrectionAsked(("照片",)), subject=case),
        event(ev.Corrected(), subject=case),
        device.registered(),
    )
    answer = device.send()
    assert answer.acked_dseq == 4
    assert [(q.dseq, q.reason) for q in answer.quarantined] == [
        (n, "not-foldable") for n in (1, 2, 3)
    ]
    assert held(city, device) == [1, 2, 3, 4]
    (numbers,) = city.query("SELECT count(*) FROM city_case WHERE number = %s", device.number(2))
    assert numbers == (1,)


def test_a_number_used_twice_overwrites_nothing(city: RunningCity, device: RawDevice) -> None:
    """C3: the second case with a number is kept aside, loudly; the first one stays as it was."""
    first, second, third = (secrets.token_bytes(16) for _ in range(3))
    number = device.number()
    device.record(device.registered(number=number, case=first))
    device.send()
    device.record(
        device.registered(number=number, case=second),
        device.registered(case=third),
        event(ev.Noted("补充"), subject=second),
    )
    answer = device.send(device.request(first=2))
    assert [(q.dseq, q.reason) for q in answer.quarantined] == [(2, "number-reused")]
    rows = city.query("SELECT id FROM city_case WHERE number = %s", number)
    assert rows == [(first.hex(),)]
    assert city.query("SELECT 1 FROM city_case WHERE id = %s", third.hex()) == [(1,)]


def test_a_number_used_twice_in_one_batch(city: RunningCity, device: RawDevice) -> None:
    """C3: also when both come at once."""
    number = device.number()
    device.record(device.registered(number=number), device.registered(number=number))
    assert [q.dseq for q in device.send().quarantined] == [2]


def test_a_foreign_prefix_is_kept_aside(city: RunningCity, device: RawDevice) -> None:
    """C6: no device registers under the prefix of another."""
    other = another(city)
    device.record(device.registered(number=other.number()))
    assert [q.reason for q in device.send().quarantined] == ["number-foreign"]


def test_another_desk_sees_nothing(city: RunningCity, device: RawDevice) -> None:
    """Scope is part of the question: a cursor for somebody else's stream gives no page."""
    device.record(device.registered())
    device.send()
    stranger = another(city, OTHER_VILLAGE)
    wanted = [Cursor(VILLAGE, 1, 0), Cursor(OTHER_VILLAGE, 1, 0), Cursor("0" * 12, 1, 0)]
    answer = stranger.send(stranger.request(cursors=wanted))
    assert [page.stream for page in answer.streams] == [OTHER_VILLAGE]
    assert all(not page.events for page in answer.streams)


def test_two_devices_of_a_desk_see_each_other_and_not_themselves(
    city: RunningCity, device: RawDevice
) -> None:
    other = another(city)
    device.record(device.registered())
    (placed,) = device.send().placed
    since = [Cursor(VILLAGE, 1, placed.position - 1)]
    (page,) = other.send(other.request(cursors=since)).streams
    assert [(p.incarnation, p.dseq) for p in page.events] == [(device.incarnation, 1)]
    (own,) = device.send(device.request(first=2, cursors=since)).streams
    assert (own.events, own.more, own.position) == ([], False, placed.position)


def test_pages_follow_each_other_by_count_and_by_size(city: RunningCity, device: RawDevice) -> None:
    case = secrets.token_bytes(16)
    words = "字" * 60_000
    device.record(*(event(ev.Noted(words), subject=case) for _ in range(2)))
    (placed,) = device.send().placed
    device.record(*(event(ev.Noted(words), subject=case) for _ in range(2)))
    device.send(device.request(first=3))
    other = another(city)
    start = Cursor(VILLAGE, 1, placed.position - 1)
    (page,) = other.send(other.request(cursors=[start])).streams
    assert (len(page.events), page.more) == (2, True)
    (page,) = other.send(other.request(cursors=[start], limit=1)).streams
    assert (len(page.events), page.more) == (1, True)
    (page,) = other.send(
        other.request(cursors=[msgspec.structs.replace(start, position=placed.position + 1)])
    ).streams
    assert (len(page.events), page.more) == (2, False)


def test_a_reader_who_polls_misses_nothing_of_eight_writers(city: RunningCity) -> None:
    """Positions become visible in their order: the stream's row is locked until the commit."""
    writers = [another(city) for _ in range(8)]
    reader = another(city)
    ((begin,),) = city.query("SELECT head FROM stream WHERE stream = %s", VILLAGE)
    rounds, done = 12, threading.Event()

    def write(writer: RawDevice) -> None:
        for _ in range(rounds):
            writer.record(writer.registered(), writer.registered())
            first = len(writer.log) - 1
            assert writer.send(writer.request(first=first)).acked_dseq == len(writer.log)

    def read() -> list[tuple[bytes, int]]:
        seen: list[tuple[bytes, int]] = []
        cursor, last = begin, False
        while not last:
            last = done.is_set()
            more = True
            while more:
                wanted = [Cursor(VILLAGE, 1, cursor)]
                (page,) = reader.send(reader.request(cursors=wanted)).streams
                seen += [(p.incarnation, p.dseq) for p in page.events]
                cursor, more = page.position, page.more
        return seen

    with ThreadPoolExecutor(9) as pool:
        reading = pool.submit(read)
        list(pool.map(write, writers))
        done.set()
        seen = reading.result()
    assert len(seen) == len(set(seen)) == 8 * rounds * 2
    positions = [
        p for (p,) in city.query("SELECT position FROM event WHERE stream = %s ORDER BY 1", VILLAGE)
    ]
    assert positions == list(range(1, len(positions) + 1))


def test_clocks_wrong_by_years_are_no_reason_to_refuse(
    city: RunningCity, device: RawDevice
) -> None:
    """C19: a dead battery puts the device into 1970."""
    device.record(device.registered())
    body = pack(device.request())
    header = authorization(device.known.device, body, sent_ms=0, sign=device.key.sign)
    assert device.post(body, Authorization=header).status_code == 200
    assert held(city, device) == [1]


def test_an_old_client_with_fewer_fields_is_understood(device: RawDevice) -> None:
    """Fields are only added at the end: a request without the last ones is a request."""
    device.record(device.registered())
    short = msgspec.msgpack.decode(msgspec.msgpack.encode(device.request()))[:-1]
    assert isinstance(msgspec.convert(short, SyncRequest), SyncRequest)


def test_the_last_contact_is_noted(city: RunningCity, device: RawDevice) -> None:
    before = time.time_ns() // 1_000_000
    device.send()
    ((seen,),) = city.query("SELECT seen_ms FROM device WHERE id = %s", device.known.device)
    assert seen >= before
