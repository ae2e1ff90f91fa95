"""When a case is warned of, reminded, urged, supervised, and when a letter is proposed (DOMAIN: escalation).

Pure: what would happen next follows from the case's clock, its pauses and its slips, and from nothing
else, so that an edit or a note changes nothing. All moments are naive local wall time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from helpdesk.domain.calendar import ONE_DAY, WorkCalendar
from helpdesk.domain.clocks import (
    Deadline,
    Limit,
    OfficeHours,
    Pause,
    deadline,
    due_warnings,
    received_on,
)
from helpdesk.domain.problems import Problem
from helpdesk.domain.slip_events import SlipCause, SlipLevel
from helpdesk.domain.slips import NO_SLIPS, Escalation, Slip, SlipState

DAYS_MAX, HOURS_MAX, REDO_MAX, ISSUER_MAX = 60, 240, 9, 60


@dataclass(frozen=True, slots=True)
class LadderLimits:
    """The ladder's limits [default]; days are working days.

    `remind_before` days before the due day (0: on it) the reminder comes; a slip is unanswered after
    its days; between two steps lie `apart` days at least; the `redo_times`th redo is supervised;
    `issuer` stands on the slips, empty for the city's service centre.
    Raises Problem `limit-range` with the `field` and its bounds.
    """

    remind_before: int = 1
    reminder_days: int = 3
    urging_days: int = 3
    supervision_days: int = 5
    apart: int = 1
    redo_times: int = 2
    first_warning_hours: int = 48
    last_warning_hours: int = 24
    opens: time = time(8, 30)
    closes: time = time(17, 30)
    issuer: str = ""

    def __post_init__(self) -> None:
        for name, (low, high) in BOUNDS.items():
            if not low <= getattr(self, name) <= high:
                raise Problem("limit-range", field=name, low=low, high=high)
        if self.last_warning_hours > self.first_warning_hours:
            high = self.first_warning_hours
            raise Problem("limit-range", field="last_warning_hours", low=1, high=high)
        if len(self.issuer) > ISSUER_MAX:
            raise Problem("text-long", field="issuer", length=len(self.issuer), limit=ISSUER_MAX)
        if self.opens >= self.closes:
            raise Problem("limit-range", field="closes", low=self.opens, high=time(23, 59))

    @property
    def hours(self) -> OfficeHours:
        """When anything may happen at all."""
        return OfficeHours(self.opens, self.closes)

    def days_of(self, level: SlipLevel) -> int:
        """How many days there are to answer a slip."""
        return {
            SlipLevel.REMINDER: self.reminder_days,
            SlipLevel.URGING: self.urging_days,
        }.get(level, self.supervision_days)


BOUNDS: dict[str, tuple[int, int]] = {
    "remind_before": (0, DAYS_MAX),
    "reminder_days": (1, DAYS_MAX),
    "urging_days": (1, DAYS_MAX),
    "supervision_days": (1, DAYS_MAX),
    "apart": (1, DAYS_MAX),
    "redo_times": (1, REDO_MAX),
    "first_warning_hours": (1, HOURS_MAX),
    "last_warning_hours": (1, HOURS_MAX),
}
LIMITS = LadderLimits()


@dataclass(frozen=True, slots=True)
class Climb:
    """What the rules look at. `active` is true while the department or desk still owes the result and no
    pause stops the clock; `due` then is when. `respond_by` is None once somebody has responded, and
    where nobody need. `since` is the day from which was counted."""

    active: bool
    since: date
    due: datetime | None = None
    respond_by: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    redone: int = 0
    redone_at: datetime | None = None
    slips: Escalation = field(default=NO_SLIPS)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens at `at` (in office hours) unless the case moves before: a warning (`level`
    is None; `hours` before the due time), a slip, or the proposal of a letter."""

    at: datetime
    level: SlipLevel | None = None
    cause: SlipCause | None = None
    hours: int = 0

    @property
    def is_proposal(self) -> bool:
        """Whether people decide about it."""
        return self.level is SlipLevel.TRANSFER


