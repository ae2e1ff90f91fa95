"""Lists of cases: every filter and order, and what each is filtered by."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest

from helpdesk.application.case_table import Choices, PersonLine, SortBy, Sorting
from helpdesk.application.queries import CaseFilter
from helpdesk.domain import events as ev
from helpdesk.domain.asides import AsideSettled
from helpdesk.domain.audit import device_subject
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.store import asides, case_lists
from helpdesk.store import case_table as module
from helpdesk.store.store import Store
from tests.store.city import City
from tests.store.desk import AGENT, CLERK, DESK, MOMENT, NOON, Person, act, record, registered

VILLAGE = "150502100217"
MISSING = (Material("户口簿"), Material("照片", state=MaterialState.TAKEN))


@pytest.fixture
def filled(store: Store) -> dict[str, str]:
    """Cases by what is special about them, registered one hour after the other."""
    person = Person("王国庆")
    body = ev.ResidentRecorded("王国庆", document_number=person.document, division=VILLAGE)
    with store.unit_of_work() as work:
        record(work, Person(id="0" * 31 + "1"))
        work.append(person.id, body, author=AGENT, moment=MOMENT)
    days = {"plain": 3, "soon": 1, "late": 9}
    cases = {}
    for place, (name, left) in enumerate(days.items()):
        at = NOON + timedelta(hours=place)
        clock = ev.Clock(NOON + timedelta(days=left), 5, "working", at.date(), "2026/1")
        cases[name] = registered(store, at=at, close_by=clock)
    later = NOON + timedelta(hours=4)
    cases["missing"] = registered(store, person, at=later, materials=MISSING, close_by=None)
    cases["request"] = registered(
        store, at=later + timedelta(hours=1), case_kind=CaseKind.REQUEST, title="路灯", matter=None
    )
    act(store, cases["plain"], ev.Closed(), at=NOON + timedelta(days=1))
    act(store, cases["late"], ev.Answered("同意"))
    act(store, cases["soon"], ev.Reassigned(agent=CLERK.id, name=CLERK.name, reason="休假"))
    return cases


def names(store: Store, cases: dict[str, str], wanted: CaseFilter, *sort: object) -> list[str]:
    table = store.queries.case_table
    order = table.order(wanted, Sorting(*sort)).rows
    by_id = {case: name for name, case in cases.items()}
    return [by_id[line.case.id] for line in table.lines(order)]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ((), ["request", "missing", "late", "soon", "plain"]),
        ((SortBy.REGISTERED, True), ["plain", "soon", "late", "missing", "request"]),
        ((SortBy.NUMBER,), ["request", "missing", "late", "soon", "plain"]),
        ((SortBy.LIMIT,), ["soon", "request", "late", "missing", "plain"]),
        ((SortBy.LIMIT, True), ["plain", "missing", "late", "request", "soon"]),
        ((SortBy.STATE,), ["request", "missing", "soon", "late", "plain"]),
        ((SortBy.DEPARTMENT,), ["request", "plain", "soon", "late", "missing"]),
        ((SortBy.AGENT, True), ["soon", "request", "missing", "late", "plain"]),
    ],
)
def test_orders(
    store: Store, filled: dict[str, str], sort: tuple[object, ...], expected: list[str]
) -> None:
    assert names(store, filled, CaseFilter(), *sort) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (CaseFilter(agent=CLERK.id), {"soon"}),
        (CaseFilter(department="民政"), {"plain", "soon", "late", "missing"}),
        (CaseFilter(village=VILLAGE), {"missing"}),
        (CaseFilter(desk=DESK.code), {"plain", "soon", "late", "missing", "request"}),
        (CaseFilter(desk=VILLAGE), set()),
        (CaseFilter(missing_only=True), {"missing"}),
        (CaseFilter(kinds=(CaseKind.REQUEST,)), {"request"}),
        (CaseFilter(stages=(Stage.ANSWERED,), department="民政"), {"late"}),
        (CaseFilter(text="wgq"), {"missing"}),
        (CaseFilter(text="wgq", department="民政", open_only=True), {"missing"}),
        (CaseFilter(text="wgq", kinds=(CaseKind.REQUEST,)), set()),
        (CaseFilter(text="!!"), set()),
    ],
)
def test_filters_in_every_order(
    store: Store, filled: dict[str, str], wanted: CaseFilter, expected: set[str]
) -> None:
    for sort in product(SortBy, (False, True)):
        found = names(store, filled, wanted, *sort)
        assert set(found) == expected
        assert len(found) == len(expected)


def test_the_top_is_the_beginning_of_the_whole(store: Store, filled: dict[str, str]) -> None:
    table = store.queries.case_table
    for wanted, by, backwards, most in product(
        (CaseFilter(), CaseFilter(text="byl"), CaseFilter(open_only=True)),
        SortBy,
        (False, True),
        (1, 3, 50),
    ):
        sorting = Sorting(by, backwards)
        whole = table.order(wanted, sorting).rows
        if wanted.text and by is not SortBy.REGISTERED:
            continue  # the newest of those found come first, then they are sorted
        if wanted.text and backwards:
            continue
        assert table.top(wanted, sorting, most=most).rows == whole[:most]


def test_a_text_shows_the_newest_and_says_that_there_are_more(
    store: Store, filled: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FOUND_MOST", 2)
    table = store.queries.case_table
    found = table.order(CaseFilter(text="byl"), Sorting(SortBy.REGISTERED, backwards=True))
    assert found.more
    shown = [line.case.id for line in table.lines(found.rows)]
    assert shown == [filled["late"], filled["request"]]


def test_many_rows_come_in_pieces(
    store: Store, filled: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = store.queries.case_table.order(CaseFilter(), Sorting()).rows
    for piece in (0, 1, 2, 5, 100):
        monkeypatch.setattr(module, "_PIECE", piece)
        assert store.queries.case_table.order(CaseFilter(), Sorting()).rows == whole


def test_a_line_says_who_works_on_it_and_what_is_missing(
    store: Store, filled: dict[str, str]
) -> None:
    table = store.queries.case_table
    rows = table.order(CaseFilter(), Sorting()).rows
    lines = {line.case.id: line for line in table.lines([*rows, 99])}
    assert len(lines) == 5
    assert (lines[filled["soon"]].agent, lines[filled["soon"]].missing) == (CLERK.name, 0)
    assert (lines[filled["missing"]].agent, lines[filled["missing"]].missing) == (AGENT.name, 1)
    act(store, filled["missing"], ev.Withdrawn("不办了"))
    assert names(store, filled, CaseFilter(missing_only=True)) == []


def test_what_occurs_can_be_chosen(store: Store, filled: dict[str, str]) -> None:
    assert store.queries.case_table.choices() == Choices(
        departments=["民政"],
        agents=[(AGENT.id, AGENT.name), (CLERK.id, CLERK.name)],
        matters=[("TL-0014", "最低生活保障审核确认")],
        desks=[DESK.code],
        villages=[VILLAGE],
    )


def test_people_of_an_export(store: Store, filled: dict[str, str]) -> None:
    (line,) = store.queries.case_table.lines(
        store.queries.case_table.order(CaseFilter(text="wgq"), Sorting()).rows
    )
    assert store.queries.case_table.people([line.case.resident, ""]) == {
        line.case.resident: PersonLine(Person().document, "", VILLAGE, "")
    }


def test_indexes_serve_every_order_of_everything(store: Store) -> None:
    """No list of all cases is sorted by hand: that would take a second where there are many."""
    with store._connections.read() as connection:
        for by in SortBy:
            for condition, order in module._parts(Sorting(by)):
                where = f" WHERE {condition}" if condition else ""
                plan = connection.execute(
                    f"EXPLAIN QUERY PLAN SELECT cases.entry FROM cases{where} ORDER BY {order}"
                ).fetchall()
                assert not any("TEMP B-TREE FOR ORDER" in row[-1] for row in plan), (by, plan)


def test_a_record_put_aside_marks_its_case_and_is_a_filter(store: Store, city: City) -> None:
    """C10: with its cause, open ones before settled ones; cases without one are not listed."""
    fine, refused, noted = (registered(store, at=NOON + timedelta(hours=n)) for n in range(3))
    act(store, noted, ev.Noted("二"))
    city.quarantined |= {
        (store.incarnation, 2): "number-reused",
        (store.incarnation, 4): "not-foldable",
    }
    city.exchange(store)
    wanted = CaseFilter(aside_only=True)
    assert store.queries.count_cases(wanted) == 2
    cases = {fine: "fine", refused: "refused", noted: "noted"}
    for sort in SortBy:
        assert set(names(store, {v: k for k, v in cases.items()}, wanted, sort)) == {
            "refused",
            "noted",
        }
    marked = store.queries.doubts.asides([*cases])
    assert {case: each.reason for case, each in marked.items()} == {
        refused: "number-reused",
        noted: "not-foldable",
    }
    order = store.queries.case_table.order(CaseFilter(), Sorting()).rows
    lines = store.queries.case_table.lines(order)
    assert {line.case.id: line.aside for line in lines if line.aside} == marked
    with store.unit_of_work() as work:
        incarnation = store.incarnation.hex()
        said = AsideSettled(incarnation, 2, "已重新登记", solved=True)
        work.append(device_subject(incarnation), said, author=AGENT, moment=MOMENT)
    settled = store.queries.doubts.asides([refused])[refused]
    assert not settled.is_open
    assert store.queries.count_cases(wanted) == 2, "it counts for nothing in the city all the same"


def test_marks_of_a_page_read_what_is_about_its_cases_alone(store: Store) -> None:
    """However much was put aside, and however many cases there are."""
    with store._connections.read() as connection:
        some = asides._SOME.format("x'01', x'02'")
        filters = case_lists.chosen(connection, CaseFilter(aside_only=True))
        assert filters is not None
        for sql, big in (
            (some, ("event ", "quarantine", "cases")),
            (f"SELECT entry FROM {filters.source}", ("event ", "cases")),
        ):
            steps = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
            scanned = [step for step in steps if step.startswith("SCAN")]
            assert not [s for s in scanned if f"{s} ".startswith(tuple(f"SCAN {t}" for t in big))]


def test_preferences_are_each_agents_own(store: Store) -> None:
    kept = store.queries.preferences
    assert kept.get("a", "views") == ""
    kept.set("a", "views", "[1]")
    kept.set("a", "views", "[2]")
    kept.set("b", "views", "[3]")
    assert (kept.get("a", "views"), kept.get("b", "views")) == ("[2]", "[3]")


def test_dates_do_not_matter_to_lists_of_ended_cases(store: Store, filled: dict[str, str]) -> None:
    due = CaseFilter(due_before=datetime(2027, 1, 1))
    assert set(names(store, filled, due)) == {"soon", "late", "request"}
    assert names(store, filled, CaseFilter(deferred_before=date(2027, 1, 1))) == []
