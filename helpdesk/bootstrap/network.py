"""What the system says of the network: whether it is back, whether it costs by the byte. GUI thread.

Only a hint: where the system cannot tell, the line counts as there and as free, and trying decides.
"""

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtNetwork import QNetworkInformation

_GONE = QNetworkInformation.Reachability.Disconnected


class NetworkWatch(QObject):
    """`better` is said when the network came back, or reaches further than before (a government network
    reaches the city and never the Internet), or ceased to be metered."""

    better = Signal()

    def __init__(self, information: Any = None, parent: QObject | None = None) -> None:
        """`information` is Qt's own, or what stands for it in a test."""
        super().__init__(parent)
        self._information = information or _of_this_system()
        self.is_gone = False
        self.is_metered = False
        self._reach = QNetworkInformation.Reachability.Unknown
        if self._information is None:
            return
        queued = Qt.ConnectionType.QueuedConnection
        self._information.reachabilityChanged.connect(self._reached, queued)
        self._information.isMeteredChanged.connect(self._metered, queued)
        self._reach = self._information.reachability()
        self.is_gone = self._reach == _GONE
        self.is_metered = bool(self._information.isMetered())

    @Slot(object)
    def _reached(self, now: QNetworkInformation.Reachability) -> None:
        before, self._reach = self._reach, now
        self.is_gone = now == _GONE
        if now.value > max(before.value, _GONE.value):
            self.better.emit()

    @Slot(bool)
    def _metered(self, metered: bool) -> None:
        self.is_metered = metered
        if not metered:
            self.better.emit()


def _of_this_system() -> QNetworkInformation | None:
    return QNetworkInformation.instance() if QNetworkInformation.loadDefaultBackend() else None
