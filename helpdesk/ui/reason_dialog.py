"""Asks why: a short list to choose from, or own words. GUI thread."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from helpdesk.i18n import _
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.text import paragraph


class ReasonDialog(Sheet):
    """`submitted(reason, done, failed)` is told what was said; `done` closes, `failed` says a sentence."""

    def __init__(
        self,
        title: str,
        words: str,
        reasons: Sequence[str],
        parent: QWidget,
        *,
        submitted: Callable[[str, Callable[[], object], Callable[[str], object]], object],
    ) -> None:
        super().__init__(title, _("Confirm"), parent)
        self._submitted = submitted
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.addItems(list(reasons))
        self.reason.setCurrentText("")
        self.reason.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.body.addWidget(paragraph(words))
        self.body.addWidget(Field(_("Reason"), self.reason))
        self.setMinimumWidth(460)
        self.reason.setFocus()

    def submit(self) -> None:
        """Hand the reason over; nothing is sent twice."""
        self.wait()
        self._submitted(self.reason.currentText(), self.accept, self.fail)
