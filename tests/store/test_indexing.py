"""What came in bulk stands in the lists at once; its search terms follow, and no search misses any."""

import threading

import pytest

from helpdesk.application.queries import CaseFilter
from helpdesk.domain import events as ev
from helpdesk.domain.numbering import CaseNumber
from helpdesk.store import event_log, indexing, verify
from helpdesk.store.projections import Projector
from helpdesk.store.store import Store
from tests.store.city import CITY, City, wire
from tests.store.desk import NOON, Person, new_id, record, registered, registration

MANY = 80


def case_body(counter: int) -> ev.CaseRegistered:
    number = CaseNumber.make(
        division="150502001001", prefix="0A7", day=NOON.date(), counter=counter
    )
    return registration(str(number))


def resident_body() -> ev.ResidentRecorded:
    person = Person()
    return ev.ResidentRecorded(
        name=person.name, document_number=person.document, phones=(person.phone,)
    )


@pytest.fixture
def cases(store: Store, city: City) -> list[str]:
    """What the city sent in one answer: half of it cases, half of it residents."""
    cases = [new_id() for _ in range(MANY)]
    for number, case in enumerate(cases, 1):
        city.take(CITY, [wire(case, case_body(number))])
        city.take(CITY, [wire(new_id(), resident_body())])
    return cases


def waiting(store: Store) -> bool:
    with store._connections.read() as connection:
        return indexing.waiting(connection) > 0


def still(store: Store) -> None:
    """No quiet moment comes."""
    store._connections.do_later(lambda _: False)


def test_lists_are_there_at_once_and_terms_follow(
    store: Store, city: City, cases: list[str]
) -> None:
    still(store)
    city.exchange(store)
    assert store.queries.count_cases(CaseFilter()) == MANY
    assert waiting(store)
    assert set(store.checks.faults()) == set()
    assert len(store.queries.find_residents("byl", limit=200)) == MANY
    assert not waiting(store)


@pytest.mark.parametrize("ask", ["find", "list", "count"])
def test_whoever_searches_first_finds_all(
    store: Store, city: City, cases: list[str], ask: str
) -> None:
    still(store)
    city.exchange(store)
    wanted = CaseFilter(text="byl")
    if ask == "find":
        found = {hit.subject for hit in store.queries.find("byl", limit=400)}
        assert found >= set(cases)
    elif ask == "list":
        rows = store.queries.cases(wanted, offset=0, limit=400)
        assert {row.id for row in rows} == set(cases)
    else:
        assert store.queries.count_cases(wanted) == MANY


def test_whoever_searches_while_recording_finds_all(
    store: Store, city: City, cases: list[str]
) -> None:
    """As an import of residents does, which must not take down anybody twice."""
    still(store)
    city.exchange(store)
    with store.unit_of_work() as work:
        record(work, Person())
        assert len(store.queries.find_residents("byl", limit=200)) == MANY
    assert not waiting(store)
    assert len(store.queries.find_residents("byl", limit=200)) == MANY + 1
    assert list(store.checks.faults()) == []


def test_a_quiet_moment_writes_them(store: Store, city: City, cases: list[str]) -> None:
    told, done = threading.Event(), store._indexing.slice

    def slice_(connection: object) -> bool:
        more = done(connection)
        if not more:
            told.set()
        return more

    store._connections.do_later(slice_)
    city.exchange(store)
    while waiting(store):
        told.clear()
        assert told.wait(30)
    with store._connections.read() as connection:
        (entries,) = connection.execute("SELECT count(*) FROM search_case_docsize").fetchone()
    assert entries == MANY


def test_rows_that_wait_may_change_and_are_rebuilt_alike(
    store: Store, city: City, cases: list[str]
) -> None:
    still(store)
    city.exchange(store)
    city.take(CITY, [wire(case, ev.Accepted("民政局", f"MZ-{n}")) for n, case in enumerate(cases)])
    city.exchange(store)
    assert waiting(store)
    assert cases[7] in {hit.subject for hit in store.queries.find("MZ-7", limit=99)}
    before = rows(store)
    store.rebuild()
    assert rows(store) == before
    assert list(store.checks.faults()) == []


def test_new_terms_take_the_place_of_old_ones(store: Store, city: City, cases: list[str]) -> None:
    city.exchange(store)
    store.tidy()
    still(store)
    city.take(CITY, [wire(case, ev.Accepted("民政局", "MZ-1957")) for case in cases])
    city.exchange(store)
    assert waiting(store)
    assert {hit.subject for hit in store.queries.find("MZ-1957", limit=200)} == set(cases)
    assert list(store.checks.faults()) == []


def test_a_row_without_events_is_no_endless_work(store: Store, city: City) -> None:
    city.take(CITY, [wire(new_id(), case_body(1))])
    city.exchange(store)
    with store._connections.write() as connection:
        connection.execute("UPDATE cases SET id = zeroblob(16), searched = x''")
    store.queries.find("byl", limit=1)
    assert not waiting(store)
    assert "fault-orphan" in {fault.code for fault in store.checks.faults()}


def test_one_by_one_and_all_at_once_are_the_same(store: Store, city: City) -> None:
    """The same cases through single and through bulk projection, twins included."""
    cases = [new_id() for _ in range(9)]
    for number, case in enumerate(cases):
        city.take(CITY, [wire(case, case_body(number // 2 + 1))])
    city.exchange(store)
    before = rows(store)
    with store._connections.write() as connection:
        connection.execute("DELETE FROM cases")
        projector = Projector(connection, store.reference, lenient=True)
        twins = [
            twin
            for case in cases
            for twin in projector.project(event_log.readers(connection, [case]))
        ]
    assert rows(store) == before
    assert len(twins) == 4
    with store._connections.read() as connection:
        assert {fault.code for fault in verify.counters(connection)} == {"fault-twin"}


def rows(store: Store) -> list[tuple[object, ...]]:
    with store._connections.read() as connection:
        found = connection.execute("SELECT * FROM cases ORDER BY id").fetchall()
    return [tuple(row)[1:] for row in found]


def test_after_a_first_sync_nobody_waits_for_the_search(
    store: Store, city: City, cases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search finds what is prepared by then, and the foot of the rail says that there is more."""
    still(store)
    monkeypatch.setattr(indexing, "BEHIND", 10)
    city.exchange(store)
    assert store.queries.find("byl", limit=400) == []
    state = store.queries.sync_state()
    assert state.unprepared == 2 * MANY
    mine = registered(store)
    assert [hit.subject for hit in store.queries.find("byl", limit=400)] == [mine]
    store._indexing.catch_up()
    assert {hit.subject for hit in store.queries.find("byl", limit=400)} >= {mine, *cases}
    assert store.queries.sync_state().unprepared == 0
