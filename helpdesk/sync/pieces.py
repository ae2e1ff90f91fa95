"""How large a piece of a file to send at once: as much as the line carries in a moment, and little enough
that a cut costs little. Pure arithmetic."""

from helpdesk.protocol.files import PIECE_MAX

PIECE_MIN = 4 * 1024  # bytes
PIECE_FIRST = 16 * 1024
QUICK, SLOW = 3.0, 8.0  # seconds for a piece: below the next is larger, above smaller
_SHARE = 0.08  # of what crosses between two cuts: half a piece is lost, on average


class Pieces:
    """One line. `size` is the next piece's, in bytes.

    Where the city kept a part of a piece that was cut, the line passes on what comes as it comes, and a
    cut costs next to nothing. Where it has nothing of it (something on the way collects whole requests
    first), pieces become so small that what is sent twice stays below a twentieth.
    """

    def __init__(self) -> None:
        self.size = PIECE_FIRST
        self._most = PIECE_MAX
        self._since_cut = 0
        self._passes_on = False

    def crossed(self, count: int, *, seconds: float) -> None:
        """A piece is across."""
        self._since_cut += count
        if seconds < QUICK and count >= self.size:
            self.size = min(self.size * 2, self._most)
        elif seconds > SLOW:
            self.size = max(PIECE_MIN, self.size // 2)

    def cut(self, *, kept: int) -> None:
        """The line broke in a piece; the city has `kept` bytes of it."""
        window, self._since_cut = self._since_cut + kept, 0
        if kept:
            self._passes_on, self._most = True, PIECE_MAX
        if not self._passes_on:
            fitting = int(_SHARE * window)
            self._most = self.size = max(PIECE_MIN, min(self.size // 2, fitting))
