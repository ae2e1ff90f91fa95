"""Finds the place where a device's closed logs and the city's part, in a few questions.

No I/O of its own: a generator of questions, over the outbox alone.
"""

from collections.abc import Generator, Sequence

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import PROTOCOL, Placed
from helpdesk.protocol.outbox import ClosedTip, Outbox, Settlement
from helpdesk.protocol.renewal import PROBES, ClosedLog, Probe, RenewAnswer, RenewRequest

Questions = Generator[RenewRequest, RenewAnswer, frozenset[str]]


def renew(outbox: Outbox) -> Questions:
    """Begin the outbox's log at the city, and settle its closed ones; returns what changed.

    A log that the city knows as given up (a copied folder) is left for one more new one. Raises what
    is thrown in.
    """
    try:
        return (yield from _renew(outbox))
    except Problem as problem:
        if problem.code != "incarnation-known":
            raise
        outbox.begin_log()
        return (yield from _renew(outbox))


def _renew(outbox: Outbox) -> Questions:
    stand = outbox.renewal()
    searches = [_Search(closed) for closed in stand.closed]
    while True:
        asked = [search for search in searches if not search.found] or searches[:0]
        closed = [
            ClosedLog(
                search.closed.incarnation,
                [
                    Probe(dseq, outbox.head_at(search.closed.incarnation, dseq))
                    for dseq in search.points()
                ],
            )
            for search in asked
        ]
        answer = yield RenewRequest(PROTOCOL, stand.incarnation, stand.prefix, closed)
        for search, parting in zip(asked, answer.partings, strict=True):
            search.learn(parting.common, parting.placed)
        if all(search.found for search in searches):
            break
    return outbox.settle(
        Settlement(
            prefix=answer.prefix,
            spare=answer.spare,
            acked=answer.acked,
            common={search.closed.incarnation: search.low for search in searches},
            placed={search.closed.incarnation: search.placed for search in searches},
        )
    )


class _Search:
    """The last event that both have lies at `low` or above, and below `high`."""

    def __init__(self, closed: ClosedTip) -> None:
        self.closed = closed
        self.low, self.high = 0, closed.last + 1
        self.placed: Sequence[Placed] = ()

    @property
    def found(self) -> bool:
        """Whether `low` is it."""
        return self.high - self.low <= 1

    def points(self) -> list[int]:
        """Where to compare next; the first without a receipt is always among them, because receipts
        are told from the first point on."""
        between = range(self.low + 1, self.high)
        step = -(-len(between) // (PROBES - 1))
        return sorted({self.closed.first, *between[::-1][:: max(step, 1)]})

    def learn(self, common: int, placed: Sequence[Placed]) -> None:
        """Where the two were one, and where they were not any more."""
        points = self.points()
        if common:
            self.placed = placed
        self.high = min([self.high, *(point for point in points if point > common)])
        self.low = max(self.low, common)
