"""One transaction: number, event, row, search entry and print job are durable together or not at all."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from helpdesk.application.intake import Draft, Intake
from helpdesk.application.ports import PrintJob
from helpdesk.application.queries import CaseFilter
from helpdesk.domain import events as ev
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.stages import Stage
from helpdesk.protocol import chain
from helpdesk.protocol.events import to_wire
from helpdesk.store.store import Store
from helpdesk.store.unit_of_work import SqliteUnitOfWork
from tests.store.desk import (
    AGENT,
    MOMENT,
    NOON,
    Person,
    act,
    day,
    new_id,
    record,
    register,
    registered,
    registration,
)

ALL = CaseFilter()


def break_off(store: Store, begun: Callable[[SqliteUnitOfWork], object]) -> None:
    """A transaction that fails after `begun`."""

    def broken() -> None:
        with store.unit_of_work() as work:
            begun(work)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()


def test_case_number_event_and_print_job_are_one(store: Store) -> None:
    """C1: case, number, outgoing event and print job commit in one transaction."""
    person = Person()
    with store.unit_of_work() as work:
        record(work, person)
        case = register(work, person)
        job = work.queue_print(case, paper="receipt", size="A5", copies=2)
    file = store.queries.case_file(case)
    assert file is not None
    assert file.case.number.startswith("BA-1505-021-261123-0001-")
    assert file.row.number == file.case.number
    assert [each.id for each in file.jobs] == [job]
    assert [each.subject for each in store.queries.waiting(limit=9)] == [person.id, case]
    assert store.queries.case_id(file.case.number) == case


def test_an_exception_in_the_middle_leaves_nothing(store: Store) -> None:
    """C1, C3: nothing of a failed registration stays, and its number is drawn again."""

    def half(work: SqliteUnitOfWork) -> None:
        case = register(work)
        work.queue_print(case, paper="receipt", size="A5", copies=2)
        work.save_draft(Draft("d", Intake(title="half"), 1))

    break_off(store, half)
    status = store.status()
    assert (status.events, status.cases, status.drafts) == (0, 0, 0)
    assert store.queries.print_jobs(state="queued") == []
    assert store.queries.find("包玉兰", limit=9) == []
    first = registered(store)
    file = store.queries.case_file(first)
    assert file is not None
    assert "-0001-" in file.case.number


def test_a_number_is_never_given_twice(store: Store) -> None:
    """C3: even when a counter was set back, the second registration fails as a whole."""
    registered(store)
    with store._connections.write() as connection:
        connection.execute("DELETE FROM counter")
    with pytest.raises(EnvironmentProblem) as raised:
        registered(store)
    assert raised.value.code == "number-taken"
    assert store.status().cases == 1
    assert store.status().events == 1


def test_the_transaction_sees_its_own_events(store: Store) -> None:
    with store.unit_of_work() as work:
        case = register(work)
        assert work.case(case).stage is Stage.REGISTERED
        work.append(case, ev.Closed(), author=AGENT, moment=MOMENT)
        assert work.case(case).stage is Stage.CLOSED
        assert store.queries.count_cases(ALL) == 0, "nobody else sees it yet"
    assert [row.stage for row in store.queries.cases(ALL, offset=0, limit=9)] == [Stage.CLOSED]


def test_unknown_subjects(store: Store) -> None:
    with store.unit_of_work() as work:
        assert work.case(new_id()).registered is None
        assert work.resident(new_id()) is None
        work.drop_draft("never saved")


def test_residents_fold_inside_the_transaction(store: Store) -> None:
    with store.unit_of_work() as work:
        person = record(work, Person())
        changed = ev.ResidentChanged(changes={"phones": ("04756213344",)})
        work.append(person, changed, author=AGENT, moment=MOMENT)
        resident = work.resident(person)
        assert resident is not None
        assert resident.phone == "04756213344"
    assert store.queries.find_residents("6213344", limit=9)[0].phone == "04756213344"
    assert store.queries.find_residents("13847501234", limit=9) == []


def test_events_carry_their_order_and_chain(store: Store) -> None:
    case = registered(store)
    act(store, case, ev.Noted("一"), ev.Noted("二"))
    file = store.queries.case_file(case)
    assert file is not None
    assert [event.origin.dseq for event in file.events] == [1, 2, 3]
    assert {event.origin.incarnation for event in file.events} == {store.incarnation.hex()}
    heads = chain.heads(chain.GENESIS, map(to_wire, file.events))
    with store._connections.read() as connection:
        stored = connection.execute("SELECT head FROM event ORDER BY dseq").fetchall()
    assert [head for (head,) in stored] == heads


def test_counters_start_at_one_each_day(store: Store) -> None:
    with store.unit_of_work() as work:
        drawn = [work.next_counter("021", day()) for _ in range(3)]
        tomorrow = work.next_counter("021", day() + timedelta(1))
    assert drawn == [1, 2, 3]
    assert tomorrow == 1


def test_a_closed_prefix_draws_nothing(store: Store) -> None:
    """C6: a window that was open while the city gave another prefix."""
    store.set_desk(replace(store.desk, prefix="022"))
    with pytest.raises(Problem) as raised, store.unit_of_work() as work:
        work.next_counter("021", day())
    assert raised.value.code == "prefix-closed"
    with store.unit_of_work() as work:
        assert work.next_counter("022", day()) == 1


def test_outside_numbers_are_known_at_once(store: Store) -> None:
    with store.unit_of_work() as work:
        assert not work.knows_outside_number("12345-77")
        register(work, outside_number="12345-77")
        assert work.knows_outside_number("12345-77")
        assert not work.knows_outside_number("")
    with store.unit_of_work() as work:
        assert work.knows_outside_number("12345-77")


def test_print_jobs(store: Store) -> None:
    case = registered(store)
    with store.unit_of_work() as work:
        first = work.queue_print(case, paper="receipt", size="A5", copies=2)
        second = work.queue_print(case, paper="notice", size="A4", copies=1)
    with store.unit_of_work() as work:
        work.settle_print(PrintJob(first, case, "receipt", "A5", 2), state="done")
        missing = {"state": "failed", "error": "printer-missing"}
        work.settle_print(PrintJob(second, case, "notice", "A4", 1), **missing)
    assert store.queries.print_jobs(state="queued") == []
    assert [job.error for job in store.queries.print_jobs(state="failed")] == ["printer-missing"]
    assert [job.id for job in store.queries.print_jobs(state="done")] == [first]


def test_transactions_do_not_nest(store: Store) -> None:
    with store.unit_of_work(), pytest.raises(RuntimeError), store.unit_of_work():
        pass
    registered(store)


def test_listeners_hear_after_the_commit_and_outside_the_lock(store: Store) -> None:
    heard: list[frozenset[str]] = []

    def listener(changed: frozenset[str]) -> None:
        heard.append(changed)
        assert store.queries.count_cases(ALL) == len(heard)
        writer = threading.Thread(target=lambda: store.set_desk(store.desk))
        writer.start()
        writer.join(timeout=10)
        assert not writer.is_alive(), "the lock is still held"

    stop = store.listen(listener)
    case = registered(store)
    assert heard == [frozenset({case})]
    break_off(store, register)
    stop()
    registered(store)
    assert heard == [frozenset({case})]


def test_several_drafts_are_kept_apart(store: Store) -> None:
    """C30: several drafts, each saved again and again, each to be found."""
    with store.unit_of_work() as work:
        work.save_draft(Draft("a", Intake(new_resident={"name": "巴图"}, text="x" * 9_000), 1))
        work.save_draft(Draft("b", Intake(new_resident={"name": "其其格"}), 2))
    with store.unit_of_work() as work:
        work.save_draft(Draft("a", Intake(new_resident={"name": "巴特尔"}), 3))
    assert [draft.id for draft in store.queries.drafts()] == ["a", "b"]
    assert store.queries.draft("a") == Draft("a", Intake(new_resident={"name": "巴特尔"}), 3)
    assert store.queries.draft("c") is None
    assert [hit.subject for hit in store.queries.find("巴特尔", limit=9)] == ["a"]
    assert store.queries.find("巴图", limit=9) == []
    with store.unit_of_work() as work:
        work.drop_draft("a")
    assert [draft.id for draft in store.queries.drafts()] == ["b"]
    assert store.queries.find("巴特尔", limit=9) == []


def test_a_registration_and_the_end_of_its_draft_are_one(store: Store) -> None:
    """C30: the draft vanishes only together with the case that it became."""
    with store.unit_of_work() as work:
        work.save_draft(Draft("a", Intake(title="补助"), 1))

    def become_a_case(work: SqliteUnitOfWork) -> None:
        register(work)
        work.drop_draft("a")

    break_off(store, become_a_case)
    assert [draft.id for draft in store.queries.drafts()] == ["a"]


def test_late_facts_may_come_before_their_case(store: Store) -> None:
    """An act on a case that is not here yet makes no ghost row, and counts once the case is."""
    case = new_id()
    act(store, case, ev.Noted("来自田间"))
    assert store.queries.count_cases(ALL) == 0
    assert store.queries.case_file(case) is None
    act(store, case, registration("BA-1505-099-261123-0001-0"))
    file = store.queries.case_file(case)
    assert file is not None
    assert file.row.events == 2
    assert file.row.registered_at == NOON
    assert date(2026, 11, 23) == day()
