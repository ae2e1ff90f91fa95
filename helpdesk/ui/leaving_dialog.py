"""A last exchange before the window closes: short, and left at any time. GUI thread."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from helpdesk.application.under_way import UnderWay
from helpdesk.i18n import _
from helpdesk.ui.models.progress import progress_text
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.text import label, paragraph


class LeavingDialog(QDialog):
    """`left` when the person will not wait; closing the dialog means to stay."""

    left = Signal()

    def __init__(self, parent: QWidget, *, seconds: int) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Leaving"))
        words = _(
            "What waits is being sent to the city, for {n} seconds at most. Nothing is lost if you"
            " leave: the rest goes the next time."
        )
        self._far = label("", "secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.leave = PrimaryButton(_("Leave at once"), key="Return")
        self.leave.setDefault(True)
        self.leave.clicked.connect(self.left)
        stay = SecondaryButton(_("Stay"), key="Esc")
        stay.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(stay)
        row.addWidget(self.leave)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 18, 20, 18)
        body.setSpacing(12)
        body.addWidget(label(_("Sending what waits …"), "lead"))
        body.addWidget(paragraph(words.format(n=seconds)))
        body.addWidget(self._bar)
        body.addWidget(self._far)
        body.addLayout(row)
        self.setMinimumWidth(460)
        self.leave.setFocus()
        self.show_progress(UnderWay())

    def show_progress(self, under_way: UnderWay) -> None:
        """How far it is."""
        words = progress_text(under_way)
        self._far.setText(words)
        self._bar.setAccessibleName(words)
        self._bar.setRange(0, under_way.total)
        self._bar.setValue(under_way.done)
