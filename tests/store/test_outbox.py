"""The outbox: receipts, news and cursors in one transaction; twice is once; nothing is ever dropped."""

import random
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from helpdesk.application.queries import CaseFilter
from helpdesk.domain import events as ev
from helpdesk.domain.audit import DataExported
from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import Stage
from helpdesk.protocol import chain
from helpdesk.protocol.messages import PlacedEvent, StreamPage, SyncAnswer, Target
from helpdesk.protocol.outbox import Attempt
from helpdesk.store.store import Store
from tests.store.city import AT, CITY, STREAM, City, changed, enrol, wire
from tests.store.desk import (
    AGENT,
    MOMENT,
    NOON,
    Person,
    act,
    new_id,
    record,
    register,
    registered,
    registration,
)


def stage_of(store: Store, case: str) -> Stage:
    file = store.queries.case_file(case)
    assert file is not None
    return file.case.stage


def snapshot(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every table but the caches."""
    with store._connections.read() as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'"
        ).fetchall()
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names}


def test_nobody_before_enrolment(store: Store) -> None:
    assert store.outbox.identity() is None
    assert store.outbox.cursors() == []


def test_enrolment(store: Store) -> None:
    registered(store)
    enrol(store)
    identity = store.outbox.identity()
    assert identity is not None
    assert (identity.device, identity.history) == ("device-1", "H1")
    assert identity.server == "https://city.example"
    assert identity.incarnation == store.incarnation
    assert (store.desk.code, store.desk.prefix) == (STREAM, "021")
    assert [cursor.stream for cursor in store.outbox.cursors()] == [STREAM]


def test_the_signature_is_of_the_device_key(store: Store) -> None:
    key = Ed25519PublicKey.from_public_bytes(store.public_key)
    key.verify(store.outbox.sign(b"message"), b"message")


def test_pending_keeps_the_order_and_the_limits(store: Store, city: City) -> None:
    case = registered(store)
    act(store, case, *(ev.Noted("x" * 1_000) for _ in range(9)))
    pending = store.outbox.pending
    everything = pending(after=0, max_events=100, max_bytes=10**6)
    assert [event.kind for event in everything] == ["case.registered"] + ["case.noted"] * 9
    assert pending(after=4, max_events=3, max_bytes=10**6) == everything[4:7]
    assert pending(after=4, max_events=100, max_bytes=2_500) == everything[4:6]
    assert pending(after=4, max_events=100, max_bytes=1) == everything[4:5], "at least one"
    assert pending(after=10, max_events=100, max_bytes=10**6) == []


def test_receipts_empty_the_outbox(store: Store, city: City) -> None:
    """C8: sending removes nothing; a receipt is a position beside the event."""
    case = registered(store)
    act(store, case, ev.Noted("一"))
    assert store.outbox.acknowledged() == (0, chain.GENESIS)
    applied = store.outbox.apply(_pushed(store, city))
    assert (applied.acknowledged, applied.received, applied.reached_head) == (2, 0, True)
    assert applied.changed == {case}
    assert store.outbox.acknowledged() == (2, city.head(store.incarnation))
    state = store.queries.sync_state()
    assert (state.recorded, state.acknowledged, state.waiting) == (2, 2, 0)
    file = store.queries.case_file(case)
    assert file is not None
    assert [event.position for event in file.events] == [1, 2]
    assert file.row.unsent == 0
    assert store.queries.waiting(limit=9) == []


def _pushed(store: Store, city: City) -> SyncAnswer:
    acked, _ = store.outbox.acknowledged()
    events = store.outbox.pending(after=acked, max_events=99, max_bytes=10**6)
    city.take(store.incarnation, list(events))
    return city.answer(store.incarnation, first=acked + 1)


def test_every_answer_twice_changes_nothing(store: Store, city: City) -> None:
    """C15: every event is idempotent by id; a doubled answer is no event at all."""
    case = registered(store)
    city.exchange(store)
    city.take(CITY, [wire(case, ev.Dispatched("民政")), wire(case, ev.SignedFor("民政"))])
    city.quarantined[(store.incarnation, 1)] = "not-foldable"
    answers = [city.exchange(store) for _ in range(2)]
    before = snapshot(store)
    for answer in (*answers, *reversed(answers)):
        applied = store.outbox.apply(answer)
        assert (applied.acknowledged, applied.received) == (0, 0)
        assert applied.changed == frozenset()
    assert snapshot(store) == before


def test_each_answer_lost_once(store: Store, city: City) -> None:
    """C15: lost acknowledgements make no duplicates."""
    for _ in range(5):
        case = registered(store)
        acked, _head = store.outbox.acknowledged()
        pending = store.outbox.pending(after=acked, max_events=99, max_bytes=10**6)
        city.take(store.incarnation, list(pending))  # and the answer never arrives
        held = len(city.held(store.incarnation))
        (cursor,) = store.outbox.cursors()
        store.outbox.apply(city.answer(store.incarnation, since=cursor.position, first=acked + 1))
        assert store.outbox.acknowledged()[0] == held
        assert stage_of(store, case) is Stage.REGISTERED
    assert store.queries.sync_state().acknowledged == 5


def test_the_citys_acts_arrive(store: Store, city: City) -> None:
    case = registered(store)
    city.exchange(store)
    city.take(CITY, [wire(case, ev.Dispatched("民政")), wire(case, ev.Answered("已批准"))])
    heard: list[frozenset[str]] = []
    store.listen(heard.append)
    city.exchange(store)
    assert stage_of(store, case) is Stage.ANSWERED
    assert heard == [frozenset({case})]
    news = store.queries.city_news(since_ms=0, limit=9)
    assert [(each.case, each.event.body.KIND) for each in news] == [
        (case, "case.answered"),
        (case, "case.dispatched"),
    ]
    assert store.queries.city_news(since_ms=news[0].event.received_ms or 0, limit=9) == []


def test_pages_are_read_one_after_the_other(store: Store, city: City) -> None:
    case = registered(store)
    city.exchange(store)
    city.take(CITY, [wire(case, ev.Noted(str(i))) for i in range(5)])
    first = city.exchange(store, limit=2)
    assert first.streams[0].more
    assert not store.outbox.apply(first).reached_head, "asked from a cursor that has moved"
    city.exchange(store, limit=2)
    city.exchange(store, limit=2)
    file = store.queries.case_file(case)
    assert file is not None
    assert [e.body.words for e in file.events if isinstance(e.body, ev.Noted)] == list("01234")


def test_a_page_for_another_cursor_is_left_alone(store: Store, city: City) -> None:
    """Compare and set: late answers to older requests cannot move a cursor back or over a gap."""
    case = registered(store)
    city.exchange(store)
    city.take(CITY, [wire(case, ev.Noted("a"))])
    before = snapshot(store)
    for since in (0, 2, 7):
        late = city.answer(store.incarnation, since=since)
        applied = store.outbox.apply(late)
        assert not applied.reached_head
    assert snapshot(store) == before


def test_folding_does_not_depend_on_how_events_arrive(
    store: Store, folder: Path, key: bytes, tmp_path: Path
) -> None:
    """The city's order decides, own unsent events come last, whatever the batches were."""
    enrol(store)
    cases = [registered(store) for _ in range(3)]
    city = City()
    city.exchange(store)
    dice = random.Random(4)
    for _ in range(30):
        city.take(CITY, [wire(dice.choice(cases), body) for body in _some_acts(dice)])
    own = ev.Noted("还没发送")
    act(store, cases[0], own)
    while True:
        limit = dice.randrange(1, 9)
        acked = store.outbox.acknowledged()[0]
        (cursor,) = store.outbox.cursors()
        page = city.answer(store.incarnation, since=cursor.position, first=acked + 1, limit=limit)
        if store.outbox.apply(page).reached_head:
            break
    for case in cases:
        file = store.queries.case_file(case)
        assert file is not None
        positions = [event.position for event in file.events]
        assert positions == sorted(positions, key=lambda p: (p is None, p))
        expected = [p.event.subject.hex() == case for p in city.log].count(True)
        assert len(file.events) == expected + (case == cases[0])


def _some_acts(dice: random.Random) -> list[ev.Body]:
    acts: list[ev.Body] = [ev.Noted("n"), ev.Dispatched("民政"), ev.SignedFor(), ev.Progressed("p")]
    acts += [ev.Answered("a"), ev.Suspended("s"), ev.Resumed(), ev.Redone("again")]
    return dice.sample(acts, dice.randrange(1, 5))


def test_same_id_with_other_content_is_put_aside(store: Store, city: City) -> None:
    """C3: a reuse is loud and overwrites nothing."""
    case = registered(store)
    city.exchange(store)
    city.take(CITY, [wire(case, ev.Noted("first"))])
    city.exchange(store)
    forged = PlacedEvent(CITY, 1, 4, AT, wire(case, ev.Noted("second")))
    (cursor,) = store.outbox.cursors()
    page = StreamPage(STREAM, 1, cursor.position, position=4, more=False, events=[forged])
    for _ in range(2):
        store.outbox.apply(changed(city.answer(store.incarnation), streams=[page]))
    file = store.queries.case_file(case)
    assert file is not None
    assert [e.body.words for e in file.events if isinstance(e.body, ev.Noted)] == ["first"]
    assert [(r.subject, r.reason) for r in store.queries.refusals(limit=9)] == [(case, "differs")]


def test_a_number_from_elsewhere_that_is_taken(store: Store, city: City) -> None:
    """C3: both cases stay visible, the second is named, the rest of the answer is taken."""
    mine = registered(store)
    file = store.queries.case_file(mine)
    assert file is not None
    city.exchange(store)
    theirs, other = new_id(), new_id()
    city.take(
        CITY,
        [
            wire(theirs, registration(file.case.number, person=Person(name="冒名"))),
            wire(other, registration("BA-1505-077-261123-0001-X")),
        ],
    )
    city.exchange(store)
    rows = store.queries.cases(CaseFilter(), offset=0, limit=9)
    assert {row.id for row in rows} == {mine, theirs, other}
    assert store.queries.case_id(file.case.number) == mine
    assert [r.reason for r in store.queries.refusals(limit=9)] == ["number-twice"]
    store.rebuild()
    assert {row.id for row in store.queries.cases(CaseFilter(), offset=0, limit=9)} == {
        mine,
        theirs,
        other,
    }


def test_of_two_with_one_number_only_the_citys_refusal_is_told(store: Store, city: City) -> None:
    """C3: the copy of a folder drew the same number and came first: ours is put aside, theirs is the case."""
    mine = registered(store)
    file = store.queries.case_file(mine)
    assert file is not None
    theirs = new_id()
    city.take(CITY, [wire(theirs, registration(file.case.number, person=Person(name="特木尔")))])
    city.quarantined[(store.incarnation, 1)] = "number-reused"
    city.exchange(store)
    told = [(r.subject, r.reason) for r in store.queries.refusals(limit=9)]
    assert told == [(mine, "number-reused")]
    assert store.queries.case_id(file.case.number) == theirs


def test_refusals_are_listed_and_nothing_is_purged(store: Store, city: City) -> None:
    """C10: every refusal lands in a visible list; the event itself stays."""
    case = registered(store)
    act(store, case, ev.Noted("二"))
    city.quarantined[(store.incarnation, 2)] = "not-foldable"
    city.exchange(store)
    (refusal,) = store.queries.refusals(limit=9)
    assert (refusal.subject, refusal.name, refusal.kind, refusal.reason) == (
        case,
        "包玉兰",
        "case.noted",
        "not-foldable",
    )
    state = store.queries.sync_state()
    assert (state.recorded, state.acknowledged, state.refused, state.waiting) == (2, 1, 1, 0)
    file = store.queries.case_file(case)
    assert file is not None
    assert len(file.events) == 2


def test_what_the_city_put_elsewhere_is_offered_again_where_it_was_meant(
    store: Store, city: City
) -> None:
    """A city that was restored may know a grant that it had not heard of before."""
    other = "150502100217"
    case = registered(store)
    with store._connections.write() as connection:
        connection.execute("UPDATE event SET stream = ?", (other,))
    meant = [Target(1, 1, other)]
    assert store.outbox.targets(store.incarnation, 1, 1) == meant
    city.quarantined[(store.incarnation, 1)] = "stream-foreign"
    city.exchange(store)
    assert store.outbox.targets(store.incarnation, 1, 1) == []
    assert [refusal.reason for refusal in store.queries.refusals(limit=9)] == ["stream-foreign"]
    city.log.clear()
    store.outbox.apply(changed(city.answer(store.incarnation), problem="gap"))
    assert store.outbox.targets(store.incarnation, 1, 1) == meant
    city.quarantined.clear()
    city.exchange(store)
    assert store.queries.refusals(limit=9) == []
    state = store.queries.sync_state()
    assert (state.recorded, state.acknowledged, state.refused) == (1, 1, 0)
    assert store.queries.case_file(case) is not None


def test_a_fork_is_recorded_and_drops_nothing(store: Store, city: City) -> None:
    registered(store)
    answer = changed(city.answer(store.incarnation), acked_dseq=1, acked_head=b"\1" * 32)
    applied = store.outbox.apply(answer)
    assert not applied.reached_head
    assert applied.acknowledged == 0
    assert len(store.outbox.pending(after=0, max_events=9, max_bytes=999)) == 1
    with store._connections.read() as connection:
        assert connection.execute("SELECT problem FROM device").fetchone() == ("fork",)


def test_a_gap_is_offered_again(store: Store, city: City) -> None:
    """C14: what the city lost is sent again at once, from the number that it names."""
    for _ in range(3):
        registered(store)
    city.exchange(store)
    del city.log[1:]
    store.outbox.apply(changed(city.answer(store.incarnation, since=3), problem="gap", placed=[]))
    assert store.outbox.acknowledged() == (1, city.head(store.incarnation))
    assert store.queries.sync_state().waiting == 2
    answer = _pushed(store, city)
    store.outbox.apply(answer)
    assert store.outbox.acknowledged()[0] == 3
    assert store.queries.sync_state().waiting == 0


def test_a_city_restored_from_a_backup_gets_everything_again(store: Store, city: City) -> None:
    """C13: the history changed; own events are offered again, others' kept until they come back."""
    mine = [registered(store) for _ in range(2)]
    city.exchange(store)
    theirs = [new_id() for _ in range(3)]
    numbers = [f"BA-1505-077-261123-000{i}-X" for i in range(3)]
    lost = [wire(c, registration(n)) for c, n in zip(theirs, numbers, strict=True)]
    city.take(CITY, lost)
    mine.append(registered(store))
    city.exchange(store)
    everything = {row.id for row in store.queries.cases(CaseFilter(), offset=0, limit=9)}
    assert everything == {*mine, *theirs}

    city.log = city.log[:2]
    city.history = "H2"
    told = changed(city.answer(store.incarnation), problem="history", placed=[], streams=[])
    applied = store.outbox.apply(told)
    assert not applied.reached_head
    identity = store.outbox.identity()
    assert identity is not None
    assert identity.history == "H2"
    assert store.outbox.acknowledged()[0] == 2
    assert {row.id for row in store.queries.cases(CaseFilter(), offset=0, limit=9)} == everything

    city.exchange(store)  # our third case takes the position that one of theirs had
    assert store.queries.sync_state().waiting == 0
    city.take(CITY, lost)
    for _ in range(3):
        city.exchange(store)
    assert {row.id for row in store.queries.cases(CaseFilter(), offset=0, limit=9)} == everything
    assert store.queries.refusals(limit=9) == []
    with store._connections.read() as connection:
        positions = connection.execute("SELECT position FROM event ORDER BY position").fetchall()
    assert positions == [(1,), (2,), (3,), (4,), (5,), (6,)]


def test_an_empty_city_deletes_nothing(store: Store, city: City) -> None:
    case = registered(store)
    city.exchange(store)
    empty = City(history="H9")
    for _ in range(3):
        store.outbox.apply(changed(empty.answer(store.incarnation), problem="history"))
        empty.exchange(store)
    assert stage_of(store, case) is Stage.REGISTERED
    assert store.queries.sync_state().waiting == 0


def test_events_of_a_newer_program_are_kept(store: Store, city: City) -> None:
    case = registered(store)
    city.exchange(store)
    newer = wire(case, ev.UnknownBody("case.blessed", 3, b'{"by":"x"}'))
    city.take(CITY, [newer])
    city.exchange(store)
    file = store.queries.case_file(case)
    assert file is not None
    assert file.events[-1].body == ev.UnknownBody("case.blessed", 3, b'{"by":"x"}')


def test_base_is_what_this_desk_had_seen(store: Store, city: City) -> None:
    with store.unit_of_work() as work:
        person = record(work, Person())
    city.exchange(store)
    theirs = ev.ResidentChanged(changes={"address": "城里"})
    city.take(CITY, [wire(person, theirs, base=1)])
    with store.unit_of_work() as work:
        unaware = ev.ResidentChanged(changes={"address": "村里"})
        event = work.append(person, unaware, author=AGENT, moment=MOMENT)
    assert event.base == 1
    city.exchange(store)
    resident = store.queries.resident(person)
    assert resident is not None
    (conflict,) = resident.conflicts
    assert [claim.value for claim in conflict.claims] == ["城里", "村里"]
    with store.unit_of_work() as work:
        aware = ev.ResidentChanged(changes={"address": "镇里"})
        assert work.append(person, aware, author=AGENT, moment=MOMENT).base == 3


def test_waiting_names_what_waits(store: Store, city: City) -> None:
    person = Person(name="包玉兰")
    with store.unit_of_work() as work:
        record(work, person)
    case = registered(store, person)
    act(store, case, ev.Noted("二"), at=NOON.replace(hour=15))
    with store.unit_of_work() as work:
        exported = DataExported(what="bundle", rows=3)
        work.append(work.device, exported, author=AGENT, moment=Moment.of(NOON.replace(hour=16)))
    first, second, third = store.queries.waiting(limit=9)
    assert (third.kind, third.events) == ("device", 1), "an act on this computer is nobody's data"
    assert (first.subject, first.kind, first.name, first.events) == (
        person.id,
        "resident",
        "包玉兰",
        1,
    )
    assert (second.subject, second.kind, second.name) == (case, "case", "包玉兰")
    assert (second.title, second.events) == ("最低生活保障审核确认", 2)
    assert second.since_ms == Moment.of(NOON).utc_ms
    assert second.bytes > first.bytes > 0
    assert store.queries.sync_state().waiting_cases == 1
    assert len(store.queries.waiting(limit=1)) == 1


def test_attempts_and_time(store: Store) -> None:
    enrol(store)
    note = store.outbox.note
    note(Attempt(at_ms=10, sent=3, received=4, bytes_out=5, bytes_in=6, reached_head=True))
    note(Attempt(at_ms=20, error="server-unreachable", next_ms=25))
    note(Attempt(at_ms=30, error="server-unreachable", next_ms=45))
    state = store.queries.sync_state()
    assert (state.last_success_ms, state.last_attempt_ms, state.next_attempt_ms) == (10, 30, 45)
    assert (state.attempts, state.last_error, state.reached_head) == (
        2,
        "server-unreachable",
        False,
    )
    assert not state.synced
    note(Attempt(at_ms=50, sent=1, reached_head=True))
    state = store.queries.sync_state()
    assert (state.attempts, state.last_error, state.sent) == (0, "", 1)
    assert state.synced
    registered(store)
    assert not store.queries.sync_state().synced, "C12: green only when every event has its receipt"


def test_the_citys_clock_is_learned(store: Store) -> None:
    """C19: offset and last good time are kept."""
    enrol(store)
    store.outbox.learn_time(server_ms=AT, device_ms=AT - 90_000)
    store.outbox.learn_time(server_ms=AT - 5, device_ms=AT)
    known = store.known_time()
    assert (known.correction_ms, known.good_ms, known.recorded_ms) == (-5, AT, 0)
    registered(store)
    assert store.known_time().recorded_ms == MOMENT.utc_ms


def test_what_was_recorded_before_enrolment_goes_to_the_desks_stream(store: Store) -> None:
    with store.unit_of_work() as work:
        case = register(work)
    enrol(store)
    (row,) = store.queries.cases(CaseFilter(), offset=0, limit=9)
    assert (row.id, row.stream) == (case, STREAM)
    City().exchange(store)
    assert store.queries.sync_state().waiting == 0


def test_attempts_are_told_by_the_citys_time(store: Store) -> None:
    """C19: a computer ten years ahead has not synced in ten years' time, nor does it try again then."""
    years = 315_360_000_000
    store.outbox.learn_time(server_ms=1_000_000, device_ms=1_000_000 + years)
    attempt = Attempt(1_000_000 + years, error="network-cut", next_ms=1_005_000 + years)
    store.outbox.note(attempt)
    state = store.queries.sync_state()
    assert (state.last_attempt_ms, state.next_attempt_ms) == (1_000_000, 1_005_000)
    store.outbox.note(Attempt(1_010_000), own_clock=False)  # a return bundle, by the city's clock
    assert store.queries.sync_state().last_success_ms == 1_010_000
    assert [each.at_ms for each in store.queries.exchanges(limit=9)] == [1_010_000, 1_000_000]
