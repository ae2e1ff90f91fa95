"""The emblem on residents' papers: chosen from a picture, shown as it is printed, removed. GUI thread."""

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QShowEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.screens.settings.locked import locked_note
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import paragraph

SETTING = "print.emblem"
_PATTERNS = "*.png *.jpg *.jpeg *.bmp *.webp *.gif"
_EDGE = 10  # pixels of paper around it


class Emblem(Protocol):
    """What papers of this computer carry: a small bitmap as PNG, empty for none. Background work."""

    def picture(self) -> bytes:
        """The one that there is."""
        ...

    def choose(self, path: str) -> bytes:
        """This file from now on; answers the bitmap. Raises Problem where it cannot be used."""
        ...

    def remove(self) -> bytes:
        """None from now on; answers that."""
        ...


class EmblemPanel(Panel):
    """What is refused is said in the banner, and the one before stays."""

    def __init__(
        self,
        bench: Workbench,
        settings: Settings,
        emblem: Emblem,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Emblem on papers"), parent=parent)
        self._bench = bench
        self._emblem = emblem
        self._locked = settings.locked(SETTING)
        text = _(
            "Residents' papers can carry the emblem of the desk or the city beside the desk's name, in"
            " black and white, at most 24 x 12 mm. Clear drawings with few tones print best."
        )
        self.shown = QLabel()
        self.shown.setAccessibleName(_("The emblem as it is printed"))
        self.shown.setStyleSheet(f"background: white; padding: {_EDGE}px;")
        self.shown.hide()
        self.state = paragraph("", "secondary")
        self.choose_button = SecondaryButton(_("Choose a picture…"))
        self.choose_button.clicked.connect(self._ask)
        self.remove_button = SecondaryButton(_("Remove the emblem"))
        self.remove_button.clicked.connect(self._remove)
        row = QWidget()
        flow = FlowLayout(row)
        flow.addWidget(self.choose_button)
        flow.addWidget(self.remove_button)
        self.body.addWidget(paragraph(text, "secondary"))
        self.body.addWidget(self.shown, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.state, row, locked_note(settings, SETTING)):
            self.body.addWidget(part)
        self._show(b"")

    def showEvent(self, event: QShowEvent) -> None:
        """Another agent may have chosen one."""
        super().showEvent(event)
        self._bench.background.run(self._emblem.picture, done=self._show, key="emblem")

    def take(self, path: str) -> None:
        """This file from now on, if it can be used."""
        self._bench.background.run(
            lambda: self._emblem.choose(path), done=self._show, failed=self._refused, key="emblem"
        )

    def _remove(self) -> None:
        self._bench.background.run(self._emblem.remove, done=self._show, key="emblem")

    def _ask(self) -> None:
        dialog = QFileDialog(self, _("Choose a picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of file:"))
        dialog.setNameFilters([_("Pictures ({patterns})").format(patterns=_PATTERNS)])
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _refused(self, problem: Problem) -> None:
        self._bench.navigator.say(sentence(problem), tone="error", topic="emblem")

    def _show(self, png: bytes) -> None:
        picture = QPixmap()
        picture.loadFromData(png)
        if self.remove_button.hasFocus() and not png:
            self.choose_button.setFocus()
        self.shown.setPixmap(picture)
        self.shown.setVisible(bool(png))
        self.state.setVisible(not png)
        self.state.setText(_("Papers carry no emblem."))
        self.choose_button.setEnabled(not self._locked)
        self.remove_button.setEnabled(bool(png) and not self._locked)
