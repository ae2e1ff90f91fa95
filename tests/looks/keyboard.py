"""Judges what the keyboard and a screen reader find: names, roles, the order of Tab, a focus that is seen,
and whether an input method keeps its keys.
"""

from collections.abc import Iterator

import shiboken6
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from tests.looks.judge import path
from tests.looks.painted import shown_widgets
from tests.ui import focus_chain

_AROUND = 3  # pixels beside a widget in which its focus may show
_PREEDIT = "bao"
_NOBODY = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Window)
_CONTROL, _NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
# Keys that a composition takes for itself, each of which does something without one.
_KEYS = (
    (Qt.Key.Key_F2, _NONE),
    (Qt.Key.Key_F12, _NONE),
    (Qt.Key.Key_K, _CONTROL),
    (Qt.Key.Key_J, _CONTROL),
    (Qt.Key.Key_1, _CONTROL),
    (Qt.Key.Key_Return, _CONTROL),
    (Qt.Key.Key_Return, _NONE),
    (Qt.Key.Key_Escape, _NONE),
    (Qt.Key.Key_Down, _NONE),
)


def looks(window: QWidget) -> list[str]:
    """What is wrong for somebody without a mouse or without sight."""
    return [*focus_chain.problems(window), *_nameless(window), *_unseen(window)]


def _nameless(window: QWidget) -> Iterator[str]:
    for widget in focus_chain.chain(window):
        known = QAccessible.queryAccessibleInterface(widget)
        if known is None:
            yield f"{path(widget, window)}: unknown to screen readers"
        elif not known.text(QAccessible.Text.Name).strip():
            yield f"{path(widget, window)}: no name for screen readers"
        elif known.role() in _NOBODY and not isinstance(widget, QAbstractScrollArea):
            yield f"{path(widget, window)}: no role for screen readers"


def _unseen(window: QWidget) -> Iterator[str]:
    """Each widget that Tab reaches looks different while it has the keyboard."""
    before = QApplication.focusWidget()
    widgets = [each for each in focus_chain.chain(window) if not each.visibleRegion().isEmpty()]
    for widget, other in zip(widgets, [*widgets[1:], *widgets[:1]], strict=True):
        if widget is other or not (shiboken6.isValid(widget) and shiboken6.isValid(other)):
            continue
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if QApplication.focusWidget() is not widget:
            continue  # a list that hides itself, a field that hands on
        with_focus = _around(widget, window)
        other.setFocus(Qt.FocusReason.TabFocusReason)
        if not widget.isVisible():
            continue
        if _around(widget, window) == with_focus:
            yield f"{path(widget, window)}: nobody sees that it has the keyboard"
    if before is not None and shiboken6.isValid(before):
        before.setFocus()


def _around(widget: QWidget, window: QWidget) -> QImage:
    place = QRect(widget.mapTo(window, QPoint()), widget.size())
    room = place.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND) & window.rect()
    return window.grab(room).toImage()


def text_fields(window: QWidget) -> list[QWidget]:
    """Where somebody can type with an input method."""
    return [
        each
        for each in shown_widgets(window)
        if isinstance(each, QLineEdit | QPlainTextEdit | QTextEdit)
        and each.isEnabled()
        and not each.isReadOnly()
        and each.focusPolicy() != Qt.FocusPolicy.NoFocus
        and (not isinstance(each, QLineEdit) or each.echoMode() == QLineEdit.EchoMode.Normal)
    ]


def compositions(window: QWidget) -> list[str]:
    """Fields in which a key does something while an input method composes."""
    found: list[str] = []
    for field in text_fields(window):
        field.setFocus()
        if QApplication.focusWidget() is not field:
            continue
        where, text = path(field, window), _text(field)
        QApplication.sendEvent(field, QInputMethodEvent(_PREEDIT, []))
        for key, modifier in _KEYS:
            QTest.keyClick(field, key, modifier)
            front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            moved = front not in (None, window) or QApplication.focusWidget() is not field
            gone = not shiboken6.isValid(field) or not field.isVisible()
            if gone or moved or _text(field) != text:
                found.append(f"{where}: {Qt.Key(key).name} acts while an input method composes")
                break
        if shiboken6.isValid(field):
            QApplication.sendEvent(field, QInputMethodEvent("", []))
    return found


def _text(field: QWidget) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()
