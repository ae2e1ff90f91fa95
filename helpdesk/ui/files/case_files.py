"""The files panel of a case together with everything that can be done with it. GUI thread."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from helpdesk.domain.attachments import NO_LINE
from helpdesk.domain.cases import Case
from helpdesk.i18n import _
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.files.blacken_dialog import blacken_and_take
from helpdesk.ui.files.camera_dialog import take_photographs
from helpdesk.ui.files.lines import FilesSheet
from helpdesk.ui.files.panel import FilesPanel
from helpdesk.ui.files.presenter import FilesPresenter, withdrawal_reasons
from helpdesk.ui.files.sources import DropZone, ask_files, pasted
from helpdesk.ui.files.taking import Source
from helpdesk.ui.files.viewer import ViewerDialog
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.reason_dialog import ReasonDialog


class CaseFiles(FilesPanel):
    """`show_case` shows the files of a case. Files may be dropped anywhere on `screen`."""

    def __init__(
        self,
        bench: Workbench,
        sync_now: Callable[[], object],
        offered: ActionSet,
        screen: QWidget,
    ) -> None:
        super().__init__()
        self._bench = bench
        self._screen = screen
        self._ready = False
        self.presenter = FilesPresenter(bench, self, sync_now=sync_now)
        take = partial(self.take, NO_LINE)
        self._actions = (
            offered.register("attach", take, within=screen),
            offered.register("camera", partial(take, camera=True), within=screen),
            offered.register("paste-file", lambda: self._attach(pasted()), within=screen),
            offered.register(
                "attach-blackened",
                lambda: blacken_and_take(bench, screen, self._attach),
                within=screen,
            ),
        )
        self._zone = DropZone(screen, self._attach)
        self.attaching_asked.connect(self._actions[0].trigger)
        self.camera_asked.connect(self._actions[1].trigger)
        self.blackening_asked.connect(self._actions[3].trigger)
        self.fetching_asked.connect(self.presenter.fetch)
        self.opened.connect(self._open)
        self.unwanted.connect(self._ask_to_withdraw)
        self.set_ready(False)

    def show_case(self, case: Case | None) -> None:
        """The files of this case; None for no case."""
        self.set_ready(case is not None)
        if case is not None:
            self.presenter.show(case)

    def set_ready(self, ready: bool) -> None:
        """Whether there is a case."""
        self._ready = ready
        for action in self._actions:
            action.setEnabled(ready)

    def take(self, line: int, *, camera: bool = False) -> None:
        """Ask for files, or for photographs, of a line of the checklist."""
        done = partial(self.presenter.attach, line=line)
        if camera:
            take_photographs(self._bench, self._screen, done)
        else:
            ask_files(self._screen, done)

    def _attach(self, sources: Sequence[Source]) -> None:
        if self._ready:
            self.presenter.attach(sources)

    def _open(self, number: int) -> None:
        sheet: FilesSheet = self.presenter.sheet
        ViewerDialog(self.presenter, sheet.lines, number, self._screen).open()

    def _ask_to_withdraw(self, number: int) -> None:
        line = self.presenter.sheet.lines[number]
        if line.withdrawn:
            return
        ReasonDialog(
            _("Withdraw a file"),
            _("“{name}” is kept, and shown struck through. Why?").format(name=line.name),
            withdrawal_reasons(),
            self._screen,
            submitted=lambda reason, done, failed: self.presenter.withdraw(
                line, reason, done=done, failed=failed
            ),
        ).open()
