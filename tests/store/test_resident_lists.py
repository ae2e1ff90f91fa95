"""Residents as screens ask for them: found however they are typed, merged, in households, with proxies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.application.lookalikes import Alike, Traits
from helpdesk.application.queries import CaseFilter
from helpdesk.application.resident_queries import ResidentGroup
from helpdesk.domain import events as ev
from helpdesk.domain.merging import event_id
from helpdesk.domain.residents import Need
from helpdesk.store import keys
from helpdesk.store.store import Store
from tests.store.city import CITY, City, enrol, wire
from tests.store.desk import (
    AGENT,
    DESK,
    MOMENT,
    PASSWORD,
    QUICK,
    Person,
    new_id,
    reference_files,
    registered,
)

VILLAGE = "150502100217"  # 大林镇 保安嘎查
BORN = date(1958, 3, 12)


def take_down(store: Store, name: str, **values: object) -> str:
    subject = new_id()
    with store.unit_of_work() as work:
        work.append(subject, ev.ResidentRecorded(name, **values), author=AGENT, moment=MOMENT)  # type: ignore[arg-type]
    return subject


def say(store: Store, subject: str, body: ev.Body) -> str:
    with store.unit_of_work() as work:
        return event_id(work.append(subject, body, author=AGENT, moment=MOMENT))


def names(store: Store, typed: str, group: ResidentGroup = ResidentGroup.ALL) -> list[str]:
    page = store.queries.residents.page(typed, group=group, offset=0, limit=50)
    assert page.count == len(page.rows)
    return [row.name for row in page.rows]


@pytest.mark.parametrize(
    "typed",
    [
        *("包玉兰", "包玉蘭", "baoyulan", "byl", "152326195803120028", "0028", "13847501234"),
        *("保安嘎查", "大林 包玉", "保安 byl", "三组"),
    ],
)
def test_found_however_it_is_typed(store: Store, typed: str) -> None:
    """Name, variant characters, pinyin, initials, number, telephone, village, address."""
    take_down(
        store,
        "包玉兰",
        document_number="152326195803120028",
        phones=("13847501234",),
        division=VILLAGE,
        address="三组12号",
    )
    take_down(store, "王强")
    assert names(store, typed) == ["包玉兰"]


def test_names_come_before_addresses_and_sounds_behind(store: Store) -> None:
    take_down(store, "斯沁")
    take_down(store, "王强", address="斯琴家隔壁")
    take_down(store, "斯琴")
    assert names(store, "斯琴") == ["斯琴", "王强", "斯沁"]


def test_groups(store: Store) -> None:
    take_down(store, "包玉兰", needs=(Need.ELDERLY,), document_number="X1")
    take_down(store, "王强")
    assert names(store, "") == ["王强", "包玉兰"]
    assert names(store, "", ResidentGroup.NEEDS) == ["包玉兰"]
    assert names(store, "", ResidentGroup.BARE) == ["王强"]
    assert names(store, "强", ResidentGroup.NEEDS) == []


def test_a_merged_record_is_found_as_the_one_that_is_shown(store: Store) -> None:
    kept = take_down(store, "包玉兰", phones=("13847501234",))
    gone = take_down(store, "宝玉兰", phones=("13900000000",))
    with_kept, with_gone = (
        registered(store, Person(id=kept)),
        registered(store, Person(id=gone)),
    )
    merge = say(store, gone, ev.ResidentMerged(kept))
    assert names(store, "") == ["包玉兰"]
    assert names(store, "13900000000") == ["包玉兰"]
    assert [hit.subject for hit in store.queries.find("13900000000", limit=9)] == [kept]
    for resident in (kept, gone):  # cases follow, whichever record is asked about
        wanted = CaseFilter(resident=resident)
        found = store.queries.cases(wanted, offset=0, limit=9)
        assert {row.id for row in found} == {with_kept, with_gone}
        assert store.queries.count_cases(wanted) == 2
        file = store.queries.residents.file(resident)
        assert file is not None
        assert (file.resident.id, [each.id for each in file.merged]) == (kept, [gone])
        assert file.case_count == 2
    say(store, gone, ev.ResidentMergeUndone((merge,)))
    assert names(store, "") == ["宝玉兰", "包玉兰"]
    found = store.queries.cases(CaseFilter(resident=gone), offset=0, limit=9)
    assert [row.id for row in found] == [with_gone]
    assert store.damage() == ()


def test_nobody_is_lost_when_two_desks_merge_in_a_circle(store: Store, city: City) -> None:
    one, two = sorted((take_down(store, "包玉兰"), take_down(store, "包玉兰")))
    city.exchange(store)
    city.take(CITY, [wire(one, ev.ResidentMerged(two), base=len(city.log))])
    say(store, two, ev.ResidentMerged(one))
    city.exchange(store)
    assert names(store, "") == ["包玉兰"]
    assert store.queries.residents.shown(two) == one


def test_a_record_merged_into_one_that_is_not_here_stays(store: Store) -> None:
    gone = take_down(store, "包玉兰")
    elsewhere = new_id()
    say(store, gone, ev.ResidentMerged(elsewhere))
    assert names(store, "") == ["包玉兰"]
    with store.unit_of_work() as work:  # it comes later
        work.append(elsewhere, ev.ResidentRecorded("包玉蘭"), author=AGENT, moment=MOMENT)
    assert names(store, "") == ["包玉蘭"]


@dataclass(frozen=True)
class Act:
    one: int
    other: int
    undo: bool
    by_city: bool


ACTS = st.lists(
    st.builds(Act, st.integers(0, 3), st.integers(0, 3), st.booleans(), st.booleans()), max_size=10
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_whatever_is_merged_and_undone_everybody_is_found(
    store: Store, city: City, acts: list[Act]
) -> None:
    """Each record is found by its own number, as exactly one person; made anew it is the same."""
    people = [
        take_down(store, f"王{n}", document_number=f"NO{n}{new_id()[-8:]}") for n in "甲乙丙丁"
    ]
    merges: dict[int, list[str]] = {}
    for act in acts:
        subject = people[act.one]
        done = merges.setdefault(act.one, [])
        body = (
            ev.ResidentMergeUndone(tuple(done))
            if act.undo
            else ev.ResidentMerged(people[act.other])
        )
        if act.by_city:
            city.take(CITY, [wire(subject, body)])
            city.exchange(store)
        else:
            done.append(say(store, subject, body))
    before = [store.queries.residents.shown(each) for each in people]
    assert set(before) <= set(people)
    for shown in before:
        assert store.queries.residents.shown(shown) == shown
    assert store.damage() == ()
    store.rebuild()
    assert [store.queries.residents.shown(each) for each in people] == before


def test_a_household_with_its_cases(store: Store) -> None:
    """Item 9: the household's history, offline."""
    home = new_id()
    values = {"division": VILLAGE, "address": "三组12号"}
    mother = take_down(
        store, "包玉兰", birth=BORN, household=home, household_relation="head", **values
    )
    son = take_down(store, "包国庆", household=home, household_relation="child", **values)
    take_down(store, "王强", **values)
    mothers, sons = registered(store, Person(id=mother)), registered(store, Person(id=son))
    file = store.queries.residents.file(mother)
    assert file is not None
    assert [(m.row.name, m.relation, m.open_cases) for m in file.members] == [
        ("包玉兰", "head", 1),
        ("包国庆", "child", 1),
    ]
    assert [row.id for row in file.cases] == [mothers]
    assert [row.id for row in file.household_cases] == [sons]
    assert [each.row.name for each in file.neighbours] == ["王强"]


