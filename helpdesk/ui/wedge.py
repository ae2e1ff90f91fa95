"""Readers that type: card readers and code scanners that are keyboards to the system. GUI thread.

They are told from people by their pace, and from each other by what they type; the rest is typing and
nobody touches it. What one typed into a text is taken back out when its Enter comes. Where single
letters do something (lists, tables, buttons) a letter is held for as long as a reader may need for the
next one, so that no scan ticks, marks or presses anything.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

GAP_MS = 50  # between two characters of a reader; slow ones take 20 to 40
MEAN_MS = 32  # on average: a fast typist needs 80 and more
LEAST = 8  # characters: no code of ours is shorter
MOST = 1_000
AFTER_MS = 120  # further ends of line belong to the same scan
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SHIFTS = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock)
_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier

TextEditor = QLineEdit | QPlainTextEdit | QTextEdit


@dataclass(slots=True)
class Burst:
    """Characters that came one right after the other. Times in milliseconds, from any origin."""

    text: str = ""
    began: float = 0.0
    last: float = 0.0

    def follows(self, at: float) -> bool:
        """Whether a key at this time can belong to it."""
        return bool(self.text) and 0 <= at - self.last <= GAP_MS

    def add(self, text: str, at: float) -> None:
        """One more key, or several characters that came as one; a pause begins anew."""
        if not self.follows(at) or len(self.text) > MOST:
            self.text, self.began = "", at
        self.text += text
        self.last = at

    def is_read(self, at: float) -> bool:
        """Whether a reader typed it, and ends it at this time."""
        if len(self.text) < LEAST or not self.follows(at):
            return False
        return self.last - self.began <= MEAN_MS * (len(self.text) - 1)


@dataclass(slots=True)
class _Before:
    """A text as it stood before a burst."""

    editor: TextEditor
    text: str
    anchor: int
    position: int


@dataclass(slots=True)
class _State:
    burst: Burst = field(default_factory=Burst)
    before: list[_Before] = field(default_factory=list)
    held: list[tuple[QObject, QKeyEvent]] = field(default_factory=list)
    composing: bool = False
    replaying: bool = False
    quiet_until: float = 0.0


class Wedge(QObject):
    """`scanned` carries what a reader typed: all that is `known`, and what is not where it was typed
    into no text. `active` says whether anybody listens now."""

    scanned = Signal(str)

    def __init__(
        self,
        parent: QObject,
        *,
        known: Callable[[str], bool],
        active: Callable[[], bool],
        clock: Callable[[], float] = lambda: time.monotonic() * 1000,
    ) -> None:
        super().__init__(parent)
        self._known, self._active, self._clock = known, active, clock
        self._now = _State()
        self._watched: QObject | None = None
        self._hold = QTimer(self, singleShot=True, interval=GAP_MS)
        self._hold.timeout.connect(self._let_go)
        gui = QGuiApplication.instance()
        assert isinstance(gui, QGuiApplication)
        # Only the object in focus is watched: a filter on the application would see every event.
        gui.focusObjectChanged.connect(self._watch)
        self._watch(gui.focusObject())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        now = self._now
        if now.replaying or not isinstance(event, QKeyEvent | QInputMethodEvent):
            return False
        if isinstance(event, QInputMethodEvent):
            self._composed(watched, event)
            return False
        if not self._active():
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            if now.held and event.text().isprintable() and event.text():
                event.accept()  # in the middle of a scan `?` is no question
                return True
            return False
        return event.type() == QEvent.Type.KeyPress and self._pressed(watched, event)

    # -- inside

    def _watch(self, current: QObject | None) -> None:
        if self._watched is not None and shiboken6.isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = current
        self._now.composing = False
        if current is not None:
            current.installEventFilter(self)

    def _pressed(self, watched: QObject, event: QKeyEvent) -> bool:
        """Whether the key belongs to a scan and goes no further."""
        at = float(event.timestamp()) or self._clock()
        if self._now.composing or event.key() in _SHIFTS:
            return False
        if event.key() in _ENTER:
            return self._ended(at)
        self._now.quiet_until = 0.0  # the next Enter ends what comes now, such as a second scan
        text = event.text()
        if (
            event.isAutoRepeat()
            or event.modifiers() & ~_PLAIN
            or not text
            or not text.isprintable()
        ):
            self._forget()
            return False
        if text == " " and not self._now.burst.follows(at):
            return False  # Space ticks and presses; no code begins with it
        return self._typed(watched, event, at)

    def _typed(self, watched: QObject, event: QKeyEvent, at: float) -> bool:
        now, editor = self._now, _editor(watched)
        if not now.burst.follows(at):
            self._forget()
        now.burst.add(event.text(), at)
        if editor is not None:
            self._remember(editor)
            return False
        now.held.append((watched, event.clone()))
        self._hold.start()
        return True

    def _ended(self, at: float) -> bool:
        """Enter: the end of a scan, or a key of its own."""
        now = self._now
        if at <= now.quiet_until:
            return True
        text, read = now.burst.text.strip(), now.burst.is_read(at)
        if not read or not (self._known(text) or (now.held and not now.before)):
            self._let_go()
            self._forget()
            return False
        for before in now.before:
            _take_back(before)
        now.held.clear()
        self._forget()
        now.quiet_until = at + AFTER_MS
        self.scanned.emit(text)
        return True

    def _composed(self, watched: QObject, event: QInputMethodEvent) -> None:
        """What an input method hands over counts like keys; what it composes is nobody else's."""
        self._now.composing = bool(event.preeditString())
        editor, text = _editor(watched), event.commitString()
        if self._now.composing or not text or editor is None or not self._active():
            return
        at = self._clock()
        self._now.quiet_until = 0.0
        if not self._now.burst.follows(at):
            self._forget()
        self._now.burst.add(text, at)
        self._remember(editor)

    def _remember(self, editor: TextEditor) -> None:
        if all(each.editor is not editor for each in self._now.before):
            self._now.before.append(_as_it_stands(editor))

    def _forget(self) -> None:
        self._let_go()
        self._now.burst = Burst()
        self._now.before = []

    def _let_go(self) -> None:
        """Held keys go where they were meant to go."""
        self._hold.stop()
        held, self._now.held = self._now.held, []
        self._now.replaying = True
        try:
            for target, event in held:
                if shiboken6.isValid(target):
                    QApplication.sendEvent(target, event)
        finally:
            self._now.replaying = False


