"""The search field of the frame and its results: residents, cases, matters, drafts, acts. GUI thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

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
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from helpdesk.i18n import N_, _
from helpdesk.ui import fonts
from helpdesk.ui.actions import action, key_text
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets import painting
from helpdesk.ui.widgets.hints import Hints
from helpdesk.ui.widgets.text import label

_Index = QModelIndex | QPersistentModelIndex
_VISIBLE = 8
_NEW_CASE = Qt.Key.Key_F2
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HitKind(StrEnum):
    """What was found."""

    RESIDENT = "resident"
    CASE = "case"
    MATTER = "matter"
    DRAFT = "draft"
    PAPER = "paper"
    ACT = "act"
    SETTING = "setting"


_KINDS = {
    HitKind.RESIDENT: (N_("Resident"), Tone.BLUE),
    HitKind.CASE: (N_("Case"), Tone.GREEN),
    HitKind.MATTER: (N_("Matter"), Tone.GREY),
    HitKind.DRAFT: (N_("Draft"), Tone.AMBER),
    HitKind.PAPER: (N_("Paper"), Tone.BLUE),
    HitKind.ACT: (N_("Act"), Tone.PLAIN),
    HitKind.SETTING: (N_("Setting"), Tone.PLAIN),
}


@dataclass(frozen=True)
class SearchHit:
    """One result; texts are as they may be shown in a list (numbers masked)."""

    kind: HitKind
    id: str
    title: str
    detail: str = ""


class HitModel(QAbstractListModel):
    """The results of the newest search."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: tuple[SearchHit, ...] = ()

    def set_hits(self, hits: Sequence[SearchHit]) -> None:
        """Shows these results, each kind together, in the order of their first."""
        kinds = list(dict.fromkeys(hit.kind for hit in hits))
        self.beginResetModel()
        self.hits = tuple(sorted(hits, key=lambda hit: kinds.index(hit.kind)))
        self.endResetModel()

    def begins(self, row: int) -> bool:
        """Whether another kind begins with this row."""
        return row == 0 or self.hits[row].kind is not self.hits[row - 1].kind

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(_KINDS[hit.kind][0])}: {hit.title}, {hit.detail}"
        return None


