"""The day sheet: every number of a day with what became of it; nothing printed is lost sight of (C2)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from helpdesk.application.day_sheet import Counts, DaySheet, Reckoned, SheetLine, day_span
from helpdesk.application.ports import PrintJob
from helpdesk.domain import events as ev
from helpdesk.domain.moments import Moment
from helpdesk.protocol.outbox import Attempt
from helpdesk.store import renewal
from helpdesk.store.store import Store
from tests.store.city import CITY, City, wire
from tests.store.desk import AGENT, NOON, Person, act, day, record, register, registered


def reckon(store: Store, on: date | None = None) -> Reckoned:
    since, until = day_span(on or day())
    return store.reconciliation.reckon(
        since_ms=Moment.of(since).utc_ms,
        until_ms=Moment.of(until).utc_ms,
        first=since.date(),
        last=since.date(),
    )


def printed(copies: int = 2, output: str = "printer") -> ev.PaperPrinted:
    return ev.PaperPrinted("receipt", "A5", copies, 1, output)


def line_of(store: Store, case: str) -> SheetLine:
    return next(line for line in reckon(store).lines if line.case == case)


def test_a_printed_number_without_receipt_is_a_gap_until_the_city_has_it(
    store: Store, city: City
) -> None:
    """C2: paper and server are laid side by side, by number."""
    case = registered(store)
    act(store, case, printed())
    line = line_of(store, case)
    assert (line.given, line.printed, line.at_city, line.is_gap) == (True, 2, False, True)
    assert line.counts == Counts(recorded=2)
    city.exchange(store)
    line = line_of(store, case)
    assert line.counts == Counts(recorded=2, sent=2, acknowledged=2)
    assert not line.is_gap


def test_a_refused_registration_stays_a_gap(store: Store, city: City) -> None:
    case = registered(store)
    act(store, case, printed())
    city.quarantined[store.incarnation, 1] = "number-foreign"
    city.exchange(store)
    line = line_of(store, case)
    assert line.counts == Counts(recorded=2, sent=2, acknowledged=1, refused=1)
    assert line.is_gap


def test_what_left_without_an_answer_is_sent_and_not_acknowledged(store: Store, city: City) -> None:
    """Only a receipt proves that something arrived; only what was given to the line was sent."""
    case = registered(store)
    act(store, case, ev.Noted("一"))
    store.outbox.note(Attempt(1, error="network-unreachable"))
    assert line_of(store, case).counts == Counts(recorded=2)
    store.outbox.note(Attempt(2, error="network-cut", offered=1))
    assert line_of(store, case).counts == Counts(recorded=2, sent=1)
    store.outbox.note(Attempt(3, error="network-unreachable"))
    assert line_of(store, case).counts == Counts(recorded=2, sent=1)


def test_a_paper_that_never_came_out_is_not_counted(store: Store) -> None:
    with store.unit_of_work() as work:
        case = register(work)
        failed = work.queue_print(case, paper="receipt", size="A5", copies=2)
        done = work.queue_print(case, paper="receipt", size="A5", copies=1)
        job = PrintJob(failed, case, "receipt", "A5", 2)
        work.settle_print(job, state="failed", error="printer-failed")
        work.settle_print(replace(job, id=done), state="done")
    act(store, case, printed(copies=1), printed(copies=3, output="file"))
    act(store, case, printed(copies=4, output="unconfirmed"))
    line = line_of(store, case)
    assert (line.printed, line.unconfirmed, line.saved, line.not_out) == (5, 4, 3, 2)


def test_the_day_ends_at_midnight_of_the_desk(store: Store) -> None:
    late = datetime(2026, 11, 23, 23, 59, 59)
    first = registered(store, at=late)
    second = registered(store, at=late + timedelta(seconds=1))
    assert [line.case for line in reckon(store).lines] == [first]
    assert [line.case for line in reckon(store, date(2026, 11, 24)).lines] == [second]


def test_an_older_case_counts_with_what_was_done_today(store: Store, city: City) -> None:
    case = registered(store, at=NOON - timedelta(days=3))
    city.exchange(store)
    act(store, case, printed(copies=1))
    line = line_of(store, case)
    assert (line.given, line.printed, line.is_gap) == (False, 1, False)
    assert line.counts == Counts(recorded=1)


def test_records_of_others_are_not_this_desks(store: Store, city: City) -> None:
    case = registered(store)
    city.exchange(store)
    city.take(CITY, [wire(case, ev.SignedFor("民政"))])
    city.exchange(store)
    assert line_of(store, case).counts.recorded == 1


def test_residents_and_device_acts_are_counted_apart(store: Store) -> None:
    with store.unit_of_work() as work:
        record(work, Person())
        work.append(work.device, ev.Noted("x"), author=AGENT, moment=Moment.of(NOON))
    found = reckon(store)
    assert (found.lines, found.others) == ((), Counts(recorded=2))


def test_a_number_that_was_drawn_and_has_no_case_is_named(store: Store) -> None:
    registered(store)
    with store.unit_of_work() as work:
        work.next_counter("021", day())
    registered(store)
    found = reckon(store)
    assert len(found.lines) == 2
    assert [number.split("-")[4] for number in found.lost] == ["0002"]


def test_a_new_log_after_a_loss_keeps_the_day_whole(store: Store, city: City) -> None:
    first = registered(store)
    city.exchange(store)
    with store._connections.write() as connection:
        renewal.begin_log(connection)
    second = registered(store)
    assert {line.case for line in reckon(store).lines} == {first, second}
    assert line_of(store, first).at_city
    assert line_of(store, second).counts == Counts(recorded=1)


def test_files_that_the_city_lacks_are_counted(store: Store, city: City) -> None:
    """C7: "2 of 3 files arrived" is shown."""
    case = registered(store)
    digests = [store.files.keep(bytes([n]) * 9, now_ms=1) for n in range(3)]
    act(store, case, *(ev.FileAttached(digest, 9, "image/jpeg") for digest in digests))
    store.file_queue.arrived(digests[:2])
    city.exchange(store)
    line = line_of(store, case)
    assert (line.files, line.files_missing, line.is_gap) == (3, 1, False)


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        (SheetLine("c", "n", "", "", True, True, Counts(1, 1, 1)), True),
        (SheetLine("c", "n", "", "", True, True, Counts(2, 1, 1)), False),
        (SheetLine("c", "n", "", "", False, False, Counts(1, 1, 0, 1), printed=1), False),
        (SheetLine("c", "n", "", "", True, True, Counts(1, 1, 1), files=2, files_missing=1), False),
    ],
)
def test_whole_means_everything(line: SheetLine, whole: bool) -> None:
    since, until = day_span(day())
    sheet = DaySheet(since, until, NOON, (line,), Counts(), ())
    assert sheet.is_whole is whole
    assert sheet.day == day()
    assert DaySheet(since, NOON, NOON, (line,), Counts(), ("BA-1",)).day is None
