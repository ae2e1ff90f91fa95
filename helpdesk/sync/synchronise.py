"""One exchange with the city over a wire: drives the conversation, and waits on a second thread.

What arrived stays: every answer is applied in one transaction, so an exchange may end anywhere and the
next one goes on.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import SyncRequest
from helpdesk.protocol.renewal import RenewAnswer, RenewRequest
from helpdesk.protocol.short import ShortRequest
from helpdesk.sync.conversation import conversation
from helpdesk.sync.patience import GivenUp, unless
from helpdesk.sync.ports import Outbox
from helpdesk.sync.requests import PieceWanted
from helpdesk.sync.transport import HttpAnswer, Reply
from helpdesk.sync.turns import Heard, Tally, Turn, Watch


class Wire(Protocol):
    """What an exchange needs of the transport."""

    def exchange(
        self,
        request: SyncRequest,
        *,
        device: str,
        sent_ms: int,
        sign: Callable[[bytes], bytes],
        short: ShortRequest | None = None,
    ) -> Reply:
        """One request, one answer; see `Transport.exchange`."""
        ...

    def renew(
        self, request: RenewRequest, *, device: str, sent_ms: int, sign: Callable[[bytes], bytes]
    ) -> RenewAnswer:
        """A new log and prefix; see `Transport.renew`."""
        ...

    def piece(
        self, wanted: PieceWanted, *, device: str, sent_ms: int, sign: Callable[[bytes], bytes]
    ) -> HttpAnswer:
        """A piece of a part of a snapshot; see `Transport.piece`."""
        ...


class Timer(Protocol):
    """Time as an exchange needs it."""

    def now_ms(self) -> int:
        """The device's clock, uncorrected, ms since 1970 UTC."""
        ...

    def seconds(self) -> float:
        """A clock that only goes forward."""
        ...


def synchronise(
    outbox: Outbox, wire: Wire, timer: Timer, *, tally: Tally, watch: Watch, unclean: bool = False
) -> None:
    """Exchange until both sides hold the same; see `conversation`. Raises the transport's problems, too.

    While the city works on a batch, the answer to the one before it is stored: the only thing done on
    a second thread is waiting for the wire.
    """

    def ask(turn: Turn) -> Heard:
        return unless(watch.cancelled, lambda: _ask(outbox, wire, timer, turn))

    talk = conversation(outbox, tally=tally, watch=watch, now_ms=timer.now_ms, unclean=unclean)
    with ThreadPoolExecutor(1, "sync-line") as line:
        try:
            turn = next(talk)
            while True:
                asked = line.submit(ask, turn)
                try:
                    turn.meanwhile()
                finally:
                    problem = asked.exception()
                turn = talk.throw(problem) if problem else talk.send(asked.result())
        except GivenUp:
            tally.cancelled = True
        except StopIteration:
            return


def _ask(outbox: Outbox, wire: Wire, timer: Timer, turn: Turn) -> Heard:
    identity = outbox.identity()
    if identity is None:
        raise Problem("not-enrolled")
    request, device, sent_ms = turn.request, identity.device, timer.now_ms()
    if isinstance(request, RenewRequest):
        return Heard(wire.renew(request, device=device, sent_ms=sent_ms, sign=outbox.sign))
    if isinstance(request, PieceWanted):
        begun = timer.seconds()
        found = wire.piece(request, device=device, sent_ms=sent_ms, sign=outbox.sign)
        return Heard(found.content, bytes_in=found.bytes, seconds=timer.seconds() - begun)
    reply = wire.exchange(
        request, device=device, sent_ms=sent_ms, sign=outbox.sign, short=turn.short
    )
    at_ms = (sent_ms + timer.now_ms()) // 2
    return Heard(reply.answer, at_ms, reply.bytes_out, reply.bytes_in)
