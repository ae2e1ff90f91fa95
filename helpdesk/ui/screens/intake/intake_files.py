"""What a person does with the files of an intake. GUI thread."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from helpdesk.domain.attachments import NO_LINE
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.files.blacken_dialog import blacken_and_take
from helpdesk.ui.files.camera_dialog import take_photographs
from helpdesk.ui.files.presenter import FilesPresenter
from helpdesk.ui.files.sources import DropZone, ask_files, pasted
from helpdesk.ui.files.viewer import ViewerDialog
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.files import FilesPart
from helpdesk.ui.screens.intake.files_bar import FilesBar


class IntakeFiles(QObject):
    """Files may be dropped anywhere on `screen`."""

    def __init__(
        self,
        bench: Workbench,
        part: FilesPart,
        bar: FilesBar,
        offered: ActionSet,
        screen: QWidget,
    ) -> None:
        super().__init__(screen)
        self._bench = bench
        self._part = part
        self._screen = screen
        self._looking = FilesPresenter(bench, bar, sync_now=lambda: None)
        attach = offered.register("attach", partial(self.take, NO_LINE), within=screen)
        offered.register("camera", partial(self.take, NO_LINE, camera=True), within=screen)
        offered.register("paste-file", lambda: part.take(pasted()), within=screen)
        offered.register(
            "attach-blackened", lambda: blacken_and_take(bench, screen, part.take), within=screen
        )
        self._zone = DropZone(screen, part.take)
        bar.attaching_asked.connect(attach.trigger)
        bar.opened.connect(self._open)
        bar.unwanted.connect(part.remove)

    def take(self, line: int, *, camera: bool = False) -> None:
        """Ask for files, or for photographs, of a line of the checklist."""
        done = partial(self._part.take, line=line)
        if camera:
            take_photographs(self._bench, self._screen, done)
        else:
            ask_files(self._screen, done)

    def _open(self, number: int) -> None:
        ViewerDialog(self._looking, self._part.sheet.lines, number, self._screen).open()
