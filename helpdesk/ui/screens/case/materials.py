"""The materials of a case in one line each, taken, deferred or excused by single keys. GUI thread."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from helpdesk.domain.materials import MaterialState
from helpdesk.i18n import _
from helpdesk.ui import fonts
from helpdesk.ui.screens.case.material_lines import MaterialLine
from helpdesk.ui.screens.case.sheet import CaseSheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets import painting
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.material_list import MaterialIntent, MaterialList, MaterialRow
from helpdesk.ui.widgets.panel import Panel

_Index = QModelIndex | QPersistentModelIndex
_MOST = 8  # materials; longer lists scroll
_INDENT, _GAP = 20, 6


class MaterialsPanel(Panel):
    """`intended(line, intent)` says what is wanted with which line; `returning_asked` gives originals
    back."""

    intended = Signal(int, MaterialIntent)
    returning_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Materials"), parent=parent)
        self.list = MaterialList()
        self.list.setItemDelegate(_LineDelegate(self.list))
        self.list.intended.connect(self._intend)
        self.list.selectionModel().currentChanged.connect(lambda *_rows: self._offer())
        self._lines: tuple[MaterialLine, ...] = ()
        self._open = False
        self._buttons = {
            MaterialIntent.TAKE: LinkButton(_("Take (Space)")),
            MaterialIntent.DEFER: LinkButton(_("Defer (R)")),
            MaterialIntent.WRONG: LinkButton(_("Wrong (W)")),
            MaterialIntent.NOT_APPLICABLE: LinkButton(_("Not applicable (N)")),
        }
        self._return = LinkButton(_("Give originals back (Ctrl U)"))
        self._return.clicked.connect(self.returning_asked)
        links = QWidget()
        row = FlowLayout(links, gap=12, line_gap=2)
        for intent, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, intent=intent: self._press(intent))
            row.addWidget(button)
        row.addWidget(self._return)
        self.body.setSpacing(2)
        self.body.addWidget(self.list)
        self.body.addWidget(links)

    def show_sheet(self, sheet: CaseSheet) -> None:
        """The checklist of this case; hidden where there is none."""
        self._lines = sheet.materials
        self._open = not sheet.ended
        self.setVisible(bool(sheet.materials))
        self.set_title(_("Materials {count}").format(count=sheet.materials_count))
        self.list.set_rows([_row(line) for line in sheet.materials])
        self._return.setVisible(bool(sheet.held))
        self._fit()
        self._offer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Room for the lines; which of them need two depends on the width."""
        self.list.scheduleDelayedItemsLayout()
        shown = min(_MOST, len(self._lines))
        heights = [self.list.sizeHintForRow(row) for row in range(shown)]
        self.list.setFixedHeight(max(0, sum(heights)) + 2 if shown else 0)

    def _press(self, intent: MaterialIntent) -> None:
        current = self.list.current_id()
        if current is not None:
            self._intend(current, intent)

    def _intend(self, row_id: str, intent: MaterialIntent) -> None:
        if intent in self._buttons and self._fits(self._lines[int(row_id)], intent):
            self.intended.emit(int(row_id), intent)

    def _offer(self) -> None:
        """Only what fits the current line can be pressed."""
        current = self.list.current_id()
        line = self._lines[int(current)] if current and int(current) < len(self._lines) else None
        for intent, button in self._buttons.items():
            button.setVisible(self._open and not self._complete())
            button.setEnabled(line is not None and self._fits(line, intent))

    def _complete(self) -> bool:
        done = (MaterialState.TAKEN, MaterialState.NOT_APPLICABLE)
        return all(line.state in done for line in self._lines)

    def _fits(self, line: MaterialLine, intent: MaterialIntent) -> bool:
        if intent is MaterialIntent.TAKE:
            return self._open and line.state is not MaterialState.TAKEN
        if intent is MaterialIntent.WRONG:
            return self._open
        if intent is MaterialIntent.DEFER:
            return self._open and line.deferrable and line.state is not MaterialState.TAKEN
        return self._open and line.state is not MaterialState.NOT_APPLICABLE


def _row(line: MaterialLine) -> MaterialRow:
    return MaterialRow(
        id=str(line.line),
        name=line.name,
        detail=line.detail,
        state=line.sign,
        tone=line.tone,
        ticked=line.state is MaterialState.TAKEN,
    )


class _LineDelegate(QStyledItemDelegate):
    """Sign, name, and how it stands, in one small line."""

    def __init__(self, view: MaterialList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        metrics = self._metrics()
        lines = 2 if self._wraps(self._view.row(index)) else 1
        return QSize(100, lines * metrics.height() + 5)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, rect, row = tokens(), option.rect, self._view.row(index)
        painter.save()
        if self._view.hasFocus() and index.row() == self._view.currentIndex().row():
            painter.fillRect(rect, look.tint)
            painting.focus_frame(painter, rect)
        font = fonts.sized(self._view.font(), look.small)
        told = row.tone in (Tone.AMBER, Tone.RED)
        ink = look.tone_ink(row.tone) if told else look.ink
        sign = look.tone_ink(row.tone)
        two = self._wraps(row)
        height = rect.height() // 2 if two else rect.height()
        left, indent = rect.left() + 1, look.length(_INDENT)
        place = QRect(left, rect.top(), indent, height)
        painting.text(painter, place, row.state, font=font, colour=sign)
        place = QRect(left + indent, rect.top(), rect.right() - left - indent - 2, height)
        taken = painting.text(painter, place, row.name, font=font, colour=ink)
        if two:
            place.translate(0, height)
        else:
            place.setLeft(place.left() + taken + _GAP)
        painting.text(painter, place, row.detail, font=font, colour=ink if told else look.muted)
        painter.restore()

    def _wraps(self, row: MaterialRow) -> bool:
        """Whether name and detail need two lines at this width."""
        metrics = self._metrics()
        words = metrics.horizontalAdvance(row.name) + metrics.horizontalAdvance(row.detail)
        room = self._view.viewport().width() - tokens().length(_INDENT) - 3
        return bool(row.detail) and words + _GAP > room

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(fonts.sized(self._view.font(), tokens().small))
