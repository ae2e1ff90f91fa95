"""One seed, one world: some devices, a city, hundreds of steps and every fault there is; then rest.

Driven by the product's own core: `sync/conversation.py`, `protocol/intake.py`, `protocol/settling.py`,
`server/exchange.py` and `server/renewal.py`. Only disks, wires and people are made up.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec.structs import replace

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.chain import GENESIS
from helpdesk.protocol.messages import Grant, SyncAnswer, SyncRequest, WireEvent, spelt_out
from helpdesk.protocol.renewal import CARRIED_PROBES, RenewAnswer, RenewRequest
from helpdesk.protocol.short import ShortAnswer, ShortRequest, in_short, spelt
from helpdesk.server import exchange, renewal
from helpdesk.sync.conversation import conversation
from helpdesk.sync.requests import PieceWanted, request_of
from helpdesk.sync.turns import Heard, Talk, Tally, Turn, Watch
from tests.simulation.memory_city import Busy, City, CityDisk, Transaction
from tests.simulation.memory_device import Disk, Killed, MemoryOutbox

STREAMS = ("150502100000", "150502100217", "150502100218")  # a township and two of its villages
START = 1_795_400_000_000
YEARS = 10 * 365 * 86_400_000
Message = SyncRequest | RenewRequest
Answer = SyncAnswer | ShortAnswer | RenewAnswer | bytes | Problem
Numbered = Callable[["World", "Desk"], tuple[str, bytes] | None]
_WATCH = Watch()


class Wrong(AssertionError):  # noqa: N818  named for what it says
    """An invariant does not hold."""


@dataclass(slots=True)
class Desk:
    """A device in the world, and what it is at."""

    name: str
    outbox: MemoryOutbox
    city: int = 0
    clock_ms: int = 0
    old: bool = False
    unclean: bool = False
    talk: Talk | None = None
    turn: Turn | None = None
    error: str = ""
    synced: bool = False
    tally: Tally = field(default_factory=Tally)
    backups: list[Disk] = field(default_factory=list)
    requests: list[SyncRequest] = field(default_factory=list)
    answers: list[SyncAnswer] = field(default_factory=list)


class World:
    """What happens follows from the seed alone. With `snapshots` the city makes them, and offers parts;
    with `numbered` cases bear numbers, and what else `sticks.py` has happens, too."""

    def __init__(
        self, seed: int, *, snapshots: bool = False, numbered: Numbered | None = None
    ) -> None:
        self.dice = random.Random(seed)
        self.snapshots = snapshots
        self.numbered = numbered
        self.sticks: list[Any] = []
        self.forged = 0
        self.bytes = 0
        self.now_ms = START
        self.calm = False
        self.placed: set[tuple[str, int, bytes, int]] = set()
        self.cities = [City(CityDisk(STREAMS), self.placed)]
        self.backups: list[CityDisk] = []
        self.slow: list[tuple[Transaction, int]] = []
        self.desks: list[Desk] = []
        self.acts: set[bytes] = set()
        self.lost: set[bytes] = set()
        self.copied: set[bytes] = set()
        self.strays = False  # what a city lost for good may lie above its head
        self.enrolled = 0
        self.histories = 0
        for _ in range(self.dice.randint(4, 7)):
            self.enrol()

    # --- people and machines

    def fresh(self) -> bytes:
        """The name of a new log."""
        self.bytes += 1
        return self.bytes.to_bytes(8, "big")

    def enrol(self) -> None:
        """A new device."""
        stream = self.dice.choice(STREAMS)
        log = self.fresh()
        disk = Disk(log, stream, "", self.cities[0].disk.history)
        desk = Desk(self.join(disk), MemoryOutbox(disk, "", self._fate))
        desk.outbox.device = desk.name
        desk.outbox.fresh = self.fresh
        desk.outbox.committed = self._committed
        desk.clock_ms = self.dice.choice((0, 0, YEARS, -YEARS))
        desk.old = self.dice.random() < 0.15
        self.desks.append(desk)

    def join(self, disk: Disk) -> str:
        """A device comes to belong to the first city; answers its name there."""
        self.enrolled += 1
        name = f"d{self.enrolled}"
        known = self.cities[0].disk.enrol(name, disk.home, disk.incarnation)
        disk.prefix, disk.history, disk.era = known.prefix, self.cities[0].disk.history, 0
        return name

    def _fate(self) -> str:
        if self.calm or self.dice.random() > 0.04:
            return ""
        return self.dice.choice(("before", "after"))

    def _committed(self, disk: Disk) -> None:
        """Holds after every commit on every device, in the middle of everything."""
        for stream in disk.touched:
            reading = disk.readings.get(stream)
            its, read = disk.at.get(stream, {}), reading.position if reading else 0
            whole = len(its) == read and (not read or max(its) == read)
            if not whole and sum(map(read.__ge__, its)) != read:
                raise Wrong("a cursor beyond what is there")
        # Of what has not changed since the last commit, everything that held then holds still.
        for row in disk.moved:
            if row.head is not None and row.position is not None:
                receipt = (row.stream, row.position, row.incarnation, row.dseq)
                if receipt not in self.placed:
                    raise Wrong("a receipt that no city gave")
        disk.moved.clear()
        disk.touched.clear()

    def record(self, desk: Desk) -> None:
        """Somebody at the desk does something, on a case that is seen there or on a new one."""
        dice, disk = self.dice, desk.outbox.disk
        self.now_ms += dice.randrange(1, 60_000)
        number = len(self.acts) + 1
        act = number.to_bytes(4, "big")
        self.acts.add(act)
        live = [r.stream for r in disk.readings.values() if not r.ended]
        seen = [row for row in disk.rows.values() if row.stream in live] if live else []
        row = dice.choice(seen) if seen and dice.random() < 0.6 else None
        subject, stream = (row.event.subject, row.stream) if row else (act * 4, disk.home)
        kind, body = "case.noted", b'{"words":"%d"}' % number
        if (luck := dice.random()) < 0.04:
            body = b"\xff%d" % number  # poison
        elif luck < 0.08:
            kind = "case.of_a_newer_program"
        elif row is None and self.numbered and (given := self.numbered(self, desk)):
            kind, body = given
        base = disk.readings[stream].position if stream in disk.readings else 0
        moment = self.now_ms + desk.clock_ms
        event = WireEvent(kind, 1, subject, "a", act.hex(), moment, 0, 480, "", base, body)
        desk.outbox.record(event, stream)

    # --- the wire

    def begin(self, desk: Desk) -> None:
        """A sync begins."""
        desk.tally, desk.error, desk.synced = Tally(), "", False
        talk = conversation(
            desk.outbox, tally=desk.tally, watch=_WATCH, now_ms=lambda: START, unclean=desk.unclean
        )
        desk.unclean = True
        desk.talk = talk
        self._resume(desk, lambda: next(talk))

    def advance(self, desk: Desk) -> None:
        """One request of a running sync; the answer before is stored while the city works."""
        talk, turn = desk.talk, desk.turn
        assert talk is not None
        assert turn is not None
        early = self.calm or self.dice.random() < 0.5
        heard = self._exchange(desk, turn) if early else None
        try:
            turn.meanwhile()
        except (Killed, Problem) as end:
            if not early and self.dice.random() < 0.5:
                self._exchange(desk, turn)
            self._end(desk, end)
            return
        if not early:
            heard = self._exchange(desk, turn)
        if isinstance(heard, Problem):
            problem = heard
            self._resume(desk, lambda: talk.throw(problem))
        else:
            assert heard is not None
            answer = heard
            self._resume(desk, lambda: talk.send(Heard(answer, START)))

    def _resume(self, desk: Desk, step: Callable[[], Turn]) -> None:
        try:
            desk.turn = step()
            if desk.tally.requests > 400:
                raise Wrong("a sync that never ends")
        except StopIteration:
            desk.talk = desk.turn = None
            desk.unclean, desk.synced = False, desk.tally.synced
        except (Killed, Problem) as end:
            self._end(desk, end)

    def _end(self, desk: Desk, end: Exception) -> None:
        desk.error = end.code if isinstance(end, Problem) else "killed"
        end.__traceback__ = None  # it holds this world, and is held by what it came through
        desk.talk = desk.turn = None

    def _exchange(self, desk: Desk, turn: Turn) -> Answer:
        """The request's way to the city and the answer's back, or what went wrong."""
        dice, cut, request = self.dice, Problem("network-cut"), turn.request
        if isinstance(request, PieceWanted):
            return self._piece(desk, request)
        luck = 1.0 if self.calm else dice.random()
        if luck < 0.05:
            return cut  # lost on the way there
        if isinstance(request, SyncRequest):
            if desk.old:
                request = _as_of_old(request)
            desk.requests = [*desk.requests[-5:], request]
        short = None if desk.old else turn.short
        answer = self.serve(desk, request, short)
        if luck < 0.08:
            answer = self.serve(desk, request, short)  # doubled
        if isinstance(answer, SyncAnswer) and desk.old:
            answer = _to_old(answer)
        meant = answer
        if isinstance(answer, ShortAnswer) and isinstance(request, SyncRequest):
            meant = spelt(answer, desk.outbox.nothing_new(request)) or answer
        if isinstance(meant, SyncAnswer):
            desk.answers = [*desk.answers[-5:], spelt_out(meant, request)]
        return cut if luck < 0.13 else answer  # lost on the way back

    def _piece(self, desk: Desk, wanted: PieceWanted) -> bytes | Problem:
        """A piece of a part, if there still is such a part, and for this desk; the line may spoil it."""
        disk = self.cities[min(desk.city, len(self.cities) - 1)].disk
        device = disk.devices.get(desk.name)
        if device is None or device.revoked:
            return Problem("device-unknown" if device is None else "snapshot-gone")
        own = {(device.desk, device.desk)}
        mine = own | {key for key, grant in disk.grants.items() if not grant.ended}
        for offer, content in disk.parts.values():
            if offer.hash == wanted.part and (device.desk, offer.stream) in mine:
                return self._on_the_line(content[wanted.offset :][: wanted.count])
        return Problem("snapshot-gone")

    def _on_the_line(self, piece: bytes) -> bytes | Problem:
        piece = piece[: self.dice.choice((len(piece), 150))]
        luck = 1.0 if self.calm else self.dice.random()
        if luck < 0.1:
            return EnvironmentProblem("network-cut")
        return bytes(len(piece)) if luck < 0.13 else piece

    def serve(self, desk: Desk, request: Message, short: ShortRequest | None = None) -> Answer:
        """The city takes a request in one transaction, which may be killed or take its time; `short` is
        what came in its place."""
        city = self.cities[min(desk.city, len(self.cities) - 1)]
        if desk.name not in city.disk.devices:
            return Problem("device-unknown")
        transaction = Transaction(city, desk.name, self.now_ms)
        answer: Answer
        try:
            if short is not None:
                answer = _in_short(transaction, short, self.now_ms)
            elif isinstance(request, SyncRequest):
                answer = exchange.answer(transaction, request, now_ms=self.now_ms)
            else:
                answer = renewal.renew(transaction, request, most=CARRIED_PROBES)
        except Problem as problem:
            transaction.close()
            return problem
        except Busy:
            transaction.close()
            return Problem("network-slow")
        fate = 1.0 if self.calm else self.dice.random()
        if fate < 0.02:
            transaction.close()
            return Problem("network-cut")  # killed before the commit
        if fate < 0.06 and isinstance(request, SyncRequest):
            self.slow.append((transaction, self.dice.randrange(1, 25)))
            return Problem("network-slow")
        transaction.commit()
        return Problem("network-cut") if fate < 0.08 else answer  # killed behind it

    def tick(self) -> None:
        """Slow transactions come nearer to their commit."""
        waiting = []
        for transaction, left in self.slow:
            if left > 1 and not self.calm:
                waiting.append((transaction, left - 1))
            else:
                transaction.commit()
        self.slow = waiting
        if self.snapshots and self.dice.random() < 0.15:
            self.dice.choice(self.cities).disk.make_part(self.dice.choice(STREAMS))

    def stop(self, desk: Desk) -> None:
        """The process ends, whatever it was at."""
        desk.talk = desk.turn = None

    def bundle(self, desk: Desk) -> SyncRequest:
        """What a stick carries: the same request, by hand."""
        outbox = desk.outbox
        behind = outbox.acknowledged()
        events = outbox.pending(after=behind[0], max_events=50, max_bytes=512_000)
        if outbox.is_lost():  # a renewal numbers them anew, the stick brings them as they are
            self.copied |= {bytes.fromhex(event.author_name) for event in events}
        return request_of(
            outbox,
            outbox.identity(),
            behind,
            events=events,
            cursors=outbox.cursors(),
            held=outbox.held(device_ms=0),
        )

    def apply_late(self, desk: Desk, answer: SyncAnswer) -> None:
        """An answer comes that nobody waits for any more, by stick or by a confused proxy."""
        try:
            desk.outbox.apply(answer)
        except Killed:
            self.stop(desk)

    def end(self) -> None:
        """Nobody holds what holds it any more: the world goes as soon as nobody looks at it."""
        for desk in self.desks:
            del desk.outbox.fate, desk.outbox.fresh, desk.outbox.committed

    # --- losses

    def own_acts(self, disk: Disk) -> set[bytes]:
        """What people did at this device."""
        return {bytes.fromhex(r.event.author_name) for r in disk.rows.values() if r.head}

    def city_acts(self, disk: CityDisk) -> set[bytes]:
        """What a city holds."""
        return {
            bytes.fromhex(placed.event.author_name)
            for stream in disk.streams.values()
            for placed in stream.events.values()
        }

    def reckon(self) -> None:
        """After a disk was lost: what lies on no device of its own and not in the city is gone."""
        held = self.city_acts(self.cities[0].disk)
        for transaction, _ in self.slow:
            batch = transaction._batch
            if batch is not None and transaction._city is self.cities[0]:
                held |= {bytes.fromhex(event.author_name) for event in batch.events}
        for desk in self.desks:
            held |= self.own_acts(desk.outbox.disk)
        self.lost |= self.acts - held

    def put_back(self, desk: Desk, disk: Disk) -> None:
        """An older disk takes the place of a device's."""
        self.stop(desk)
        desk.outbox.disk = disk
        self.copied |= {bytes.fromhex(r.event.author_name) for r in disk.unsent.values()}
        # After a restore of the city a log may have been begun anew in another order (and counts once).
        if self.histories or sum(each.name == desk.name for each in self.desks) > 1:
            self.copied |= self.own_acts(disk)
        self.reckon()

    def leave_second_city(self) -> None:
        """The mistake is noticed: everybody asks the first one again."""
        if len(self.cities) > 1:
            self.cities.pop()
            self.copied |= self.acts  # what only the second one had may have moved to another log
            for desk in self.desks:
                desk.city = 0
                self.stop(desk)
            self.slow = [each for each in self.slow if each[0]._city is self.cities[0]]
            self.reckon()

    def new_history(self, disk: CityDisk) -> None:
        """The first city is restored from a backup."""
        city = self.cities[0]
        for transaction, _ in self.slow:
            transaction.close()
        self.slow = [each for each in self.slow if each[0]._city is not city]
        city.locked.clear()
        self.histories += 1
        if self.histories > 1 or any(desk.old for desk in self.desks):
            self.strays = True  # some device does not learn where the histories part
        if self.histories > 1:  # what was offered anew after the first may lie in the second backup
            self.copied |= self.acts
        self.now_ms += 1000
        disk.begin_history(f"h{self.histories}", max(disk.era + 1, self.now_ms // 1000))
        city.disk = disk
        self.reckon()

    def grant(self, desk: str, stream: str) -> None:
        """A desk may work on another's cases, or not any more."""
        grants = self.cities[0].disk.grants
        known = grants.get((desk, stream))
        if known is None or known.ended:
            grants[desk, stream] = Grant(stream, known.number + 1 if known else 1)
        else:
            grants[desk, stream] = Grant(stream, known.number, ended=True)

    def rejoin(self, desk: Desk) -> None:
        """A device whom the city does not know is enrolled again, as `store.device.enrol` does."""
        disk = desk.outbox.disk
        self.stop(desk)
        history = self.cities[0].disk.history
        if disk.history != history:
            self.strays = True  # it does not learn where they part
            for row in [r for r in disk.rows.values() if r.head and r.position is not None]:
                disk.move(row, row.stream, None)
        if disk.incarnation in self.cities[0].disk.logs:
            disk.incarnation = self.fresh()
        home = disk.home
        for row in disk.unsent.values():
            row.stream = home
        for reading in list(disk.readings.values()):
            disk.readings[reading.stream] = replace(
                reading, grant=0, position=0, digest=0, whole=True
            )
        desk.name = desk.outbox.device = self.join(disk)


def _in_short(ledger: Transaction, short: ShortRequest, now_ms: int) -> Answer:
    """As `server/routes/devices.py` does it."""
    request = exchange.at_length(ledger, short)
    if request is None:
        return ShortAnswer(now_ms)
    said = exchange.answer(ledger, request, now_ms=now_ms)
    return in_short(said) or said


def _as_of_old(request: SyncRequest) -> SyncRequest:
    """What a program of the first version would have sent."""
    return msgspec.structs.replace(request, abilities=0, targets=[])


def _to_old(answer: SyncAnswer) -> SyncAnswer:
    """What such a program reads of an answer."""
    pages = [
        msgspec.structs.replace(page, digest=-1, safe=0, whole=False) for page in answer.streams
    ]
    return msgspec.structs.replace(
        answer, streams=pages, era=0, grants=None, parted=[], incarnation=b"", abilities=0
    )


_ = GENESIS
