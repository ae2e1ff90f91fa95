"""The main window: rail, search, banners, and the stack of screens. GUI thread; no business."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from helpdesk.i18n import _
from helpdesk.ui import fonts
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.key_help import KeyHelp
from helpdesk.ui.notices import Notice
from helpdesk.ui.rail import Rail, SyncState
from helpdesk.ui.search import SearchField, SearchHit
from helpdesk.ui.tasks import Busy
from helpdesk.ui.widgets.banner import BannerArea
from helpdesk.ui.widgets.buttons import PrimaryButton
from helpdesk.ui.widgets.text import label

DESIGN_SIZE = (1366, 768)


class _Screens(QStackedWidget):
    """Asks for the room of the shown screen, not of the largest."""

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else super().minimumSizeHint()


class Frame(QMainWindow):
    """Takes plain data and screens; says what the person wants by signals.

    Screens stand in the rail in the order in which they are added. Keys exist only for what is
    registered: the frame registers search, lock, back and help itself, `add_screen` the screens.
    """

    screen_shown = Signal(str)
    search_changed = Signal(str)
    hit_chosen = Signal(object)  # SearchHit
    case_asked = Signal(object)  # SearchHit, a resident
    sync_chosen = Signal()
    lock_requested = Signal()
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Helpdesk workbench"))
        self.actions_offered = ActionSet(self)
        self._screens: dict[str, QWidget] = {}
        self._rail_entry: dict[str, str | None] = {}
        self._rail = Rail()
        self._search = SearchField()
        self._date = label("", "secondary")
        self._primary = QWidget()
        self._banners = BannerArea()
        self._stack = _Screens()
        self._stack.setObjectName("content")
        self._passing = self._rail.news
        self._tabs_ordered = False
        self._compose()
        self._register()
        self.resize(*DESIGN_SIZE)

    # -- what bootstrap and screens put in

    def set_desk(self, *lines: str, agent: str) -> None:
        """The desk's lines in the rail, and who works here."""
        self._rail.set_desk(*lines)
        self._rail.set_agent(agent)

    def set_date_line(self, words: str) -> None:
        """Date and desk, at the right of the search."""
        self._date.setText(words)

    def set_sync_state(self, state: SyncState, line1: str, line2: str = "") -> None:
        """What the foot of the rail says about the sync."""
        self._rail.set_sync_state(state, line1, line2)

    def set_badge(self, screen_id: str, count: int) -> None:
        """The count beside a rail entry; 0 shows the key again."""
        self._rail.set_badge(screen_id, count)

    def add_screen(
        self, screen_id: str, widget: QWidget, *, action: str = "", under: str | None = None
    ) -> None:
        """Adds a screen. With `action` it gets an entry in the rail and its key.

        `under` names the screen whose entry is tinted while this one, without an entry, is shown.
        """
        self._screens[screen_id] = widget
        self._stack.addWidget(widget)
        self._rail_entry[screen_id] = screen_id if action else under
        if action:
            self._rail.add_entry(screen_id, action)
            offered = self.actions_offered.register(action, lambda: self.show_screen(screen_id))
            if action == "intake":
                button = PrimaryButton.for_action(action, offered, words=_("New case"))
                self._primary_row.addWidget(button)
        self._tabs_ordered = False  # once for all of them, when the first is shown

    def show_screen(self, screen_id: str) -> None:
        """Shows a screen and puts the focus into it. Raises KeyError for an unknown one."""
        widget = self._screens[screen_id]
        # Asked before the stack changes, since the stack would give the focus to its own first.
        target = widget.focusWidget() or widget
        if self._stack.currentWidget() is not widget:
            self._search.clear()  # what was looked for there is no question here
        self._stack.setCurrentWidget(widget)
        if not self._tabs_ordered:
            self._order_tabs()
        self._rail.mark_current(self._rail_entry[screen_id])
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.screen_shown.emit(screen_id)

    def take_keyboard(self) -> None:
        """The keyboard goes to where it was on the shown screen, such as after the desk was unlocked."""
        screen = self._stack.currentWidget()
        if screen is not None:
            (screen.focusWidget() or screen).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def current_screen(self) -> str | None:
        """The id of the shown screen."""
        current = self._stack.currentWidget()
        return next((n for n, widget in self._screens.items() if widget is current), None)

    def set_results(self, hits: Sequence[SearchHit], *, text: str) -> None:
        """The answer to `search_changed(text)`."""
        self._search.set_results(hits, text=text)

    def show_notice(self, notice: Notice) -> None:
        """Trouble above the screen, good news in the rail; connect `Tasks.noticed` here."""
        if notice.topic:
            self.close_topic(notice.topic)
        (self._banners if notice.stays else self._passing).show_notice(notice)
        self._order_tabs()

    def close_topic(self, topic: str) -> None:
        """Takes back the notices of a topic."""
        for place in (self._banners, self._passing):
            place.close_topic(topic)

    def set_busy(self, busy: Busy | None) -> None:
        """Long work in the banner area; connect `Tasks.busy_changed` here."""
        self._banners.set_busy(busy)

    # -- inside

    def _compose(self) -> None:
        top = QFrame()
        top.setObjectName("top_bar")
        row = QHBoxLayout(top)
        row.setContentsMargins(18, 10, 18, 9)
        row.setSpacing(14)
        self._search.setMaximumWidth(900)
        self._search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self._search, 3)
        row.addStretch(1)
        row.addWidget(self._date)
        self._primary_row = QHBoxLayout(self._primary)
        self._primary_row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._primary)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(top)
        side.addWidget(self._banners)
        side.addWidget(self._stack, 1)
        central = QWidget()
        central.setObjectName("content")
        body = QHBoxLayout(central)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._rail)
        body.addLayout(side, 1)
        self.setCentralWidget(central)
        self._search.attach(central)

    def _register(self) -> None:
        self._rail.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._rail.chosen.connect(self.show_screen)
        self._rail.sync_chosen.connect(self.sync_chosen)
        self._search.changed.connect(self.search_changed)
        self._search.hit_chosen.connect(self.hit_chosen)
        self._search.case_asked.connect(self.case_asked)
        self.actions_offered.register("lock", self.lock_requested.emit)
        self._rail.agent_chosen.connect(self._show_agent_menu)
        self.actions_offered.register("search", self._focus_search)
        self.actions_offered.register("back", self.back_requested.emit)
        self.actions_offered.register("keys", self.show_keys)

    def _order_tabs(self) -> None:
        """Tab reads the window: rail, top bar, trouble, screen. Qt's own is that of creation."""
        order = [*self._rail.focus_order(), self._search, *self._stops(self._primary)]
        order += [*self._banners.stops(), *self._stops(self._stack)]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        self._tabs_ordered = True

    def _stops(self, within: QWidget) -> list[QWidget]:
        """What Tab reaches inside, in the present order."""
        result: list[QWidget] = []
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if tab and widget.focusProxy() is None and within.isAncestorOf(widget):
                result.append(widget)
            widget = widget.nextInFocusChain()
        return result

    def show_keys(self) -> None:
        """The page of all keys."""
        KeyHelp(self.actions_offered.records(), self).open()

    def _show_agent_menu(self) -> None:
        """What concerns whoever works here, above their name."""
        menu = self.actions_offered.menu(self, "settings", "lock")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._rail.agent_place - QPoint(0, menu.sizeHint().height()))

    def _focus_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()


def load_rare_fonts_when_shown(context: QObject) -> None:
    """Loads the 31 MB of rare characters once the event loop is idle: the first window comes first."""
    QTimer.singleShot(0, context, fonts.load_rare)
