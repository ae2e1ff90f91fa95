"""Calls in a while, by Qt's timers. GUI thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class QtLater:
    """`presenting.Later` that dies with its owner, or sooner."""

    def __init__(self, owner: QObject) -> None:
        self._owner = owner
        self._closed = False

    def __call__(self, milliseconds: int, do: Callable[[], object], /) -> None:
        QTimer.singleShot(milliseconds, self._owner, lambda: None if self._closed else do())

    def close(self) -> None:
        """No call comes from now on."""
        self._closed = True
