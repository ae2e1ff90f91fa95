"""A dialog as all dialogs look: title, content, what went wrong, two buttons. GUI thread."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.text import label

_ENTER = ("Ctrl+Return", "Ctrl+Enter")


class Sheet(QDialog):
    """A dialog with a title, content in `body`, a sentence for what went wrong, and two buttons."""

    def __init__(self, title: str, confirm: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self._problem = Note("", Tone.RED)
        self._problem.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 16, 18, 16)
        outer.setSpacing(12)
        outer.addWidget(label(title, "lead"))
        outer.addLayout(self.body, 1)
        outer.addWidget(self._problem)
        row = QHBoxLayout()
        row.addStretch(1)
        self._leave = SecondaryButton(_("Cancel") if confirm else _("Close"), key="Esc")
        self._leave.clicked.connect(self.reject)
        row.addWidget(self._leave)
        self.confirm = PrimaryButton(confirm, key=_ENTER[0])
        self.confirm.clicked.connect(self.submit)
        self.confirm.setVisible(bool(confirm))
        row.addWidget(self.confirm)
        outer.addLayout(row)
        for key in _ENTER if confirm else ():
            QShortcut(QKeySequence(key), self, self.submit)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._grow()
        return handled

    def _grow(self) -> None:
        """Lines that wrap need height, which Qt does not give a window that is there already."""
        layout = self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return
        needed = layout.totalHeightForWidth(self.width())
        if needed > self.height():
            self.resize(self.width(), needed)

    def submit(self) -> None:
        """What the confirming button does."""
        self.accept()

    @property
    def is_there(self) -> bool:
        """Whether nobody closed it: what comes back from the background may come too late."""
        return shiboken6.isValid(self)

    def accept(self) -> None:
        if self.is_there:
            super().accept()

    def fail(self, sentence: str) -> None:
        """Says what went wrong; everything typed stays."""
        if not self.is_there:
            return
        self.confirm.setEnabled(True)
        self._problem.set_state(sentence, Tone.RED)
        self._problem.setVisible(bool(sentence))

    def end(self, words: str) -> None:
        """All is done: only leaving is left, in these words."""
        self.fail("")
        self.confirm.setEnabled(False)
        self.confirm.hide()
        self._leave.set_words(words)
        self._leave.setFocus()

    def wait(self) -> None:
        """The act is on its way: it is not sent twice."""
        self.fail("")
        self.confirm.setEnabled(False)


def while_open(dialog: QDialog, do: Callable[..., object]) -> Callable[..., None]:
    """`do`, unless the dialog is gone by then: what was asked in the background answers late."""

    def called(*values: object) -> None:
        if shiboken6.isValid(dialog):
            do(*values)

    return called