def in_office(moment: datetime, calendar: WorkCalendar, hours: OfficeHours) -> bool:
    """Whether the counters are open at `moment`."""
    open_now = hours.opens <= moment.time() <= hours.closes
    return open_now and calendar.is_working_day(moment.date())


def office_after(moment: datetime, calendar: WorkCalendar, hours: OfficeHours) -> datetime:
    """`moment`, or the next opening where the office is closed then or closes at it."""
    on, clock = moment.date(), moment.time()
    if calendar.is_working_day(on) and hours.opens <= clock < hours.closes:
        return moment
    first = on if clock < hours.opens else on + ONE_DAY
    return datetime.combine(calendar.working_day_from(first), hours.opens)


def answer_by(
    level: SlipLevel,
    issued_at: datetime,
    *,
    calendar: WorkCalendar,
    limits: LadderLimits = LIMITS,
    pauses: Iterable[Pause] = (),
) -> datetime | None:
    """By when a slip is to be answered: closing time of its last working day; None while it rests."""
    return _later(issued_at, limits.days_of(level), calendar, limits, pauses)


def steps(climb: Climb, calendar: WorkCalendar, limits: LadderLimits = LIMITS) -> tuple[Step, ...]:
    """What comes next, at most one slip, and the warnings not yet given; nothing while it rests."""
    if not climb.active:
        return ()
    slip = _slip(climb, calendar, limits)
    return (*_warnings(climb, calendar, limits), *((slip,) if slip else ()))


def due_now(
    coming: Sequence[Step],
    now: datetime,
    *,
    calendar: WorkCalendar,
    limits: LadderLimits = LIMITS,
    due: datetime | None,
) -> tuple[Step, ...]:
    """Which of the steps are taken at `now`: none outside office hours. After a standstill only what
    still has a meaning is: of several warnings the most urgent, and none after the due time."""
    if not in_office(now, calendar, limits.hours):
        return ()
    reached = [each for each in coming if each.at <= now]
    slips = [each for each in reached if each.level is not None]
    told = [each for each in reached if each.level is None]
    if not told or due is None or now > due:
        return tuple(slips)
    return (min(told, key=lambda each: each.hours), *slips)


def next_at(coming: Sequence[Step], now: datetime, *, due: datetime | None) -> datetime | None:
    """When to look at the case again; warnings that were missed have no meaning any more."""
    over = due is not None and now > due
    return min((each.at for each in coming if each.level or not over), default=None)


