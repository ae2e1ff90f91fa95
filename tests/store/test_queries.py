"""Lists and figures."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from helpdesk.application.queries import CaseFilter, Figures
from helpdesk.domain import events as ev
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.store.store import Store
from tests.store.desk import NOON, Person, act, new_id, register, registered

ALL = CaseFilter()


def ids(store: Store, wanted: CaseFilter = ALL, *, offset: int = 0, limit: int = 99) -> list[str]:
    return [row.id for row in store.queries.cases(wanted, offset=offset, limit=limit)]


def due(days: int) -> ev.Clock:
    return ev.Clock(NOON + timedelta(days=days), 5, "working", NOON.date(), "2026/1")


def test_an_empty_store_answers_everything(store: Store) -> None:
    queries = store.queries
    assert queries.figures(now=NOON, soon=NOON) == Figures(0, 0, 0, 0, 0)
    assert queries.work_list(limit=9) == []
    assert queries.cases(ALL, offset=0, limit=9) == []
    assert queries.count_cases(ALL) == 0
    assert queries.case_file(new_id()) is None
    assert queries.case_file("no id at all") is None
    assert queries.case_id("BA-1505-021-261123-0001-0") is None
    assert queries.resident(new_id()) is None
    assert queries.drafts() == []
    assert queries.waiting(limit=9) == []
    assert queries.refusals(limit=9) == []
    assert queries.city_news(since_ms=0, limit=9) == []
    assert not queries.sync_state().synced


def test_pages_newest_first(store: Store) -> None:
    with store.unit_of_work() as work:
        cases = [register(work, at=NOON + timedelta(minutes=i // 2)) for i in range(25)]
    newest = cases[::-1]
    assert ids(store) == newest
    assert [ids(store, offset=at, limit=10) for at in (0, 10, 20, 30)] == [
        newest[:10],
        newest[10:20],
        newest[20:],
        [],
    ]
    assert store.queries.count_cases(ALL) == 25


def test_a_row_holds_what_the_case_is(store: Store) -> None:
    person = Person()
    case = registered(store, person, outside_number="W-1", respond_by=due(1))
    act(store, case, ev.Accepted(department="民政局", number="MZ-1", due=NOON + timedelta(days=20)))
    (row,) = store.queries.cases(ALL, offset=0, limit=9)
    file = store.queries.case_file(case)
    assert file is not None
    assert row == file.row
    assert (row.applicant, row.resident, row.title) == ("包玉兰", person.id, "最低生活保障审核确认")
    assert (row.stage, row.kind, row.matter) == (Stage.ACCEPTED, CaseKind.MATTER, "TL-0014")
    assert (row.department, row.department_number) == ("民政局", "MZ-1")
    assert (row.registered_at, row.respond_due) == (NOON, NOON + timedelta(days=1))
    assert (row.responded, row.events, row.unsent, row.anomalies) == (True, 2, 2, 0)
    assert isinstance(row.due, datetime)


def test_filters(store: Store) -> None:
    person = Person(name="王国庆")
    first = registered(store, person)
    second = registered(store, matter=ev.MatterTerms("TL-0001", "居民身份证换领", "公安", "1"))
    request = registered(store, matter=None, case_kind=CaseKind.REQUEST, title="路灯不亮")
    act(store, second, ev.Closed())
    wanted = {
        CaseFilter(text="wgq"): [first],
        CaseFilter(stages=(Stage.CLOSED,)): [second],
        CaseFilter(stages=(Stage.CLOSED, Stage.REGISTERED)): [request, second, first],
        CaseFilter(kinds=(CaseKind.REQUEST,)): [request],
        CaseFilter(open_only=True): [request, first],
        CaseFilter(unsent_only=True): [request, second, first],
        CaseFilter(resident=person.id): [first],
        CaseFilter(matter="TL-0001"): [second],
        CaseFilter(due_before=NOON + timedelta(days=60)): [request, first],
        CaseFilter(due_before=NOON): [],
        CaseFilter(text="byl", open_only=True, kinds=(CaseKind.MATTER,)): [],
    }
    for each, expected in wanted.items():
        assert ids(store, each) == expected, each
        assert store.queries.count_cases(each) == len(expected), each


def test_the_work_list_goes_by_due_time(store: Store) -> None:
    late = registered(store, close_by=due(9))
    early = registered(store, close_by=due(2))
    never = registered(store, matter=None, case_kind=CaseKind.REQUEST, title="咨询", close_by=None)
    closed = registered(store, close_by=due(1))
    act(store, closed, ev.Closed())
    paused = registered(store, close_by=due(1))
    act(store, paused, ev.CorrectionAsked(("户口簿",)))
    listed = [row.id for row in store.queries.work_list(limit=9)]
    assert listed == [early, late, never, paused]
    assert [row.id for row in store.queries.work_list(limit=3)] == listed[:3]


def test_figures(store: Store) -> None:
    nothing = Figures(0, 0, 0, 0, 0)
    soon = NOON + timedelta(days=3)

    def figures() -> Figures:
        return store.queries.figures(now=NOON, soon=soon)

    overdue = registered(store, close_by=due(-1))
    registered(store, close_by=due(2))
    registered(store, close_by=due(30))
    assert figures() == replace(nothing, overdue=1, due_soon=1)
    act(store, overdue, ev.CorrectionAsked(("户口簿",)))
    assert figures() == replace(nothing, due_soon=1, to_correct=1)
    act(store, overdue, ev.Corrected(), ev.Answered("好"))
    assert figures().to_deliver == 1
    act(store, overdue, ev.Delivered("pick_up"))
    assert (figures().to_deliver, figures().to_call_back) == (0, 1)
    request = registered(
        store, matter=None, case_kind=CaseKind.REQUEST, title="路灯", close_by=None
    )
    act(store, request, ev.Answered("修好了"))
    assert (figures().to_deliver, figures().to_call_back) == (0, 2)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{} "])
def test_a_case_by_its_number_however_typed(store: Store, typed: str) -> None:
    case = registered(store)
    file = store.queries.case_file(case)
    assert file is not None
    number = file.case.number
    for written in (number, number.lower(), number.replace("-", ""), number.replace("0", "o")):
        assert store.queries.case_id(typed.format(written)) == case


def test_every_list_stands_on_an_index(store: Store) -> None:
    """A list of 500,000 must not read 500,000 rows: no plan scans the table or sorts it."""
    plans = (
        "SELECT entry FROM cases ORDER BY registered_at DESC, entry DESC LIMIT 60 OFFSET 400000",
        "SELECT entry FROM cases WHERE unsent > 0 ORDER BY registered_at DESC, entry DESC LIMIT 60",
        "SELECT entry FROM cases WHERE stage = 'closed' ORDER BY registered_at DESC, entry DESC",
        "SELECT entry FROM cases WHERE matter = 'x' AND matter <> '' ORDER BY registered_at DESC",
        "SELECT * FROM cases WHERE open = 1 AND due IS NOT NULL ORDER BY due, entry LIMIT 60",
        "SELECT entry FROM cases WHERE kind = 'request' ORDER BY registered_at DESC, entry DESC",
        "SELECT entry FROM cases WHERE open = 1 ORDER BY registered_at DESC, entry DESC",
        "SELECT count(*) FROM cases WHERE open = 1 AND due < 'x'",
        "SELECT * FROM event WHERE subject = x'00'",
        "SELECT min(dseq) FROM event WHERE incarnation = 1 AND position IS NULL AND head IS NOT NULL",
    )
    with store._connections.read() as connection:
        for sql in plans:
            steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
            assert any("INDEX" in step for step in steps), (sql, steps)
            assert not any("TEMP B-TREE" in step for step in steps), (sql, steps)
