"""A device takes in the parts of a snapshot: fetched piece by piece, taken in like pages, a slice at a time.

Without any I/O, as `conversation`. A part only carries pages: cursors, holes, digests and what
contradicts are decided where they always are, in `protocol/intake.py`. Each slice is a transaction, and
the counter works between two of them; whatever ends an exchange, the next one goes on behind the last
slice, and in the middle of the part that was on its way.
"""

from collections.abc import Callable, Generator, Sequence, Set
from contextlib import closing
from functools import partial

import msgspec

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.messages import PlacedEvent, SnapshotOffer, StreamPage, SyncAnswer
from helpdesk.protocol.outbox import Outbox
from helpdesk.protocol.snapshots import unpack_part
from helpdesk.sync.pieces import Pieces
from helpdesk.sync.requests import PieceWanted
from helpdesk.sync.turns import Heard, Step, Tally, Turn, Watch, nothing

SLICE = 1_000  # events in one transaction: 20 ms that somebody who registers may wait
_FITS = 5  # times that a line may break in one piece before the exchange ends

Fetching = Generator[Turn, Heard, bytes]


class Snapshots:
    """The parts that one answer offers. `usable` is False once one of them could not be had, or did not
    move its cursor: then pages are asked for."""

    def __init__(self, outbox: Outbox, tally: Tally, watch: Watch) -> None:
        self._outbox = outbox
        self._tally = tally
        self._watch = watch
        self._pieces = Pieces()
        self.usable = True

    def take(self, said: SyncAnswer) -> Generator[Turn, Heard, None]:
        """Fetch and take in what `said` offers; while a part is taken in, the next one comes.

        Raises what is thrown in, but for what lies in a part: then this ends, and `usable` is False.
        """
        tally = self._tally
        tally.step = Step.SNAPSHOT
        tally.expected = tally.received + sum(o.position - o.since for o in said.snapshots)
        meanwhile: Callable[[], None] = nothing
        try:
            for offer in said.snapshots:
                content = yield from self._fetch(offer, meanwhile)
                meanwhile = nothing
                if not self._goes_on():
                    return
                # Judged here: what fails in `meanwhile` ends the exchange, and the pieces would stay.
                meanwhile = partial(self._take_in, said, offer, *unpack_part(content, offer))
            meanwhile()
        except Problem as problem:
            if problem.code not in ("answer-damaged", "snapshot-gone"):
                raise
            self._outbox.parts.forget()
            self.usable = False

    def fold(self) -> None:
        """Let the lists show what was taken in; what is left when somebody cancels is done in quiet
        moments."""
        tally, done = self._tally, 0
        with closing(self._outbox.parts.fold()) as runs:
            while not self._watch.cancelled() and (some := next(runs, 0)):
                done += some
                tally.step, tally.folded = Step.FOLD, done
                self._watch.progress(tally)

    def _goes_on(self) -> bool:
        self._tally.cancelled |= self._watch.cancelled()
        return self.usable and not self._tally.cancelled

    def _fetch(self, offer: SnapshotOffer, meanwhile: Callable[[], None]) -> Fetching:
        """The part's bytes. `meanwhile` is done with the first request, or at once where all is here."""
        content, fits = bytearray(self._outbox.parts.read(offer.hash)), 0
        while len(content) < offer.size:
            count = min(self._pieces.size, offer.size - len(content))
            try:
                heard = yield Turn(PieceWanted(offer.hash, len(content), count), meanwhile)
            except EnvironmentProblem as problem:
                fits += 1
                if fits > _FITS or not problem.code.startswith("network-"):
                    raise
                self._pieces.cut(kept=0)
                meanwhile = nothing
                continue
            meanwhile = nothing
            fits = 0
            self._crossed(offer, content, heard)
        meanwhile()
        return bytes(content)

    def _crossed(self, offer: SnapshotOffer, content: bytearray, heard: Heard) -> None:
        piece = heard.answer
        if not isinstance(piece, bytes):
            raise AssertionError("a piece is answered as one")
        self._pieces.crossed(len(piece), seconds=heard.seconds)
        if len(content) + len(piece) < offer.size:
            self._outbox.parts.keep(offer.hash, len(content), piece)
        content += piece
        self._tally.requests += 1
        self._tally.bytes_out += heard.bytes_out
        self._tally.bytes_in += heard.bytes_in
        self._watch.progress(self._tally)

    def _take_in(
        self,
        said: SyncAnswer,
        offer: SnapshotOffer,
        events: Sequence[PlacedEvent],
        aside: Set[int],
    ) -> None:
        """One part, from where the cursor stands."""
        at = self._cursor(offer)
        if at is None:
            self.usable = False  # the grant or the cursor is another one by now
            return
        first = at - offer.since
        for begin in range(first, len(events), SLICE):
            if not self._goes_on():
                return
            self._take_slice(said, offer, events[begin : begin + SLICE], aside)
        self._outbox.parts.forget()

    def _cursor(self, offer: SnapshotOffer) -> int | None:
        """Where the cursor stands in this part, if it is the one that the part is for."""
        for cursor in self._outbox.cursors():
            fits = cursor.grant in (0, offer.grant) and not cursor.whole
            if cursor.stream == offer.stream and fits:
                inside = offer.since <= cursor.position < offer.position
                return cursor.position if inside else None
        return None

    def _take_slice(
        self,
        said: SyncAnswer,
        offer: SnapshotOffer,
        events: Sequence[PlacedEvent],
        aside: Set[int],
    ) -> None:
        """A page like any other: it stands, or falls, by what is here."""
        since, position = events[0].position - 1, events[-1].position
        page = StreamPage(
            offer.stream,
            offer.grant,
            since=since,
            position=position,
            more=True,
            events=list(events),
            aside=sorted(each for each in aside if since < each <= position),
        )
        answer = msgspec.structs.replace(
            said, placed=[], streams=[page], quarantined=[], grants=None, snapshots=[]
        )
        applied = self._outbox.parts.take(answer)
        self._tally.received += applied.received
        self.usable &= applied.advanced
        self._watch.progress(self._tally)
