"""The photograph of an identity card, beside the words. GUI thread."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.i18n import _
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.theme import tokens

_SIZE = (60, 75)  # pixels at normal type: cards hold 26 x 32 mm


class Portrait(QLabel):
    """Hidden while there is no picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = ""
        self.setAccessibleName(_("Photograph of the identity card"))
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self.hide()

    def load(self, bench: Workbench, sha256: str) -> None:
        """The picture of this hash, read and opened in the background; nothing where it is not here."""
        if sha256 == self._wanted:
            return
        self._wanted = sha256
        self.hide()
        if not sha256:
            return
        width, height = map(tokens().length, _SIZE)
        ratio = self.devicePixelRatioF()
        size = QSize(int(width * ratio), int(height * ratio))

        def read() -> tuple[str, QImage]:
            try:
                content = bench.filing.store.read(sha256)
            except EnvironmentProblem:  # read on another desk, or lost: the words are enough
                return sha256, QImage()
            image = QImage.fromData(content)
            keep = Qt.AspectRatioMode.KeepAspectRatio
            return sha256, image.scaled(size, keep, Qt.TransformationMode.SmoothTransformation)

        bench.background.run(read, done=self._show)

    def _show(self, read: tuple[str, QImage]) -> None:
        sha256, image = read
        if sha256 != self._wanted or image.isNull():
            return
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.setPixmap(pixmap)
        self.show()
