"""The files of the case on the screen: what is shown, what may be done. Plain Python."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from helpdesk.application.files import attach_file, withdraw_file
from helpdesk.domain.attachments import NO_LINE
from helpdesk.domain.cases import Case
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.files.lines import PDF, FileLine, FilesSheet, files_sheet
from helpdesk.ui.files.taking import Source, Taken, take_files
from helpdesk.ui.presenting import Workbench

PAGE_WIDTH = 1_600  # pixels of a PDF's page in the viewer


class FilesView(Protocol):
    """What the presenter asks of the widgets."""

    def show_files(self, sheet: FilesSheet) -> None:
        """Draw them; the chosen one stays chosen."""
        ...


class FilesPresenter:
    """One case at a time; `sync_now` is asked after somebody wants files from the city."""

    def __init__(
        self, bench: Workbench, view: FilesView, *, sync_now: Callable[[], object]
    ) -> None:
        self._bench = bench
        self._view = view
        self._sync_now = sync_now
        self._case: Case | None = None
        self.sheet = FilesSheet()

    def show(self, case: Case) -> None:
        """The files of this case, as they are now."""
        other = self._case is None or self._case.id != case.id
        self._case = case
        if other:
            self._show(case.id, FilesSheet())
        self._bench.background.run(
            partial(self._read, case), done=partial(self._show, case.id), key="case-files"
        )

    def attach(self, sources: Sequence[Source], *, line: int = NO_LINE) -> None:
        """Take files in and record that the case has them."""
        case = self._case
        if case is None:
            return
        if not sources:
            self._say("files-none")
            return
        session = self._bench.session
        take_files(
            self._bench,
            sources,
            line=line,
            then=partial(attach_file, session, case.id),
            done=self._attached,
        )

    def withdraw(
        self,
        line: FileLine,
        reason: str,
        *,
        done: Callable[[], object],
        failed: Callable[[str], object],
    ) -> None:
        """A file was attached by mistake."""
        case = self._case
        if case is None:
            return
        session, file = self._bench.session, line.file
        self._bench.background.run(
            lambda: withdraw_file(session, case.id, file.sha256, line=file.line, reason=reason),
            done=lambda _nothing: done(),
            failed=lambda problem: failed(sentence(problem)),
        )

    def fetch(self) -> None:
        """Ask the city for everything of this case that is not here."""
        missing, case = self.sheet.missing, self._case
        if case is None or not missing:
            return

        def wanted(_nothing: object) -> None:
            self.show(case)
            self._sync_now()

        self._bench.background.run(lambda: self._bench.filing.store.want(missing), done=wanted)

    def load(
        self,
        line: FileLine,
        page: int,
        *,
        done: Callable[[bytes], object],
        failed: Callable[[str], object],
    ) -> None:
        """A page of a file as a picture (JPEG or PNG), read and compared with its hash."""
        filing = self._bench.filing

        def read() -> bytes:
            content = filing.store.read(line.file.sha256)
            if line.file.media_type == PDF:
                return filing.preparing.page(content, page, width=PAGE_WIDTH)
            return content

        self._bench.background.run(
            read,
            done=done,
            failed=lambda problem: failed(sentence(problem)),
            key="file-page",
        )

    # -- inside

    def _read(self, case: Case) -> FilesSheet:
        store = self._bench.filing.store
        files = [each.file for each in case.files]
        states = store.states(
            [*(each.sha256 for each in files), *(each.thumbnail for each in files)]
        )
        thumbnails = {}
        for each in files:
            if each.thumbnail in states and states[each.thumbnail].here:
                try:
                    thumbnails[each.thumbnail] = store.read(each.thumbnail)
                except EnvironmentProblem:
                    continue  # the file itself says what is wrong, when somebody looks at it
        return files_sheet(case.files, case.materials, states, thumbnails)

    def _show(self, case_id: str, sheet: FilesSheet) -> None:
        if self._case is not None and self._case.id == case_id:
            self.sheet = sheet
            self._view.show_files(sheet)

    def _attached(self, taken: Taken) -> None:
        say = self._bench.navigator.say
        if taken.problems:
            say(taken.words, tone="warning", topic="files")
        elif taken.files:
            n = len(taken.files)
            text = ngettext("{n} file attached.", "{n} files attached.", n).format(n=n)
            say(text, tone="success", topic="files")

    def _say(self, code: str) -> None:
        self._bench.navigator.say(sentence(Problem(code)), tone="warning", topic="files")


def withdrawal_reasons() -> tuple[str, ...]:
    """What is usually wrong with a file."""
    return (_("Attached to the wrong case"), _("Blurred, taken again"), _("Not needed"))
