"""The parts of the sync screen: the strip of progress, and what is chosen. GUI thread."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from helpdesk.application.under_way import UnderWay
from helpdesk.i18n import N_, _
from helpdesk.ui.models.progress import progress_text
from helpdesk.ui.screens.sync.items import Cure, Item
from helpdesk.ui.theme import mark
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.text import paragraph, whole

_CURES = {
    Cure.READ: N_("I have read it"),
    Cure.DECIDE: N_("Decide …"),
    Cure.OPEN: N_("Open the case"),
    Cure.AGAIN: N_("Register again"),
    Cure.SETTLE: N_("It is settled …"),
    Cure.ASK: N_("Copy the reference"),
    Cure.EXPORT: N_("Export to a stick"),
    Cure.SEND: N_("Send now"),
    Cure.FETCH: N_("Fetch now"),
}


class ProgressStrip(QFrame):
    """An exchange under way: what, how far, and Cancel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "banner")
        mark(self, "tone", Tone.BLUE.value)
        self._words = whole("", "body")
        mark(self._words, "tone", Tone.BLUE.value)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(320)
        self.cancelled = SecondaryButton(_("Cancel"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(12)
        row.addWidget(self._words)
        row.addWidget(self._bar)
        row.addStretch(1)
        row.addWidget(self.cancelled)
        self.hide()

    def show_progress(self, under_way: UnderWay | None) -> None:
        """How far it is; None hides the strip."""
        self.setVisible(under_way is not None)
        if under_way is None:
            return
        words = progress_text(under_way)
        self._words.setText(words)
        self._bar.setAccessibleName(words)
        self._bar.setRange(0, under_way.total)
        self._bar.setValue(under_way.done)


class Chosen(QFrame):
    """The chosen row in full: why, what to do, and a button for each cure that there is."""

    cured = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "note")
        mark(self, "tone", Tone.PLAIN.value)
        self._why = paragraph("")
        self._advice = paragraph("", "secondary")
        self._buttons = {cure: SecondaryButton(_(words)) for cure, words in _CURES.items()}
        row = QWidget()
        flow = FlowLayout(row)
        for cure, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, cure=cure: self.cured.emit(cure))
            flow.addWidget(button)
        self._row = row
        body = QVBoxLayout(self)
        body.setContentsMargins(12, 8, 12, 8)
        body.setSpacing(4)
        for part in (self._why, self._advice, row):
            body.addWidget(part)
        self.hide()

    def show_item(self, item: Item | None, *, without: frozenset[Cure] = frozenset()) -> None:
        """This row; None, or one of which there is nothing to say, hides it."""
        cures = [cure for cure in item.cures if cure not in without] if item else []
        said = bool(item and (item.reason or item.advice or cures))
        if item is not None and said:
            self._why.setText(item.reason)
            self._why.setVisible(bool(item.reason))
            reference = _("Reference: {words}").format(words=item.reference)
            advice = "  ".join(filter(None, (item.advice, reference if item.reference else "")))
            self._advice.setText(advice)
            self._advice.setVisible(bool(advice))
            for cure, button in self._buttons.items():
                button.setVisible(cure in cures)
            self._row.setVisible(bool(cures))
        self.setVisible(said)
