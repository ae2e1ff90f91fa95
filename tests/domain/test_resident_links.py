"""Several records of one person: merges, chains, circles and undoings never lose anybody."""

import random
from collections.abc import Iterable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain import events as ev
from helpdesk.domain.events import Body, Event
from helpdesk.domain.merging import event_id
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.resident_links import Links, cut, group_of, shown_of
from helpdesk.domain.residents import Resident, Validity
from tests.domain.build import event

RECORDS = tuple("abcdef")
PAIRS = st.lists(st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)), max_size=12)
DAY = date(2026, 11, 23)


def links(pairs: Iterable[tuple[str, str]]) -> Links:
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        if one != other:
            found.setdefault(one, set()).add(other)
    return found


def groups(made: Links) -> set[frozenset[str]]:
    return {group_of(record, made) for record in RECORDS}


@given(PAIRS)
def test_every_record_stands_in_one_group_that_shows_one_of_them(
    pairs: list[tuple[str, str]],
) -> None:
    made = links(pairs)
    found = groups(made)
    assert sorted(each for group in found for each in group) == sorted(RECORDS)
    for group in found:
        assert shown_of(group, made, known=set(RECORDS)) in group
        for lone in group:
            assert shown_of(group, made, known={lone}) == lone


@given(PAIRS, st.sampled_from(RECORDS))
def test_cutting_takes_one_out_and_keeps_the_rest_together(
    pairs: list[tuple[str, str]], record: str
) -> None:
    made = links(pairs)
    group = group_of(record, made)
    shown = shown_of(group, made, known=set(RECORDS))
    if record == shown:
        return
    gone = cut(record, shown, made)
    left = links({(one, other) for one in made for other in made[one]} - gone)
    assert record not in group_of(shown, left)
    # Nobody else who was merged otherwise is torn apart from the one that is shown.
    without = links({(a, b) for a in made for b in made[a]} - {p for p in gone if record in p})
    assert group_of(shown, without) == group_of(shown, left)


def folded(*bodies: Body, seed: int = 0) -> Resident:
    """The record r after these, which arrive in any order behind its beginning."""
    events = [event(body, dseq=number) for number, body in enumerate(bodies, 2)]
    random.Random(seed).shuffle(events)
    resident = fold_resident("r", [event(ev.ResidentRecorded("包玉兰")), *events])
    assert resident is not None
    return resident


@given(st.integers(0, 50))
def test_merges_and_undoings_in_any_order_are_the_same(seed: int) -> None:
    """Also an undoing that arrives before what it undoes."""
    first = event_id(Event(**_parts(event(ev.ResidentMerged("x"), dseq=2))))
    merged = (ev.ResidentMerged("x"), ev.ResidentMerged("y"), ev.ResidentMerged("r"))
    resident = folded(*merged, ev.ResidentMergeUndone((first,)), seed=seed)
    assert [merge.into for merge in resident.merges] == ["y"]


def _parts(made: Event) -> dict[str, object]:
    return {name: getattr(made, name) for name in made.__slots__}


@given(st.integers(0, 50))
def test_authorisations_are_valid_within_their_days_and_until_they_are_revoked(seed: int) -> None:
    until = date(2026, 12, 31)
    one = ev.ProxyAuthorised("1", "包秀英", DAY, until, matters=("TL-0014",))
    two = ev.ProxyAuthorised("2", "包国庆", DAY, date(2026, 11, 30))
    revoked = ev.ProxyRevoked("2", "不再需要")
    resident = folded(one, two, revoked, ev.ProxyRevoked("9"), seed=seed)
    first, second = resident.authorisations
    assert (first.validity(DAY), first.validity(until)) == (Validity.VALID, Validity.VALID)
    assert first.validity(date(2026, 11, 22)) is Validity.FUTURE
    assert first.validity(date(2027, 1, 1)) is Validity.EXPIRED
    assert second.validity(DAY) is Validity.REVOKED
    assert (first.covers("TL-0014"), first.covers("TL-0001")) == (True, False)
    assert second.covers("TL-0001")
