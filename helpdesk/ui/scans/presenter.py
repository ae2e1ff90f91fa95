"""Signed papers taken in and sorted: everything in the background, nothing lost on the way. Plain Python."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from helpdesk.application.scan_rows import Scan
from helpdesk.application.scans import drop_scan
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.files.taking import Source
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.scans.lines import PageLine, Taken
from helpdesk.ui.scans.work import ScanWork
from helpdesk.ui.screens.intake.state import PickLine
from helpdesk.ui.tokens import Tone


class ScansView(Protocol):
    """What the presenter asks of the dialog."""

    def show_taken(self, taken: Taken) -> None: ...
    def show_pages(self, pages: Sequence[PageLine]) -> None: ...
    def fail(self, sentence: str) -> None: ...


class ScansPresenter:
    """One for the window: the dialog (`view`) comes and goes, the work goes on."""

    def __init__(
        self, bench: Workbench, work: ScanWork, *, open_dialog: Callable[[], object]
    ) -> None:
        self._bench = bench
        self._work = work
        self._open_dialog = open_dialog
        self.view: ScansView | None = None

    def take(self, sources: Sequence[Source]) -> None:
        """Seal each scan as it came, then read and file every page."""
        if not sources:
            self._say(sentence(Problem("files-none")), "warning")
            return
        self._bench.background.run(partial(self._work.take, sources), done=self._taken)

    def resume(self) -> None:
        """At the start: go on with what a kill or a cancel left, and tell of what waits."""
        self._bench.background.run(self._work.resume, done=self._resumed)

    def refresh(self) -> None:
        """Show what waits."""
        self._bench.background.run(self._work.pages, done=self._show_pages, key="scans")

    def find(
        self, text: str, near: str, found: Callable[[str, Sequence[PickLine]], object]
    ) -> None:
        """Cases by number, name or matter; without a text `near` and the last ones."""
        search = partial(self._work.cases, text, near=near)
        self._bench.background.run(search, done=partial(found, text), key="scan-cases")

    def papers_of(self, case_id: str, found: Callable[[Sequence[tuple[str, str]]], object]) -> None:
        """Identifier and name of the papers that a page may be, and of sheets that are missing."""
        self._bench.background.run(partial(self._work.papers_of, case_id), done=found)

    def file(self, scan: Scan, case_id: str, paper: str) -> None:
        """A person knows where the page belongs."""
        self._change(lambda: self._work.file(scan, case_id, paper))

    def drop(self, scan: Scan) -> None:
        """It is no paper of ours."""
        self._change(lambda: drop_scan(self._bench.session, scan))

    def load(self, scan: Scan, done: Callable[[bytes], object]) -> None:
        """The page as a picture."""
        self._bench.background.run(
            partial(self._work.picture, scan), done=done, failed=self._failed, key="scan"
        )

    # -- inside

    def _taken(self, taken: Taken) -> None:
        if self.view is not None:
            self.view.show_taken(taken)
            self.refresh()
        elif taken.tone is Tone.AMBER:
            self._say(taken.words, "warning", sort=bool(taken.waiting))
        elif taken.filed:
            self._say(taken.words, "success")

    def _resumed(self, found: tuple[Taken, int]) -> None:
        taken, waiting = found
        if taken.filed:
            self._taken(taken)
        elif waiting and self.view is None:
            text = ngettext(
                "{n} scanned page waits to be sorted.",
                "{n} scanned pages wait to be sorted.",
                waiting,
            )
            self._say(text.format(n=waiting), "warning", sort=True)

    def _change(self, change: Callable[[], object]) -> None:
        self._bench.background.run(
            change, done=lambda _nothing: self.refresh(), failed=self._failed
        )

    def _failed(self, problem: Problem) -> None:
        if self.view is not None:
            self.view.fail(sentence(problem))

    def _show_pages(self, pages: Sequence[PageLine]) -> None:
        if self.view is not None:
            self.view.show_pages(pages)

    def _say(self, words: str, tone: str, *, sort: bool = False) -> None:
        self._bench.navigator.say(
            words,
            tone=tone,
            action=_("Sort") if sort else "",
            do=self._open_dialog if sort else None,
            topic="scans",
        )
