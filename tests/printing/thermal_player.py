"""Plays a thermal printer: understands ESC/POS, keeps what it printed as pictures, answers or not."""

import errno
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PIL import Image

WELL, EMPTY, OPEN = (
    b"\x12",
    b"\x72",
    b"\x16",
)  # answers to DLE EOT: all is well, no paper, cover open
_LENGTHS = {b"\x1b@": 2, b"\x1bd": 3, b"\x1dV": 3, b"\x10\x04": 3, b"\x1dr": 3}


@dataclass
class Player:
    """`talks` whether it answers at all; `ends` whether it says when all is done; `paper_for` how many bands
    it has paper for; `dies_at` after so many bytes it is gone."""

    talks: bool = True
    ends: bool = True
    open: bool = False
    paper_for: int = 1000
    dies_at: int = 0
    papers: list[Image.Image] = field(default_factory=list)
    bands: list[Image.Image] = field(default_factory=list)
    unknown: bytes = b""
    taken: int = 0
    _rest: bytes = b""

    def take(self, data: bytes) -> bytes:
        """Bytes that came in; answers what the printer says to them."""
        self.taken += len(data)
        self._rest += data
        said = b""
        while length := self._length():
            command, self._rest = self._rest[:length], self._rest[length:]
            said += self._obey(command)
        return said if self.talks else b""

    def _length(self) -> int:
        """How long the command is that has come whole, else 0."""
        if self._rest[:3] == b"\x1dv0" and len(self._rest) >= 8:
            wide, rows = struct.unpack("<HH", self._rest[4:8])
            length = 8 + wide * rows
        elif self._rest[:3] == b"\x1dv0":
            return 0
        else:
            length = _LENGTHS.get(self._rest[:2], 1)
        return length if length <= len(self._rest) else 0

    def _obey(self, command: bytes) -> bytes:
        head = command[:2]
        if head == b"\x10\x04":
            return self._state(command[2])
        if head == b"\x1dr":
            return b"\x00" if self.paper_for and self.ends else b""
        if head == b"\x1dv":
            self._print(command)
        elif head == b"\x1dV" and self.bands:
            self.papers.append(_joined(self.bands))
            self.bands = []
        elif head not in _LENGTHS:
            self.unknown += command
        return b""

    def _state(self, question: int) -> bytes:
        if question == 4:
            return WELL if self.paper_for else EMPTY
        return OPEN if self.open else WELL

    def _print(self, command: bytes) -> None:
        if self.paper_for:
            self.paper_for -= 1
            wide, rows = struct.unpack("<HH", command[4:8])
            dots = Image.frombytes("1", (wide * 8, rows), command[8:])
            self.bands.append(dots.point(lambda dot: 255 - dot))


def _joined(bands: list[Image.Image]) -> Image.Image:
    whole = Image.new("L", (bands[0].width, sum(band.height for band in bands)), 255)
    top = 0
    for band in bands:
        whole.paste(band, (0, top))
        top += band.height
    return whole


@contextmanager
def on_network(player: Player) -> Iterator[str]:
    """The printer behind a real socket; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, player))
        thread.start()
        try:
            yield f"network:127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def _serve(server: socket.socket, player: Player) -> None:
    while True:
        try:
            line, _address = server.accept()
        except OSError:
            return
        with line:
            while data := _read(line):
                if player.dies_at and player.taken + len(data) >= player.dies_at:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
                line.sendall(player.take(data))


def _read(line: socket.socket) -> bytes:
    try:
        return line.recv(4096)
    except ConnectionError:
        return b""


@contextmanager
def on_serial(player: Player) -> Iterator[str]:
    """The printer at the other end of a pseudo-terminal; yields its address."""
    ours, theirs = os.openpty()
    thread = threading.Thread(target=_serve_terminal, args=(ours, player))
    thread.start()
    try:
        yield f"serial:{os.ttyname(theirs)}:115200"
    finally:
        os.close(theirs)
        thread.join(10)
        os.close(ours)


def _serve_terminal(ours: int, player: Player) -> None:
    while True:
        try:
            data = os.read(ours, 4096)
        except OSError:  # nobody has the other end any more
            return
        if said := player.take(data):
            os.write(ours, said)


@dataclass(frozen=True)
class End:
    """An end of a USB device as it describes itself."""

    bEndpointAddress: int  # noqa: N815
    bmAttributes: int = 2  # noqa: N815


class UsbPrinter:
    """The printer as pyusb finds it, with ends elsewhere than the library guesses."""

    def __init__(self, player: Player, asked: dict[str, int]) -> None:
        assert asked == {"idVendor": 0x04B8, "idProduct": 0x0E15}
        self.backend = self
        self.default_timeout = 1000
        self._ctx = self
        self._player = player
        self._said = b""

    def set_configuration(self) -> None: ...

    def reset(self) -> None: ...

    def dispose(self, _device: object) -> None: ...

    def get_active_configuration(self) -> dict[tuple[int, int], list[End]]:
        return {(0, 0): [End(0x83, 3), End(0x81), End(0x03)]}

    def write(self, end: int, data: bytes, _timeout: int) -> None:
        assert end == 0x03
        self._said += self._player.take(bytes(data))

    def read(self, end: int, count: int) -> bytes:
        assert end == 0x81
        said, self._said = self._said[:count], self._said[count:]
        if not said:
            raise OSError(errno.ETIMEDOUT, "timed out")
        return said
