"""The queue's counts, filters and search against looking at every case, in every way that it may look."""

import psycopg
import pytest

from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.server.people import Role
from helpdesk.server.postgres import queue as postgres_queue
from helpdesk.server.principal import Principal
from helpdesk.server.queue import COUNT_MOST, QueueRow, QueueWish, View
from tests.server.raw_device import RawDevice
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity

TITLES = ("路灯不亮", "路灯太亮", "小区停暖", "道路积水")
DEPARTMENTS = ("城管局", "住建局")
FILTERS = [
    {},
    {"department": "城管局"},
    {"division": VILLAGE[:9]},
    {"division": OTHER_VILLAGE},
    {"kind": CaseKind.BLOCKED},
    {"category": "complaint"},
    {"mark": "urgent"},
    {"mark": "returned"},
    {"mark": "credit"},
    {"stage": Stage.DISPATCHED},
]
TEXTS = ["路灯", "路灯 不亮", "包", "灯路", "没有", "%", "13800138000"]


@pytest.fixture(scope="module")
def city(city: RunningCity) -> RunningCity:
    """Sixty cases at two desks, every column that a list asks in some of them."""
    for place, desk in enumerate((VILLAGE, OTHER_VILLAGE)):
        device = RawDevice(city.url)
        device.enrol(city.code(desk))
        device.record(*(device.registered(title=TITLES[n % 4]) for n in range(30)))
        assert device.send().acked_dseq == 30
        city.query(
            "UPDATE city_case c SET department = (%s::text[])[1 + mod(n, 2)], urgency = (mod(n, 5) > 0)::int,"
            " returned = mod(n, 7) = 0, secret = mod(n, 11) = 0, disputed = mod(n, 6) = 0,"
            " in_doubt = mod(n, 8) = 0,"
            " special = CASE mod(n, 5) WHEN 0 THEN 'credit' ELSE '' END,"
            " category = CASE mod(n, 3) WHEN 0 THEN 'complaint' ELSE '' END,"
            " kind = CASE mod(n, 4) WHEN 0 THEN 'blocked' ELSE kind END,"
            " stage = (ARRAY['registered', 'dispatched', 'suspended', 'answered', 'closed'])[1 + mod(n, 5)],"
            " ended_at = CASE mod(n, 5) WHEN 4 THEN registered_at END,"
            " phone = CASE mod(n, 30) WHEN 0 THEN '13800138000' ELSE phone END"
            " FROM (SELECT id, (row_number() OVER (ORDER BY number))::int + %s AS n FROM city_case"
            " WHERE stream = %s) numbered WHERE c.id = numbered.id",
            list(DEPARTMENTS),
            place,
            desk,
        )
    return city


def everybody(city: RunningCity) -> list[Principal]:
    scopes = (
        (Role.DISPATCHER, {}),
        (Role.TOWNSHIP_LEAD, {"division": VILLAGE[:9]}),
        (Role.DEPARTMENT_HANDLER, {"department": "城管局"}),
    )
    return [Principal.person(city.person(role, **scope)) for role, scope in scopes]


def seen(city: RunningCity, principal: Principal) -> list[QueueRow]:
    """All that somebody may see, read without any filter."""
    return list(city.inside.queue(principal).page(QueueWish(view=View.ALL), limit=100).rows)


def lets_through(row: QueueRow, wish: QueueWish) -> bool:
    """What the filters of a wish mean."""
    case = row.row
    marks = {"urgent": row.urgent, "returned": row.returned, "credit": row.special == "credit"}
    return (
        case.stream.startswith(wish.division)
        and wish.department in ("", case.department)
        and wish.kind in (None, case.kind)
        and wish.category in ("", row.category)
        and wish.stage in (None, case.stage)
        and (not wish.mark or marks[wish.mark])
    )


def test_each_list_counts_what_it_has(city: RunningCity) -> None:
    """One pass over the open cases, as many as its pages show, for every role and filter."""
    for principal in everybody(city):
        queue, every = city.inside.queue(principal), seen(city, principal)
        assert every
        for said in FILTERS:
            wish = QueueWish(**said)  # type: ignore[arg-type]
            counts = queue.counts(list(View), wish)
            assert set(counts) == set(View)
            assert counts[View.ALL] == sum(lets_through(row, wish) for row in every), said
            for view in View:
                page = queue.page(QueueWish(**(said | {"view": view})), limit=100)  # type: ignore[arg-type]
                assert counts[view] == page.total == len(page.rows), (principal, said, view)
                assert all(lets_through(row, wish) for row in page.rows)


@pytest.mark.parametrize("most", [5000, 3], ids=["looked up", "read in order"])
def test_a_search_finds_what_has_the_words(
    city: RunningCity, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Also where so many have them that they are not all looked up; newest first; within every filter."""
    monkeypatch.setattr(postgres_queue, "_LOOKED_AT", most)
    monkeypatch.setattr(postgres_queue, "COUNT_MOST", min(most, COUNT_MOST))
    known = dict(city.query("SELECT id, phone FROM city_case"))
    for principal in everybody(city):
        queue, every = city.inside.queue(principal), seen(city, principal)
        for said in FILTERS:
            for text in TEXTS:
                wish = QueueWish(text=text, **said)  # type: ignore[arg-type]
                page = queue.page(wish, limit=100)
                wanted = [
                    row
                    for row in every
                    if lets_through(row, wish)
                    and (
                        all(word in f"{row.row.title} 包玉兰" for word in text.split())
                        or known[row.row.id] == text
                    )
                ]
                assert [row.row.id for row in page.rows] == [row.row.id for row in wanted], wish
                assert page.total == min(len(wanted), min(most, COUNT_MOST) + 1), wish


def test_finding_by_words_widens_nobodys_scope(city: RunningCity) -> None:
    """The function that reads past the policies answers within them, whatever place or filter it is told."""
    _, township, handler = everybody(city)
    with city.inside.casework(township).database.transaction(township) as connection:  # type: ignore[attr-defined]
        for place in ("", "15", "150526", VILLAGE[:9]):
            rows = connection.execute(
                "SELECT stream FROM find_cases(%s, 100, %s)", [["路灯"], place]
            ).fetchall()
            assert {row[0][:9] for row in rows} <= {VILLAGE[:9]}
            assert rows
        with pytest.raises(psycopg.errors.RaiseException), connection.transaction():
            connection.execute(
                "SELECT FROM find_cases(%s, 100, '', '{\"phone\": \"1\"}')", [["路灯"]]
            )
    with city.inside.casework(handler).database.transaction(handler) as connection:  # type: ignore[attr-defined]
        other = """{"department": "住建局"}"""
        assert (
            connection.execute(
                "SELECT FROM find_cases(%s, 100, '', %s)", [["路灯"], other]
            ).fetchall()
            == []
        )
        found = connection.execute("SELECT id FROM find_cases(%s, 100)", [["路灯"]]).fetchall()
        assert {row[0] for row in found} <= {row.row.id for row in seen(city, handler)}
        assert found


def test_new_words_are_sorted_into_their_index_in_quiet_moments(city: RunningCity) -> None:
    """Every search reads what waits, and a push would have to sort it in."""
    waiting = (
        "SELECT gin_clean_pending_list(inhrelid::regclass) FROM pg_inherits"
        " WHERE inhparent = 'case_terms'::regclass"
    )
    device = RawDevice(city.url)
    device.enrol(city.code(VILLAGE))
    device.record(device.registered())
    assert device.send().acked_dseq == 1

    city.inside.operations.tidy()

    assert city.query(waiting) == [(0,)]
