"""The checklist of an intake: taken, wrong, deferred, not applicable. No Qt."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from helpdesk.application.deadlines import closing_clock
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.matters import Form, MaterialRequirement, Matter
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import day_text
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import MATERIAL_STATES, word
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.files import counted
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import (
    Area,
    DeferralQuestion,
    IntakeView,
    MaterialLine,
    WrongQuestion,
)
from helpdesk.ui.tokens import Tone

_USUAL_DEFERRAL = 5  # working days proposed for a material to come

_TONES = {
    MaterialState.TAKEN: Tone.GREEN,
    MaterialState.DEFERRED: Tone.AMBER,
    MaterialState.NEEDED: Tone.GREY,
    MaterialState.WRONG: Tone.RED,
    MaterialState.NOT_APPLICABLE: Tone.GREY,
}


class MaterialsPart:
    """Ticks off; every change goes into the sheet. GUI thread."""

    def __init__(
        self,
        bench: Workbench,
        sheet: Sheet,
        view: IntakeView,
        *,
        matters: Callable[[], Sequence[Matter]],
    ) -> None:
        """`matters` are those whose materials the checklist holds; none for requests."""
        self._bench = bench
        self._sheet = sheet
        self._view = view
        self._matters = matters

    def show(self) -> None:
        """Draw the checklist again."""
        matters = self._matters()
        required = {r.label: r for m in reversed(matters) for r in m.materials}
        materials = self._sheet.intake.materials if matters else ()
        files = counted(self._sheet.intake.files)
        self._view.matters.show_materials(
            [
                material_line(m, required.get(m.name), number=n, files=files[n])
                for n, m in enumerate(materials)
            ]
        )

    def take(self, number: int) -> bool:
        """The material is here, or was ticked by mistake. Answers whether it is here now."""
        material = self._sheet.intake.materials[number]
        taken = material.state is MaterialState.TAKEN
        self._set(number, material.reset() if taken else material.take())
        return not taken

    def take_all(self) -> None:
        """Everything that is still open is here; what was decided otherwise stays so."""
        self._sheet.edit(
            materials=tuple(
                m.take() if m.state is MaterialState.NEEDED else m
                for m in self._sheet.intake.materials
            )
        )
        self.show()

    def skip(self, number: int) -> None:
        """This resident does not need the material, or does after all."""
        material = self._sheet.intake.materials[number]
        aside = material.state is MaterialState.NOT_APPLICABLE
        self._set(number, material.reset() if aside else material.not_applicable())

    def reject(self, number: int) -> None:
        """Ask what is wrong with what was brought; a second time takes that back."""
        material = self._sheet.intake.materials[number]
        if material.state is MaterialState.WRONG:
            self._set(number, material.reset())
            return
        answer = partial(self._rejected, number)
        self._view.dialogs.ask_wrong(WrongQuestion(material.name, answer))

    def defer(self, number: int) -> None:
        """Ask until when the material may come; a second time takes the deferral back."""
        material = self._sheet.intake.materials[number]
        if material.state is MaterialState.DEFERRED:
            self._set(number, material.reset())
            return
        if not material.deferrable:
            problem = Problem("material-not-deferrable", material=material.name)
            self._view.show_error(Area.MATERIALS, sentence(problem))
            return
        today, last = self._deferral_days()
        proposal = _after(self._bench.session.reference.calendar, today, _USUAL_DEFERRAL)
        self._view.dialogs.ask_deferral(
            DeferralQuestion(
                material=material.name,
                first=today.isoformat(),
                last=last.isoformat() if last else "",
                proposal=min(proposal, last or proposal).isoformat(),
                answer=partial(self._deferred, number),
            )
        )

    def _rejected(self, number: int, reason: str) -> str:
        try:
            self._set(number, self._sheet.intake.materials[number].wrong(reason=reason))
        except Problem as problem:
            return sentence(problem)
        return ""

    def _deferred(self, number: int, until: str) -> str:
        today, last = self._deferral_days()
        try:
            material = self._sheet.intake.materials[number]
            changed = material.defer(until=date.fromisoformat(until), today=today, latest=last)
        except Problem as problem:
            return sentence(problem)
        self._set(number, changed)
        return ""

    def _deferral_days(self) -> tuple[date, date | None]:
        """Today, and the earliest promise among the matters."""
        session = self._bench.session
        now, calendar = session.clock.now().local, session.reference.calendar
        clocks = [closing_clock(matter, now, calendar) for matter in self._matters()]
        return now.date(), min((clock.due.date() for clock in clocks if clock), default=None)

    def _set(self, number: int, material: Material) -> None:
        materials = list(self._sheet.intake.materials)
        materials[number] = material
        self._sheet.edit(materials=tuple(materials))
        self._view.show_error(Area.MATERIALS, "")
        self.show()


def material_line(
    material: Material, required: MaterialRequirement | None, *, number: int, files: int = 0
) -> MaterialLine:
    """One line of the checklist; `files` counts those that show the material."""
    state = word(MATERIAL_STATES, material.state)
    if material.state is MaterialState.DEFERRED and material.deferred_until:
        state = _("Deferred, bring by {day}").format(day=day_text(material.deferred_until))
    detail = _(", ").join([*_asked(material, required), *_photographed(files)])
    if material.state is MaterialState.WRONG:
        detail = _("wrong: {reason}").format(reason=material.reason)
    return MaterialLine(
        number=number,
        name=material.name,
        detail=detail,
        state=state,
        tone=_TONES[material.state],
        ticked=material.state is MaterialState.TAKEN,
    )


def _asked(material: Material, required: MaterialRequirement | None) -> Sequence[str]:
    parts = []
    if required and required.form is Form.TOLD:
        parts.append(_("told at the counter"))
    elif required and required.form is Form.ELECTRONIC:
        parts.append(_("electronic"))
    elif material.originals and required and required.returned:
        parts.append(_("original to be checked"))
    elif n := material.originals:
        parts.append(ngettext("{n} original", "{n} originals", n).format(n=n))
    if n := material.copies:
        parts.append(ngettext("{n} photocopy", "{n} photocopies", n).format(n=n))
    if not material.necessary:
        parts.append((required.condition if required else "") or _("if it applies"))
    if material.deferrable:
        parts.append(_("may be deferred"))
    return parts


def _photographed(files: int) -> Sequence[str]:
    return [ngettext("{n} file", "{n} files", files).format(n=files)] if files else []


def _after(calendar: WorkCalendar, start: date, days: int) -> date:
    day = start
    for _n in range(days):
        day = calendar.working_day_from(day + timedelta(days=1))
    return day
