"""The right column: when it is promised and how that is counted, the receipt, the printer. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk.application.deadlines import closing_deadline
from helpdesk.application.intake import Intake
from helpdesk.application.ports import Session
from helpdesk.domain.clocks import explain
from helpdesk.domain.matters import Matter
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from helpdesk.i18n.counting import due_text, step_text
from helpdesk.ui.presenting import Later, PageImage, Papers, Settings, Workbench
from helpdesk.ui.printing_dialog.choice import (
    Offered,
    PrintChoice,
    choice_text,
    missing_text,
    offered,
    remember,
    remembered,
)
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import Confirmation, IntakeView

PREVIEW_AFTER = 250  # milliseconds without a change
PREVIEW_DPI = 130.0


@dataclass(frozen=True, slots=True)
class Preview:
    """Pictures of the paper, or why there are none; and characters that no font has."""

    pages: Sequence[PageImage] = ()
    sentence: str = ""
    glyphs: tuple[str, ...] = ()


class ConfirmationPart:
    """What will be registered and printed if it is done now. GUI thread."""

    def __init__(
        self,
        bench: Workbench,
        sheet: Sheet,
        view: IntakeView,
        *,
        settings: Settings,
        later: Later,
        name: Callable[[], str],
    ) -> None:
        self._bench = bench
        self._sheet = sheet
        self._view = view
        self._settings = settings
        self._later = later
        self._name = name
        self._asked = 0
        self._found = False
        self.printers: Offered = {}
        self.choice = remembered(settings, "receipt", printers=())

    def find_printers(self) -> None:
        """Ask the system for its printers, which may take a while."""
        self._bench.background.run(
            self._bench.papers.printers, done=self._printers_found, key="intake-printers"
        )

    def when_found(self, do: Callable[[PrintChoice], object]) -> None:
        """Go on with the choice, once the printers are known."""
        if self._found:
            do(self.choice)
            return

        def found(names: tuple[str, ...]) -> None:
            self._printers_found(names)
            do(self.choice)

        self._bench.background.run(self._bench.papers.printers, done=found)

    def choose(self, choice: PrintChoice) -> None:
        """Print like this from now on."""
        self.choice = choice
        remember(self._settings, choice)
        self._view.receipt.show_print(choice_text(choice))
        self.refresh()

    def show(self, matters: Sequence[Matter]) -> None:
        """Count the promise again from now; cheap."""
        session = self._bench.session
        self._view.receipt.show_confirmation(
            confirmation(session, self._sheet.intake, matters, now=session.clock.now().local)
        )

    def refresh(self) -> None:
        """Draw the receipt again once nothing has changed for a moment."""
        self._asked += 1
        asked = self._asked
        self._later(PREVIEW_AFTER, lambda: self._render(asked) if asked == self._asked else None)

    def forget(self) -> None:
        """The paper of somebody else leaves the screen at once, and no late answer brings it back."""
        self._rendered(self._asked, _nothing())
        self.refresh()

    def _render(self, asked: int) -> None:
        intake, papers, size = self._sheet.intake, self._bench.papers, self.choice.size
        text = "".join((self._name(), intake.proxy, intake.title, intake.text))
        self._bench.background.run(
            lambda: preview(papers, intake, size=size, text=text),
            done=lambda shown: self._rendered(asked, shown),
            failed=lambda _problem: self._rendered(asked, _nothing()),
            key="intake-preview",
        )

    def _rendered(self, asked: int, shown: Preview) -> None:
        if asked != self._asked:
            return
        self._view.receipt.show_preview(shown.pages, sentence=shown.sentence)
        self._view.receipt.show_glyphs(missing_text(shown.glyphs))

    def _printers_found(self, names: tuple[str, ...]) -> None:
        self.printers = offered(self._settings, "receipt", names)
        self._found = True
        self.choice = remembered(self._settings, "receipt", printers=names)
        self._view.receipt.show_print(choice_text(self.choice))


def preview(papers: Papers, intake: Intake, *, size: str, text: str) -> Preview:
    """The receipt as it would be now. Background thread."""
    glyphs = papers.missing_glyphs(text)
    if intake.kind is CaseKind.MATTER and not intake.matter and not intake.bundle:
        return replace(_nothing(), glyphs=glyphs)
    with papers.noticing() as missing:
        pdf = render_draft(papers, intake, paper="receipt", size=size)
    every = tuple(dict.fromkeys((*glyphs, *missing)))
    return Preview(tuple(papers.pages(pdf, dpi=PREVIEW_DPI)), glyphs=every)


def render_draft(papers: Papers, intake: Intake, *, paper: str, size: str) -> bytes:
    """A paper of an intake; a new resident who is only half entered yet is left out.

    Raises the Problem of what else is missing.
    """
    try:
        return papers.render_intake(intake, paper=paper, size=size)
    except Problem:
        if not intake.new_resident:
            raise
        return papers.render_intake(replace(intake, new_resident={}), paper=paper, size=size)


def confirmation(
    session: Session, intake: Intake, matters: Sequence[Matter], *, now: datetime
) -> Confirmation:
    """When the case would be promised if it was registered now; of several cases the last one."""
    received = now.strftime("%Y-%m-%d %H:%M")
    if intake.kind is CaseKind.MATTER and not matters:
        return Confirmation(received, "—", "—")
    calendar = session.reference.calendar
    counts = [closing_deadline(each, now, calendar) for each in matters or (None,)]
    dated = [(each.due, each) for each in counts if each is not None and each.due is not None]
    department = _(", ").join(dict.fromkeys(matter.department for matter in matters))
    department = department or _("to be dispatched by the city")
    if not dated:
        return Confirmation(received, _("no day is promised"), department)
    due, counted = max(dated, key=lambda pair: pair[0])
    limit = counted.limit
    return Confirmation(
        received=received,
        promise=due_text(due, limit.days, limit.unit.value, provisional=counted.provisional),
        department=department,
        provisional=counted.provisional,
        steps=tuple(step_text(step, counted.limit.unit) for step in explain(counted, calendar)),
    )


def _nothing() -> Preview:
    return Preview(sentence=_("The receipt appears here once the matter is chosen."))
