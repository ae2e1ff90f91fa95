"""Files to and from the city, after the events of each exchange: thumbnails first, then the smallest.

No I/O of its own: queue, wire and time are handed in. Runs on the thread of the exchange. Each piece
that crossed is noted, so a round may end anywhere and the next one goes on in the middle.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Protocol, TypeVar

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.files import KNOWN_MAX, DataPolicy, FileQueue, Transfer
from helpdesk.sync.backoff import pause
from helpdesk.sync.patience import GivenUp, unless
from helpdesk.sync.pieces import PIECE_MIN, Pieces

Result = TypeVar("Result")
WAIT_LINE, WAIT_MONTH = "files-wait-line", "files-wait-month"
OVER_MONTH = "files-over-month"
_FITS = 5  # times that a cut file is asked for its offset again before the round ends
_LINE = (
    "city-",
    "network-",
    "requests-",
    "server-busy",
    "server-error",
    "server-certificate",
    "server-not-ours",
)
_DISK = ("disk-", "database-")


class FileWire(Protocol):
    """Files over HTTP; see `file_wire.HttpFileWire`. `cost` is what the last call weighed, in bytes."""

    @property
    def cost(self) -> int:
        """Bytes of the last request and its answer, heads included."""
        ...

    def create(self, sha256: str, size: int) -> int:
        """Announce a file; answers how many bytes of it the city has."""
        ...

    def offset(self, sha256: str) -> int:
        """How many bytes the city has."""
        ...

    def append(self, sha256: str, offset: int, piece: bytes) -> int:
        """Send a piece; answers how many bytes the city has then."""
        ...

    def read(self, sha256: str, offset: int, count: int) -> bytes:
        """A piece of a file that the city has whole."""
        ...

    def known(self, hashes: Sequence[str]) -> Sequence[str]:
        """Which of these the city has whole."""
        ...


class Queue(FileQueue, Protocol):
    """The store's, with what only a round over the network asks."""

    def lacked(self, hashes: Sequence[str], *, now_ms: int) -> None:
        """The city does not have these yet; they are asked about again later."""
        ...


