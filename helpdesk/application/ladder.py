"""From a case to what the ladder's rules look at, and from a step to what a slip says."""

from dataclasses import dataclass
from datetime import date, datetime

from helpdesk.application.deadlines import current_due
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case
from helpdesk.domain.events import Body, CaseWarned, SlipIssued, SlipProposed
from helpdesk.domain.ladder import LIMITS, Climb, LadderLimits, Step, answer_by, steps
from helpdesk.domain.slip_events import SlipCause, SlipContent, SlipLevel
from helpdesk.domain.stages import BEFORE_ANSWER, WITH_DEPARTMENT, CaseKind
from helpdesk.i18n import dates
from helpdesk.i18n.slip_history import slip_name
from helpdesk.i18n.texts import N_, _

PROBLEMS: dict[str, str] = {
    SlipCause.DUE_SOON: N_("The case is due at {due} and has not been answered yet."),
    SlipCause.NO_RESPONSE: N_("Nobody was in touch with the applicant by {respond_by}."),
    SlipCause.OVERDUE: N_("The case was due at {due} and has not been answered."),
    SlipCause.UNANSWERED: N_("{predecessor} was not answered in time."),
    SlipCause.REDONE: N_("The case had to be done again; so far {times} times."),
    SlipCause.UNSETTLED: N_("{predecessor} has passed and the case is not settled."),
}
DEMANDS: dict[str, str] = {
    SlipLevel.REMINDER: N_("Settle it before it is due and say how far it is."),
    SlipLevel.URGING: N_("Settle it at once and answer with the cause and the day of its end."),
    SlipLevel.SUPERVISION: N_(
        "Settle it within the limit; a leader follows it. Answer in writing."
    ),
    SlipLevel.TRANSFER: N_("Look into who did not do their duty, and say what came of it."),
}
BASIS = N_("The city's rules for supervising cases: {rule}")
RULES: dict[str, str] = {
    SlipCause.DUE_SOON: N_("a reminder {remind_before} working days before a case is due"),
    SlipCause.NO_RESPONSE: N_("a reminder when the limit to respond was missed"),
    SlipCause.OVERDUE: N_("urging when a case is past due"),
    SlipCause.UNANSWERED: N_(
        "the next step when a slip is not answered within {days} working days"
    ),
    SlipCause.REDONE: N_("supervision when a case is done again {redo_times} times"),
    SlipCause.ORDERED: N_("supervision by a leader's order"),
    SlipCause.UNSETTLED: N_(
        "a letter when a supervision has passed for {supervision_days} working days, decided by people"
    ),
}


@dataclass(frozen=True, slots=True)
class Names:
    """Who writes and who is written to where the case names no department."""

    issuer: str
    desk: str


def climb_of(case: Case, calendar: WorkCalendar) -> Climb:
    """What the rules look at. Requests and blocked matters have to be responded to [city]; what comes
    after the answer (delivery, callback) the ladder leaves to the lists."""
    registered = case.registered
    if registered is None:
        return Climb(active=False, since=date.min)
    due, _provisional = current_due(case, calendar)
    asked = registered.case_kind is not CaseKind.MATTER and case.responded_at is None
    respond_by = registered.respond_by.due if asked and registered.respond_by else None
    promised = registered.close_by or registered.respond_by
    since = case.redone_at.date() if case.redone_at else None
    counted = promised.counted_from if promised else registered.received_at.date()
    return Climb(
        active=case.stage in BEFORE_ANSWER and not case.ended,
        since=since or counted,
        due=due,
        respond_by=respond_by,
        pauses=case.pauses,
        redone=case.redone,
        redone_at=case.redone_at,
        slips=case.escalation,
    )


def coming(case: Case, calendar: WorkCalendar, limits: LadderLimits = LIMITS) -> tuple[Step, ...]:
    """The case's next steps."""
    return steps(climb_of(case, calendar), calendar, limits)


def body_of_step(
    step: Step,
    case: Case,
    *,
    now: datetime,
    calendar: WorkCalendar,
    limits: LadderLimits,
    names: Names,
) -> Body:
    """The event that a step becomes at `now`; a slip's number is drawn when it is recorded."""
    climb = climb_of(case, calendar)
    if step.level is None or step.cause is None:
        if climb.due is None:
            raise AssertionError("there is no warning without a due time")
        return CaseWarned(due=climb.due, hours=step.hours)
    cause = step.cause
    if cause is SlipCause.DUE_SOON and climb.due is not None and now > climb.due:
        cause = SlipCause.OVERDUE  # after a standstill
    content = content_of(step.level, cause, case, limits=limits, names=names, climb=climb)
    if step.is_proposal:
        return SlipProposed(step.level, cause, content)
    until = answer_by(step.level, now, calendar=calendar, limits=limits, pauses=case.pauses)
    return SlipIssued(step.level, now.year, 0, cause=cause, content=content, answer_by=until)


def content_of(
    level: SlipLevel,
    cause: SlipCause,
    case: Case,
    *,
    limits: LadderLimits,
    names: Names,
    climb: Climb,
) -> SlipContent:
    """What a slip about the case says, in the language in use: who has the case is addressed."""
    latest = case.escalation.latest
    predecessor = latest.key if latest and latest.level.step <= level.step else ""
    to_desk = not (case.department and case.stage in WITH_DEPARTMENT)
    values = {
        "due": dates.deadline(climb.due) if climb.due else "—",
        "respond_by": dates.deadline(climb.respond_by) if climb.respond_by else "—",
        "predecessor": slip_name(predecessor) if predecessor else "—",
        "times": case.redone,
        "days": limits.days_of(latest.level) if latest else limits.reminder_days,
        "remind_before": limits.remind_before,
        "redo_times": limits.redo_times,
        "supervision_days": limits.supervision_days,
    }
    problem = PROBLEMS.get(cause, "")
    return SlipContent(
        addressee=names.desk if to_desk else case.department,
        problem=_(problem).format(**values) if problem else "",
        demand=_(DEMANDS[level]),
        basis=_(BASIS).format(rule=_(RULES[cause]).format(**values)),
        responsible=case.owner.name if to_desk and case.owner else "",
        to_desk=to_desk,
        predecessor=predecessor,
        issuer=names.issuer,
    )
