"""The lock of the one writer, handed on in the order of asking.

A plain lock may be taken again by whoever just gave it back: a registration would wait for all of a first
sync. Here whoever works in bulk sees that somebody waits, ends the transaction, and comes after them.
"""

from collections import deque
from threading import Lock, get_ident
from types import TracebackType


class Turnstile:
    """A lock for one thread at a time, which may pass it again while it has it."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[tuple[int, Lock]] = deque()
        self._owner: int | None = None
        self._depth = 0

    @property
    def wanted(self) -> bool:
        """Whether somebody waits."""
        return bool(self._waiting)

    def __enter__(self) -> None:
        me = get_ident()
        if self._owner == me:
            self._depth += 1
            return
        with self._guard:
            if self._owner is None:
                self._owner, self._depth = me, 1
                return
            turn = Lock()
            turn.acquire()
            self._waiting.append((me, turn))
        try:
            turn.acquire()
        except BaseException:  # Ctrl-C while it waits
            self._leave(me, turn)
            raise

    def __exit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        if not self._depth:
            with self._guard:
                self._hand_on()

    def _hand_on(self) -> None:
        if not self._waiting:
            self._owner = None
            return
        self._owner, turn = self._waiting.popleft()
        self._depth = 1
        turn.release()

    def _leave(self, me: int, turn: Lock) -> None:
        with self._guard:
            if (me, turn) in self._waiting:
                self._waiting.remove((me, turn))
            else:  # it was handed over just now
                self._hand_on()
