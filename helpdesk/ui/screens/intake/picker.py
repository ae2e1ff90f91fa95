"""A search field with its results right below: type, walk with the arrows, Enter picks. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from helpdesk.i18n import _
from helpdesk.ui import fonts
from helpdesk.ui.screens.intake.state import PickLine
from helpdesk.ui.theme import mark, tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets import painting
from helpdesk.ui.widgets.hints import Hints
from helpdesk.ui.widgets.text import label, paragraph

_Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 5,
    Qt.Key.Key_PageUp: -5,
}
_LONGEST = 200  # a scanner that reads a wrong label must not flood the search


class LineModel(QAbstractListModel):
    """The results of the newest search."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[PickLine, ...] = ()

    def set_lines(self, lines: Sequence[PickLine]) -> None:
        """Show these."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.lead
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return _(", ").join(filter(None, (line.lead, line.detail)))
        return None


class Picker(QWidget):
    """`typed` carries the raw text; whoever searches answers by `show_lines` with the same text.

    The list never takes the focus, so that input methods keep composing. Enter waits for the answer
    to what was typed last: a card reader presses it faster than anything can be found. `rows` limits
    the list's height; 0 lets it take all the room there is.
    """

    typed = Signal(str)
    picked = Signal(str)
    escaped = Signal()

    def __init__(
        self, name: str, *, label_shown: bool = True, hints: Sequence[str] = ("",), rows: int = 5
    ) -> None:
        super().__init__()
        self._rows = rows
        self._answered: str | None = None
        self._enter_waits = False
        self._can_escape = False
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        Hints(self.edit, *hints)
        self.edit.setMaxLength(_LONGEST)
        self.edit.installEventFilter(self)
        self.edit.textEdited.connect(self._edited)
        self.model = LineModel(self)
        self.list = self._make_list(name)
        self._error = paragraph("", "small", tone=Tone.RED)
        self._error.hide()
        self.setFocusProxy(self.edit)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(3)
        if label_shown:
            caption = label(name, "secondary")
            caption.setBuddy(self.edit)
            body.addWidget(caption)
        body.addWidget(self.edit)
        body.addWidget(self._error)
        body.addWidget(self.list, 0 if rows else 1)
        if not rows:
            body.addStretch(0)  # without a list the field stands above

    def set_text(self, text: str) -> None:
        """Show a text as typed before, without a search."""
        if self.edit.text() != text:
            self.edit.setText(text)

    def show_lines(self, text: str, lines: Sequence[PickLine]) -> None:
        """The answer to `text`; one to an older text is dropped."""
        if text != self.edit.text():
            return
        self._answered = text
        self.model.set_lines(lines)
        self.list.setVisible(bool(lines))
        self._fit()
        if lines:
            self.list.setCurrentIndex(self.model.index(0))
            if self._enter_waits:
                self._pick(self.model.lines[0])
        self._enter_waits = False

    def current(self) -> str:
        """The id of the line that Enter would pick, or nothing."""
        row = self.list.currentIndex().row()
        return self.model.lines[row].id if 0 <= row < len(self.model.lines) else ""

    def set_error(self, sentence: str) -> None:
        """What is wrong, below the field; nothing takes it away."""
        self._error.setText(f"⚠ {sentence}" if sentence else "")
        self._error.setVisible(bool(sentence))
        self.edit.setAccessibleDescription(sentence)
        mark(self.edit, "invalid", "true" if sentence else "false")

    def set_escapable(self, escapable: bool) -> None:
        """Whether Esc leads back to what was picked before."""
        self._can_escape = escapable

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                if event.key() == Qt.Key.Key_Escape and self._escapes():
                    event.accept()
                    return True
            elif event.type() == QEvent.Type.KeyPress and self._handled(event):
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _handled(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self.model.lines:
            self._walk(step)
        elif event.key() in _ENTER:
            self._enter()
        elif event.key() == Qt.Key.Key_Escape and self._escapes():
            self._escape()
        else:
            return False
        return True

    def _walk(self, step: int) -> None:
        self.list.show()
        count, row = len(self.model.lines), self.list.currentIndex().row() + step
        if abs(step) == 1:
            row %= count
        self.list.setCurrentIndex(self.model.index(min(max(0, row), count - 1)))

    def _enter(self) -> None:
        if self._answered != self.edit.text():
            self._enter_waits = True
            self.typed.emit(self.edit.text())
        elif self.model.lines:
            row = max(0, self.list.currentIndex().row())
            self._pick(self.model.lines[row])

    def _escapes(self) -> bool:
        return self._can_escape or (self._rows > 0 and self.list.isVisible())

    def _escape(self) -> None:
        self._enter_waits = False
        if self._can_escape:
            self.escaped.emit()
        else:
            self.list.hide()

    def _edited(self, text: str) -> None:
        self._enter_waits = False
        self.typed.emit(text)

    def _pick(self, line: PickLine) -> None:
        self._enter_waits = False
        if self._rows:
            self.list.hide()
        self.picked.emit(line.id)

    def _make_list(self, name: str) -> QListView:
        result = QListView()
        result.setModel(self.model)
        result.setItemDelegate(_LineDelegate(result, self.model))
        result.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        result.setMouseTracking(True)
        result.setUniformItemSizes(True)
        result.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        result.setAccessibleName(_("{name}: results").format(name=name))
        result.clicked.connect(lambda index: self._pick(self.model.lines[index.row()]))
        result.entered.connect(result.setCurrentIndex)
        vertical = QSizePolicy.Policy.Fixed if self._rows else QSizePolicy.Policy.Expanding
        result.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        result.hide()
        return result

    def _fit(self) -> None:
        if self._rows:
            count = min(len(self.model.lines), self._rows)
            self.list.setFixedHeight(count * tokens().length(_LineDelegate.HEIGHT) + 2)


class _LineDelegate(QStyledItemDelegate):
    HEIGHT = 48

    def __init__(self, view: QListView, model: LineModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(160, tokens().length(self.HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, rect = tokens(), option.rect
        line, base = self._model.lines[index.row()], self._view.font()
        painter.save()
        if index.row() == self._view.currentIndex().row():
            painter.fillRect(rect, look.tint)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.row_line)
        inner = rect.adjusted(10, 3, -8, -3)
        if line.hint:
            size = painting.key_size(line.hint, base)
            top = rect.top() + (rect.height() - size.height()) // 2
            place = QRect(inner.right() - size.width(), top, size.width(), size.height())
            painting.key(painter, place, line.hint, base=base)
            inner.setRight(place.left() - 8)
        half = inner.height() // 2
        lead = QRect(inner.left(), inner.top(), inner.width(), half if line.detail else 2 * half)
        bold = fonts.sized(base, look.body, bold=True)
        painting.text(painter, lead, line.lead, font=bold, colour=look.ink)
        if line.detail:
            detail = QRect(inner.left(), inner.top() + half, inner.width(), half)
            small = fonts.sized(base, look.small)
            painting.text(painter, detail, line.detail, font=small, colour=look.muted)
        painter.restore()
