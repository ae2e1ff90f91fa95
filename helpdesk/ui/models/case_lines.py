"""A case in one line of a list: what is left, where it stands, and how urgent that is. Plain Python."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from helpdesk.application.queries import CaseRow, Refusal
from helpdesk.application.sync_texts import aside_text
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.clocks import days_left
from helpdesk.domain.stages import ENDED, PAUSED, CaseKind, Stage
from helpdesk.i18n import N_, _
from helpdesk.i18n.counting import remaining_text
from helpdesk.i18n.words import STAGES, word
from helpdesk.ui.tokens import Tone

SOON = 2
"""Working days: what is due within them is shown as due soon [default]."""

_NEXT = {
    Stage.CORRECTION_ASKED: N_("To correct"),
    Stage.ANSWERED: N_("To deliver"),
    Stage.DELIVERED: N_("To call back"),
    Stage.CALLED_BACK: N_("To close"),
}
_ENDED_TONES = {Stage.CLOSED: Tone.GREEN}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Texts as they stand in the list; `tone` is the urgency, its words are in `limit`; `aside` is what a
    record that was put aside says for itself."""

    id: str
    number: str
    applicant: str
    title: str
    department: str
    limit: str
    state: str
    tone: Tone
    registered: str
    unsent: bool
    aside: str = ""


def case_line(row: CaseRow, now: datetime, calendar: WorkCalendar) -> CaseLine:
    """The line of a case, seen at local time `now`."""
    return CaseLine(
        id=row.id,
        number=row.number,
        applicant=row.applicant or _("Anonymous"),
        title=row.title,
        department=row.department,
        limit=limit_text(row, now, calendar),
        state=state_text(row.stage),
        tone=urgency(row, now, calendar),
        registered=row.registered_at.date().isoformat(),
        unsent=row.unsent > 0,
    )


def put_right(line: CaseLine) -> CaseLine:
    """The line after a bad callback: it says what the resident waits for."""
    return replace(line, state=_("To put right"), tone=Tone.RED)


def with_aside(line: CaseLine, aside: Refusal | None) -> CaseLine:
    """The line of a case with a record put aside: somebody has to see to it, unless that is settled."""
    if aside is None or not aside.is_open:
        return line
    return replace(line, aside=aside_aloud(aside))


def aside_aloud(aside: Refusal) -> str:
    """What the mark of a case with a record put aside says: why, and what to do."""
    return _("{name}: {value}").format(name=_("Put aside"), value=aside_text(aside))


def state_text(stage: Stage) -> str:
    """What the case waits for, else the name of its stage."""
    return _(_NEXT[stage]) if stage in _NEXT else word(STAGES, stage)


def limit_text(row: CaseRow, now: datetime, calendar: WorkCalendar) -> str:
    """What is left of the promised time, or what stands in its place."""
    if row.stage in ENDED:
        ended = row.ended_at.strftime("%Y-%m-%d") if row.ended_at else "—"
        return _("Ended on {day}").format(day=ended)
    if row.stage in PAUSED:
        return _("Clock stopped")
    if row.due is None:
        return _("No day promised")
    left = days_left(row.due, now, calendar)
    if left > 0 and row.stage is Stage.ANSWERED:
        return _("Result is out")
    text = remaining_text(left, row.due)
    return _("{text} (provisional)").format(text=text) if row.provisional else text


def urgency(row: CaseRow, now: datetime, calendar: WorkCalendar) -> Tone:
    """Red: due today or late; amber: within SOON working days; blue: somebody has to be told."""
    if row.stage in ENDED:
        return _ENDED_TONES.get(row.stage, Tone.GREY)
    if row.stage in PAUSED:
        return Tone.BLUE
    if row.due is None:
        return Tone.BLUE if row.stage is Stage.ANSWERED else Tone.GREY
    left = days_left(row.due, now, calendar)
    if left <= 0:
        return Tone.RED
    if row.stage is Stage.ANSWERED:
        return Tone.BLUE
    return Tone.AMBER if left <= SOON else Tone.GREEN


def day_end(now: datetime) -> datetime:
    """The first moment that is not today any more: what is due before it is due or overdue."""
    return datetime.combine(now.date() + timedelta(days=1), time.min)


def soon_end(now: datetime, calendar: WorkCalendar) -> datetime:
    """The end of the last working day that counts as soon."""
    last = calendar.working_days_after(now.date(), SOON).due
    return datetime.combine(last + timedelta(days=1), time.min)


def asks(kind: CaseKind) -> bool:
    """Whether the case is a request rather than a matter with materials."""
    return kind is not CaseKind.MATTER