class Timer(Protocol):
    """Time as a round needs it."""

    def now_ms(self) -> int: ...
    def seconds(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """What files may cost on the line as it is now; those in `urged` (SHA-256) go whatever it costs, for
    somebody asked."""

    policy: DataPolicy
    metered: bool = False
    urged: frozenset[str] = frozenset()


@dataclass(slots=True)
class FileTally:
    """What a round did: files whole, bytes of files and in all, how many wait; `held` says what for, a
    problem's code. `error` ended the round: the line's or the disk's."""

    sent: int = 0
    fetched: int = 0
    bytes_files: int = 0
    bytes_all: int = 0
    failed: int = 0
    waiting: int = 0
    held: str = ""
    error: Problem | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class FileWatch:
    """Who looks on: `progress` hears of every piece, `cancelled` is asked all the time, `enough` between two
    pieces: something else is to go first."""

    progress: Callable[[FileTally], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False
    enough: Callable[[], bool] = lambda: False


def transfer_files(
    queue: Queue,
    wire: FileWire,
    timer: Timer,
    *,
    terms: Terms,
    watch: FileWatch | None = None,
    chance: Callable[[], float] = random.random,
) -> FileTally:
    """Send and fetch what waits until nothing is left that may be tried now.

    Never raises a Problem: one that lies in a file is noted there and the next file's turn comes;
    one of the line or the disk ends the round and stands in the tally.
    """
    tally = FileTally()
    round_ = _Round(queue, wire, timer, terms=terms, watch=watch or FileWatch(), tally=tally)
    try:
        round_.run(chance)
    except GivenUp:
        tally.cancelled = True
    except Problem as problem:
        tally.error = problem
    return tally


class _Held(Exception):  # noqa: N818  not an error: the rest waits for the next month
    """The budget is used up in the middle."""


class _Round:
    def __init__(
        self,
        queue: Queue,
        wire: FileWire,
        timer: Timer,
        *,
        terms: Terms,
        watch: FileWatch,
        tally: FileTally,
    ) -> None:
        self._queue = queue
        self._wire = wire
        self._timer = timer
        self._terms = terms
        self._watch = watch
        self._tally = tally
        self._pieces = Pieces()

    def run(self, chance: Callable[[], float]) -> None:
        ready = self._queue.ready(now_ms=self._timer.now_ms())
        if not ready and not self._queue.unknown(limit=1):
            return
        if self._hold_back():
            self._tally.waiting = len(ready)
        else:
            self._learn()
        tried: set[str] = set()
        while left := [each for each in ready if each.sha256 not in tried and self._may(each)]:
            self._tally.waiting = len(left)
            transfer = left[0]
            tried.add(transfer.sha256)
            try:
                self._send(transfer) if transfer.up else self._fetch(transfer)
            except _Held:
                self._hold_back()
                return
            except Problem as problem:
                # What is fetched needs room, what is sent does not: a full disk is that file's trouble.
                if problem.code.startswith((*_LINE, *_DISK) if transfer.up else _LINE):
                    raise
                self._failed(transfer, problem, chance())
            ready = self._queue.ready(now_ms=self._timer.now_ms())
        self._tally.waiting = len(ready) if self._tally.held else 0

    def _may(self, transfer: Transfer) -> bool:
        return not self._tally.held or transfer.sha256 in self._terms.urged

    def _learn(self) -> None:
        """Which of the files that are elsewhere the city has meanwhile."""
        hashes = self._queue.unknown(limit=KNOWN_MAX)
        if hashes:
            found = self._call(partial(self._wire.known, hashes))
            self._queue.arrived(found)
            lacked = [each for each in hashes if each not in set(found)]
            self._queue.lacked(lacked, now_ms=self._timer.now_ms())

    def _send(self, transfer: Transfer) -> None:
        sha256, size = transfer.sha256, transfer.size
        budget = self._terms.policy.budget(metered=self._terms.metered)
        if budget and size > budget and sha256 not in self._terms.urged:
            # The city keeps a beginning for a week: each month's bytes would be sent in vain.
            raise Problem(OVER_MONTH)
        at = self._call(partial(self._wire.create, sha256, size))
        fits = 0
        while at < size:
            piece = self._queue.read_part(sha256, at, self._affordable(transfer))
            begun = self._timer.seconds()
            try:
                reached = self._call(partial(self._wire.append, sha256, at, piece))
            except EnvironmentProblem as problem:
                fits += 1
                if fits > _FITS or not problem.code.startswith("network-"):
                    raise
                at = self._after_cut(transfer, at)
                continue
            except Problem as problem:
                fits += 1
                if problem.code not in ("attachment-offset", "attachment-busy") or fits > _FITS:
                    raise
                at = self._reached(transfer)
                continue
            fits = 0
            self._pieces.crossed(reached - at, seconds=self._timer.seconds() - begun)
            at = self._across(sha256, at, reached)
        self._queue.arrived([sha256])
        self._tally.sent += 1
        self._watch.progress(self._tally)

    def _after_cut(self, transfer: Transfer, at: int) -> int:
        """Where to go on after the line broke in a piece."""
        reached = self._reached(transfer)
        self._pieces.cut(kept=max(0, reached - at))
        return self._across(transfer.sha256, at, reached)

    def _reached(self, transfer: Transfer) -> int:
        """How far the city is; what it forgot begins anew."""
        sha256, size = transfer.sha256, transfer.size
        try:
            return self._call(partial(self._wire.offset, sha256))
        except Problem as problem:
            if problem.code != "attachment-unreferenced":
                raise
        return self._call(partial(self._wire.create, sha256, size))

    def _fetch(self, transfer: Transfer) -> None:
        sha256, size = transfer.sha256, transfer.size
        at, fits = self._queue.fetched(sha256), 0
        while at < size:
            count = min(self._affordable(transfer), size - at)
            begun = self._timer.seconds()
            try:
                piece = self._call(partial(self._wire.read, sha256, at, count))
            except EnvironmentProblem as problem:
                fits += 1
                if fits > _FITS or not problem.code.startswith("network-"):
                    raise
                self._pieces.cut(kept=0)
                continue
            self._pieces.crossed(len(piece), seconds=self._timer.seconds() - begun)
            self._tally.bytes_files += len(piece)
            reached = self._queue.take_piece(sha256, at, piece)
            if reached <= at:
                raise EnvironmentProblem("attachment-differs")
            at, fits = reached, 0
            self._watch.progress(self._tally)
        self._tally.fetched += 1
        self._watch.progress(self._tally)

    def _across(self, sha256: str, at: int, reached: int) -> int:
        self._queue.moved(sha256, reached)
        self._tally.bytes_files += max(0, reached - at)
        self._watch.progress(self._tally)
        return reached

    def _failed(self, transfer: Transfer, problem: Problem, chance: float) -> None:
        wait = pause(transfer.attempts + 1, chance=chance)
        next_ms = self._timer.now_ms() + int(wait * 1000)
        self._queue.failed(transfer.sha256, error=problem.code, next_ms=next_ms)
        self._tally.failed += 1

    def _call(self, call: Callable[[], Result]) -> Result:
        """A request, unless somebody changes their mind; what it cost counts either way."""
        if self._watch.cancelled():
            raise GivenUp
        try:
            return unless(self._watch.cancelled, call)
        finally:
            cost = self._wire.cost
            self._tally.bytes_all += cost
            self._queue.spend(cost, metered=self._terms.metered, month=self._month())

    def _hold_back(self) -> bool:
        """Whether all have to wait, and for what."""
        policy, metered = self._terms.policy, self._terms.metered
        held = WAIT_LINE if metered and policy.wait_for_free else ""
        if not held and self._is_spent():
            held = WAIT_MONTH
        self._queue.hold(held)
        self._tally.held = held
        return bool(held)

    def _affordable(self, transfer: Transfer) -> int:
        """The next piece's size, within the month's budget; raises GivenUp where it has to wait."""
        if self._watch.enough():
            raise GivenUp
        if transfer.sha256 in self._terms.urged:
            return self._pieces.size
        if self._is_spent():
            raise _Held
        left = self._left()
        return self._pieces.size if left is None else min(self._pieces.size, max(left, PIECE_MIN))

    def _is_spent(self) -> bool:
        left = self._left()
        return left is not None and left <= 0

    def _left(self) -> int | None:
        """Bytes left this month over this kind of line; None without a limit."""
        metered = self._terms.metered
        budget = self._terms.policy.budget(metered=metered)
        return budget - self._queue.spent(metered=metered, month=self._month()) if budget else None

    def _month(self) -> str:
        return datetime.fromtimestamp(self._timer.now_ms() / 1000, UTC).strftime("%Y-%m")
