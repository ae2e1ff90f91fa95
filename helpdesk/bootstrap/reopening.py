"""Ways into a desk besides the password alone: a PIN where the work lies open behind the lock, a contact
with the city where the last one lies too far back. Any thread.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.store.keys import PASSWORD_MIN

if TYPE_CHECKING:
    from helpdesk.bootstrap.folder import OpenDesk

PIN_TRIES = 5


class PinTries:
    """A PIN opens only what is open in memory, and only for five tries; then the password is asked for."""

    def __init__(self) -> None:
        self._left = PIN_TRIES

    def is_offered(self, desk: "OpenDesk | None") -> bool:
        """Whether whoever works at this open desk may come back with a PIN."""
        if desk is None or self._left <= 0:
            return False
        return desk.store.standing.has_pin(desk.session.author.id)

    def begin_anew(self) -> None:
        """The password was right."""
        self._left = PIN_TRIES

    def opens(self, desk: "OpenDesk", author: Author, typed: str) -> bool:
        """Whether what was typed is the PIN of the agent who works here; False: take it as a password.

        Raises Problem `pin-wrong` (`left`) or `pin-spent`.
        """
        if author != desk.session.author or not (typed.isascii() and typed.isdigit()):
            return False
        if not self.is_offered(desk):
            return False
        if desk.store.standing.pin_fits(author.id, typed):
            self.begin_anew()
            return True
        self._left -= 1
        if len(typed) >= PASSWORD_MIN:
            return False  # a password may be of digits, too
        if self._left <= 0:
            raise Problem("pin-spent")
        raise Problem("pin-wrong", left=self._left)


def open_by_contact(data: Path, agent: str, password: str) -> "OpenDesk":
    """The desk, after an exchange with the city. Raises what `open_desk` raises, and why the exchange
    failed."""
    from helpdesk.bootstrap.exchange import engine_of, exchange
    from helpdesk.bootstrap.folder import open_desk

    desk = open_desk(data, agent=agent, password=password, wait=2.0, out_of_touch=True)
    try:
        report = exchange(desk, engine_of(desk), lambda: False)
        if report.error is not None:
            raise report.error
        desk.store.standing.check_contact(desk.clock.now().utc_ms)
    except BaseException:
        desk.close()
        raise
    return desk
