"""A desk without a line hands its bundle to a neighbour on the same cable, and fetches what came back.

The neighbour listens for some minutes and shows a code; it can read nothing of what it carries. The
listening side blocks in `serve`, on a thread that bootstrap made.
"""

import contextlib
import socket
import tempfile
import threading
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.wire import M
from helpdesk.sync.carried import CarriedBundles
from helpdesk.sync.channel import Channel, answer, call, new_code
from helpdesk.sync.transport import BUNDLE_LIMIT

PORT = 8151
MINUTES = 10
TRIES = 5
_PATIENCE = 20.0  # seconds for a frame
_FORWARD_PATIENCE = 180.0  # while the neighbour asks the city
_POLL = 0.5


class Offer(msgspec.Struct, array_like=True, frozen=True):
    """Whose bundle follows, and its size in bytes; 0: only asks what came back."""

    device: str
    size: int


class Told(msgspec.Struct, array_like=True, frozen=True):
    """The sizes of the return bundles that follow, and codes of what the city would not take;
    `problem` is why the offered one was not taken, or empty."""

    sizes: list[int]
    refused: list[str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """What a visit came to: whether the neighbour has the bundle, and the return bundles fetched."""

    given: bool
    returns: int
    refused: tuple[str, ...] = ()


class Listener:
    """Takes neighbours' bundles until it served one, the time is over, or too many codes were wrong.

    `forward` tries to reach the city at once; it may fail quietly. Close it, or use it as a context.
    Raises EnvironmentProblem `neighbour-port` when no port is free.
    """

    def __init__(
        self,
        carried: CarriedBundles,
        *,
        forward: Callable[[], object],
        port: int = PORT,
        minutes: float = MINUTES,
    ) -> None:
        self.code = new_code()
        self._carried = carried
        self._forward = forward
        self._until = time.monotonic() + minutes * 60
        self._ended = threading.Event()
        self._visitor: socket.socket | None = None
        try:
            self._socket = _bound(port)
        except OSError as error:
            raise EnvironmentProblem("neighbour-port") from error
        self._socket.settimeout(_POLL)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._socket.getsockname()[1])

    def __enter__(self) -> "Listener":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._socket.close()

    def close(self) -> None:
        """Let `serve` end, also in the middle of a visit; from any thread."""
        self._ended.set()
        visitor = self._visitor
        if visitor is not None:
            with contextlib.suppress(OSError):
                visitor.shutdown(socket.SHUT_RDWR)

    def serve(self) -> str:
        """Wait for a neighbour and serve it; answers its device id, or nothing when it was closed.

        Raises Problem `neighbour-late` when nobody came, `neighbour-tries` after too many wrong codes, and
        EnvironmentProblem `neighbour-disk` when this computer could not keep what came.
        """
        wrong = 0
        while not self._ended.is_set():
            if time.monotonic() > self._until:
                raise Problem("neighbour-late")
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            connection.settimeout(_PATIENCE)
            self._visitor = connection
            try:
                with connection, answer(connection, self.code) as channel:
                    return self._serve(channel)
            except EnvironmentProblem as problem:
                if problem.code == "neighbour-disk":
                    raise
                continue  # the line broke; the neighbour can call again
            except Problem as problem:
                wrong += problem.code == "neighbour-code"
                if wrong >= TRIES:
                    raise Problem("neighbour-tries") from problem
            except OSError as error:  # the line's own are problems already
                raise EnvironmentProblem("neighbour-disk") from error
        return ""

    def _serve(self, channel: Channel) -> str:
        offer = _message(channel, Offer)
        problem = self._take(channel, offer) if offer.size else ""
        if not problem and self._carried.outgoing:
            self._forward()
        waiting = self._carried.waiting_for(offer.device)
        sizes = [path.stat().st_size for path in waiting.bundles]
        channel.send(msgspec.msgpack.encode(Told(sizes, list(waiting.refused), problem)))
        for path in waiting.bundles:
            with path.open("rb") as source:
                channel.send_file(source)
        if channel.receive() == b"done":
            self._carried.fetched(waiting)
        return offer.device

    def _take(self, channel: Channel, offer: Offer) -> str:
        """Keep the bundle that follows; answers why not, or nothing. Raises EnvironmentProblem
        `neighbour-disk` where it is not the bundle's fault."""
        if not 0 < offer.size <= BUNDLE_LIMIT:
            raise EnvironmentProblem("neighbour-gone")
        with tempfile.TemporaryFile() as copy:
            channel.receive_file(copy, offer.size)
            copy.seek(0)
            try:
                self._carried.keep(copy)
            except EnvironmentProblem as problem:
                raise EnvironmentProblem("neighbour-disk") from problem
            except Problem as problem:
                return problem.code
        return ""


def hand_over(
    address: str,
    code: str,
    *,
    device: str,
    bundle: Path | None,
    take_in: Callable[[BinaryIO], object],
) -> Handed:
    """Give the neighbour at `address` (host or host:port) a bundle, and take in what it has for us.

    Raises Problem `neighbour-address`, `neighbour-code`, `neighbour-foreign`, what the neighbour could
    not take (`carried-full`, `bundle-…`), and EnvironmentProblem `neighbour-away` or `neighbour-gone`.
    """
    host, port = _place(address)
    try:
        connection = socket.create_connection((host, port), timeout=_PATIENCE)
    except UnicodeError as error:  # no name of a computer, such as one with two dots in a row
        raise Problem("neighbour-address", address=address) from error
    except OSError as error:
        raise EnvironmentProblem("neighbour-away", address=address.strip()) from error
    with connection, call(connection, code) as channel:
        size = bundle.stat().st_size if bundle else 0
        if size > BUNDLE_LIMIT:
            raise Problem("bundle-large", megabytes=BUNDLE_LIMIT // 1_000_000)
        channel.send(msgspec.msgpack.encode(Offer(device, size)))
        if bundle:
            with bundle.open("rb") as source:
                channel.send_file(source)
        connection.settimeout(_FORWARD_PATIENCE)
        told = _message(channel, Told)
        for each in told.sizes:
            _fetch(channel, each, take_in)
        channel.send(b"done")
    if told.problem:
        raise Problem(told.problem, megabytes=BUNDLE_LIMIT // 1_000_000)
    return Handed(given=bundle is not None, returns=len(told.sizes), refused=tuple(told.refused))


def _fetch(channel: Channel, size: int, take_in: Callable[[BinaryIO], object]) -> None:
    if not 0 < size <= BUNDLE_LIMIT:
        raise EnvironmentProblem("neighbour-gone")
    with tempfile.TemporaryFile() as copy:
        channel.receive_file(copy, size)
        take_in(copy)


def _message(channel: Channel, kind: type[M]) -> M:
    heard = channel.receive()
    try:
        return msgspec.msgpack.decode(heard, type=kind)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Problem("neighbour-foreign") from error


def _place(address: str) -> tuple[str, int]:
    """As it is typed, also with the wide signs of a Chinese input method."""
    plain = unicodedata.normalize("NFKC", address).replace("\u3002", ".").strip()
    host, colon, port = plain.rpartition(":")
    if not colon:
        host, port = port, ""
    fits = not port or (port.isdecimal() and len(port) < 6 and 0 < int(port) < 65536)
    if not host or not fits:
        raise Problem("neighbour-address", address=address)
    return host, int(port or PORT)


def _bound(port: int) -> socket.socket:
    """The usual port, or any that is free."""
    listener = socket.socket()
    try:
        listener.bind(("", port))
    except OSError:
        listener.close()
        listener = socket.socket()
        listener.bind(("", 0))
    listener.listen(4)
    return listener
