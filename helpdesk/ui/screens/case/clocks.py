"""Both clocks of a case in words: the desk's and the department's, and how ours was counted. Plain Python."""

from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk.application.deadlines import (
    after_result,
    current_due,
    deadline_of,
    next_due,
    redo_deadline,
)
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case
from helpdesk.domain.clocks import Deadline, Limit, Unit, days_left, deadline, explain
from helpdesk.domain.events import Clock
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import arithmetic_text, minute_text, remaining_text, step_text
from helpdesk.ui.models.case_lines import SOON
from helpdesk.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class ClockLine:
    """`name` muted, `due` plain, `left` bold in its tone, and a chip with a word."""

    name: str
    due: str
    left: str = ""
    tone: Tone = Tone.PLAIN
    chip: str = ""
    chip_tone: Tone = Tone.GREY


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How one deadline was counted: a sentence, and each day with what it counted for."""

    name: str
    sentence: str
    days: tuple[str, ...]


def clock_lines(case: Case, now: datetime, calendar: WorkCalendar) -> tuple[ClockLine, ...]:
    """Response, promise, what is due after the result, department; only those that exist."""
    lines = (
        _response(case, now, calendar),
        _promise(case, now, calendar),
        _after_result(case, now, calendar),
        _department(case, now, calendar),
    )
    return tuple(line for line in lines if line is not None)


def arithmetic(case: Case, calendar: WorkCalendar) -> tuple[Arithmetic, ...]:
    """Each deadline counted out day by day with the tables of today; the department's as it said it."""
    sections = []
    body = case.registered
    if body is not None and body.respond_by is not None:
        sections.append(_counted(_("Response"), _again(body.respond_by, calendar), calendar))
    promised = deadline_of(case, calendar)
    if promised is not None:
        section = _counted(_("Promised"), promised, calendar)
        recorded = body.close_by.due if body and body.close_by else None
        if case.due and case.due != recorded:
            extended = _("Extended until {due}.").format(due=minute_text(case.due))
            section = Arithmetic(section.name, f"{section.sentence} {extended}", section.days)
        sections.append(section)
    redo = redo_deadline(case, calendar)
    if redo is not None:
        sections.append(_counted(_("To put right"), redo, calendar))
    after = after_result(case, calendar)
    if after is not None:
        sections.append(_counted(_result_name(case), after, calendar))
    if case.department_due is not None:
        sections.append(_of_department(case, case.department_due))
    return tuple(sections[-3:])


def _of_department(case: Case, due: datetime) -> Arithmetic:
    """Theirs is not ours to count."""
    sentence = _(
        "Counted by the department itself, from its acceptance; it told us {due}. It moves when the "
        "department says so, and never moves what this desk promised."
    )
    return Arithmetic(case.department or _("Department"), sentence.format(due=minute_text(due)), ())


def _again(clock: Clock, calendar: WorkCalendar) -> Deadline:
    return deadline(Limit(clock.days, Unit(clock.unit)), clock.counted_from, calendar=calendar)


def _counted(name: str, of: Deadline, calendar: WorkCalendar) -> Arithmetic:
    steps = explain(of, calendar)
    return Arithmetic(
        name, arithmetic_text(of, steps), tuple(step_text(step, of.limit.unit) for step in steps)
    )


def _response(case: Case, now: datetime, calendar: WorkCalendar) -> ClockLine | None:
    clock = case.registered.respond_by if case.registered else None
    if clock is None:
        return None
    name, due = _("Response"), minute_text(clock.due)
    if case.responded_at is not None:
        if case.responded_at <= clock.due:
            return ClockLine(name, due, chip=_("responded in time"), chip_tone=Tone.GREEN)
        return ClockLine(name, due, chip=_("responded late"), chip_tone=Tone.AMBER)
    if case.ended:
        return None
    left = days_left(clock.due, now, calendar)
    tone = Tone.RED if left < 0 else Tone.AMBER
    return ClockLine(name, due, chip=remaining_text(left, clock.due), chip_tone=tone)


def _promise(case: Case, now: datetime, calendar: WorkCalendar) -> ClockLine | None:
    name = _("To put right") if case.redone_at else _("Promised")
    if case.redone_at is None and (case.registered is None or case.registered.close_by is None):
        return ClockLine(name, _("No day promised"))
    due, provisional = current_due(case, calendar)
    if due is None:
        counted = deadline_of(case, calendar)
        run = counted.counted if counted else 0
        text = ngettext("stopped after {n} day", "stopped after {n} days", run).format(n=run)
        return ClockLine(name, _("Clock stopped"), left=text, tone=Tone.BLUE)
    mark = (_("provisional"), Tone.AMBER) if provisional else ("", Tone.GREY)
    done_at = case.answered_at or case.ended_at
    if done_at is not None:
        in_time = done_at <= due
        mark = (_("in time"), Tone.GREEN) if in_time else (_("late"), Tone.RED)
        return ClockLine(name, minute_text(due), chip=mark[0], chip_tone=mark[1])
    running = _running(name, due, now, calendar)
    return replace(running, chip=mark[0], chip_tone=mark[1])


def _after_result(case: Case, now: datetime, calendar: WorkCalendar) -> ClockLine | None:
    """Delivery, then callback: each has its own limit once the result is out."""
    if case.stage not in (Stage.ANSWERED, Stage.DELIVERED):
        return None
    due, _provisional = next_due(case, calendar)
    return _running(_result_name(case), due, now, calendar) if due else None


def _result_name(case: Case) -> str:
    """What is due after the result."""
    deliver = case.stage is Stage.ANSWERED and case.kind is CaseKind.MATTER
    return _("Delivery") if deliver else _("Callback")


def _running(name: str, due: datetime, now: datetime, calendar: WorkCalendar) -> ClockLine:
    left = days_left(due, now, calendar)
    tone = Tone.RED if left <= 0 else Tone.AMBER if left <= SOON else Tone.PLAIN
    return ClockLine(name, minute_text(due), left=remaining_text(left, due), tone=tone)


def _department(case: Case, now: datetime, calendar: WorkCalendar) -> ClockLine | None:
    if not case.department_number and case.department_due is None:
        return None
    name = case.department or _("Department")
    number = case.department_number or "—"
    if case.department_due is None:
        return ClockLine(name, _("No. {number}").format(number=number))
    text = _("No. {number}, due {due}").format(number=number, due=minute_text(case.department_due))
    if case.answered_at is not None or case.ended_at is not None:
        return ClockLine(name, text)
    return replace(_running(name, case.department_due, now, calendar), due=text)
