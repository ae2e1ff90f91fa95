"""The result of a case, its delivery and the callback, in words. Plain Python."""

from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk.application.deadlines import next_due
from helpdesk.application.ports import DeskProfile
from helpdesk.application.queries import CaseFile
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.callbacks import ATTEMPTS_MOST, CallbackResult, is_bad, last_reached
from helpdesk.domain.cases import Case
from helpdesk.domain.clocks import BAD_RATING, DELIVERY
from helpdesk.domain.events import Delivered
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n import N_, _
from helpdesk.i18n.callbacks import rated_text, script
from helpdesk.i18n.counting import day_text, minute_text
from helpdesk.i18n.outcome_history import outcome as told
from helpdesk.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """`name` muted, then the words."""

    name: str
    words: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the panel shows: lines, the callback's result as a chip, and what is proposed."""

    lines: tuple[OutcomeLine, ...]
    chip: str = ""
    chip_tone: Tone = Tone.GREY
    proposal: str = ""


def outcome_of(file: CaseFile, now: datetime, calendar: WorkCalendar) -> Outcome | None:
    """None before there is a result."""
    case = file.case
    if case.answered_at is None and not case.attempts:
        return None
    lines = [OutcomeLine(_("Answer"), case.answer)] if case.answer else []
    if case.document:
        until = _("valid until {day}").format(day=case.valid_until) if case.valid_until else ""
        words = " · ".join(filter(None, (case.document, until)))
        lines.append(OutcomeLine(_("Document issued"), words))
    lines += _delivery(file, now, calendar)
    lines += attempt_lines(case)
    chip, tone = _result(case)
    return Outcome(tuple(lines), chip, tone, proposal_text(case))


def _delivery(file: CaseFile, now: datetime, calendar: WorkCalendar) -> list[OutcomeLine]:
    case = file.case
    if case.kind is not CaseKind.MATTER:
        return []
    if case.stage is Stage.ANSWERED:
        due, _provisional = next_due(case, calendar)
        late = due is not None and now > due
        text = _("by {day}, within {n} working days as the law asks")
        day = day_text(due.date()) if due else "—"
        tone = Tone.RED if late else Tone.AMBER
        return [OutcomeLine(_("To deliver"), text.format(day=day, n=DELIVERY.days), tone)]
    said = next((e.body for e in reversed(file.events) if isinstance(e.body, Delivered)), None)
    if said is None or case.delivered_at is None:
        return []
    brief = replace(said, document="", valid_until=None)  # it stands in a line of its own
    words = told(brief) if said.at else f"{minute_text(case.delivered_at)} {told(brief)}"
    return [OutcomeLine(_("How it was delivered"), words)]


def attempt_lines(case: Case) -> tuple[OutcomeLine, ...]:
    """The attempts so far, in words."""
    return tuple(_attempt(n, case) for n in range(len(case.attempts)))


_ATTEMPTS = {True: N_("reached"), False: N_("not reached")}


def _attempt(n: int, case: Case) -> OutcomeLine:
    made = case.attempts[n]
    name = _("Callback {n} of {most}").format(n=n + 1, most=ATTEMPTS_MOST)
    result = _("did not want to answer") if made.said.refused else _(_ATTEMPTS[made.said.reached])
    parts = (minute_text(made.at), result, made.by, made.said.words)
    return OutcomeLine(name, " · ".join(filter(None, parts)))


def _result(case: Case) -> tuple[str, Tone]:
    said = last_reached(case.attempts)
    if case.callback is CallbackResult.UNREACHABLE:
        return _("Not reached in {n} attempts").format(n=ATTEMPTS_MOST), Tone.GREY
    if case.callback is CallbackResult.REFUSED:
        return _("Did not want to answer"), Tone.GREY
    if said is None:
        return "", Tone.GREY
    return rated_text(said), Tone.RED if is_bad(said) else Tone.GREEN


def proposal_text(case: Case) -> str:
    """After a bad callback: what is to be done, and within which time."""
    if not case.to_put_right:
        return ""
    text = _(
        "The resident was not served well. Do the case again and put it right within {n} working days; "
        "everybody is called back afterwards."
    )
    return text.format(n=BAD_RATING.days)


def callback_script(case: Case, desk: DeskProfile, agent: str) -> tuple[str, ...]:
    """What to say on the telephone, in order; and what was tried before."""
    name = case.registered.applicant.name if case.registered else ""
    answered = day_text(case.answered_at.date()) if case.answered_at else "—"
    said = script(agent=agent, desk=desk.name, name=name, title=case.title, answered=answered)
    tried = tuple(f"{line.name}: {line.words}" for line in attempt_lines(case))
    return (*(f"{n}. {line}" for n, line in enumerate(said, 1)), *tried)
