"""The right column's widgets: the promise, how it is counted, the receipt as it will be. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from helpdesk.i18n import _
from helpdesk.ui.presenting import PageImage
from helpdesk.ui.screens.intake.state import Confirmation
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.key_values import KeyValue, KeyValueRows
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.paper_preview import PaperPreview
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.text import label, paragraph


class ReceiptPanel(Panel):
    """Shows what it is told; asks for another printer."""

    print_change_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("3 Confirmation"), parent=parent)
        self._rows = KeyValueRows()
        self._count = LinkButton(_("How it is counted"))
        self._count.setCheckable(True)
        self._steps = ScrollColumn()
        self._steps.read_by_arrows(_("The counted days"))
        self._days = paragraph("", "secondary")
        self._preview = PaperPreview()
        self._empty = EmptyState("", icon="print")
        self._stack = QStackedWidget()
        self._glyphs = Note(tone=Tone.AMBER)
        self._print = label("", "secondary")
        self._change = LinkButton(_("Change"))
        self._change.setAccessibleName(_("Change printer, size or copies"))
        self._compose()
        self._count.toggled.connect(self._turn)
        self._change.clicked.connect(self.print_change_asked)

    def show_confirmation(self, shown: Confirmation) -> None:
        """Received, promised, and who does it."""
        tone = Tone.AMBER if shown.provisional else Tone.PLAIN
        self._rows.set_rows(
            [
                KeyValue(_("Received at"), shown.received),
                KeyValue(_("Promised by"), shown.promise, strong=True, tone=tone),
                KeyValue(_("Handed to"), shown.department),
            ]
        )
        self._count.setVisible(bool(shown.steps))
        if not shown.steps:
            self._count.setChecked(False)
        self._days.setText("\n".join(shown.steps))

    def show_preview(self, pages: Sequence[PageImage], *, sentence: str = "") -> None:
        """The paper's pages, or why there are none."""
        self._preview.set_pages(pages)
        self._empty.set_sentence(sentence)
        self._turn()

    def show_glyphs(self, sentence: str) -> None:
        """A warning before printing; nothing takes it away."""
        self._glyphs.set_state(sentence, Tone.AMBER)
        self._glyphs.setVisible(bool(sentence))

    def show_print(self, sentence: str) -> None:
        """Size, printer and copies on one line."""
        self._print.setText(sentence)

    def _compose(self) -> None:
        for page in (self._empty, self._preview, self._steps):
            self._stack.addWidget(page)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._print, 1)
        line.addWidget(self._change)
        self._steps.body.addWidget(self._days)
        self._steps.body.addStretch(1)
        self.header.addWidget(self._count)
        self.body.addWidget(self._rows)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self._glyphs)
        self.body.addLayout(line)
        self._glyphs.hide()
        self._count.hide()

    def _turn(self) -> None:
        self._preview.setEnabled(self._preview.page_count > 0)
        if self._count.isChecked():
            self._stack.setCurrentWidget(self._steps)
        else:
            paper = self._preview.page_count > 0
            self._stack.setCurrentWidget(self._preview if paper else self._empty)
