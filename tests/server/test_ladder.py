"""The ladder in the city: rounds at moments that are passed in, over the real database."""

import secrets
import threading
from dataclasses import replace
from datetime import datetime, time, timedelta

import psycopg
import pytest

from helpdesk.application.deadlines import closing_clock, response_clock
from helpdesk.domain import events as ev
from helpdesk.domain.calendar import Day, DayKind, YearTable
from helpdesk.domain.ladder import LIMITS
from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import CaseKind
from helpdesk.protocol.calendars import verified, word
from helpdesk.protocol.codec import decode_body
from helpdesk.protocol.messages import Cursor
from helpdesk.server.ladder import Editor
from helpdesk.server.people import Role
from tests.server.raw_device import RawDevice, event
from tests.server.running import VILLAGE, RunningCity

at = datetime.fromisoformat  # local wall time, without a zone
THURSDAY = at("2026-09-24 10:00")  # before the holidays


@pytest.fixture
def device(city: RunningCity) -> RawDevice:
    """A device of the village."""
    made = RawDevice(city.url)
    made.enrol(city.code())
    return made


def request(city: RunningCity, device: RawDevice, *, received: datetime = THURSDAY) -> bytes:
    """A request that was registered at `received`; answers its subject."""
    calendar = city.inside.rules.calendar()
    subject = secrets.token_bytes(16)
    body = ev.CaseRegistered(
        number=device.number(),
        case_kind=CaseKind.REQUEST,
        applicant=ev.Applicant("包玉兰"),
        received_at=received,
        title="路灯不亮",
        respond_by=response_clock(received, calendar),
        close_by=closing_clock(None, received, calendar),
    )
    device.record(event(body, subject=subject, device_ms=Moment.of(received).device_ms))
    assert not device.send().problem
    return subject


def rounds(city: RunningCity, first: datetime, last: datetime) -> int:
    """Four rounds a day: at midnight, when the office opens, an hour later, when it closes."""
    steps = 0
    for day in range((last - first).days + 1):
        for clock in ("00:00", "08:30", "09:30", "17:30"):
            now = datetime.combine(first + timedelta(days=day), time.fromisoformat(clock))
            if first <= now <= last:
                steps += city.inside.ladder.round(Moment.of(now)).steps
    return steps


def said(city: RunningCity, subject: bytes) -> list[tuple[datetime, ev.Body]]:
    """What the city said of a case, and when."""
    rows = city.query(
        "SELECT kind, version, body, device_ms FROM event WHERE subject = %s"
        " AND author_id = 'city:/ladder' ORDER BY position",
        subject,
    )
    return [
        (Moment(ms).local, decode_body(kind, version, body)) for kind, version, body, ms in rows
    ]


def slips(city: RunningCity, subject: bytes) -> list[tuple[datetime, ev.SlipIssued]]:
    return [
        (moment, body) for moment, body in said(city, subject) if isinstance(body, ev.SlipIssued)
    ]


def test_from_reminder_to_letter_over_weeks_with_make_up_days(
    city: RunningCity, device: RawDevice
) -> None:
    """C29, items 5 and 21: counted by hand in `tests/domain/test_ladder.py`; it all reaches the desk."""
    subject = request(city, device)
    rounds(city, THURSDAY, at("2026-10-30 18:00"))
    happened = [(f"{moment:%m-%d %H:%M}", body.KIND) for moment, body in said(city, subject)]
    assert happened == [
        ("09-29 08:30", "slip.issued"),
        ("09-30 17:30", "case.warned"),
        ("10-08 17:30", "case.warned"),
        ("10-10 08:30", "slip.issued"),
        ("10-15 08:30", "slip.issued"),
        ("10-23 08:30", "slip.proposed"),
    ]
    answer = device.send(device.request(cursors=[Cursor(VILLAGE, 1, 0)]))
    kinds = [placed.event.kind for page in answer.streams for placed in page.events]
    assert kinds.count("slip.issued") == 3
    (row,) = city.query(
        "SELECT state, addressee, to_desk FROM slip WHERE case_id = %s AND level = 'supervision'",
        subject.hex(),
    )
    assert row == ("issued", city.inside.desk_label(VILLAGE), True)


def test_numbers_have_no_gaps_and_begin_anew_each_year(
    city: RunningCity, device: RawDevice
) -> None:
    for received in (at("2026-11-02 10:00"), at("2026-11-03 10:00"), at("2027-03-01 10:00")):
        request(city, device, received=received)
    rounds(city, at("2026-11-02 08:00"), at("2026-11-20 18:00"))
    rounds(city, at("2027-03-01 08:00"), at("2027-03-12 18:00"))
    rows = city.query("SELECT level, year, n FROM slip WHERE n > 0")
    for level, year in {(level, year) for level, year, _ in rows}:
        drawn = sorted(n for each, of, n in rows if (each, of) == (level, year))
        assert drawn == list(range(1, len(drawn) + 1)), (level, year)
    assert {year for _, year, _ in rows} == {2026, 2027}


def test_two_rounds_at_once_do_each_step_once(city: RunningCity, device: RawDevice) -> None:
    """Two processes that both believe to have the term: the stream's lock and the step's key hold."""
    subjects = [request(city, device, received=at("2026-12-01 10:00")) for _ in range(12)]
    now = Moment.of(at("2026-12-04 09:00"))
    together = threading.Barrier(3)

    def go() -> None:
        together.wait()
        city.inside.ladder.round(now)

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(slips(city, subject)) for subject in subjects] == [1] * 12
    assert city.inside.ladder.round(now).steps == 0


