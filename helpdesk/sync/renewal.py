"""Finds the place where a device's closed logs and the city's part, in a few questions.

No I/O of its own: a generator of questions, over the outbox alone.
"""

from collections.abc import Generator, Sequence

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import PROTOCOL, Placed, Quarantined
from helpdesk.protocol.outbox import ClosedTip, Outbox, Settlement
from helpdesk.protocol.renewal import (
    CARRIED_PROBES,
    PROBES,
    ClosedLog,
    Parting,
    Probe,
    RenewAnswer,
    RenewRequest,
)

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
            search.learn(parting)
        if all(search.found for search in searches):
            break
    return outbox.settle(
        Settlement(
            prefix=answer.prefix,
            spare=answer.spare,
            acked=answer.acked,
            common={search.closed.incarnation: search.low for search in searches},
            placed={search.closed.incarnation: search.placed for search in searches},
            aside={search.closed.incarnation: search.aside for search in searches},
        )
    )


def carried_question(outbox: Outbox) -> RenewRequest:
    """The same in one question, for a bundle: it names a place for each event that has no receipt."""
    stand = outbox.renewal()
    closed = [
        ClosedLog(
            each.incarnation,
            [Probe(dseq, outbox.head_at(each.incarnation, dseq)) for dseq in _places(each)],
        )
        for each in stand.closed
    ]
    return RenewRequest(PROTOCOL, stand.incarnation, stand.prefix, closed)


def settle_carried(outbox: Outbox, answer: RenewAnswer) -> None:
    """Take the answer to it. Where more was lost than there were places for, some of what the city has
    is offered again, and counts once (`protocol.events.once`)."""
    closed = {each.incarnation for each in outbox.renewal().closed}
    partings = [each for each in answer.partings if each.incarnation in closed]
    outbox.settle(
        Settlement(
            prefix=answer.prefix,
            spare=answer.spare,
            acked=answer.acked,
            common={each.incarnation: each.common for each in partings},
            placed={each.incarnation: each.placed for each in partings},
            aside={each.incarnation: each.aside for each in partings},
        )
    )


def _places(closed: ClosedTip) -> list[int]:
    """Where the city may have lost something, some; from the last receipt on all."""
    unsent = range(max(1, closed.first - 1), closed.last + 1)
    return sorted({*_some(range(1, unsent[0])), *_some(unsent)})


def _some(places: range) -> range:
    """The last of them and others, evenly; all, where they are few."""
    return places[::-1][:: max(1, -(-len(places) // (CARRIED_PROBES // 2)))]


class _Search:
    """The last event that both have lies at `low` or above, and below `high`."""

    def __init__(self, closed: ClosedTip) -> None:
        self.closed = closed
        self.low, self.high = 0, closed.last + 1
        self.placed: Sequence[Placed] = ()
        self.aside: Sequence[Quarantined] = ()

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

    def learn(self, parting: Parting) -> None:
        """Where the two were one, and where they were not any more."""
        points = self.points()
        if parting.common:
            self.placed, self.aside = parting.placed, parting.aside
        self.high = min([self.high, *(point for point in points if point > parting.common)])
        self.low = max(self.low, parting.common)
