"""Pages of the city taken in: what has just come is not read again, and makes the same rows."""

from collections.abc import Iterable, Iterator
from random import Random

import pytest
from msgspec.structs import replace

from helpdesk.application.queries import CaseFilter
from helpdesk.domain import events as ev
from helpdesk.store import bulk, event_log
from helpdesk.store.connection import Connection
from helpdesk.store.store import Store
from tests.store.city import CITY, City, changed, wire
from tests.store.desk import new_id, registered
from tests.store.test_indexing import case_body, resident_body

MANY = 2 * bulk.ROWS + 3


@pytest.fixture
def read_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The subjects that are read from the log to be folded."""
    asked: list[str] = []
    read = event_log.readers

    def reading(
        connection: Connection, subjects: Iterable[str]
    ) -> Iterator[tuple[str, event_log.Reader]]:
        asked.extend(some := list(subjects))
        return read(connection, some)

    monkeypatch.setattr(event_log, "readers", reading)
    return asked


def bring(city: City, cases: int) -> list[str]:
    """New cases and residents, what was done to some of them, and all of it mixed."""
    dice, subjects = Random(cases), []
    for counter in range(1, cases + 1):
        subjects.append(new_id())
        city.take(CITY, [wire(subjects[-1], case_body(counter)), wire(new_id(), resident_body())])
        city.take(CITY, [wire(dice.choice(subjects), ev.Noted(f"{counter}"))])
    return subjects


def test_what_has_just_come_is_not_read_again(
    store: Store, city: City, read_again: list[str]
) -> None:
    known = registered(store)
    city.exchange(store)
    bring(city, MANY)
    city.take(CITY, [wire(known, ev.Noted("seen"))])
    read_again.clear()
    city.exchange(store)
    assert set(read_again) == {known}
    assert store.queries.count_cases(CaseFilter()) == MANY + 1
    assert list(store.checks.faults()) == []


def test_rows_are_the_same_however_the_pages_are_cut(store: Store, city: City) -> None:
    bring(city, MANY)
    dice = Random(7)
    while city.exchange(store, limit=dice.choice((1, 40, 150, 260))).streams[0].more:
        pass
    assert store.queries.count_cases(CaseFilter()) == MANY
    assert list(store.checks.faults()) == []


def test_what_is_kept_aside_counts_at_once_for_nothing(store: Store, city: City) -> None:
    case, *_ = bring(city, 3)
    answer = city.answer(store.incarnation)
    (page,) = answer.streams
    aside = [e.position for e in page.events if e.event.subject.hex() == case][:1]
    page = replace(page, aside=aside)
    store.outbox.apply(changed(answer, streams=[page]))
    assert store.queries.count_cases(CaseFilter()) == 2
    assert list(store.checks.faults()) == []


def test_a_page_out_of_order_folds_in_the_order_of_positions(store: Store, city: City) -> None:
    bring(city, MANY)
    answer = city.answer(store.incarnation)
    (page,) = answer.streams
    page = replace(page, events=Random(3).sample(page.events, len(page.events)))
    store.outbox.apply(changed(answer, streams=[page]))
    assert store.queries.count_cases(CaseFilter()) == MANY
    assert list(store.checks.faults()) == []
