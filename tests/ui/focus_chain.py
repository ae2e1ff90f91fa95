"""Walks the keyboard's way through a screen; for the tests of all screens and dialogs.

problems = focus_chain.problems(screen)      # names, order; empty when all is well
clipped = focus_chain.clipped(screen)        # texts without room
"""

from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QLabel,
    QScrollArea,
    QWidget,
)

from helpdesk.ui.widgets.pick_popup import PickPopup
from helpdesk.ui.widgets.text import ElidingLabel

_LINE = 20  # pixels: widgets whose tops differ less stand in one line


def chain(root: QWidget) -> list[QWidget]:
    """What Tab reaches inside `root`, in Tab's order, from the first in that order."""
    found, widget = [], root.nextInFocusChain()
    while widget is not root:
        reachable = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if root.isAncestorOf(widget) and reachable and _usable(widget, root):
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def problems(root: QWidget) -> list[str]:
    """Sentences about widgets without a name and about steps against the reading order."""
    widgets = chain(root)
    nameless = [f"no name: {_describe(w)}" for w in widgets if not _name(w, root)]
    # The chain is a ring: one step back, from the last widget to the first, is as it should be.
    # What stands in a list that goes with the keyboard has no place in it.
    lasting = [w for w in widgets if not _passing(w)]
    ring = [*lasting, *lasting[:1]]
    back = [
        f"Tab goes back: {_describe(before)} -> {_describe(after)}"
        for before, after in pairwise(ring)
        if not _in_order(before, after, root)
    ]
    return nameless + (back if len(back) > 1 else [])


def clipped(root: QWidget) -> list[str]:
    """Labels and buttons that are smaller than their text; labels that elide do so on purpose."""
    result = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or not isinstance(widget, QLabel | QAbstractButton):
            continue
        if isinstance(widget, ElidingLabel):
            lacking = widget.height() < widget.minimumSizeHint().height()
        elif isinstance(widget, QLabel) and widget.wordWrap():
            lacking = widget.height() < widget.heightForWidth(widget.width())
        else:
            hint = widget.minimumSizeHint()
            lacking = widget.width() < hint.width() or widget.height() < hint.height()
        if lacking:
            result.append(f"{_describe(widget)} {widget.size()} < {widget.sizeHint()}")
    return result


def _usable(widget: QWidget, root: QWidget) -> bool:
    if widget.focusProxy() is not None or not widget.isVisibleTo(root) or not widget.isEnabled():
        return False
    parent = widget.parentWidget()
    # The viewport and the headers of a view belong to the view.
    return not (isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget)


def _passing(widget: QWidget | None) -> bool:
    while widget is not None and not isinstance(widget, PickPopup):
        widget = widget.parentWidget()
    return widget is not None


def _name(widget: QWidget, root: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.text()
    window = widget.window() or root
    return next((b.text() for b in window.findChildren(QLabel) if b.buddy() is widget), "")


def _in_order(before: QWidget, after: QWidget, root: QWidget) -> bool:
    """Down, or to the right: a column is left by its top, so only up and to the left is wrong."""
    area, other = _scrolled(before, root), _scrolled(after, root)
    together = area is other
    first = _place(before, root, None if together else area)
    second = _place(after, root, None if together else other)
    right = second.x() >= first.x() + before.width() // 2
    below = second.y() > first.y() - _LINE if not right else True
    same_line = abs(second.y() - first.y()) < _LINE
    return right or (below and not (same_line and second.x() < first.x()))


def _place(widget: QWidget, root: QWidget, scrolled: QScrollArea | None) -> QPoint:
    """Where it stands; what is scrolled out of sight stands at the edge of the scrolled part."""
    place = widget.mapTo(root, QPoint())
    if scrolled is not None:
        top = scrolled.mapTo(root, QPoint()).y()
        place.setY(max(top, min(place.y(), top + scrolled.height() - _LINE)))
    return place


def _scrolled(widget: QWidget, root: QWidget) -> QScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None and parent is not root and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent if isinstance(parent, QScrollArea) else None


def _describe(widget: QWidget) -> str:
    text = widget.property("text") if not isinstance(widget, QAbstractItemView) else ""
    return f"{type(widget).__name__}({widget.accessibleName() or text or widget.objectName()!r})"