def _warnings(climb: Climb, calendar: WorkCalendar, limits: LadderLimits) -> tuple[Step, ...]:
    if climb.due is None:
        return ()
    told = [hours for due, hours in climb.slips.warned if due == climb.due]
    of = Deadline(climb.due, Limit(1), climb.since, counted=0, provisional=False, table="")
    before = (limits.first_warning_hours, limits.last_warning_hours)
    moments = due_warnings(
        of, calendar, hours=limits.hours, before=[timedelta(hours=each) for each in before]
    )
    # What was said more urgently need not be said less urgently.
    return tuple(
        Step(each.at, hours=hours)
        for each in moments
        for hours in (int(each.before.total_seconds() // 3600),)
        if hours < min(told, default=HOURS_MAX + 1)
    )


def _slip(climb: Climb, calendar: WorkCalendar, limits: LadderLimits) -> Step | None:
    """The next step upwards. The second redo leads to supervision at once; else one climbs by one."""
    here = [each for each in climb.slips.slips if each.round == climb.redone]
    top = max(here, key=lambda each: each.level.step, default=None)
    below_supervision = top is None or top.level.step < SlipLevel.SUPERVISION.step
    if climb.redone >= limits.redo_times and climb.redone_at and below_supervision:
        at = office_after(climb.redone_at, calendar, limits.hours)
        return Step(at, SlipLevel.SUPERVISION, SlipCause.REDONE)
    if top is None:
        return _reminder(climb, calendar, limits)
    if top.level is SlipLevel.REMINDER:
        return _urging(climb, top, calendar, limits)
    if top.level is SlipLevel.URGING:
        asked = _unanswered(climb, top, calendar, limits)
        return Step(asked, SlipLevel.SUPERVISION, SlipCause.UNANSWERED) if asked else None
    return _letter(climb, top, calendar, limits)


def _reminder(climb: Climb, calendar: WorkCalendar, limits: LadderLimits) -> Step | None:
    moments = []
    if climb.due is not None:
        day = climb.due.date()
        for _ in range(limits.remind_before):
            day = calendar.working_day_until(day - ONE_DAY)
        # Whoever has one day is not reminded of it on the day they got it.
        first = calendar.working_day_from(climb.since + ONE_DAY)
        at = datetime.combine(calendar.working_day_from(max(day, first)), limits.opens)
        cause = SlipCause.DUE_SOON if at <= climb.due else SlipCause.OVERDUE
        moments.append(Step(at, SlipLevel.REMINDER, cause))
    if climb.respond_by is not None:
        at = office_after(climb.respond_by, calendar, limits.hours)
        moments.append(Step(at, SlipLevel.REMINDER, SlipCause.NO_RESPONSE))
    return min(moments, key=lambda each: each.at, default=None)


def _urging(climb: Climb, top: Slip, calendar: WorkCalendar, limits: LadderLimits) -> Step | None:
    soonest = _later(top.issued_at, limits.apart, calendar, limits, climb.pauses)
    moments = []
    if climb.due is not None and soonest is not None:
        passed = office_after(max(climb.due, soonest), calendar, limits.hours)
        moments.append(Step(passed, SlipLevel.URGING, SlipCause.OVERDUE))
    unanswered = _unanswered(climb, top, calendar, limits)
    if unanswered is not None:
        moments.append(Step(unanswered, SlipLevel.URGING, SlipCause.UNANSWERED))
    return min(moments, key=lambda each: each.at, default=None)


def _letter(climb: Climb, top: Slip, calendar: WorkCalendar, limits: LadderLimits) -> Step | None:
    """Proposed once, when a supervision has passed and nobody has settled it."""
    proposed = any(
        each.round == climb.redone and each.body.level is SlipLevel.TRANSFER
        for each in climb.slips.proposals
    )
    settled = top.state in (SlipState.VERIFIED, SlipState.WRITTEN_OFF)
    if top.level is not SlipLevel.SUPERVISION or proposed or settled:
        return None
    passed = _later(_asked_at(top), limits.supervision_days, calendar, limits, climb.pauses)
    if passed is None:
        return None
    at = office_after(passed, calendar, limits.hours)
    return Step(at, SlipLevel.TRANSFER, SlipCause.UNSETTLED)


def _unanswered(
    climb: Climb, slip: Slip, calendar: WorkCalendar, limits: LadderLimits
) -> datetime | None:
    """From when on a slip counts as unanswered; None once it is answered."""
    if slip.is_answered:
        return None
    passed = _later(_asked_at(slip), limits.days_of(slip.level), calendar, limits, climb.pauses)
    return office_after(passed, calendar, limits.hours) if passed else None


def _asked_at(slip: Slip) -> datetime:
    """Since when an answer is asked for: an answer that was found wanting is asked for anew."""
    again = slip.verified is not None and slip.state is SlipState.SIGNED_FOR
    return slip.verified.at if again and slip.verified else slip.issued_at


def _later(
    since: datetime,
    days: int,
    calendar: WorkCalendar,
    limits: LadderLimits,
    pauses: Iterable[Pause],
) -> datetime | None:
    """Closing time `days` working days after `since`, pauses left out; None while one is open."""
    day = received_on(since, calendar, closing=limits.closes)
    counted = deadline(Limit(days), day, calendar=calendar, pauses=pauses, closing=limits.closes)
    return counted.due
