"""Search: everything of every age, found by whatever fingers produce."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.application.intake import Draft, Intake
from helpdesk.application.queries import CaseFilter
from helpdesk.domain import events as ev
from helpdesk.domain.stages import CaseKind
from helpdesk.store.store import Store
from tests.store.desk import (
    AGENT,
    MOMENT,
    Person,
    act,
    new_id,
    record,
    register,
    registered,
)
from tests.store.test_search_terms import NOISE

PERSON = Person(name="包玉兰", document="15232619580312002X", phone="13847501234")


def found(store: Store, typed: str, *, kind: str = "case") -> list[str]:
    return [hit.title for hit in store.queries.find(typed, limit=30) if hit.kind == kind]


@pytest.fixture
def filled(store: Store) -> Store:
    with store.unit_of_work() as work:
        record(work, PERSON)
        register(work, PERSON, outside_number="12345-2026-887")
        other = Person(name="王国庆", document="150502199001011237", phone="04756213344")
        register(work, other, matter=ev.MatterTerms("TL-0001", "居民身份证换领", "公安", "1"))
    return store


@pytest.mark.parametrize(
    "typed",
    [
        *("包", "包玉", "玉兰", "包玉兰", "b", "by", "byl", "BYL", "bao", "baoyulan", "yulan"),
        *("bao yu lan", "包yl", "yl 包", "lan"),
        *("15232619580312002X", "15232619580312002x", "152326", "1523261958", "002X", "12002x"),
        *("13847501234", "138", "138 4750 1234", "138-4750", "1234"),
        *("0001", "021", "261123", "BA-1505-021-261123-0001", "ba15050212611230001", "BA15"),
        *("1505-021-261123-0001", "15050212611230001", "BA 1505 021 261123"),
        *("12345-2026-887", "123452026887", "12345", "887"),
        *("最低生活保障", "生活", "低保", "保障 包", "TL-0014", "zdshbz", "民政"),
        "包玉兰 低保 1234",
    ],
)
def test_the_case_is_found(filled: Store, typed: str) -> None:
    assert "包玉兰" in found(filled, typed)


@pytest.mark.parametrize(
    "typed",
    ["兰玉", "玉包", "包玉兰 王国庆", "低证", "byx", "9999", "包玉兰 身份证", "聪", "BA1505 聪"],
)
def test_nothing_else_is(filled: Store, typed: str) -> None:
    assert filled.queries.find(typed, limit=9) == []


@pytest.mark.parametrize("typed", ["6213344", "0475-6213344", "04756213344", "3344"])
def test_landlines_with_and_without_area_code(filled: Store, typed: str) -> None:
    assert found(filled, typed) == ["王国庆"]


@pytest.mark.parametrize("typed", ["byl", "玉兰", "002X", "13847501234", "152326"])
def test_the_resident_is_found_too(filled: Store, typed: str) -> None:
    assert found(filled, typed, kind="resident") == ["包玉兰"]
    assert [row.id for row in filled.queries.find_residents(typed, limit=9)] == [PERSON.id]


def test_without_a_question_the_newest_residents(filled: Store) -> None:
    assert [row.name for row in filled.queries.find_residents(" ", limit=9)] == ["包玉兰"]
    assert filled.queries.find(" ", limit=9) == []


@pytest.mark.parametrize("typed", ["shan", "dan", "chan", "sx", "dx", "cx", "单雄"])
def test_characters_with_several_sounds(store: Store, typed: str) -> None:
    registered(store, Person(name="单雄信"))
    assert found(store, typed) == ["单雄信"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("\U00020bb7田\U0002a6d6", "\U00020bb7"),
        ("\U00020bb7田\U0002a6d6", "田\U0002a6d6"),
        ("\U0002b740\U0002ceb0", "\U0002ceb0"),
        ("阿拉坦·敖其尔", "敖其尔"),
        ("阿拉坦·敖其尔", "阿拉坦·敖"),
        ("阿拉坦·敖其尔", "altaqe"),
        ("ᠮᠣᠩᠭᠣᠯ\u180b ᠪᠠᠶᠠᠷ", "ᠪᠠᠶᠠᠷ"),
        ("O'Neil Δelta", "neil δ"),
    ],
)
def test_rare_and_foreign_names(store: Store, name: str, typed: str) -> None:
    registered(store, Person(name=name))
    assert found(store, typed) == [name], "found, and shown exactly as it was written"


def test_drafts_unsent_and_archived_cases_alike(store: Store) -> None:
    """C30: drafts, outbox and archive in one local search; drafts come first."""
    archived = registered(store, Person(name="包玉兰"))
    act(store, archived, ev.Closed())
    unsent = registered(store, Person(name="包玉兰"))
    with store.unit_of_work() as work:
        draft = Intake(new_resident={"name": "包玉兰", "phone": "13900001111"}, matter="TL-0014")
        work.save_draft(Draft("a draft", draft, 1))
    for typed in ("byl", "玉兰", "生活保障", "TL-0014"):
        hits = store.queries.find(typed, limit=9)
        assert [hit.subject for hit in hits if hit.kind != "resident"] == [
            "a draft",
            unsent,
            archived,
        ]
    (hit,) = store.queries.find("1111", limit=9)
    assert (hit.kind, hit.title, hit.detail) == ("draft", "包玉兰", "最低生活保障审核确认")


def test_requests_are_found_by_title_and_words(store: Store) -> None:
    with store.unit_of_work() as work:
        register(
            work,
            matter=None,
            case_kind=CaseKind.REQUEST,
            title="路灯不亮",
            text="胜利村东头的路灯坏了三天",
            category="市政",
        )
    for typed in ("路灯", "ldbl", "三天", "市政"):
        assert found(store, typed) == ["包玉兰"]


def test_what_a_department_adds_is_found_as_well(store: Store) -> None:
    case = registered(store)
    act(store, case, ev.Accepted(department="民政局救助科", number="MZ2026-0099"))
    for typed in ("MZ2026", "mz20260099", "救助科"):
        assert found(store, typed) == ["包玉兰"]


def test_a_changed_name_replaces_the_old_one(store: Store) -> None:
    with store.unit_of_work() as work:
        person = record(work, Person(name="包玉兰"))
    with store.unit_of_work() as work:
        changed = ev.ResidentChanged(changes={"name": "包玉荣"})
        work.append(person, changed, author=AGENT, moment=MOMENT)
    assert store.queries.find_residents("玉兰", limit=9) == []
    assert [row.name for row in store.queries.find_residents("byr", limit=9)] == ["包玉荣"]


def test_newest_first_and_never_more_than_asked_for(store: Store) -> None:
    with store.unit_of_work() as work:
        cases = [register(work) for _ in range(30)]
    hits = store.queries.find("byl", limit=12)
    assert [hit.subject for hit in hits] == cases[:-13:-1]


def test_residents_and_cases_share_the_room(store: Store) -> None:
    with store.unit_of_work() as work:
        for _ in range(20):
            record(work, Person(id=new_id()))
            register(work)
    kinds = [hit.kind for hit in store.queries.find("byl", limit=12)]
    assert (kinds.count("resident"), kinds.count("case")) == (4, 8)


def test_the_list_filters_by_the_same_text(filled: Store) -> None:
    def listed(text: str) -> list[str]:
        rows = filled.queries.cases(CaseFilter(text=text), offset=0, limit=9)
        assert filled.queries.count_cases(CaseFilter(text=text)) == len(rows)
        return [row.applicant for row in rows]

    assert listed("byl") == ["包玉兰"]
    assert listed("BA-1505-021-261123") == ["王国庆", "包玉兰"]
    assert listed("***") == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NOISE)
def test_any_input_is_answered(filled: Store, typed: str) -> None:
    filled.queries.find(typed, limit=9)
    filled.queries.find_residents(typed, limit=9)
    filled.queries.cases(CaseFilter(text=typed), offset=0, limit=9)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=2, max_size=40))
def test_any_name_is_stored_as_it_was_typed(store: Store, name: str) -> None:
    case = registered(store, Person(name=name))
    file = store.queries.case_file(case)
    assert file is not None
    assert file.row.applicant == name


def test_the_end_of_a_number_as_it_is_read_out(store: Store) -> None:
    """Counter and check character, which is a letter for most numbers (`0003-R`)."""
    with store.unit_of_work() as work:
        cases = [register(work, PERSON) for _ in range(40)]
        numbers = {case: work.case(case).number for case in cases}
    assert any(number[-1].isalpha() for number in numbers.values())
    for case, number in numbers.items():
        hits = store.queries.find(number[-6:], limit=30)
        assert hits[0].subject == case, number