def _editor(watched: QObject) -> TextEditor | None:
    """A text that takes what is typed; what only looks like one (a date, a choice) acts by keys."""
    if isinstance(watched, QLineEdit | QPlainTextEdit | QTextEdit) and not watched.isReadOnly():
        return watched
    return None


def _as_it_stands(editor: TextEditor) -> _Before:
    if isinstance(editor, QLineEdit):
        position = editor.cursorPosition()
        start = editor.selectionStart()
        anchor = position
        if start >= 0:
            end = editor.selectionEnd()
            anchor = end if position == start else start
        return _Before(editor, editor.text(), anchor, position)
    cursor = editor.textCursor()
    return _Before(editor, editor.toPlainText(), cursor.anchor(), cursor.position())


def _take_back(before: _Before) -> None:
    """The text as it stood, and everybody who follows it is told."""
    editor = before.editor
    if not shiboken6.isValid(editor):
        return
    if isinstance(editor, QLineEdit):
        if editor.text() != before.text:
            editor.setText(before.text)
            editor.textEdited.emit(before.text)
        editor.setCursorPosition(before.anchor)
        if before.position != before.anchor:
            editor.setSelection(before.anchor, before.position - before.anchor)
        return
    cursor = editor.textCursor()
    if editor.toPlainText() != before.text:
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(before.text)  # one step that can be undone
    cursor.setPosition(before.anchor)
    cursor.setPosition(before.position, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
