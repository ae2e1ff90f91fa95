"""The events are the truth: projections made anew are the ones that were written act by act."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.application.intake import Draft, Intake
from helpdesk.application.queries import CaseFilter
from helpdesk.domain import events as ev
from helpdesk.domain.moments import Moment
from helpdesk.domain.slip_events import SlipCause, SlipContent, SlipLevel
from helpdesk.store.store import Store
from tests.store.city import CITY, City, wire
from tests.store.desk import AGENT, NOON, Person, new_id, record, register, registered

SLIP = ev.SlipIssued(
    SlipLevel.REMINDER,
    2026,
    1,
    cause=SlipCause.DUE_SOON,
    content=SlipContent("民政局", problem="即将到期", demand="按期办结"),
)
BODIES = (
    ev.Noted("来过电话"),
    ev.Contacted(),
    ev.HandedOver("民政"),
    ev.Dispatched("民政局"),
    ev.SignedFor(),
    ev.Accepted("民政局", "MZ-7", NOON),
    ev.Progressed("入户核查"),
    ev.CorrectionAsked(("户口簿",)),
    ev.Corrected(),
    ev.Suspended("等人"),
    ev.Resumed(),
    ev.Answered("批准"),
    ev.Delivered("pick_up"),
    ev.CalledBack(rating=5),
    ev.Closed(),
    ev.Redone("不满意"),
    ev.Withdrawn(),
    ev.PaperPrinted("receipt", "A5", 2, 1, "printer"),
    ev.CaseAmended({"phone": "13900000000"}),
    ev.CaseAmended({"phone": "13700000000", "name": "包玉蘭"}),
    ev.Reassigned("换人", agent="qiqige", name="其其格"),
    ev.Reassigned("错派", department="残联"),
    SLIP,
    ev.SlipSignedFor("reminder/2026/1"),
    ev.SlipAnswered("reminder/2026/1", "已联系"),
    ev.UnknownBody("case.blessed", 2, b"{}"),
)
TYPED = ("byl", "包", "低保", "MZ-7", "民政局", "wgq", "13847501234", "草稿")
ACTS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(BODIES), st.booleans(), st.booleans()),
    max_size=40,
)


def rows(store: Store) -> dict[str, list[Any]]:
    with store._connections.read() as connection:
        found = {}
        for table in ("cases", "residents"):
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            shown = ", ".join(name for name in names if name not in ("entry", "twin"))
            found[table] = connection.execute(f"SELECT {shown} FROM {table} ORDER BY id").fetchall()
        found["slip"] = connection.execute("SELECT * FROM slip ORDER BY 1, 2").fetchall()
        found["doubt"] = connection.execute("SELECT * FROM doubt ORDER BY 1, 2, 3").fetchall()
    return found


def answers(store: Store) -> list[object]:
    return [
        *({(hit.kind, hit.subject) for hit in store.queries.find(t, limit=50)} for t in TYPED),
        *({row.id for row in store.queries.find_residents(t, limit=50)} for t in TYPED),
    ]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_rebuilt_is_equal(
    store: Store, city: City, acts: list[tuple[int, ev.Body, bool, bool]]
) -> None:
    """Random acts, by the desk and by the city, sent and unsent, on complete and unknown cases."""
    with store.unit_of_work() as work:
        person = Person()
        record(work, person)
        work.save_draft(Draft("d", Intake(new_resident={"name": "草稿人"}), 1))
    cases = [registered(store, person), registered(store), new_id(), new_id()]
    for which, body, by_city, sync in acts:
        if by_city:
            city.take(CITY, [wire(cases[which], body)])
        else:
            with store.unit_of_work() as work:
                work.append(cases[which], body, author=AGENT, moment=Moment.of(NOON))
        if sync:
            city.exchange(store)
    before, found = rows(store), answers(store)
    store.rebuild()
    assert rows(store) == before
    assert answers(store) == found


def test_the_order_of_entries_survives(store: Store) -> None:
    with store.unit_of_work() as work:
        for _ in range(20):
            register(work)
    before = [hit.subject for hit in store.queries.find("byl", limit=50)]
    assert store.rebuild() == 20
    assert [hit.subject for hit in store.queries.find("byl", limit=50)] == before


def test_lost_rows_come_back(store: Store) -> None:
    case = registered(store)
    with store._connections.write() as connection:
        connection.execute("DELETE FROM cases")
        connection.execute("INSERT INTO search_case (search_case) VALUES ('delete-all')")
    assert store.queries.find("byl", limit=9) == []
    store.rebuild()
    assert [hit.subject for hit in store.queries.find("byl", limit=9)] == [case]
    assert store.queries.count_cases(CaseFilter()) == 1
