"""Every action as a record; shortcuts, menus and the help page are made from it. GUI thread."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from helpdesk.i18n import N_, _
from helpdesk.ui import icons, theme


class Where(StrEnum):
    """Where a key works; also the headings of the help page, in this order."""

    EVERYWHERE = N_("Everywhere")
    INTAKE = N_("New case")
    CASE = N_("In a case")
    CASES = N_("In the table of cases")
    RESIDENTS = N_("Residents")
    TABLES = N_("In tables and lists")
    MATERIALS = N_("In the list of materials")


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing a person can do. `key` is a portable key sequence (`Ctrl+K`), empty for none."""

    id: str
    text: str
    icon: str = ""
    key: str = ""
    where: Where = Where.EVERYWHERE
    # Keys that a list handles itself while it has the focus: never a shortcut, or typing would suffer.
    in_list: bool = False


INTAKE = Where.INTAKE
ACTIONS: tuple[Action, ...] = (
    Action(id="today", text=N_("Today"), icon="today", key="F1"),
    Action(id="intake", text=N_("Intake"), icon="intake", key="F2"),
    Action(id="cases", text=N_("Cases"), icon="cases", key="F3"),
    Action(id="residents", text=N_("Residents"), icon="residents", key="F4"),
    Action(id="guide", text=N_("Matters and knowledge"), icon="guide", key="F5"),
    Action(id="visits", text=N_("Visits"), icon="visits", key="F6"),
    Action(id="reports", text=N_("Reports"), icon="reports", key="F7"),
    Action(id="sync", text=N_("Sync now"), icon="sync", key="F9"),
    Action(id="read-card", text=N_("Read an identity card"), icon="user", key="F8"),
    Action(id="day_sheet", text=N_("Day sheet"), icon="reports", key="Ctrl+D"),
    Action(id="bulletin", text=N_("Monthly bulletin"), icon="reports"),
    Action(id="settings", text=N_("Settings"), icon="settings", key="F10"),
    Action(id="lock", text=N_("Lock"), icon="lock", key="F12"),
    Action(id="search", text=N_("Search everything"), icon="search", key="Ctrl+K"),
    Action(id="back", text=N_("Back (drafts are kept)"), icon="back", key="Esc"),
    Action(id="keys", text=N_("All keys"), icon="keys", key="?"),
    Action(
        id="register",
        text=N_("Register and print the receipt"),
        icon="check",
        key="Ctrl+Return",
        where=Where.INTAKE,
    ),
    Action(
        id="notice",
        text=N_("One-time notice"),
        icon="notice",
        key="Ctrl+T",
        where=Where.INTAKE,
    ),
    Action(id="star", text=N_("Star a matter"), key="Ctrl+S", where=Where.INTAKE),
    Action(id="people", text=N_("Several applicants"), key="Ctrl+L", where=INTAKE),
    Action(id="proxy", text=N_("Proxy"), key="Ctrl+Shift+P", where=INTAKE),
    Action(id="like", text=N_("Again like an earlier case"), key="Ctrl+Shift+N", where=INTAKE),
    Action(id="phrase", text=N_("Phrases"), key="Ctrl+I", where=INTAKE),
    Action(id="request", text=N_("Matter, request or blocked matter"), key="Ctrl+R", where=INTAKE),
    Action(id="as-matter", text=N_("Matter"), key="Ctrl+0", where=INTAKE),
    Action(id="as-consultation", text=N_("Consultation"), key="Ctrl+1", where=INTAKE),
    Action(id="as-help", text=N_("Plea for help"), key="Ctrl+2", where=INTAKE),
    Action(id="as-complaint", text=N_("Complaint"), key="Ctrl+3", where=INTAKE),
    Action(id="as-report", text=N_("Report of wrongdoing"), key="Ctrl+4", where=INTAKE),
    Action(id="as-suggestion", text=N_("Suggestion"), key="Ctrl+5", where=INTAKE),
    Action(id="as-praise", text=N_("Praise"), key="Ctrl+6", where=INTAKE),
    Action(id="as-blocked", text=N_("Blocked matter"), key="Ctrl+7", where=INTAKE),
    Action(id="attach", text=N_("Attach files"), icon="file", key="Ctrl+O"),
    Action(id="attach-blackened", text=N_("Blacken and attach"), key="Ctrl+Shift+O"),
    Action(id="paste-file", text=N_("Paste a picture or a file"), key="Ctrl+V"),
    Action(id="camera", text=N_("Take a photograph"), key="Ctrl+M"),
    Action(id="scan", text=N_("File signed papers"), icon="file", key="Ctrl+Shift+S"),
    Action(id="check-pdf", text=N_("Check a signed PDF"), icon="check"),
    Action(id="progress", text=N_("Log progress"), icon="progress", key="Ctrl+J", where=Where.CASE),
    Action(id="amend", text=N_("Put data right"), key="Ctrl+E", where=Where.CASE),
    Action(id="reassign", text=N_("Reassign"), key="Ctrl+G", where=Where.CASE),
    Action(id="decide", text=N_("Decide what is in doubt"), key="Ctrl+B", where=Where.CASE),
    Action(id="step", text=N_("Next step of the case"), key="Ctrl+L", where=Where.CASE),
    Action(id="originals", text=N_("Give originals back"), key="Ctrl+U", where=Where.CASE),
    Action(id="print", text=N_("Print"), icon="print", key="Ctrl+P", where=Where.CASE),
    Action(id="sign", text=N_("Sign at the desk"), key="Ctrl+Shift+G", where=Where.CASE),
    Action(id="archive", text=N_("Whole case as PDF"), key="Ctrl+Shift+P", where=Where.CASE),
    Action(id="cases-filter", text=N_("Filter by text"), key="Ctrl+F", where=Where.CASES),
    Action(id="cases-views", text=N_("Views"), key="Ctrl+Y", where=Where.CASES),
    Action(id="cases-export", text=N_("Export to Excel"), key="Ctrl+E", where=Where.CASES),
    Action(id="cases-columns", text=N_("Columns"), key="Ctrl+U", where=Where.CASES),
    Action(id="cases-mark", text=N_("Mark"), key="Space", where=Where.CASES, in_list=True),
    Action(
        id="cases-mark-way",
        text=N_("Mark on the way"),
        key="Shift+Up; Shift+Down",
        where=Where.CASES,
        in_list=True,
    ),
    Action(id="cases-mark-all", text=N_("Mark all"), key="Ctrl+A", where=Where.CASES, in_list=True),
    Action(
        id="cases-copy", text=N_("Copy the number"), key="Ctrl+C", where=Where.CASES, in_list=True
    ),
    Action(
        id="resident-new",
        text=N_("New resident"),
        icon="user",
        key="Ctrl+N",
        where=Where.RESIDENTS,
    ),
    Action(
        id="resident-import",
        text=N_("Bring in a table"),
        icon="file",
        key="Ctrl+Shift+I",
        where=Where.RESIDENTS,
    ),
    Action(id="resident-edit", text=N_("Put data right"), key="Ctrl+E", where=Where.RESIDENTS),
    Action(
        id="resident-unmask",
        text=N_("Show the full numbers"),
        key="Ctrl+U",
        where=Where.RESIDENTS,
    ),
    Action(id="resident-household", text=N_("Household"), key="Ctrl+H", where=Where.RESIDENTS),
    Action(id="resident-proxy", text=N_("Authorise a proxy"), key="Ctrl+Y", where=Where.RESIDENTS),
    Action(
        id="table-move", text=N_("Choose a row"), key="Up; Down", where=Where.TABLES, in_list=True
    ),
    Action(id="table-open", text=N_("Open"), key="Return", where=Where.TABLES, in_list=True),
    Action(id="material-take", text=N_("Taken"), key="Space", where=Where.MATERIALS, in_list=True),
    Action(
        id="material-take-all",
        text=N_("All taken"),
        key="A",
        where=Where.MATERIALS,
        in_list=True,
    ),
    Action(
        id="material-camera", text=N_("Photograph"), key="C", where=Where.MATERIALS, in_list=True
    ),
    Action(id="material-file", text=N_("File"), key="F", where=Where.MATERIALS, in_list=True),
    Action(id="material-wrong", text=N_("Wrong"), key="W", where=Where.MATERIALS, in_list=True),
    Action(
        id="material-variant", text=N_("Next variant"), key="V", where=Where.MATERIALS, in_list=True
    ),
    Action(
        id="material-questions",
        text=N_("Back to the pre-check"),
        key="Q",
        where=Where.MATERIALS,
        in_list=True,
    ),
    Action(id="material-defer", text=N_("Deferred"), key="R", where=Where.MATERIALS, in_list=True),
    Action(
        id="material-skip", text=N_("Not applicable"), key="N", where=Where.MATERIALS, in_list=True
    ),
)