class SearchField(QLineEdit):
    """Type, walk with the arrows (with Ctrl from kind to kind), Enter opens, F2 begins a case for the
    resident that is chosen. A scanner's Enter waits for its results.

    `changed` carries the text without spaces around it; whoever searches answers by `set_results`.
    """

    changed = Signal(str)
    hit_chosen = Signal(object)  # SearchHit
    case_asked = Signal(object)  # SearchHit, a resident

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        Hints(
            self,
            _("Name, pinyin initials, ID, phone, case number, or scan a receipt"),
            _("Name, initials, number, phone; or scan"),
        )
        self.setAccessibleName(_("Search everything"))
        self.setMaxLength(600)  # a sealed code; a scanner's wrong label must not flood the search
        self._key = key_text(action("search").key)
        self._model = HitModel(self)
        self._enter_waits = False
        self._answered = ""
        self.popup: SearchPopup | None = None
        self.textChanged.connect(self._text_changed)

    def attach(self, window: QWidget) -> None:
        """Makes the results appear over the content of this window."""
        self.popup = SearchPopup(self._model, window)
        self.popup.chosen.connect(self._choose)
        window.installEventFilter(self)

    def set_results(self, hits: Sequence[SearchHit], *, text: str) -> None:
        """The results for `text`; late ones for an older text are dropped."""
        if text != self.text().strip() or not text or self.popup is None:
            return
        self._answered = text
        self._model.set_hits(hits)
        if self._enter_waits and len(hits) == 1:
            self._choose(hits[0])
        elif self.hasFocus():
            self.popup.open_below(self, text)
        self._enter_waits = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        popup = self.popup
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and popup and self._model.hits:
            popup.open_below(self, self.text().strip())
            far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            popup.step(1 if event.key() == Qt.Key.Key_Down else -1, to_kind=far)
        elif event.key() in _ENTER and self.text().strip():
            self._enter()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and self._is_own(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
            elif event.type() == QEvent.Type.KeyPress:
                self._press_own(event.key())
            return True
        if event.type() == QEvent.Type.FocusOut and self.popup is not None:
            self.popup.hide()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.popup is not None:
            self.popup.hide()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setTextMargins(0, 0, painting.key_size(self._key, self.font()).width() + 6, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size = painting.key_size(self._key, self.font())
        top = (self.height() - size.height()) // 2
        place = QRect(self.width() - size.width() - 12, top, size.width(), size.height())
        painting.key(QPainter(self), place, self._key, base=self.font())

    def _is_own(self, event: QKeyEvent) -> bool:
        """Esc closes the results before it leads back; F2 is for the resident that is chosen."""
        if event.key() == Qt.Key.Key_Escape:
            return bool(self.text())
        return event.key() == _NEW_CASE and self._resident() is not None

    def _press_own(self, key: int) -> None:
        hit = self._resident()
        if key == Qt.Key.Key_Escape:
            self._escape()
        elif hit is not None:
            self.clear()
            self.case_asked.emit(hit)

    def _resident(self) -> SearchHit | None:
        hit = self.popup.current() if self.popup is not None and self.popup.isVisible() else None
        return hit if hit is not None and hit.kind is HitKind.RESIDENT else None

    def _text_changed(self, text: str) -> None:
        self._enter_waits = False
        if not text.strip():
            self._model.set_hits(())
            if self.popup is not None:
                self.popup.hide()
        self.changed.emit(text.strip())

    def _enter(self) -> None:
        if self._answered != self.text().strip():
            self._enter_waits = True
        elif self._model.hits and self.popup is not None:
            self._choose(self.popup.current() or self._model.hits[0])

    def _escape(self) -> None:
        if self.popup is not None and self.popup.isVisible():
            self.popup.hide()
        else:
            self.clear()

    def _choose(self, hit: SearchHit) -> None:
        self._enter_waits = False
        self.clear()
        self.hit_chosen.emit(hit)


class SearchPopup(QFrame):
    """The list below the field. It never takes the focus, so that input methods keep composing."""

    chosen = Signal(object)  # SearchHit

    def __init__(self, model: HitModel, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("search_popup")
        self._model = model
        self._nothing = label("", "secondary")
        self._nothing.setMargin(12)
        self._list = QListView()
        self._list.setModel(model)
        self._list.setItemDelegate(_HitDelegate(self._list, model))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(_("Search results"))
        self._list.clicked.connect(lambda index: self.chosen.emit(model.hits[index.row()]))
        self._list.entered.connect(self._list.setCurrentIndex)
        body = QVBoxLayout(self)
        body.setContentsMargins(1, 1, 1, 1)
        body.addWidget(self._list)
        body.addWidget(self._nothing)
        self.hide()

    def open_below(self, field: QWidget, text: str) -> None:
        """Appears right below the field, as wide as the field."""
        count = len(self._model.hits)
        self._list.setVisible(count > 0)
        self._nothing.setVisible(count == 0)
        self._nothing.setText(_("Nothing found for “{text}”.").format(text=text))
        row = tokens().row
        height = (min(count, _VISIBLE) if count else 1) * row + 6
        window = self.parentWidget()
        assert window is not None
        corner = field.mapTo(window, field.rect().bottomLeft())
        self.setGeometry(corner.x(), corner.y() + 4, field.width(), height)
        if count and not self._list.currentIndex().isValid():
            self._list.setCurrentIndex(self._model.index(0))
        self.raise_()
        self.show()

    def step(self, by: int, *, to_kind: bool = False) -> None:
        """Moves the choice, round from the last to the first; `to_kind` to where a kind begins."""
        count = len(self._model.hits)
        row = (self._list.currentIndex().row() + by) % count
        while to_kind and not self._model.begins(row):
            row = (row + by) % count
        self._list.setCurrentIndex(self._model.index(row))

    def current(self) -> SearchHit | None:
        """The chosen result."""
        index = self._list.currentIndex()
        return self._model.hits[index.row()] if index.isValid() else None


class _HitDelegate(QStyledItemDelegate):
    def __init__(self, view: QListView, model: HitModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(200, tokens().row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, rect = tokens(), option.rect
        hit = self._model.hits[index.row()]
        base = self._view.font()
        painter.save()
        chosen = index.row() == self._view.currentIndex().row()
        if chosen:
            painter.fillRect(rect, look.tint)
        words, tone = _(_KINDS[hit.kind][0]), _KINDS[hit.kind][1]
        size = painting.chip_size(words, base)
        top = rect.top() + (rect.height() - size.height()) // 2
        place = QRect(rect.left() + 12, top, size.width(), size.height())
        if self._model.begins(index.row()):
            painter.fillRect(rect.left(), rect.top(), rect.width(), 1, look.row_line)
            painting.chip(painter, place, words, tone=tone, base=base)
        bold = fonts.sized(base, look.body, bold=True)
        widest = max(painting.chip_size(_(name), base).width() for name, _tone in _KINDS.values())
        if chosen and hit.kind is HitKind.RESIDENT:
            rect = self._hint(painter, rect, base)
        title = rect.adjusted(12 + widest + 12, 0, -12, 0)
        title.setWidth(min(title.width(), QFontMetrics(bold).horizontalAdvance(hit.title) + 2))
        painting.text(painter, title, hit.title, font=bold, colour=look.ink)
        detail = QRect(
            title.right() + 12, rect.top(), rect.right() - title.right() - 24, rect.height()
        )
        small = fonts.sized(base, look.small)
        painting.text(painter, detail, hit.detail, font=small, colour=look.muted)
        painter.restore()

    def _hint(self, painter: QPainter, rect: QRect, base: QFont) -> QRect:
        """What else can be done with a resident, at the right; answers the room that is left."""
        words, small = _("New case"), fonts.sized(base, tokens().small)
        key = key_text(action("intake").key)
        size, width = painting.key_size(key, base), QFontMetrics(small).horizontalAdvance(words)
        left = rect.right() - 12 - size.width()
        top = rect.top() + (rect.height() - size.height()) // 2
        painting.key(painter, QRect(left, top, size.width(), size.height()), key, base=base)
        place = QRect(left - 8 - width, rect.top(), width + 2, rect.height())
        painting.text(painter, place, words, font=small, colour=tokens().muted)
        return rect.adjusted(0, 0, place.left() - rect.right() - 12, 0)
