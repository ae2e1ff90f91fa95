"""What leaves a case: originals given back, the whole case as one PDF, papers that wait. Plain Python."""

from collections.abc import Callable, Collection
from datetime import date
from functools import partial

from helpdesk.application.progress import return_originals
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.comparing import Comparable, load, of_case
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.case.paper_lines import paper_of_stage
from helpdesk.ui.screens.case.presenter import CasePresenter, Ways
from helpdesk.ui.screens.case.sheet import CaseSheet

Done = Callable[[], object]
Failed = Callable[[str], object]
MATERIALS_RECEIPT = "materials_receipt"


class OutputPresenter:
    """Acts on the case that `case` shows; everything is recorded in the background."""

    def __init__(self, bench: Workbench, case: CasePresenter, ways: Ways) -> None:
        self._bench = bench
        self._case = case
        self._ways = ways

    @property
    def sheet(self) -> CaseSheet | None:
        """The case on the screen."""
        return self._case.sheet

    def today(self) -> date:
        """By the desk's clock."""
        return self._bench.session.clock.now().local.date()

    def give_back(
        self,
        lines: Collection[int],
        *,
        to: str,
        on: date,
        paper: bool,
        done: Done,
        failed: Failed,
    ) -> None:
        """Originals go back; then the receipt for materials is offered, with `paper`."""
        if self.sheet is None:
            return
        case_id = self.sheet.id

        def recorded(_nothing: object) -> None:
            done()
            self._case.refresh()
            if paper:
                self._ways.open_print(case_id, paper=MATERIALS_RECEIPT)

        self._bench.background.run(
            lambda: return_originals(self._bench.session, case_id, lines, to=to, on=on),
            done=recorded,
            failed=lambda problem: failed(sentence(problem)),
        )

    def print_papers(self, paper: str = "") -> None:
        """Print a paper, again or for the first time; without a name the one that the stage asks for."""
        if self.sheet is not None:
            wanted = paper or paper_of_stage(self.sheet.case)
            self._ways.open_print(self.sheet.id, paper=wanted)

    def print_waiting(self) -> None:
        """All papers of this case that did not come out."""
        if self.sheet is not None:
            self._ways.print_waiting(self.sheet.id)

    def scan_papers(self) -> None:
        """Signed papers that came back."""
        if self.sheet is not None:
            self._ways.scan_papers(self.sheet.id)

    def sign(self, paper: str) -> None:
        """Sign a paper at the desk."""
        if self.sheet is not None:
            self._ways.sign(self.sheet.id, paper)

    def compare(self, paper: str, show: Callable[[Comparable], object]) -> None:
        """The last signed copy of a paper beside the record of its printing."""
        if self.sheet is not None:
            load(self._bench, partial(of_case, self._bench, self.sheet.id, paper), show)

    def archive_name(self) -> str:
        """A name for the PDF of the whole case: its number, nobody's name."""
        number = self.sheet.number if self.sheet else ""
        return f"{_('Case file')}-{number}.pdf"

    def archive(self, path: str) -> None:
        """The whole case as one PDF; whoever takes it away is on record."""
        if self.sheet is None or not path:
            return
        papers, navigator, case_id = self._bench.papers, self._bench.navigator, self.sheet.id

        def work(cancel: object, report: Callable[..., object]) -> None:  # noqa: ARG001
            def told(done: int, total: int) -> None:
                report(done, total, _("Binding the case file"))

            papers.save_archive(case_id, path=path, told=told)

        self._bench.background.run(
            work,
            done=lambda _nothing: navigator.say(
                _("The PDF is saved."), tone="success", topic="printed"
            ),
            failed=lambda problem: navigator.say(sentence(problem), tone="error", topic="printed"),
        )
