"""The dark rail at the left: desk, screens, sync state, agent. GUI thread."""

from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from helpdesk.i18n import _
from helpdesk.ui import fonts, icons
from helpdesk.ui.actions import action, key_text
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets import painting
from helpdesk.ui.widgets.banner import PassingNotices
from helpdesk.ui.widgets.text import label, paragraph

_LINES = 3  # below the state; the tool tip has the rest


class SyncState(StrEnum):
    """How the desk stands with the city; each has its dot, and its words beside it."""

    ON = "on"  # every event acknowledged, nothing left to fetch
    OFF = "off"  # no network; work goes on
    BUSY = "busy"  # sending or fetching
    BAD = "bad"  # something needs a person


class Rail(QFrame):
    """Entries appear in the order in which screens are added."""

    chosen = Signal(str)
    sync_chosen = Signal()
    agent_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._product = label(_("Helpdesk workbench"))
        self._product.setObjectName("product")
        self._desk = paragraph("", "secondary")
        self._entries: dict[str, NavButton] = {}
        self._nav = QVBoxLayout()
        self._nav.setSpacing(0)
        self.news = PassingNotices()
        self._sync = SyncButton()
        self._sync.clicked.connect(self.sync_chosen)
        self._agent = AgentButton()
        self._agent.clicked.connect(self.agent_chosen)
        self._compose()

    def _compose(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(10, 0, 6, 0)
        head.setSpacing(0)
        head.addWidget(self._product)
        head.addWidget(self._desk)
        body = QVBoxLayout(self)
        body.setContentsMargins(10, 16, 10, 14)
        body.setSpacing(0)
        body.addLayout(head)
        body.addSpacing(13)
        body.addWidget(_line())
        body.addSpacing(10)
        body.addLayout(self._nav)
        body.addStretch(1)
        body.addWidget(self.news)
        self._foot = _line()
        body.addWidget(self._foot)
        body.addSpacing(6)
        body.addWidget(self._sync)
        body.addSpacing(8)
        body.addWidget(self._agent)

    def set_desk(self, *lines: str) -> None:
        """Where the desk is: county and township, then the station."""
        self._desk.setText("\n".join(lines))

    def set_agent(self, name: str) -> None:
        """Who works here now; an empty name hides the line."""
        self._agent.set_name(name)

    @property
    def agent_place(self) -> QPoint:
        """Where what belongs to the agent opens, on the screen: above the foot's last line."""
        return self._agent.mapToGlobal(QPoint(0, 0))

    def set_sync_state(self, state: SyncState, line1: str, line2: str) -> None:
        """The dot, what it means, and one sentence more."""
        self._sync.set_state(state, line1, line2)

    def add_entry(self, screen_id: str, action_id: str) -> None:
        """An entry for a screen, with the icon, text and key of its action."""
        entry = NavButton(action_id)
        entry.clicked.connect(lambda: self._choose(screen_id))
        self._entries[screen_id] = entry
        self._nav.addWidget(entry)

    def mark_current(self, screen_id: str | None) -> None:
        """Tints the entry of the shown screen; None tints none."""
        for each, entry in self._entries.items():
            entry.setChecked(each == screen_id)

    def set_badge(self, screen_id: str, count: int) -> None:
        """A count that waits for somebody; 0 takes the badge away."""
        self._entries[screen_id].set_badge(count)

    def focus_order(self) -> list[QWidget]:
        """From the top to the foot."""
        return [*self._entries.values(), *self.news.stops(), self._sync, self._agent]

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            place = self._nav.geometry()
            free = self._foot.geometry().top() - place.bottom() - 1
            self.news.set_room(QSize(place.width(), max(0, free)))
        return handled

    def sizeHint(self) -> QSize:
        return QSize(tokens().rail_width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(tokens().rail_width, super().minimumSizeHint().height())

    def _choose(self, screen_id: str) -> None:
        self.mark_current(screen_id)
        self.chosen.emit(screen_id)


class _RailButton(QPushButton):
    """A flat button that draws its own content."""

    kind = "rail"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", self.kind)
        self.setAutoDefault(False)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        self.draw(painter)

    def draw(self, painter: QPainter) -> None:
        """The content, on the ground that the style has drawn."""
        raise NotImplementedError

    def icon_at(self, painter: QPainter, name: str, *, centre: int, colour: str) -> None:
        """An icon at the place where all icons of the rail stand."""
        size = _icon_size()
        sign = icons.pixmap(name, colour, size=size, ratio=self.devicePixelRatioF())
        painter.drawPixmap(9, centre - size // 2, sign)


class NavButton(_RailButton):
    """Icon, text, and either the key or a badge."""

    kind = "nav"

    def __init__(self, action_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action(action_id)
        self._badge = 0
        self.setCheckable(True)
        self.setText(_(self._action.text))
        self.setAccessibleDescription(key_text(self._action.key))

    def set_badge(self, count: int) -> None:
        self._badge = count
        name = _(self._action.text)
        self.setAccessibleName(f"{name} {count}" if count else name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(tokens().rail_width - 20, tokens().nav)

    def draw(self, painter: QPainter) -> None:
        look, current = tokens(), self.isChecked()
        ink = look.rail_strong if current else look.rail_ink
        self.icon_at(painter, self._action.icon, centre=self.height() // 2, colour=ink)
        right = self.width() - 10
        right -= self._draw_badge(painter, right) if self._badge else self._draw_key(painter, right)
        font = fonts.sized(self.font(), look.body, bold=current)
        room = QRect(_text_left(), 0, right - _text_left() - 6, self.height())
        painting.text(painter, room, self.text(), font=font, colour=ink)

    def _draw_key(self, painter: QPainter, right: int) -> int:
        look = tokens()
        font = fonts.sized(self.font(), look.key)
        words = key_text(self._action.key)
        width = QFontMetrics(font).horizontalAdvance(words) + 1
        colour = look.rail_active_key if self.isChecked() else look.rail_key
        room = QRect(right - width, 1, width, self.height())
        painting.text(painter, room, words, font=font, colour=colour)
        return width

    def _draw_badge(self, painter: QPainter, right: int) -> int:
        look = tokens()
        words = str(self._badge) if self._badge < 100 else "99+"
        font = fonts.sized(self.font(), look.key, bold=True)
        metrics = QFontMetrics(font)
        height = look.key + 6
        width = max(metrics.horizontalAdvance(words) + 14, height)
        place = QRect(right - width, (self.height() - height) // 2, width, height)
        painting.rounded(painter, place.toRectF(), radius=height / 2, ground=look.badge)
        centre = Qt.AlignmentFlag.AlignCenter
        painting.text(painter, place, words, font=font, colour=look.on_badge, align=centre)
        return width


class SyncButton(_RailButton):
    """The state of the sync and a sentence below it; opens the sync screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = SyncState.OFF
        self._lines = ("", "")

    def set_state(self, state: SyncState, line1: str, line2: str) -> None:
        self._state = state
        self._lines = (line1, line2)
        self.setAccessibleName(f"{line1}. {line2}")
        self.setToolTip(f"{line1}\n{line2}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = tokens()
        font = fonts.sized(self.font(), look.small)
        width = look.rail_width - 20
        return QSize(
            width, QFontMetrics(font).height() + self._second_height(font, width - 20) + 15
        )

    def draw(self, painter: QPainter) -> None:
        look = tokens()
        font = fonts.sized(self.font(), look.small)
        metrics = QFontMetrics(font)
        height = metrics.height()
        colour = str(getattr(look, f"dot_{self._state.value}"))
        painting.dot(painter, QPointF(14.5, 6 + height / 2), colour=colour)
        first = QRect(26, 6, self.width() - 34, height)
        painting.text(painter, first, self._lines[0], font=font, colour=look.rail_ink)
        second = QRect(10, first.bottom() + 4, self.width() - 20, self.height())
        painting.paragraph(
            painter, second, self._lines[1], painting.Script(font, look.rail_key, _LINES)
        )

    def _second_height(self, font: QFont, width: int) -> int:
        lines = min(len(painting.wrapped(self._lines[1], font, width)), _LINES)
        return lines * QFontMetrics(font).lineSpacing() if self._lines[1] else 0


class AgentButton(_RailButton):
    """Who works here, and the key that locks; opens what else concerns them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_name("")

    def set_name(self, name: str) -> None:
        self.setText(name)
        self.setVisible(bool(name))
        self.setAccessibleName(_("{name}: settings, lock the screen").format(name=name))

    def sizeHint(self) -> QSize:
        return QSize(tokens().rail_width - 20, tokens().field)

    def draw(self, painter: QPainter) -> None:
        look = tokens()
        self.icon_at(painter, "user", centre=self.height() // 2, colour=look.rail_ink)
        lock = action("lock")
        hint = f"{_(lock.text)} {key_text(lock.key)}"
        font = fonts.sized(self.font(), look.key)
        width = QFontMetrics(font).horizontalAdvance(hint) + 1
        right = self.width() - 10
        place = QRect(right - width, 1, width, self.height())
        painting.text(painter, place, hint, font=font, colour=look.rail_key)
        room = QRect(_text_left(), 0, right - width - _text_left() - 6, self.height())
        body = fonts.sized(self.font(), look.body)
        painting.text(painter, room, self.text(), font=body, colour=look.rail_ink)


def _icon_size() -> int:
    return tokens().length(20)


def _text_left() -> int:
    return 9 + _icon_size() + 9


def _line() -> QFrame:
    line = QFrame()
    line.setObjectName("rail_line")
    line.setFixedHeight(1)
    return line
