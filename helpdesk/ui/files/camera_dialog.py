"""Photographs taken at the counter: what the camera sees, one key for each picture. GUI thread."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.files.sources import ask_files, png_of
from helpdesk.ui.files.taking import Source
from helpdesk.ui.presenting import Camera, Workbench
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.text import label


def take_photographs(
    bench: Workbench, parent: QWidget, taken: Callable[[Sequence[Source]], object]
) -> QWidget:
    """`taken` gets the photographs, if any. Without a camera files are asked for, with a sentence."""
    camera = bench.camera()
    if camera is None:
        words = sentence(EnvironmentProblem("attachment-no-camera"))
        bench.navigator.say(words, topic="files")
        return ask_files(parent, taken)
    dialog = CameraDialog(camera, parent)
    dialog.taken.connect(taken)
    dialog.open()
    return dialog


class CameraDialog(Sheet):
    """Space takes a picture, Ctrl+Enter keeps all of them, Esc none."""

    taken = Signal(list)

    def __init__(self, camera: Camera, parent: QWidget) -> None:
        super().__init__(_("Photographs: {camera}").format(camera=camera.name), _("Keep"), parent)
        self._camera = camera
        self._pictures: list[Source] = []
        self._seen = QImage()
        self.sight = QLabel()
        self.sight.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sight.setMinimumSize(tokens().length(640), tokens().length(420))
        self.sight.setAccessibleName(_("What the camera sees"))
        self.count = label("", "secondary")
        self.shutter = SecondaryButton(_("Take a picture"), key="Space")
        self.shutter.clicked.connect(self.take)
        self.body.addWidget(self.sight, 1)
        self.body.addWidget(self.count)
        self.body.addWidget(self.shutter)
        self.confirm.setEnabled(False)
        self.finished.connect(self._camera.stop)
        self.shutter.setFocus()
        self._count()
        try:
            camera.start(self._see)
        except EnvironmentProblem as problem:
            self.fail(sentence(problem))
            self.shutter.setEnabled(False)

    def take(self) -> None:
        """Keep what is seen now."""
        if not self._seen.isNull():
            self._pictures.append(png_of(self._seen))
            self.confirm.setEnabled(True)
            self._count()

    def submit(self) -> None:
        """All pictures that were taken."""
        if self._pictures:
            self.taken.emit(self._pictures)
            self.accept()

    def _see(self, frame: object) -> None:
        if isinstance(frame, QImage) and not frame.isNull():
            self._seen = frame
            room = self.sight.size()
            keep, smooth = (
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.FastTransformation,
            )
            self.sight.setPixmap(QPixmap.fromImage(frame.scaled(room, keep, smooth)))

    def _count(self) -> None:
        n = len(self._pictures)
        text = ngettext("{n} picture taken.", "{n} pictures taken.", n).format(n=n)
        self.count.setText(text if n else _("Lay the page flat, then press Space."))
