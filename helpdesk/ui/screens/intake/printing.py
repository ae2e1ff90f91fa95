"""What comes out after registering; printing never holds the counter up. No Qt."""

from collections.abc import Callable, Sequence
from functools import partial

from helpdesk.application.cases import Registered
from helpdesk.application.paper_text import demanded
from helpdesk.application.ports import PrintJob
from helpdesk.application.signing import last_signature
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import PAPERS, word
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.printing_dialog.choice import file_name
from helpdesk.ui.screens.intake.state import IntakeView


class ReceiptOut:
    """Prints or saves, and says how it went. GUI thread."""

    def __init__(self, bench: Workbench, view: IntakeView) -> None:
        self._bench = bench
        self._view = view
        self._last: Registered | None = None

    def registered(self, words: str, done: Registered) -> None:
        """The good news with the number, and the way to the case."""
        if done != self._last:
            self._last = done
            self._bench.background.run(
                partial(self._demanded, done.case), done=partial(self._offer_pad, done.number)
            )
        navigator = self._bench.navigator
        navigator.say(
            words.format(number=done.number),
            tone="success",
            action=_("Open the case"),
            do=partial(navigator.open_case, done.case),
            topic="registered",
        )

    def sign(self) -> None:
        """The papers of what was registered last, on the pad."""
        if self._last is None:
            words = _("Nothing was registered here yet that could be signed.")
            self._bench.navigator.say(words, tone="info", topic="to-sign")
            return
        case_id = self._last.case
        self._bench.background.run(
            partial(self._demanded, case_id),
            done=lambda papers: self._view.dialogs.open_signing(case_id, papers),
        )

    def _demanded(self, case_id: str) -> tuple[str, ...]:
        """Background thread: the papers that are still to be signed."""
        file = self._bench.queries.case_file(case_id)
        papers = demanded(file.case) if file else ()
        return tuple(p for p in papers if file and last_signature(file.case, p) is None)

    def _offer_pad(self, number: str, papers: Sequence[str]) -> None:
        """Where more than the receipt is to be signed, it is said, with a button; nobody has to press it.
        The number is said again: in large type there may be no room for the notice with it."""
        if len(papers) > 1:
            named = _(", ").join(word(PAPERS, paper) for paper in papers)
            self._bench.navigator.say(
                _("To be signed for {number}: {papers}.").format(number=number, papers=named),
                tone="success",
                action=_("Sign at the desk"),
                do=self.sign,
                topic="to-sign",
            )

    def job(self, done: Registered, *, printer: str) -> None:
        """Print the papers of what was registered; without a printer ask where to save the first."""
        papers = self._bench.papers
        if printer:
            for job in done.jobs:
                self._bench.background.run(
                    partial(papers.print_job, job, printer=printer),
                    done=lambda _nothing: self.registered(
                        _("Registered under number {number}; the receipt is at the printer."), done
                    ),
                    failed=partial(self._failed, job),
                )
        elif done.jobs:
            name = file_name(word(PAPERS, done.jobs[0].paper), done.number)
            self._view.dialogs.ask_file(name, partial(self._save_job, done.jobs[0]))

    def loose(self, pdf: bytes, *, printer: str, paper: str = "one_time_notice") -> None:
        """Print or save a paper that belongs to no case yet."""
        papers = self._bench.papers
        ask = partial(self._ask_loose, pdf, paper)
        if printer:
            self._bench.background.run(
                lambda: papers.print_pdf(pdf, printer=printer, paper=paper),
                done=partial(self._printed, printer),
                failed=partial(self._loose_failed, ask),
            )
        else:
            ask()

    def _ask_loose(self, pdf: bytes, paper: str) -> None:
        name = file_name(word(PAPERS, paper), "")
        self._view.dialogs.ask_file(name, partial(self._save_loose, pdf, paper))

    def _save_loose(self, pdf: bytes, paper: str, path: str) -> None:
        if path:
            self._bench.background.run(
                lambda: self._bench.papers.save_pdf(pdf, path=path, paper=paper), done=self._saved
            )

    def _save_job(self, job: PrintJob, path: str) -> None:
        if not path:
            words = _("The case is registered; its paper has not come out yet.")
            self._say_waiting(job, words)
            return
        self._bench.background.run(
            lambda: self._bench.papers.save_job(job, path=path),
            done=self._saved,
            failed=partial(self._failed, job),
        )

    def _failed(self, job: PrintJob, problem: Problem) -> None:
        words = _("The case is registered, but not printed. {reason}")
        self._say_waiting(job, words.format(reason=sentence(problem)))

    def _say_waiting(self, job: PrintJob, words: str) -> None:
        self._bench.navigator.say(
            words,
            tone="warning",
            action=_("Print again …"),
            do=lambda: self._view.dialogs.open_print(job.case, job.paper),
            topic=f"print-{job.id}",
        )

    def _loose_failed(self, ask: Callable[[], object], problem: Problem) -> None:
        self._bench.navigator.say(
            sentence(problem),
            tone="warning",
            action=_("Save as PDF …"),
            do=ask,
            topic="notice",
        )

    def _printed(self, printer: str, _nothing: object) -> None:
        words = _("Sent to the printer {name}.").format(name=printer)
        self._bench.navigator.say(words, tone="success", topic="printed")

    def _saved(self, _nothing: object) -> None:
        self._bench.navigator.say(_("The PDF is saved."), tone="success", topic="printed")
