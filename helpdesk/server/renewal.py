"""A device begins a new log: pure decisions over a ledger, the same in the product and in the simulation."""

from bisect import bisect_left
from typing import NamedTuple, Protocol

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import OLDEST_PROTOCOL, PROTOCOL, Placed, Quarantined
from helpdesk.protocol.renewal import (
    MAX_LOGS,
    PROBES,
    ClosedLog,
    Parting,
    RenewAnswer,
    RenewRequest,
)

INCARNATION_BYTES = 8


class Present(NamedTuple):
    """A device's log, the prefix that it draws with, the spare one, and whether it is blocked."""

    incarnation: bytes
    prefix: str
    spare: str
    revoked: bool


class RenewalLedger(Protocol):
    """The city's database as one device's renewal sees it, in one transaction that locks the device."""

    def present(self) -> Present:
        """How the device stands."""
        ...

    def acked(self, incarnation: bytes) -> int | None:
        """How much is held of a log; None for one that was never begun. Only logs of the device's own
        stream are looked at, and who can name a head has seen the events before it."""
        ...

    def is_known(self, incarnation: bytes) -> bool:
        """Whether any log ever had this name."""
        ...

    def head_at(self, incarnation: bytes, dseq: int) -> bytes | None:
        """The chain's head behind an event of a log."""
        ...

    def receipts(self, incarnation: bytes, *, first: int, last: int) -> list[Placed]:
        """Where the events of a log lie."""
        ...

    def quarantined(self, incarnation: bytes, *, first: int, last: int) -> list[Quarantined]:
        """Which of them are kept aside."""
        ...

    def draw(self) -> str:
        """A prefix that nobody ever had."""
        ...

    def begin(self, present: Present) -> None:
        """The device has this log and these prefixes from now on; its others are closed."""
        ...

    def spare(self, prefix: str) -> None:
        """The device has this spare prefix."""
        ...


def renew(ledger: RenewalLedger, request: RenewRequest, *, most: int = PROBES) -> RenewAnswer:
    """Begin the log that is asked for, unless it is the device's already; compare the others, in at most
    so many places each.

    Raises Problem `incarnation-known` for a log that was begun and given up before, `request-invalid`
    and `sync-revoked`.
    """
    _check(request, most=most)
    present = ledger.present()
    if present.revoked:
        raise Problem("sync-revoked")
    if request.incarnation != present.incarnation:
        present = _begin(ledger, present, request)
    elif not present.spare:  # enrolled before there were spare ones
        present = present._replace(spare=ledger.draw())
        ledger.spare(present.spare)
    return RenewAnswer(
        prefix=present.prefix,
        spare=present.spare,
        acked=ledger.acked(request.incarnation) or 0,
        partings=[_parting(ledger, each) for each in request.closed],
    )


def _begin(ledger: RenewalLedger, present: Present, request: RenewRequest) -> Present:
    """The new log; its prefix is the spare one where the device says that it took it.

    The other spare one is closed, too: a restored device may have used and forgotten it.
    """
    if ledger.is_known(request.incarnation):
        raise Problem("incarnation-known")
    taken = present.spare and request.prefix == present.spare
    prefix = present.spare if taken else ledger.draw()
    fresh = Present(request.incarnation, prefix, ledger.draw(), revoked=False)
    ledger.begin(fresh)
    return fresh


def _check(request: RenewRequest, *, most: int) -> None:
    fits = (
        OLDEST_PROTOCOL <= request.protocol <= PROTOCOL
        and len(request.incarnation) == INCARNATION_BYTES
        and len(request.closed) <= MAX_LOGS
        and all(len(each.probes) <= most for each in request.closed)
        and all(0 < probe.dseq < 2**62 for each in request.closed for probe in each.probes)
    )
    if not fits:
        raise Problem("request-invalid")


def _parting(ledger: RenewalLedger, closed: ClosedLog) -> Parting:
    """Up to where the two logs are one."""
    common, placed, aside = 0, list[Placed](), list[Quarantined]()
    held = ledger.acked(closed.incarnation) or 0
    probes = [probe for probe in closed.probes if probe.dseq <= held]
    probes.sort(key=lambda probe: probe.dseq)
    # What lies before a head that both have, both have: behind the last such head nothing fits.
    fitting = bisect_left(
        probes, True, key=lambda p: ledger.head_at(closed.incarnation, p.dseq) != p.head
    )
    if fitting:
        common = probes[fitting - 1].dseq
        first = min(probe.dseq for probe in closed.probes)
        placed = ledger.receipts(closed.incarnation, first=first, last=common)
        aside = ledger.quarantined(closed.incarnation, first=first, last=common)
    return Parting(closed.incarnation, common, placed, aside)
