"""The middle column: finding the matter and ticking off its materials. No Qt."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from helpdesk.application.cases import checklist
from helpdesk.application.deadlines import closing_clock
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFilter, Queries
from helpdesk.application.search_keys import MatterFinder, text_keys
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.matters import Form, MaterialRequirement, Matter, MatterKind
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import day_text, limit_text
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import MATERIAL_STATES, word
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.files import carried, counted
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import (
    Area,
    DeferralQuestion,
    IntakeView,
    MaterialLine,
    MatterCard,
    PickLine,
)
from helpdesk.ui.tokens import Tone

_MOST = 12
_RECENT = 300  # of that many last cases the matters are counted
_USUAL_DEFERRAL = 5  # working days proposed for a material to come

_TONES = {
    MaterialState.TAKEN: Tone.GREEN,
    MaterialState.DEFERRED: Tone.AMBER,
    MaterialState.NEEDED: Tone.GREY,
    MaterialState.WRONG: Tone.RED,
    MaterialState.NOT_APPLICABLE: Tone.GREY,
}


class MatterPart:
    """Search, chosen matter and checklist; every change goes into the sheet. GUI thread."""

    def __init__(
        self, bench: Workbench, sheet: Sheet, view: IntakeView, *, open_already: Callable[[], bool]
    ) -> None:
        self._bench = bench
        self._sheet = sheet
        self._view = view
        self._open_already = open_already
        self._finder: MatterFinder | None = None

    @property
    def matter(self) -> Matter | None:
        """The chosen matter, None for requests too."""
        intake = self._sheet.intake
        if intake.kind is not CaseKind.MATTER or not intake.matter:
            return None
        return self._bench.session.reference.catalogue.find(intake.matter)

    def prepare(self) -> None:
        """Count what is used most; the search knows it from then on."""
        self._bench.background.run(
            lambda: ranked(self._bench.session, self._bench.queries),
            done=self._prepared,
            key="intake-ranking",
        )

    def load(self) -> None:
        """Show what the sheet says about the matter."""
        self.show()
        if self.matter is None:
            self._look(self._sheet.intake.matter_search)

    def show(self) -> None:
        """Draw the chosen matter and its materials again."""
        matter = self.matter
        again = self._open_already()
        self._view.matters.show_card(matter_card(matter, open_already=again) if matter else None)
        required = {r.name: r for r in matter.materials} if matter else {}
        materials = self._sheet.intake.materials if matter else ()
        files = counted(self._sheet.intake.files)
        self._view.matters.show_materials(
            [
                material_line(m, required.get(m.name), number=n, files=files[n])
                for n, m in enumerate(materials)
            ]
        )

    def search(self, text: str) -> None:
        """Look for matters as one types; without a text the most used ones."""
        self._sheet.edit(matter_search=text)
        self._look(text)

    def pick(self, code: str) -> None:
        """Take a matter; materials that the last one asked for too keep their state."""
        matter = self._bench.session.reference.catalogue.find(code)
        if matter is None:
            return
        had = {material.name: material for material in self._sheet.intake.materials}
        materials = tuple(_carried(each, had.get(each.name)) for each in checklist(matter))
        files = carried(self._sheet.intake.files, self._sheet.intake.materials, materials)
        self._sheet.edit(matter=code, materials=materials, files=files)
        self.show()
        self._view.focus(Area.MATERIALS if materials else Area.PROXY)

    def take(self, number: int) -> bool:
        """The material is here, or was ticked by mistake. Answers whether it is here now."""
        material = self._sheet.intake.materials[number]
        taken = material.state is MaterialState.TAKEN
        self._set(number, material.reset() if taken else material.take())
        return not taken

    def take_all(self) -> None:
        """Everything that is still open is here; what was deferred or put aside stays so."""
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
        self._view.ask_deferral(
            DeferralQuestion(
                material=material.name,
                first=today.isoformat(),
                last=last.isoformat() if last else "",
                proposal=min(proposal, last or proposal).isoformat(),
                answer=partial(self._deferred, number),
            )
        )

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
        session = self._bench.session
        now = session.clock.now().local
        matter = self.matter
        clock = closing_clock(matter, now, session.reference.calendar) if matter else None
        return now.date(), clock.due.date() if clock else None

    def _set(self, number: int, material: Material) -> None:
        materials = list(self._sheet.intake.materials)
        materials[number] = material
        self._sheet.edit(materials=tuple(materials))
        self._view.show_error(Area.MATERIALS, "")
        self.show()

    def _look(self, text: str) -> None:
        finder = self._finder
        if finder is None:
            return
        self._bench.background.run(
            lambda: [matter_line(each) for each in finder.find(text.strip(), limit=_MOST)],
            done=partial(self._view.matters.show_matters, text),
            key="intake-matters",
        )

    def _prepared(self, finder: MatterFinder) -> None:
        self._finder = finder
        if self.matter is None:
            self._look(self._sheet.intake.matter_search)


def ranked(session: Session, queries: Queries) -> MatterFinder:
    """The matters in force, the most used first. Background thread."""
    today = session.clock.now().local.date()
    wanted = CaseFilter(kinds=(CaseKind.MATTER,))
    used = Counter(row.matter for row in queries.cases(wanted, offset=0, limit=_RECENT))
    matters = session.reference.catalogue.in_force(today)
    return MatterFinder(sorted(matters, key=lambda matter: -used[matter.code]))


def matter_line(matter: Matter) -> PickLine:
    """A matter as it is picked from."""
    return PickLine(matter.code, matter.name, _detail(matter), initials(matter))


def matter_card(matter: Matter, *, open_already: bool) -> MatterCard:
    """The chosen matter, with what to know before the materials."""
    notes: list[tuple[str, Tone]] = []
    if matter.prechecks:
        asked = _("; ").join(matter.prechecks)
        notes.append((_("Check first: {questions}").format(questions=asked), Tone.BLUE))
    needs = [
        _("the applicant must come in person") if matter.in_person else "",
        _("an authorisation must be signed") if matter.authorisation else "",
        matter.mode_note,
    ]
    if any(needs):
        words = _("Mind: {needs}").format(needs=_("; ").join(filter(None, needs)))
        notes.append((words, Tone.BLUE))
    if open_already:
        words = _("This resident already has an open case of this matter.")
        notes.append((words, Tone.AMBER))
    return MatterCard(matter.name, _detail(matter), initials(matter), tuple(notes))


def initials(matter: Matter) -> str:
    """The shortest letters that find it: of its shortest everyday name."""
    names = [alias for alias in matter.aliases if len(alias) > 1] or [matter.name]
    return text_keys(min(names, key=len)).initials[0]


def material_line(
    material: Material, required: MaterialRequirement | None, *, number: int, files: int = 0
) -> MaterialLine:
    """One line of the checklist; `files` counts those that show the material."""
    state = word(MATERIAL_STATES, material.state)
    if material.state is MaterialState.DEFERRED and material.deferred_until:
        state = _("Deferred, bring by {day}").format(day=day_text(material.deferred_until))
    return MaterialLine(
        number=number,
        name=material.name,
        detail=_(", ").join([*_asked(material, required), *_photographed(files)]),
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


def _detail(matter: Matter) -> str:
    parts = [matter.department]
    if matter.promised:
        limit = limit_text(matter.promised.days, matter.promised.unit)
        parts.append(_("promised in {limit}").format(limit=limit))
    elif matter.kind is MatterKind.AT_ONCE:
        parts.append(_("done at once"))
    parts.append(matter.fee or _("free of charge"))
    return " · ".join(filter(None, parts))


def _carried(fresh: Material, had: Material | None) -> Material:
    if had is None or had.state is MaterialState.NEEDED:
        return fresh
    if had.state is MaterialState.TAKEN:
        return fresh.take()
    if had.state is MaterialState.NOT_APPLICABLE:
        return fresh.not_applicable(reason=had.reason)
    # Another matter promises another day: a deferral has to be agreed on again.
    return replace(fresh, reason=had.reason)


def _after(calendar: WorkCalendar, start: date, days: int) -> date:
    day = start
    for _n in range(days):
        day = calendar.working_day_from(day + timedelta(days=1))
    return day