_PRESSED = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_BY_ID = {action.id: action for action in ACTIONS}


def action(action_id: str) -> Action:
    """The record of this id. Raises KeyError if there is none."""
    return _BY_ID[action_id]


def key_text(key: str) -> str:
    """A key as people read it on the screen: `Ctrl+Return` is `Ctrl Enter`."""
    names = {
        "Return": "Enter",
        "Space": _("Space"),
        "Plus": "+",
        "Up": "↑",
        "Down": "↓",
        "Left": "←",
        "Right": "→",
    }
    keys = (
        " ".join(names.get(part, part) for part in one.strip().split("+")) for one in key.split(";")
    )
    return " ".join(keys)


class ActionSet(QObject):
    """The actions one window offers: only what is registered here exists for its people."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: list[tuple[Action, QAction]] = []
        self._composing = Composition(self)

    def register(
        self, action_id: str, do: Callable[[], object], *, within: QWidget | None = None
    ) -> QAction:
        """Offers an action, everywhere or only while `within` is shown, wherever the focus is.

        The same id may stand in several screens, each time with its own `within`. Where the action is
        pressed by a button, connect the button to `QAction.trigger`, so that disabling reaches both.
        """
        record = action(action_id)
        owner = within or self._window
        result = QAction(_(record.text), owner)
        if record.icon:
            result.setIcon(icons.icon(record.icon, theme.tokens().muted))
        if record.key and not record.in_list:
            result.setShortcuts(_sequences(record.key))
            result.setAutoRepeat(False)
        # A hidden owner's keys sleep: of the screens in a stack only the shown one answers.
        result.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        result.triggered.connect(lambda _checked=False: do())
        owner.addAction(result)
        entry = (record, result)
        self._actions.append(entry)
        result.destroyed.connect(lambda *_gone: self._forget(entry))
        return result

    def _forget(self, entry: tuple[Action, QAction]) -> None:
        if entry in self._actions:
            self._actions.remove(entry)

    def records(self) -> list[Action]:
        """What can be done, once each, in the order of `ACTIONS`; keys of lists belong to it."""
        present = {record.id for record, _each in self._actions}
        return [each for each in ACTIONS if each.id in present or each.in_list]

    def available(self) -> list[Action]:
        """What could be done at this moment, each once, in the order of `ACTIONS`."""
        present = {record.id for record, each in self._actions if self._is_available(each)}
        return [each for each in ACTIONS if each.id in present and not each.in_list]

    def trigger(self, action_id: str) -> None:
        """Do it, where it can be done now."""
        for record, each in self._actions:
            if record.id == action_id and self._is_available(each):
                each.trigger()
                return

    def _is_available(self, each: QAction) -> bool:
        owner = each.parent()
        return each.isEnabled() and isinstance(owner, QWidget) and owner.isVisible()

    def menu(self, parent: QWidget, *action_ids: str) -> QMenu:
        """A menu of the registered ones among these ids; an empty id draws a separator."""
        result = QMenu(parent)
        actions = {record.id: each for record, each in self._actions}
        for action_id in action_ids:
            if not action_id:
                result.addSeparator()
            elif action_id in actions:
                result.addAction(actions[action_id])
        return result


class Composition(QObject):
    """Keeps shortcuts away while an input method composes: then every key belongs to the composition.

    So do Enter, Esc and all that writes nothing: in a field they would register, close or move on.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watched: QObject | None = None
        self._composing = False
        gui = QGuiApplication.instance()
        assert isinstance(gui, QGuiApplication)
        # Only the object in focus is watched: a filter on the application would see every event.
        gui.focusObjectChanged.connect(self._watch)
        self._watch(gui.focusObject())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
        elif self._composing and isinstance(event, QKeyEvent) and event.type() in _PRESSED:
            writes = event.text().isprintable() and event.text() != ""
            if event.type() == QEvent.Type.ShortcutOverride or not writes or _commands(event):
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _watch(self, current: QObject | None) -> None:
        if self._watched is not None and shiboken6.isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._composing = False
        self._watched = current
        if current is not None:
            current.installEventFilter(self)


def _commands(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & _COMMANDS)


def _sequences(key: str) -> list[QKeySequence]:
    """The key, and its twin on the number pad: Enter there is another key to Qt."""
    result = [QKeySequence(key)]
    if "Return" in key:
        result.append(QKeySequence(key.replace("Return", "Enter")))
    return result
