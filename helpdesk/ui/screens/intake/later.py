"""Calls in a while, by Qt's timers. GUI thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class QtLater:
    """`presenting.Later` that dies with its owner."""

    def __init__(self, owner: QObject) -> None:
        self._owner = owner

    def __call__(self, milliseconds: int, do: Callable[[], object], /) -> None:
        QTimer.singleShot(milliseconds, self._owner, do)
