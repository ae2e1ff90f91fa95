"""The city's year tables on the desk: only as the city signed them, and at once for what is open."""

from datetime import date, datetime

import msgspec

from helpdesk.domain import events as ev
from helpdesk.domain.calendar import Day, DayKind, YearTable
from helpdesk.protocol.calendars import SignedTables, sign_tables, word
from helpdesk.store.store import Store
from tests.store.city import SERVER, City
from tests.store.desk import act, registered

at = datetime.fromisoformat  # local wall time, without a zone


def table(version: str, *days: int) -> YearTable:
    off = tuple(Day(date(2027, 1, day), DayKind.HOLIDAY, "元旦") for day in days)
    return YearTable(2027, version, "国办发明电", off)


def told(store: Store, city: City, signed: SignedTables) -> None:
    answer = city.answer(store.incarnation)
    store.outbox.apply(msgspec.structs.replace(answer, tables=signed))


def test_a_table_counts_for_what_is_open(store: Store, city: City) -> None:
    """COMPLAINTS 4: a result that was given is due by the new table; the lists and `verify` agree."""
    case = registered(store, close_by=None)
    act(store, case, ev.HandedOver("民政局"), ev.Answered("同意"), at=at("2026-12-24 10:00"))
    city.exchange(store)
    before = store.queries.work_list(limit=1)[0]
    assert (before.due, before.provisional) == (at("2027-01-07 17:30"), True)
    signed = sign_tables([table("1", 1)], SERVER.sign)
    told(store, city, signed)
    assert store.reference.calendar.is_provisional(2027) is False
    row = store.queries.work_list(limit=1)[0]
    assert (row.due, row.provisional) == (at("2027-01-08 17:30"), False)
    assert store.outbox.held(device_ms=0).tables == word(signed.payload)
    assert list(store.checks.faults()) == []
    store.rebuild()
    assert store.queries.work_list(limit=1)[0] == row


def test_another_edition_takes_its_place_and_the_same_changes_nothing(
    store: Store, city: City
) -> None:
    first, second = (
        sign_tables([table(version, *days)], SERVER.sign)
        for version, days in (("1", (1,)), ("2", (1, 4)))
    )
    for signed in (first, first, second):
        told(store, city, signed)
    calendar = store.reference.calendar
    assert calendar.version(date(2027, 1, 1), date(2027, 1, 2)) == "2027/2"
    assert not calendar.is_working_day(date(2027, 1, 4))


def test_what_the_city_did_not_sign_is_no_table(store: Store, city: City) -> None:
    signed = sign_tables([table("1", 1)], SERVER.sign)
    forged = sign_tables([table("1", 1, 4, 5)], SERVER.sign).payload
    told(store, city, SignedTables(forged, signed.signature))
    told(store, city, SignedTables(b"\xc1", SERVER.sign(b"helpdesk-calendar-1\n\xc1")))
    assert store.reference.calendar.is_provisional(2027)
    assert store.outbox.held(device_ms=0).tables == b""