def alike(store: Store, **traits: object) -> list[tuple[str, tuple[Alike, ...]]]:
    found = store.queries.residents.lookalikes(Traits(**traits), limit=9)  # type: ignore[arg-type]
    return [(each.row.name, tuple(each.reasons)) for each in found]


def test_who_looks_alike_and_why(store: Store) -> None:
    take_down(
        store,
        "包玉兰",
        document_number="152326195803120028",
        birth=BORN,
        division=VILLAGE,
        address="三组12号",
        phones=("13847501234", "13900000000"),
        neighbour_phones=("13900000000",),
    )
    assert alike(store, document_number="152326195803120028") == [("包玉兰", (Alike.DOCUMENT,))]
    assert alike(store, name="包玉蘭", birth="1958-03-12") == [("包玉兰", (Alike.NAME_BIRTH,))]
    assert alike(store, name="宝玉兰", phones=("13847501234",)) == [("包玉兰", (Alike.NAME_PHONE,))]
    assert alike(store, name="宝玉兰", phones=("13900000000",)) == []  # the neighbour's
    assert alike(store, name="包玉兰", place=VILLAGE, address="三组 12号") == [
        ("包玉兰", (Alike.NAME_ADDRESS,))
    ]
    assert alike(store, birth="1958-03-12", place=VILLAGE, address="三组12号") == [
        ("包玉兰", (Alike.ADDRESS_BIRTH,))
    ]
    # Another valid number is another person, whatever else is the same.
    assert (
        alike(store, name="包玉兰", birth="1958-03-12", document_number="11010519491231002X") == []
    )
    assert alike(store, name="包") == []


