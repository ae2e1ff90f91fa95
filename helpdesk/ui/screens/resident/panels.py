"""The panels of a resident's page: data with masked numbers, and short lists beside it. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui import fonts
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.screens.case.unmasking import SHOWN_MS
from helpdesk.ui.screens.resident.sheet import Entry, Fact, ResidentSheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.chip import Chip
from helpdesk.ui.widgets.entry_list import EntryList
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.key_values import KeyValue, KeyValueRows
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.portrait import Portrait
from helpdesk.ui.widgets.text import label, paragraph
from helpdesk.ui.widgets.work_table import Role

_MONGOLIAN = 22  # pixels of a name in Mongolian script, at normal type


class MongolianName(QWidget):
    """A name in Mongolian script as it is written: joined letters, from the top down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""

    def set_words(self, words: str) -> None:
        """Another name; nothing hides it."""
        self._words = words
        self.setAccessibleName(_("Mongolian name: {name}").format(name=words) if words else "")
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font())
        return QSize(metrics.height() + 4, metrics.horizontalAdvance(self._words) + 8)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self._font()
        painter.setFont(font)
        painter.setPen(tokens().ink)
        painter.translate(self.width(), 0)
        painter.rotate(90)
        room = self.rect().transposed()
        painter.drawText(
            room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._words
        )

    def _font(self) -> QFont:
        return fonts.sized(self.font(), tokens().length(_MONGOLIAN))


class DataPanel(Panel):
    """Who this is, numbers masked until somebody says why they need them."""

    numbers_asked = Signal()
    editing_asked = Signal()
    decision_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Data"), parent=parent)
        self._sheet: ResidentSheet | None = None
        self._needs_box = QWidget()
        self._needs = FlowLayout(self._needs_box, gap=6, line_gap=4)
        self._shown_needs: Sequence[str] | None = None
        self._mongolian = MongolianName()
        self.portrait = Portrait()
        self._numbers, self._rows = KeyValueRows(), KeyValueRows()
        self._consents = KeyValueRows()
        self._show = LinkButton(_("Show (recorded)"))
        self._show.clicked.connect(self.toggle)
        self._doubt = LinkButton(_("⚠ Different values: decide"))
        self._doubt.clicked.connect(self.decision_asked)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.mask_again)
        self.header.addWidget(self._show)
        beside = QHBoxLayout()
        beside.setSpacing(14)
        beside.addWidget(self._rows, 1, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(self._mongolian, 0, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(self.portrait, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._doubt, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._needs_box)
        self.body.addWidget(self._numbers)
        self.body.addLayout(beside)
        self.body.addSpacing(4)
        self.body.addWidget(label(_("Consent"), "heading"))
        self.body.addWidget(self._consents)

    def show_sheet(self, sheet: ResidentSheet) -> None:
        """The data of this resident."""
        other = self._sheet is None or self._sheet.id != sheet.id
        self._sheet = sheet
        self._doubt.setVisible(sheet.doubtful)
        self._mongolian.set_words(sheet.mongolian)
        if self._shown_needs != sheet.needs:
            self._shown_needs = sheet.needs
            while (item := self._needs.takeAt(0)) is not None:
                chip = item.widget()
                if chip is not None:
                    chip.hide()
                    chip.deleteLater()
            for words in sheet.needs:
                self._needs.addWidget(Chip(words, Tone.AMBER))
        self._needs_box.setVisible(bool(sheet.needs))
        self._consents.set_rows([_key_value(fact, full=False) for fact in sheet.consents])
        self._show.setVisible(any(fact.value != fact.full for fact in sheet.facts))
        if other or not self._timer.isActive():
            self.mask_again()
        else:
            self._set_facts(full=True)

    def reveal(self, resident_id: str) -> None:
        """The full numbers for a minute: the look at this resident is recorded."""
        if self._sheet is not None and self._sheet.id == resident_id:
            self._timer.start()
            self._set_facts(full=True)
            self._show.setText(_("Hide"))

    def mask_again(self) -> None:
        """Back to the masked numbers."""
        self._timer.stop()
        self._set_facts(full=False)
        self._show.setText(_("Show (recorded)"))

    def toggle(self) -> None:
        """Show after a reason, or hide."""
        if self._timer.isActive():
            self.mask_again()
        else:
            self.numbers_asked.emit()

    def _set_facts(self, *, full: bool) -> None:
        if self._sheet is not None:
            for rows, numbers in ((self._numbers, True), (self._rows, False)):
                facts = [fact for fact in self._sheet.facts if fact.number is numbers]
                rows.set_rows([_key_value(fact, full=full) for fact in facts])


def _key_value(fact: Fact, *, full: bool) -> KeyValue:
    return KeyValue(fact.key, fact.full if full else fact.value, tone=fact.tone)


class EntriesPanel(Panel):
    """A short list under a title, with a sentence while it is empty and a link for what to do."""

    opened = Signal(str)
    acted = Signal()

    def __init__(
        self,
        title: str,
        *,
        action: str = "",
        empty: str = "",
        most: int = 5,
        parent: QWidget | None = None,
    ) -> None:
        """Without an `empty` sentence the panel is hidden while it has no entries."""
        super().__init__(title, parent=parent)
        self._name = title
        self._empty = paragraph(empty, "secondary")
        self._says_empty = bool(empty)
        self.list = EntryList(title, most=most)
        self._model = RowsModel(("", ""), self.list)
        self.list.setModel(self._model)
        self.list.opened.connect(
            lambda index: self.opened.emit(index.siblingAtColumn(0).data(Role.ID))
        )
        if action:
            link = LinkButton(action)
            link.clicked.connect(self.acted)
            self.header.addWidget(link)
        body = QVBoxLayout()
        body.setSpacing(2)
        body.addWidget(self._empty)
        body.addWidget(self.list)
        self.body.addLayout(body)
        self.list.hide()
        if not empty:  # showing it here would open a window: it has no parent yet
            self.hide()

    def show_entries(self, entries: Sequence[Entry], subtitle: str = "") -> None:
        """These entries."""
        self.set_title(self._name, subtitle)
        rows = []
        for each in entries:
            aloud = _(", ").join(filter(None, (each.lead, each.words, each.detail)))
            cells = (Cell(each.words, lead=each.lead, aloud=aloud), Cell(each.detail))
            rows.append(Row(each.id, cells, edge=each.tone))
        self._model.set_rows(rows)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.setVisible(bool(rows) or self._says_empty)
        self.list.fit()
