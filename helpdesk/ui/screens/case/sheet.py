"""A case as it stands on the screen: every text ready, nothing to be asked any more. Plain Python."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk.application.queries import CaseFile
from helpdesk.application.questions import Question
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.case_fields import material_field
from helpdesk.domain.cases import Case, apply_to_case
from helpdesk.domain.events import Event
from helpdesk.domain.masking import mask_id, mask_phone
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import ENDED, PAUSED, CaseKind, Stage, path_of
from helpdesk.i18n import N_, _, ngettext
from helpdesk.i18n.counting import day_text, remaining_text
from helpdesk.i18n.doubts import in_doubt
from helpdesk.i18n.words import CHANNELS, PAPERS, STAGES, word
from helpdesk.ui.screens.case.acts import allowed
from helpdesk.ui.screens.case.clocks import ClockLine, clock_lines
from helpdesk.ui.screens.case.history import Happened, history, warnings
from helpdesk.ui.tokens import Tone

# Stages of the other road, shown at the place that means the same.
_SAME = {
    Stage.HANDED_OVER: Stage.DISPATCHED,
    Stage.DISPATCHED: Stage.HANDED_OVER,
    Stage.ACCEPTED: Stage.SIGNED_FOR,
    Stage.SIGNED_FOR: Stage.ACCEPTED,
    Stage.DELIVERED: Stage.ANSWERED,
}
_SIGNS = {
    MaterialState.TAKEN: ("✔", Tone.GREEN),
    MaterialState.DEFERRED: ("◷", Tone.AMBER),
    MaterialState.NEEDED: ("○", Tone.PLAIN),
    MaterialState.WRONG: ("✗", Tone.RED),
    MaterialState.NOT_APPLICABLE: ("–", Tone.GREY),
}


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One material: its line in the checklist, a sign, a name, how it stands."""

    line: int
    sign: str
    name: str
    detail: str
    tone: Tone
    state: MaterialState
    deferrable: bool


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """Everything on the screen of one case."""

    id: str
    title: str
    number: str
    state: str
    tone: Tone
    stages: tuple[str, ...]
    stage: int
    clocks: tuple[ClockLine, ...]
    warnings: tuple[str, ...]
    owner: str
    questions: tuple[Question, ...]
    history: tuple[Happened, ...]
    materials: tuple[MaterialLine, ...]
    materials_count: str
    request: str
    person: tuple[str, ...]
    person_full: tuple[str, ...]
    resident: str
    name: str
    other_cases: int
    papers: tuple[str, ...]
    allowed: tuple[str, ...]
    ended: bool
    case: Case


def sheet_of(
    file: CaseFile,
    now: Moment,
    calendar: WorkCalendar,
    *,
    of_resident: int,
    asked: tuple[Question, ...] = (),
) -> CaseSheet:
    """The sheet, seen at `now`; `of_resident` counts all cases of the same resident, `asked` is what
    is to be decided about the case or the resident."""
    case, local = file.case, now.local
    body = case.registered
    name = file.row.applicant or _("Anonymous")
    stages = path_of(case.kind)
    return CaseSheet(
        id=case.id,
        title=_title(name, case),
        number=case.number,
        state=word(STAGES, case.stage),
        tone=state_tone(case.stage),
        stages=tuple(word(STAGES, stage) for stage in stages),
        stage=place_on_path(file.events, case),
        clocks=clock_lines(case, local, calendar),
        warnings=warnings(file, now),
        owner=case.owner.name if case.owner else "",
        questions=asked,
        history=history(file, now),
        materials=material_lines(case, local, calendar),
        materials_count=_count(case),
        request=body.text if body and case.kind is not CaseKind.MATTER else "",
        person=_person(case, mask=True),
        person_full=_person(case, mask=False) if _has_numbers(case) else (),
        resident=file.row.resident,
        name=name,
        other_cases=max(0, of_resident - 1),
        papers=_papers(file),
        allowed=allowed(case),
        ended=case.ended,
        case=case,
    )


def _title(name: str, case: Case) -> str:
    doubted = {conflict.field for conflict in case.conflicts}
    parts = (in_doubt(name, "name", doubted), in_doubt(case.title, "title", doubted))
    return " · ".join(parts)


def state_tone(stage: Stage) -> Tone:
    """The colour of the state's chip; the word in it says the same."""
    if stage in PAUSED:
        return Tone.AMBER
    if stage in ENDED:
        return Tone.GREEN if stage is Stage.CLOSED else Tone.GREY
    return (
        Tone.GREEN if stage in (Stage.ANSWERED, Stage.DELIVERED, Stage.CALLED_BACK) else Tone.BLUE
    )