def test_after_a_week_nothing_comes_at_night_and_only_one_step(
    city: RunningCity, device: RawDevice
) -> None:
    """C29: a server that stood still makes up for one step, in office hours."""
    subject = request(city, device, received=at("2026-12-07 10:00"))
    for night in ("2026-12-24 02:00", "2026-12-26 12:00", "2026-12-28 08:29"):
        city.inside.ladder.round(Moment.of(at(night)))
    assert said(city, subject) == []
    city.inside.ladder.round(Moment.of(at("2026-12-28 08:30")))
    city.inside.ladder.round(Moment.of(at("2026-12-28 08:31")))
    ((moment, slip),) = slips(city, subject)
    assert (moment, slip.level.value, slip.cause.value) == (
        at("2026-12-28 08:30"),
        "reminder",
        "no_response",
    )


def test_what_is_answered_or_paused_is_left_alone(city: RunningCity, device: RawDevice) -> None:
    answered, paused = (request(city, device, received=at("2026-11-09 10:00")) for _ in range(2))
    moment = Moment.of(at("2026-11-09 11:00")).device_ms
    device.record(
        event(ev.Progressed("在办"), subject=answered, device_ms=moment),
        event(ev.Answered("已修好"), subject=answered, device_ms=moment + 1),
        event(ev.Progressed("在办"), subject=paused, device_ms=moment),
        event(ev.Suspended("等材料"), subject=paused, device_ms=moment + 1),
    )
    assert not device.send().problem
    rounds(city, at("2026-11-09 12:00"), at("2026-11-27 18:00"))
    assert said(city, answered) == said(city, paused) == []


def test_other_limits_count_from_the_next_round(city: RunningCity, device: RawDevice) -> None:
    subject = request(city, device, received=at("2026-11-16 10:00"))
    rules = city.inside.rules
    editor = Editor(city.person(Role.SUPERVISOR), "李丽", 1)
    newest = rules.limits_editions()[0].version
    rules.set_limits(replace(LIMITS, remind_before=3), editor=editor, shown=newest)
    device.record(
        event(
            ev.Contacted(), subject=subject, device_ms=Moment.of(at("2026-11-16 11:00")).device_ms
        )
    )
    device.send()
    rounds(city, at("2026-11-16 12:00"), at("2026-11-18 18:00"))
    ((moment, slip),) = slips(city, subject)  # due on the 23rd
    assert (moment, slip.cause.value) == (at("2026-11-18 08:30"), "due_soon")
    assert rules.limits_editions()[0].editor == editor
    rules.set_limits(LIMITS, editor=editor, shown=newest + 1)


def test_a_year_table_makes_provisional_deadlines_firm_and_says_so(
    city: RunningCity, device: RawDevice
) -> None:
    """COMPLAINTS 4: recomputed and announced, with what was, what is and why."""
    subject = request(city, device, received=at("2026-12-29 10:00"))
    other = request(city, device, received=at("2026-12-21 10:00"))  # due on the 28th: as it was
    now = Moment.of(at("2026-12-29 03:00"))
    city.inside.ladder.round(now)
    assert said(city, subject) == []
    table = YearTable(
        2027,
        "",
        "国务院办公厅关于2027年部分节假日安排的通知",
        (Day(at("2027-01-01").date(), DayKind.HOLIDAY, "元旦"),),
    )
    kept = city.inside.rules.keep_table(
        table, editor=Editor(city.person(Role.ADMINISTRATOR), "李丽", 1)
    )
    assert kept.version == "1"
    city.inside.ladder.round(now)
    ((_, told),) = said(city, subject)
    assert isinstance(told, ev.CaseRecounted)
    assert (told.was, told.was_provisional) == (at("2027-01-05 17:30"), True)
    assert (told.due, told.clock.provisional) == (at("2027-01-06 17:30"), False)
    assert (told.was_table, told.clock.table) == ("2026/1+2027/-", "2026/1+2027/1")
    assert told.source == table.source
    assert said(city, other) == []
    (row,) = city.query("SELECT due, provisional FROM city_case WHERE id = %s", subject.hex())
    assert row == (at("2027-01-06 17:30"), False)
    assert city.inside.ladder.round(now).steps == 0


def test_only_whom_the_rules_belong_to_may_change_them(city: RunningCity) -> None:
    """PostgreSQL itself refuses, whatever a page forgets."""
    before = city.inside.rules.limits_editions()
    for role in (Role.DISPATCHER, Role.DEPARTMENT_HANDLER, Role.AUDITOR):
        scope = {"department": "民政局"} if role is Role.DEPARTMENT_HANDLER else {}
        editor = Editor(city.person(role, **scope), "李丽", 1)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            city.inside.rules.set_limits(LIMITS, editor=editor, shown=before[0].version)
    assert city.inside.rules.limits_editions() == before


def test_a_table_travels_once_to_each_device(city: RunningCity, device: RawDevice) -> None:
    """Signed by the city, and only to a device that does not name it."""
    day = Day(at("2029-01-01").date(), DayKind.HOLIDAY, "元旦")
    editor = Editor(city.person(Role.ADMINISTRATOR), "李丽", 1)
    city.inside.rules.keep_table(YearTable(2029, "", "国办发明电", (day,)), editor=editor)
    kept = city.inside.rules.sent(b"")
    assert kept is not None
    key = city.inside.credentials.public_key
    assert {table.year for table in verified(kept, server_key=key) or ()} >= {2029}
    assert verified(kept, server_key=bytes(32)) is None
    assert city.inside.rules.sent(word(kept.payload)) is None
    device.record(device.registered())
    while device.send(device.request(tables=b"none")).tables is None:
        pass  # the serving process asks for new tables once a second
