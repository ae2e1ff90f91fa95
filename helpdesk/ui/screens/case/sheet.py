"""A case as it stands on the screen: every text ready, nothing to be asked any more. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from helpdesk.application.paper_forms import papers_for
from helpdesk.application.paper_text import SIGNABLE
from helpdesk.application.queries import CaseFile
from helpdesk.application.questions import Question
from helpdesk.application.signing import Standing
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case, apply_to_case
from helpdesk.domain.events import Event
from helpdesk.domain.masking import mask_id, mask_phone
from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import ENDED, PAUSED, Stage, path_of
from helpdesk.i18n import _
from helpdesk.i18n.doubts import in_doubt
from helpdesk.i18n.taken_down import taken_down
from helpdesk.i18n.words import CHANNELS, STAGES, word
from helpdesk.ui.printing_dialog.batch_presenter import waiting_count
from helpdesk.ui.screens.case.acts import allowed, next_step
from helpdesk.ui.screens.case.clocks import ClockLine, clock_lines
from helpdesk.ui.screens.case.history import Happened, history, warnings
from helpdesk.ui.screens.case.material_lines import (
    HeldOriginals,
    MaterialLine,
    held_originals,
    material_count,
    material_lines,
)
from helpdesk.ui.screens.case.outcome import Outcome, outcome_of
from helpdesk.ui.screens.case.paper_lines import PaperLine, paper_lines
from helpdesk.ui.tokens import Tone

# Stages of the other road, shown at the place that means the same.
_SAME = {
    Stage.HANDED_OVER: Stage.DISPATCHED,
    Stage.DISPATCHED: Stage.HANDED_OVER,
    Stage.ACCEPTED: Stage.SIGNED_FOR,
    Stage.SIGNED_FOR: Stage.ACCEPTED,
    Stage.DELIVERED: Stage.ANSWERED,
}


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
    papers: tuple[PaperLine, ...]
    papers_waiting: int
    outcome: Outcome | None
    allowed: tuple[str, ...]
    case: Case

    @property
    def ended(self) -> bool:
        """Whether nothing more is expected."""
        return self.case.ended

    @property
    def held(self) -> tuple[HeldOriginals, ...]:
        """Originals that lie at the desk."""
        return held_originals(self.case)

    @property
    def to_sign(self) -> tuple[str, ...]:
        """Papers that can be signed at the desk, the likeliest first."""
        return tuple(paper for paper in papers_for(self.case) if paper in SIGNABLE)

    @property
    def step(self) -> str:
        """The act that the stage asks for next, if any."""
        return next_step(self.case)

    @property
    def case_applicant(self) -> str:
        """Who applies, by the name on the case; empty for an anonymous request."""
        return self.case.registered.applicant.name if self.case.registered else ""


def sheet_of(
    file: CaseFile,
    now: Moment,
    calendar: WorkCalendar,
    *,
    of_resident: int,
    asked: tuple[Question, ...] = (),
    standing: Mapping[str, Standing] = MappingProxyType({}),
) -> CaseSheet:
    """The sheet, seen at `now`; `of_resident` counts all cases of the same resident, `asked` is what
    is to be decided about the case or the resident, `standing` whether signed papers say the same still."""
    case, local, body = file.case, now.local, file.case.registered
    name = file.row.applicant or _("Anonymous")
    return CaseSheet(
        id=case.id,
        title=_title(name, case),
        number=case.number,
        state=word(STAGES, case.stage),
        tone=state_tone(case.stage),
        stages=tuple(word(STAGES, stage) for stage in path_of(case.kind)),
        stage=place_on_path(file.events, case),
        clocks=clock_lines(case, local, calendar),
        warnings=warnings(file, now),
        owner=case.owner.name if case.owner else "",
        questions=asked,
        history=history(file, now),
        materials=material_lines(case, local, calendar),
        materials_count=material_count(case),
        request=taken_down(body) if body else "",
        person=_person(case, mask=True),
        person_full=_person(case, mask=False) if _has_numbers(case) else (),
        resident=file.row.resident,
        name=name,
        other_cases=max(0, of_resident - 1),
        papers=paper_lines(file, offset_minutes=now.offset_minutes, standing=standing),
        papers_waiting=waiting_count(file.jobs),
        outcome=outcome_of(file, local, calendar),
        allowed=allowed(case, now=local, calendar=calendar),
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