def place_on_path(events: tuple[Event, ...], case: Case) -> int:
    """How far along its road the case came, also when it left the road."""
    path, place = path_of(case.kind), 0
    again = Case(id=case.id)
    for event in events:
        again = apply_to_case(again, event)
        stage = again.stage if again.stage in path else _SAME.get(again.stage)
        if stage in path:
            place = path.index(stage)
    return place


def material_lines(case: Case, now: datetime, calendar: WorkCalendar) -> tuple[MaterialLine, ...]:
    """The checklist in the order of registration."""
    lines = []
    doubted = {conflict.field for conflict in case.conflicts}
    for number, material in enumerate(case.materials):
        sign, tone = _SIGNS[material.state]
        late = material.deferred_until is not None and material.deferred_until < now.date()
        lines.append(
            MaterialLine(
                line=number,
                sign=sign,
                name=material.name,
                detail=in_doubt(_detail(material, now, calendar), material_field(number), doubted),
                tone=Tone.RED if late else tone,
                state=material.state,
                deferrable=material.deferrable,
            )
        )
    return tuple(lines)


def _detail(material: Material, now: datetime, calendar: WorkCalendar) -> str:
    if material.state is MaterialState.DEFERRED and material.deferred_until:
        until = material.deferred_until
        left = calendar.count(now.date(), until)
        day = day_text(until)
        if until < now.date():
            return _("deferred until {day}, not here yet").format(day=day)
        rest = remaining_text(left, now) if left else _("today")
        return _("deferred until {day} ({left})").format(day=day, left=rest)
    if material.state is MaterialState.NOT_APPLICABLE:
        return _("not applicable: {reason}").format(reason=material.reason or "—")
    if material.state is MaterialState.WRONG:
        return _("wrong: {reason}").format(reason=material.reason)
    taken = material.state is MaterialState.TAKEN
    originals = material.originals_taken if taken else material.originals
    copies = material.copies_taken if taken else material.copies
    return _sheets(originals, copies)


def _sheets(originals: int, copies: int) -> str:
    parts = []
    if originals:
        parts.append(ngettext("{n} original", "{n} originals", originals).format(n=originals))
    if copies:
        parts.append(ngettext("{n} photocopy", "{n} photocopies", copies).format(n=copies))
    return " · ".join(parts)


def _count(case: Case) -> str:
    asked = [m for m in case.materials if m.state is not MaterialState.NOT_APPLICABLE]
    taken = sum(m.state is MaterialState.TAKEN for m in asked)
    return f"{taken}/{len(asked)}"


def _has_numbers(case: Case) -> bool:
    who = case.registered.applicant if case.registered else None
    return who is not None and bool(who.document_number or who.phone)


def _person(case: Case, *, mask: bool) -> tuple[str, ...]:
    """Masked by default: whoever stands at the counter reads the screen too."""
    body = case.registered
    if body is None:
        return ()
    who, doubted = body.applicant, {conflict.field for conflict in case.conflicts}
    number = mask_id(who.document_number) if mask else who.document_number
    phone = mask_phone(who.phone) if mask else who.phone
    parts = [
        in_doubt(phone, "phone", doubted),
        in_doubt(who.address, "address", doubted),
    ]
    lines = [
        in_doubt(number, "document_number", doubted),
        " · ".join(part for part in parts if part),
    ]
    if body.channel:
        lines.append(_("Way of working: {way}").format(way=word(CHANNELS, body.channel)))
    if body.proxy:
        proxy = in_doubt(body.proxy, "proxy", doubted)
        lines.append(_("Proxy: {proxy}").format(proxy=proxy))
    if body.notify:
        notify = in_doubt(body.notify, "notify", doubted)
        lines.append(_("Notify by: {notify}").format(notify=notify))
    return tuple(line for line in lines if line)


_JOB_STATES = {
    "queued": N_("{paper}: waiting for the printer"),
    "printing": N_("{paper}: at the printer, not confirmed yet"),
    "failed": N_("{paper}: not printed"),
    "abandoned": N_("{paper}: not confirmed by the printer, given up after ten minutes"),
}


def _papers(file: CaseFile) -> tuple[str, ...]:
    lines = []
    for paper, copies in file.case.prints:
        text = ngettext("{paper}: {n} copy", "{paper}: {n} copies", copies)
        lines.append(text.format(paper=word(PAPERS, paper), n=copies))
    lines += [
        _(_JOB_STATES[job.state]).format(paper=word(PAPERS, job.paper))
        for job in file.jobs
        if job.state in _JOB_STATES
    ]
    return tuple(lines)
