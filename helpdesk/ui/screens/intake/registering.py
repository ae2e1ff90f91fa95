"""Registering, and the papers that come with it. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from helpdesk.application.cases import PaperWish, Registered
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake import resident_form
from helpdesk.ui.screens.intake.autosave import Autosave
from helpdesk.ui.screens.intake.confirmation import ConfirmationPart, render_draft
from helpdesk.ui.screens.intake.matters import MatterPart
from helpdesk.ui.screens.intake.printing import ReceiptOut
from helpdesk.ui.screens.intake.residents import ResidentPart
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import Area, Bar, IntakeView
from helpdesk.ui.tokens import Tone

# Which part of the screen a problem belongs to; by the beginning of its code.
_AREAS = {
    "applicant": Area.RESIDENT,
    "resident": Area.RESIDENT,
    "matter": Area.MATTER,
    "title": Area.TITLE,
    "deferral": Area.MATERIALS,
    "material": Area.MATERIALS,
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The three parts of the screen."""

    resident: ResidentPart
    matter: MatterPart
    confirmation: ConfirmationPart


class Registering:
    """One case at a time; whatever happens to the paper, the case stands. GUI thread."""

    def __init__(
        self,
        bench: Workbench,
        sheet: Sheet,
        view: IntakeView,
        *,
        autosave: Autosave,
        columns: Columns,
        emptied: Callable[[], object],
    ) -> None:
        """`emptied` begins the next intake, once the case is registered."""
        self._bench = bench
        self._sheet = sheet
        self._view = view
        self._autosave = autosave
        self._columns = columns
        self._emptied = emptied
        self._out = ReceiptOut(bench, view)
        self.busy = False

    def register(self) -> None:
        """Register and print; while that is under way a second press does nothing."""
        if self.busy or self._refuse_form():
            return
        self.busy = True
        self._view.show_bar(Bar(_("Registering …"), busy=True))
        keeper, choice = self._autosave.keeper, self._columns.confirmation.choice
        intake = self._sheet.intake
        if choice.to_file:  # one file for all
            intake = replace(intake, one_receipt=True)
        at_once = intake.at_once and intake.kind is CaseKind.REQUEST
        wish = None if at_once else PaperWish(choice.paper, choice.size, choice.copies)
        self._bench.background.run(
            partial(keeper.register, intake, paper=wish),
            done=self._registered,
            failed=self._not_registered,
        )

    def sign(self) -> None:
        """What was registered last is signed at the desk."""
        self._out.sign()

    def notice(self) -> None:
        """The one-time notice of what is on the screen, before anything is registered."""
        self.paper("one_time_notice")

    def paper(self, paper: str) -> None:
        """A paper of what is on the screen: notice, form or authorisation, as it stands."""
        papers, intake = self._bench.papers, self._sheet.intake
        choice = self._columns.confirmation.choice
        if not self._columns.matter.matters:
            self._fail(Problem("matter-missing"))
            return
        self._bench.background.run(
            lambda: render_draft(papers, intake, paper=paper, size=choice.size),
            done=partial(self._drawn, paper),
            failed=self._fail,
        )

    def _drawn(self, paper: str, pdf: bytes) -> None:
        self._columns.confirmation.when_found(
            lambda choice: self._out.loose(pdf, printer=choice.printer, paper=paper)
        )

    def _refuse_form(self) -> bool:
        """Say the first thing in the form that cannot be kept; it is worth no attempt."""
        errors = self._columns.resident.form.errors
        first = next((name for name in resident_form.FIELDS if name in errors), "")
        if first:
            self._view.show_bar(Bar(errors[first], Tone.RED))
            self._view.focus(f"{Area.FORM}:{first}")
        return bool(first)

    def _registered(self, done: Registered) -> None:
        self.busy = False
        self._autosave.forget(self._autosave.keeper)
        self._emptied()
        self._out.registered(_said(done), done)
        self._columns.confirmation.when_found(
            lambda choice: self._out.job(done, printer=choice.printer)
        )

    def _not_registered(self, problem: Problem) -> None:
        self.busy = False
        self._fail(problem)

    def _fail(self, problem: Problem) -> None:
        """Say it where it belongs; everything typed stays."""
        words, person = sentence(problem), problem.params.get("person", 0)
        if person:
            self._view.show_bar(
                Bar(_("Applicant {n}: {problem}").format(n=person, problem=words), Tone.RED)
            )
            return
        field = resident_form.field_of(problem) if self._sheet.intake.new_resident else ""
        area = f"{Area.FORM}:{field}" if field else _AREAS.get(problem.code.split("-")[0], "")
        self._view.show_bar(Bar(words, Tone.RED))
        if area:
            self._view.show_error(area, words)
            self._view.focus(area)


def _said(done: Registered) -> str:
    """The good news: one number, or how many and from which on."""
    n = len(done.also) + 1
    if n == 1:
        return _("Registered under number {number}.")
    return ngettext(
        "{n} case registered, from number {number} on.",
        "{n} cases registered, from number {number} on.",
        n,
    ).replace("{n}", str(n))
