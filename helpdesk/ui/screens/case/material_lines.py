"""A case's checklist in words. Plain Python."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.case_fields import material_field
from helpdesk.domain.cases import Case
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import day_text, remaining_text
from helpdesk.i18n.doubts import in_doubt
from helpdesk.ui.tokens import Tone

_SIGNS = {
    MaterialState.TAKEN: ("✓", Tone.GREEN),
    MaterialState.DEFERRED: ("◐", Tone.AMBER),
    MaterialState.NEEDED: ("○", Tone.PLAIN),
    MaterialState.WRONG: ("×", Tone.RED),
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
class HeldOriginals:
    """Originals of one line that lie at the desk; `back` says that they are to go back."""

    line: int
    name: str
    back: bool


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
    sheets = _sheets(originals, copies)
    if material.returned:
        on = day_text(material.returned_on) if material.returned_on else ""
        return _("{sheets}, given back {day}").format(sheets=sheets, day=on)
    return sheets


def _sheets(originals: int, copies: int) -> str:
    parts = []
    if originals:
        parts.append(ngettext("{n} original", "{n} originals", originals).format(n=originals))
    if copies:
        parts.append(ngettext("{n} photocopy", "{n} photocopies", copies).format(n=copies))
    return " · ".join(parts)


def material_count(case: Case) -> str:
    """How many are here, of how many that are needed."""
    asked = [m for m in case.materials if m.state is not MaterialState.NOT_APPLICABLE]
    taken = sum(m.state is MaterialState.TAKEN for m in asked)
    return f"{taken}/{len(asked)}"


def held_originals(case: Case) -> tuple[HeldOriginals, ...]:
    """What can be given back, in the order of the checklist."""
    return tuple(
        HeldOriginals(
            line,
            _("{name}: {sheets}").format(name=material.name, sheets=_sheets(material.held, 0)),
            material.to_return,
        )
        for line, material in enumerate(case.materials)
        if material.held
    )
