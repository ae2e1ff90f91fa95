"""Deadlines: when something is due, what is left, and how it was counted (DOMAIN: clocks).

All moments are naive local wall time of the desk's zone; callers make them from the corrected
clock. Nothing but the limit, the day of receipt, the calendar and the listed pauses enters a
deadline, so an edit, a note or a phone call cannot move it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from helpdesk.domain.calendar import ONE_DAY, Day, DayKind, WorkCalendar
from helpdesk.domain.problems import Problem


class Unit(StrEnum):
    """What a limit counts."""

    WORKING = "working"
    NATURAL = "natural"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of days, 1 to 1000, working or natural. Raises Problem `limit-days` otherwise."""

    days: int
    unit: Unit = Unit.WORKING

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 1000:
            raise Problem("limit-days", days=self.days)

    def extended(self, days: int, *, longest: int) -> "Limit":
        """This limit and `days` more of its unit; Problem `extension-days` beyond `longest`."""
        if not 1 <= days <= longest:
            raise Problem("extension-days", days=days, longest=longest)
        return Limit(self.days + days, self.unit)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the counter is open on a working day [default]."""

    opens: time = time(8, 30)
    closes: time = time(17, 30)


OFFICE_HOURS = OfficeHours()

RESPONSE = Limit(1)
"""A request is answered to, not yet solved, within 1 working day [city]."""
REQUEST = Limit(5)
"""A request is closed within 5 working days [city]."""
EXTENSION_LONGEST = 10
"""An extension, asked before the due time, adds at most 10 working days [city]."""
RETURN = Limit(2)
"""A wrongly dispatched case goes back within 2 working days [city]."""
CORRECTION = Limit(5)
"""Everything missing is named once within 5 days, working ones (行政许可法 32, 82) [law]."""
DELIVERY = Limit(10)
"""A result is delivered within 10 working days (行政许可法 44) [law]."""
CALLBACK = Limit(1)
"""The callback is the working day after the answer [city]."""
BAD_RATING = Limit(15)
"""A bad rating is put right within 15 working days [city]."""
PERMIT = Limit(20)
"""The frame for permits, extended by at most 10 (行政许可法 42) [law]."""
WARN_BEFORE = (timedelta(hours=48), timedelta(hours=24))
"""Warnings before the due time [default]."""


class PauseReason(StrEnum):
    """The only reasons that stop a clock."""

    CORRECTION = "correction"
    SUSPENSION = "suspension"
    PUBLIC_NOTICE = "public_notice"
    HEARING = "hearing"
    EXPERT_REVIEW = "expert_review"
    INSPECTION = "inspection"


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count. As everywhere, the day an act happens belongs to what went before.

    The day `since` still counts, the days after it do not, up to and with the day `until` on which
    the reason ended (on a day off: the next working day). Open while `until` is None. Raises
    Problem `pause-order` when it ends before it begins.
    """

    reason: PauseReason
    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise Problem("pause-order", since=self.since, until=self.until)


