"""What only a person can decide stands in a table of its own, and goes when it is decided."""

from helpdesk.application.queries import CaseFilter, DoubtCounts
from helpdesk.domain import events as ev
from helpdesk.store.store import Store
from tests.store.city import CITY, City, wire
from tests.store.desk import AGENT, CLERK, MOMENT, Person, act, record, registered


def disagreed(store: Store, city: City) -> tuple[str, str]:
    """A case and a resident with a telephone that the city and the desk changed at once."""
    with store.unit_of_work() as work:
        person = record(work, Person())
    case = registered(store, Person(id=person))
    city.exchange(store)
    base = len(city.log)
    theirs = ev.ResidentChanged({"phones": ("13900000000",)})
    city.take(CITY, [wire(person, theirs, base=base)])
    city.take(CITY, [wire(case, ev.CaseAmended({"phone": "13900000000"}), base=base)])
    with store.unit_of_work() as work:
        ours = ev.ResidentChanged({"phones": ("13800000000",)})
        work.append(person, ours, author=AGENT, moment=MOMENT)
    act(store, case, ev.CaseAmended({"phone": "13800000000"}))
    city.exchange(store)
    return case, person


def test_both_kinds_are_listed_and_counted(store: Store, city: City) -> None:
    """C18: the list says whose, what, and who wrote last."""
    case, person = disagreed(store, city)
    listed = store.queries.doubts.conflicts(limit=9)
    assert {(d.subject, d.kind, d.key, d.name, d.author) for d in listed} == {
        (person, "resident", "phones", "包玉兰", AGENT.name),
        (case, "case", "phone", "包玉兰", AGENT.name),
    }
    assert store.queries.doubts.counts() == DoubtCounts(conflicts=2)
    assert [
        row.id for row in store.queries.cases(CaseFilter(in_doubt=True), offset=0, limit=9)
    ] == [case]
    disputed = store.queries.doubts.disputed(person)
    assert disputed is not None
    assert (disputed.kind, disputed.device) == ("resident", store.incarnation.hex())
    (conflict,) = disputed.conflicts
    assert [claim.event.author for claim in conflict.claims] == [CLERK, AGENT]


def test_a_decision_takes_the_row_away(store: Store, city: City) -> None:
    case, person = disagreed(store, city)
    for subject in (case, person):
        disputed = store.queries.doubts.disputed(subject)
        assert disputed is not None
        (conflict,) = disputed.conflicts
        value = conflict.claims[0].value
        body = ev.CaseAmended if subject == case else ev.ResidentChanged
        settled = body({conflict.field: value}, decides=conflict.between)  # type: ignore[dict-item]
        with store.unit_of_work() as work:
            work.append(subject, settled, author=AGENT, moment=MOMENT)
        assert store.queries.doubts.disputed(subject) is None
    assert store.queries.doubts.counts() == DoubtCounts()


def test_rebuilt_rows_are_the_same(store: Store, city: City) -> None:
    disagreed(store, city)
    before = store.queries.doubts.conflicts(limit=9)
    store.rebuild()
    assert store.queries.doubts.conflicts(limit=9) == before


def test_rows_that_are_missing_are_a_fault(store: Store, city: City) -> None:
    disagreed(store, city)
    assert list(store.checks.faults()) == []
    with store._connections.write() as connection:
        connection.execute("DELETE FROM doubt")
    assert {fault.code for fault in store.checks.faults()} == {"fault-case", "fault-resident"}


def test_late_work_is_listed_for_the_new_owner(store: Store, city: City) -> None:
    """C17: the desk's act was recorded before it heard that the case is somebody else's."""
    case = registered(store)
    city.exchange(store)
    given = ev.Reassigned(reason="调离", agent="qiqige", name="其其格")
    city.take(CITY, [wire(case, given, base=len(city.log))])
    act(store, case, ev.Progressed("已入户核实"), ev.Noted("带了收入证明"))
    city.exchange(store)
    (late,) = store.queries.doubts.proposals(limit=9)
    assert (late.subject, late.author, late.owner) == (case, AGENT.name, "qiqige")
    file = store.queries.case_file(case)
    assert file is not None
    assert file.case.last_words == ""
    act(store, case, ev.ProposalDecided(late.key, accepted=True))
    assert store.queries.doubts.counts() == DoubtCounts()
    file = store.queries.case_file(case)
    assert file is not None
    assert file.case.last_words == "已入户核实"


def test_nonsense_ids_are_no_subject(store: Store) -> None:
    assert store.queries.doubts.disputed("nonsense") is None
    assert store.queries.doubts.disputed("0" * 32) is None
