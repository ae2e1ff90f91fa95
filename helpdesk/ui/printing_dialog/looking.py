"""What the chosen printer can do and how it stands, asked before anything is sent. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from helpdesk.application.printers import Capabilities
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.printer_troubles import trouble_text
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import SIZES, word
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.printing_dialog.choice import PrintChoice
from helpdesk.ui.tokens import Tone

Standing = tuple[str, Tone]


class Looking:
    """Asks each printer once, in the background; `seen` is called when its answer is here."""

    def __init__(self, bench: Workbench, seen: Callable[[], object]) -> None:
        self._bench = bench
        self._seen = seen
        self._known: dict[str, Capabilities] = {}

    def look(self, printer: str) -> None:
        """Ask this printer, unless that was done."""
        if not printer or printer in self._known:
            return
        self._bench.background.run(
            lambda: self._bench.papers.capabilities(printer),
            done=partial(self._answered, printer),
            failed=lambda _problem: self._answered(printer, Capabilities()),
            key="print-capabilities",
        )

    def trays(self, printer: str) -> Sequence[str]:
        """Its trays, as far as it told them."""
        return self._of(printer).trays

    def settled(self, choice: PrintChoice) -> PrintChoice:
        """The choice without a tray that its printer turned out not to have."""
        if choice.printer in self._known and choice.tray not in self.trays(choice.printer):
            return replace(choice, tray="")
        return choice

    def standing(self, choice: PrintChoice) -> Standing:
        """What stands in the way of this sheet at this printer; an empty sentence if nothing does."""
        known, size = self._of(choice.printer), word(SIZES, choice.size)
        if not known.takes(choice.size):
            problem = Problem("printer-sheet", printer=choice.printer, size=size)
            return sentence(problem), Tone.RED
        if trouble := trouble_text(known.troubles):
            words = _("The printer {name} says: {trouble}. See to it first.")
            return words.format(name=choice.printer, trouble=trouble), Tone.AMBER
        if not known.has_loaded(choice.size):
            words = _(
                "The printer {name} says that it has no {size} paper in it. Put some in first."
            )
            return words.format(name=choice.printer, size=size), Tone.AMBER
        return "", Tone.GREY

    def _of(self, printer: str) -> Capabilities:
        return self._known.get(printer, Capabilities())

    def _answered(self, printer: str, found: Capabilities) -> None:
        self._known[printer] = found
        self._seen()