def test_pairs_that_may_be_one_person(store: Store) -> None:
    one = take_down(store, "包玉兰", birth=BORN, phones=("13847501234",))
    two = take_down(store, "包玉蘭", birth=BORN, phones=("13847501234",))
    take_down(store, "王强", birth=BORN)
    (found,) = store.queries.residents.suspicions(limit=9)
    assert {found.one.id, found.other.id} == {one, two}
    assert tuple(found.reasons) == (Alike.NAME_BIRTH, Alike.NAME_PHONE, Alike.PHONE_BIRTH)
    say(store, two, ev.ResidentToldApart(one))
    assert store.queries.residents.suspicions(limit=9) == []


def test_no_number_stands_in_the_index_of_lookalikes(store: Store) -> None:
    take_down(store, "包玉兰", document_number="152326195803120028", phones=("13847501234",))
    names(store, "包")
    with store._connections.read() as connection:
        rows = connection.execute("SELECT * FROM resident_key").fetchall()
    assert rows
    assert "152326195803120028" not in repr(rows)
    assert "13847501234" not in repr(rows)


def test_who_may_come_for_somebody(store: Store) -> None:
    mother = take_down(store, "包玉兰")
    valid = ev.ProxyAuthorised("1", "包国庆", BORN, date(2026, 12, 31), matters=("TL-0014",))
    say(store, mother, valid)
    say(store, mother, ev.ProxyAuthorised("2", "王强", BORN, date(2026, 1, 1)))
    proxies = store.queries.residents.proxies
    on = date(2026, 11, 23)
    assert [each.name for each in proxies(mother, on=on)] == ["包国庆"]
    assert [each.name for each in proxies(mother, on=on, matter="TL-0014")] == ["包国庆"]
    assert proxies(mother, on=on, matter="TL-0001") == []
    assert proxies(new_id(), on=on) == []


def test_a_broken_bond_is_a_fault(store: Store) -> None:
    kept, gone = take_down(store, "包玉兰"), take_down(store, "包玉蘭")
    say(store, gone, ev.ResidentMerged(kept))
    assert list(store.checks.faults()) == []
    with store._connections.write() as connection:
        connection.execute("DELETE FROM resident_link")
    assert {fault.code for fault in store.checks.faults()} == {"fault-resident"}


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """A second desk of the same stream."""
    folder = tmp_path / "other"
    key = keys.create_keys(folder, AGENT, PASSWORD, stretching=QUICK)
    store = Store.create(folder, key, desk=DESK)
    store.load_reference(reference_files())
    enrol(store)
    yield store
    store.close()


def test_two_desks_merge_and_undo_and_see_the_same(store: Store, other: Store, city: City) -> None:
    """Merged the other way round at once, then taken back at one desk: both show the same people."""
    one, two = take_down(store, "包玉兰"), take_down(store, "包玉蘭")
    case = registered(store, Person(id=two))
    for desk in (store, other):
        city.exchange(desk)
    mine = say(store, two, ev.ResidentMerged(one))
    theirs = say(other, one, ev.ResidentMerged(two))
    for desk in (store, other, store):
        city.exchange(desk)
    shown = {
        each: desk.queries.residents.shown(each) for desk in (store, other) for each in (one, two)
    }
    assert len(set(shown.values())) == 1
    found = other.queries.cases(CaseFilter(resident=one), offset=0, limit=9)
    assert [row.id for row in found] == [case]
    say(other, two, ev.ResidentMergeUndone((mine,)))
    say(other, one, ev.ResidentMergeUndone((theirs,)))
    for desk in (other, store):
        city.exchange(desk)
        assert desk.queries.residents.shown(one) == one
        assert desk.queries.residents.shown(two) == two
        assert desk.damage() == ()
