"""The form for a new resident: every change goes into the sheet, checks come back at once. No Qt."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property, partial

from helpdesk.application.cards import PHOTO, photo_of
from helpdesk.application.resident_queries import Lookalike
from helpdesk.application.residents import traits_typed
from helpdesk.i18n import _
from helpdesk.i18n.alike import reason_text
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake import resident_form as form
from helpdesk.ui.screens.intake.places import Places
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import Area, FormState, IntakeView


class FormPart:
    """Fields, what the ID number tells, the place, and whoever has the same number. GUI thread."""

    def __init__(self, bench: Workbench, sheet: Sheet, view: IntakeView) -> None:
        self._bench = bench
        self._sheet = sheet
        self._view = view
        self._derived: dict[str, str] = {}
        self._twin_name = self._twin_why = ""
        self.twin = ""

    @cached_property
    def _places(self) -> Places:
        """When first needed: reading the divisions takes a tenth of a second."""
        session = self._bench.session
        return Places(session.reference.divisions, desk=session.desk.code)

    def load(self) -> None:
        """Show what the sheet says."""
        self._derived, self.twin, self._twin_name = {}, "", ""
        self.show()

    def open(self) -> None:
        """Begin a new resident with what was searched for; most live in the desk's own place."""
        values = form.prefilled(self._sheet.intake.resident_search)
        desk = self._bench.session.desk.code
        if self._bench.session.reference.divisions.find(desk):
            label = self._bench.session.reference.divisions.label(desk)
            values |= {form.DIVISION: desk, form.DIVISION_TEXT: label}
        self._derived, self.twin, self._twin_name = {}, "", ""
        self._sheet.edit(resident="", new_resident=values or {form.NAME: ""})
        self._checked(form.NUMBER)
        self._view.focus(f"{Area.FORM}:{form.NAME}")
        self._bench.background.run(self._places.prepare)  # long before the place is typed

    def read(self) -> None:
        """The sheet was filled by a card."""
        self._derived = {}
        self._checked(form.NAME)
        self._bench.background.run(self._places.prepare)

    @property
    def errors(self) -> dict[str, str]:
        """Fields of the form that cannot be kept as they are, with their sentences."""
        typed = self._sheet.intake.new_resident
        if not typed:
            return {}
        return dict(form.check_form(typed, today=self._today()).errors)

    def typed(self, name: str, value: str) -> None:
        """A field of the form was changed by the person."""
        values = {**self._sheet.intake.new_resident, name: value}
        if name == form.DIVISION_TEXT:
            values[form.DIVISION] = ""
        self._sheet.edit(new_resident=values)
        self._checked(name)

    def search_place(self, text: str) -> None:
        """Look for a division as one types."""
        self.typed(form.DIVISION_TEXT, text)
        self._bench.background.run(
            lambda: self._places.find(text),
            done=lambda lines: self._view.residents.show_divisions(text, lines),
            key="intake-divisions",
        )

    def pick_place(self, code: str) -> None:
        """Take a division from the list."""
        label = self._bench.session.reference.divisions.label(code)
        chosen = {form.DIVISION: code, form.DIVISION_TEXT: label}
        self._sheet.edit(new_resident={**self._sheet.intake.new_resident, **chosen})
        self._checked(form.DIVISION)
        self._view.focus(f"{Area.FORM}:{form.ADDRESS}")

    def _checked(self, name: str) -> None:
        if name == form.NUMBER:
            self._derive()
        self._look_for_twin()
        self.show()

    def _derive(self) -> None:
        """Fill birth and sex from the ID number, where nothing else was typed."""
        values = dict(self._sheet.intake.new_resident)
        derived = form.check_form(values, today=self._today()).derived
        for name, before in self._derived.items():
            if values.get(name) == before:
                values[name] = ""
        self._derived = {n: v for n, v in derived.items() if not values.get(n)}
        self._sheet.edit(new_resident={**values, **self._derived})

    def _look_for_twin(self) -> None:
        """Whoever may be the same person: by number, or by name, birth, telephone and address."""
        typed = dict(self._sheet.intake.new_resident)
        today = self._today()
        traits = traits_typed(typed, form.check_form(typed, today=today).errors)
        self._bench.background.run(
            lambda: self._bench.queries.residents.lookalikes(traits, limit=1),
            done=partial(self._twin_found, typed),
            key="intake-twin",
        )

    def _twin_found(self, typed: dict[str, str], found: Sequence[Lookalike]) -> None:
        if typed != self._sheet.intake.new_resident:
            return
        before = self.twin
        self.twin = found[0].row.id if found else ""
        self._twin_name = found[0].row.name if found else ""
        self._twin_why = reason_text(found[0].reasons) if found else ""
        if before or self.twin:
            self.show()

    def show(self) -> None:
        """Draw values, errors and notes; no form while nothing was begun."""
        values = self._sheet.intake.new_resident
        if not values:
            self._view.residents.show_form(None)
            return
        check = form.check_form(values, today=self._today())
        said = ""
        if self.twin:
            words = _("Possibly recorded already: {name} ({why})")
            said = words.format(name=self._twin_name, why=self._twin_why)
        photo = photo_of(values.get(PHOTO, ""))
        self._view.residents.show_form(
            FormState(
                values, check.errors, check.notes, twin=said, photo=photo.sha256 if photo else ""
            )
        )

    def _today(self) -> date:
        return self._bench.session.clock.now().local.date()
