"""The neighbour dialog's port over an open desk; owns the door's thread."""

import threading
from collections.abc import Callable

from PySide6.QtNetwork import QAbstractSocket, QHostAddress, QNetworkInterface

from helpdesk.bootstrap.carriage import Carriage
from helpdesk.bootstrap.exchange import carried_by, is_welcome
from helpdesk.bootstrap.neighbours import listen, visit
from helpdesk.domain.problems import Problem
from helpdesk.sync.neighbour import MINUTES, PORT, Listener
from helpdesk.ui.neighbour_dialog.neighbours import Carrying, Door, Visited

_PATIENCE = 2.0  # seconds for a door to shut; what still runs then ends by itself


class DeskNeighbours:
    """`ui.neighbour_dialog.neighbours.Neighbours`. `unwelcome` is told when a return bundle said that
    whoever works here may not go on; `came` that a bundle waits for the next sync."""

    def __init__(
        self,
        carriage: Carriage,
        *,
        unwelcome: Callable[[], object] = lambda: None,
        came: Callable[[], object] = lambda: None,
    ) -> None:
        self._carriage = carriage
        self._unwelcome = unwelcome
        self._came = came
        self._door: tuple[Listener, threading.Thread] | None = None
        self._lock = threading.Lock()

    def visit(self, address: str, code: str) -> Visited:
        """Hand over what waits, fetch what came back."""
        done = visit(self._carriage, address, code)
        if not is_welcome(self._carriage.desk):
            self._unwelcome()
        return Visited(
            records=done.records,
            returns=done.handed.returns,
            acknowledged=done.acknowledged,
            received=done.received,
            problem=done.problem,
            asks=done.asks,
            found=done.found,
        )

    def carrying(self) -> Carrying:
        """What lies here for others."""
        carried = carried_by(self._carriage.desk)
        waiting = carried.outgoing
        return Carrying(waiting, carried.returned, carried.trouble if waiting else "")

    def open_door(self, ended: Callable[[str], object]) -> Door:
        """Listen on a thread of its own."""
        self.close_door()
        listener = listen(self._carriage)
        thread = threading.Thread(
            target=self._serve, args=(listener, ended), name="neighbour", daemon=True
        )
        with self._lock:
            self._door = (listener, thread)
        thread.start()
        return Door(tuple(_addresses(listener.port)), listener.code, minutes=MINUTES)

    def close_door(self) -> None:
        """Listen no more."""
        with self._lock:
            door, self._door = self._door, None
        if door is not None:
            door[0].close()
            door[1].join(timeout=_PATIENCE)

    def _serve(self, listener: Listener, ended: Callable[[str], object]) -> None:
        code = ""
        with listener:
            try:
                listener.serve()
            except Problem as problem:
                code = problem.code
        with self._lock:
            shut = self._door is None or self._door[0] is not listener
        if shut:  # from here: nobody wants to hear of it
            return
        if not code:
            self._came()
        ended(code)


def _addresses(port: int) -> list[str]:
    """This computer's addresses on its networks; with the port where it is not the usual one."""
    local = [
        address.toString()
        for address in QNetworkInterface.allAddresses()
        if address.protocol() == QAbstractSocket.NetworkLayerProtocol.IPv4Protocol
        and not address.isLoopback()
        and address != QHostAddress(QHostAddress.SpecialAddress.Any)
    ]
    return [host if port == PORT else f"{host}:{port}" for host in local or ["127.0.0.1"]]