class StepReason(StrEnum):
    """Why a day counted or did not."""

    RECEIVED = "received"  # day 0
    COUNTED = "counted"
    MAKE_UP = "make_up"  # counted, although a Saturday or Sunday
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"
    MOVED = "moved"  # the last natural day was a day off: the next working day takes its place


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a count: `n` is its number, None when it does not count (0 for day of receipt).

    `name` is the calendar's word for the day (国庆节 …) or, for a paused one, the pause's reason.
    """

    day: date
    n: int | None
    reason: StepReason
    name: str = ""

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return self.day.isoweekday()


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due and everything needed to count it again.

    `due` is None while the clock stands still; `counted` then tells how many days had run.
    `provisional` (暂定) says that the count touched a year without a table; `table` names those
    used.
    """

    due: datetime | None
    limit: Limit
    received_on: date
    counted: int
    provisional: bool
    table: str
    pauses: tuple[Pause, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether an open pause holds the clock."""
        return self.due is None


@dataclass(frozen=True, slots=True)
class DueWarning:
    """A moment in office hours at which to warn, and how long before the due time it stands for."""

    at: datetime
    before: timedelta


def received_on(
    moment: datetime, calendar: WorkCalendar, *, closing: time = OFFICE_HOURS.closes
) -> date:
    """The day that counts as receipt: after closing time or on a day off, the next working day."""
    late = moment.time() > closing
    return calendar.working_day_from(moment.date() + ONE_DAY if late else moment.date())


def deadline(
    limit: Limit,
    received: date,
    *,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
    closing: time = OFFICE_HOURS.closes,
) -> Deadline:
    """When `limit` ends for what was received on `received` (see `received_on`): at closing time of
    its last day, day 1 being the day after. A last natural day that is a day off moves to the next
    working day (民法典 203)."""
    kept = tuple(sorted(pauses, key=lambda pause: pause.since))
    steps = tuple(_walk(limit, received, calendar=calendar, pauses=kept))
    last = steps[-1].day
    stopped = steps[-1].reason is StepReason.PAUSED
    return Deadline(
        due=None if stopped else datetime.combine(last, closing),
        limit=limit,
        received_on=received,
        counted=max(step.n or 0 for step in steps),
        provisional=any(map(calendar.is_provisional, range(received.year, last.year + 1))),
        table=calendar.version(received, last),
        pauses=kept,
    )


def explain(of: Deadline, calendar: WorkCalendar) -> tuple[Step, ...]:
    """Every day from receipt to the due date, with its number or why it does not count.

    A stopped clock ends with the first paused day of the open pause.
    """
    return tuple(_walk(of.limit, of.received_on, calendar=calendar, pauses=of.pauses))


def remaining(of: Deadline, now: datetime, calendar: WorkCalendar) -> int | None:
    """Working days left after today: 0 is due today, below 0 overdue, None while the clock stands.

    Negative exactly when `now` is past the due time: -1 to the end of the first working day late.
    """
    return None if of.due is None else days_left(of.due, now, calendar)


def days_left(due: datetime, now: datetime, calendar: WorkCalendar) -> int:
    """The same for a due time alone, as lists have it."""
    if now > due:
        return -max(1, calendar.count(due.date(), now.date()))
    return calendar.count(now.date(), due.date())


def due_warnings(
    of: Deadline,
    calendar: WorkCalendar,
    *,
    hours: OfficeHours = OFFICE_HOURS,
    before: Sequence[timedelta] = WARN_BEFORE,
) -> tuple[DueWarning, ...]:
    """When to warn, in order. A moment outside office hours moves back into them, never forward and
    never to midnight; of several that meet only the most urgent stays; none lies before receipt."""
    if of.due is None:
        return ()
    due = of.due
    moments = {office_moment(due - each, calendar, hours): each for each in sorted(before)[::-1]}
    return tuple(
        DueWarning(at=at, before=moments[at])
        for at in sorted(moments)
        if at.date() >= of.received_on
    )


def office_moment(moment: datetime, calendar: WorkCalendar, hours: OfficeHours) -> datetime:
    """The same moment, or the last one before it in office hours."""
    on = moment.date() - ONE_DAY if moment.time() < hours.opens else moment.date()
    worked = calendar.working_day_until(on)
    return min(moment, datetime.combine(worked, hours.closes))


def _walk(
    limit: Limit, received: date, *, calendar: WorkCalendar, pauses: Sequence[Pause]
) -> Iterator[Step]:
    yield Step(received, 0, StepReason.RECEIVED)
    n, on = 0, received
    while n < limit.days:
        on += ONE_DAY
        day = calendar.day(on)
        if pause := _paused(on, calendar, pauses):
            yield Step(on, None, StepReason.PAUSED, pause.reason)
            if pause.until is None:
                return
        elif day.is_working or limit.unit is Unit.NATURAL:
            n += 1
            yield Step(on, n, _counted_as(day), day.name)
        else:
            yield _day_off(day)
    while not day.is_working:
        on += ONE_DAY
        day = calendar.day(on)
        yield Step(on, None, StepReason.MOVED) if day.is_working else _day_off(day)


def _paused(on: date, calendar: WorkCalendar, pauses: Sequence[Pause]) -> Pause | None:
    for pause in pauses:
        if on > pause.since and (
            pause.until is None or on <= calendar.working_day_from(pause.until)
        ):
            return pause
    return None


def _counted_as(day: Day) -> StepReason:
    return StepReason.MAKE_UP if day.kind is DayKind.MAKE_UP else StepReason.COUNTED


def _day_off(day: Day) -> Step:
    holiday = day.kind is DayKind.HOLIDAY
    return Step(day.date, None, StepReason.HOLIDAY if holiday else StepReason.WEEKEND, day.name)
