"""One window per data folder and person: a second start raises the first window and ends. GUI thread."""

import getpass
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_RAISE, _RAISED = b"raise\n", b"raised\n"
_PATIENCE_MS = 1_000


class Instance(QObject):
    """The first start of a folder: listens, and tells when another start asks for the window."""

    raise_asked = Signal()

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        name = name_of(data)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        # Nobody answered there: what a killed program left behind is in nobody's way.
        if not self._server.listen(name):
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.close()

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            asked = socket.waitForReadyRead(_PATIENCE_MS) and socket.readAll() == _RAISE
            if asked:
                socket.write(_RAISED)
                socket.waitForBytesWritten(_PATIENCE_MS)
            socket.disconnectFromServer()
            socket.deleteLater()
            if asked:
                self.raise_asked.emit()


def raise_other(data: Path) -> bool:
    """Whether another window works in this folder; it was asked to come to the front."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(data))
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    socket.write(_RAISE)
    socket.flush()
    answered = socket.waitForReadyRead(_PATIENCE_MS) and socket.readAll() == _RAISED
    socket.abort()
    return answered


def name_of(data: Path) -> str:
    """The same for every way to write the folder's path, another for everybody else's windows."""
    said = f"{getpass.getuser()}\n{data.resolve()}"
    return f"helpdesk-{sha256(said.encode()).hexdigest()[:24]}"
