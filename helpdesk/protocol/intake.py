"""What the city answers, taken into a device's log: receipts, news, grants, quarantine, cursors.

Pure decisions over a `DeviceLog`, the same in the product and in the simulation. Everything here may
come twice, late, or from a city that was restored: what is known already changes nothing, what
contradicts is put aside and named, and nothing of this device is ever dropped.
"""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from helpdesk.protocol.device_log import DeviceLog, Known, Reading
from helpdesk.protocol.digest import MODULUS
from helpdesk.protocol.messages import (
    Grant,
    Placed,
    PlacedEvent,
    Quarantined,
    StreamPage,
    SyncAnswer,
)

DIFFERS = "differs"  # an origin that is known, with another content
FORK = "fork"  # an event of this very log that this device does not have
DISPLACED = "displaced"  # another event lies at its position now: the city was restored
ASIDE = "kept-aside"  # the city counts an own event for nothing, and did not say here why
_FORGOTTEN = -1  # in a grant's place: the city was restored, and does not grant the stream any more


class Intaken(msgspec.Struct):
    """What an answer changed, subjects as UUID bytes. `settled` ones only got receipts, and their rows
    are right already. `complete` says that every stream was read to its head; `problem` is what stands
    in the way, the city's word or what was found here. `advanced` says that a cursor moved on,
    `restarted` how many streams are compared anew."""

    acknowledged: int = 0
    received: int = 0
    changed: set[bytes] = msgspec.field(default_factory=set)
    settled: set[bytes] = msgspec.field(default_factory=set)
    complete: bool = False
    problem: str = ""
    advanced: bool = False
    restarted: int = 0


def take(log: DeviceLog, answer: SyncAnswer) -> Intaken:
    """Apply an answer within the log's transaction; the caller writes the projections."""
    return _Intake(log).take(answer)


def receive(
    log: DeviceLog, incarnation: bytes, placed: Iterable[Placed], aside: Iterable[Quarantined]
) -> Intaken:
    """Take receipts for one of the device's logs, which may be a closed one, and what of it the city
    keeps aside."""
    intake = _Intake(log)
    for each in placed:
        intake.place(incarnation, each)
    intake.result.changed |= _refuse(log, incarnation, aside)
    return intake.result


def doubt_holes(log: DeviceLog) -> None:
    """Streams of which not everything that was read is here any more are compared anew."""
    for reading in log.readings():
        count, _ = log.places.measure(reading.stream, 0, reading.position)
        if count != reading.position:
            log.read_to(replace(reading, position=0, digest=0, whole=True))


def _refuse(log: DeviceLog, incarnation: bytes, aside: Iterable[Quarantined]) -> set[bytes]:
    """What the city keeps aside of an own log; answers of whom that is new."""
    told = (log.refuse(incarnation, each.dseq, each.reason) for each in aside)
    return {subject for subject in told if subject is not None}


def _judge(log: DeviceLog, placed: PlacedEvent, *, aside: bool) -> None:
    """Whether an own event that comes as news counts with the city; a reason that is known stays."""
    origin = (placed.incarnation, placed.dseq)
    if aside:
        log.refuse(*origin, ASIDE)
    else:
        log.places.unplace(*origin)
        log.places.accept(*origin, placed.dseq)


class _Intake:
    def __init__(self, log: DeviceLog) -> None:
        self._log = log
        self._now = log.standpoint()
        self._readings = {reading.stream: reading for reading in log.readings()}
        self.result = Intaken()

    def take(self, answer: SyncAnswer) -> Intaken:
        now, result = self._now, self.result
        late = answer.era < now.era or answer.incarnation not in (b"", now.incarnation)
        if late or not answer.acked_head:
            return result  # the city or this log has moved on since; or it answers another request
        result.problem = answer.problem
        if not now.history or answer.history == now.history:
            self._agree(answer)
        elif answer.problem == "history":
            self._part(answer)
        else:  # of a blocked device it looks at nothing further: where they part is told another time
            abilities = answer.abilities
            self._log.learn(now.history, era=now.era, problem=answer.problem, abilities=abilities)
            return result
        if result.problem in (FORK, "gap") or result.restarted:
            self._ask_about_ended()
        self._drop_ended()
        self._log.learn(
            answer.history, era=answer.era, problem=result.problem, abilities=answer.abilities
        )
        return result

    def _agree(self, answer: SyncAnswer) -> None:
        """An answer of the history that is known here."""
        result = self.result
        if answer.problem in ("", "gap"):
            self._compare(answer)
        if result.problem == FORK:
            return  # its pages leave out what may be news
        for placed in answer.placed:
            self.place(self._now.incarnation, placed)
        result.changed |= _refuse(self._log, self._now.incarnation, answer.quarantined)
        for grant in answer.grants or ():
            self._grant(grant)
        ends = {page.stream for page in answer.streams if self._read(page) and not page.more}
        live = {stream for stream, reading in self._readings.items() if not reading.ended}
        if answer.grants is not None:  # a restored city may know less of them than it said once
            live &= {grant.stream for grant in answer.grants if not grant.ended}
        result.complete = not result.problem and live <= ends

    def _part(self, answer: SyncAnswer) -> None:
        """The city has another history. Where it says up to where a stream is the same, what lies above
        is not the city's any more: own events wait again, others' are put aside until they come again.
        Where it says nothing, only what it has of the present log keeps its place, and nothing is put
        aside: what contradicts will show itself. A stream that it leaves out while it names others, it
        has forgotten to grant: what of that was lost shows once it is granted anew.
        """
        parted = {each.stream: each.position for each in answer.parted}
        held = 0
        if self._log.head_at(self._now.incarnation, answer.acked_dseq) == answer.acked_head:
            held = answer.acked_dseq
        for stream, reading in list(self._readings.items()):
            kept = parted.get(stream, 0)
            after = 0 if stream in parted else held
            self.result.changed.update(self._log.places.unplace_above(stream, kept, after=after))
            if stream in parted:
                self._displace(stream, above=kept)
            position = min(reading.position, kept)
            _, digest = self._log.places.measure(stream, 0, position)
            # It counts its grants anew, too: which ones last is told with the next answer.
            grant = _FORGOTTEN if parted and stream not in parted else 0
            self._set(replace(reading, grant=grant, position=position, digest=digest, whole=False))

    def _compare(self, answer: SyncAnswer) -> None:
        """Our chain beside the city's; it may hold less than it once acknowledged (a gap)."""
        head = self._log.head_at(self._now.incarnation, answer.acked_dseq)
        if head != answer.acked_head:
            self.result.problem = FORK
        elif answer.problem == "gap":
            self.result.changed.update(
                self._log.places.unplace_log(self._now.incarnation, after=answer.acked_dseq)
            )
            doubt_holes(self._log)
            self._readings = {reading.stream: reading for reading in self._log.readings()}

    def place(self, incarnation: bytes, placed: Placed) -> None:
        """Receipts for own events, each once. What waited may count now, whatever the city said before
        it was restored."""
        self._log.places.accept(incarnation, placed.first, placed.last)
        run = self._log.places.place_run(incarnation, placed)
        if run is not None:
            self.result.acknowledged += run.taken
            self.result.changed |= run.shared
            self.result.settled |= run.alone
            return
        for dseq, subject in self._log.places.waiting(incarnation, placed.first, placed.last):
            position = placed.position + dseq - placed.first
            self._make_room(placed.stream, position)
            self._log.places.place(
                incarnation, dseq, stream=placed.stream, at=(position, placed.received_ms)
            )
            self.result.changed.add(subject)
            self.result.acknowledged += 1

    def _grant(self, grant: Grant) -> None:
        """A stream may be read, or not any more; what is older than known changes nothing."""
        reading = self._readings.get(grant.stream)
        if grant.ended:
            if reading and reading.grant <= grant.number and not reading.ended:
                # Perhaps another city, a copy by mistake, acknowledged what was written there, and nothing
                # will be compared any more: of closed logs a renewal asks the city about it.
                subjects = self._log.places.unplace_above(grant.stream, 0, after=2**62)
                self.result.changed.update(subjects)
                fresh = replace(reading, position=0, digest=0, whole=False)
                self._set(replace(fresh, grant=grant.number, ended=True))
        elif reading is None or reading.grant < grant.number:
            if reading is not None and reading.grant == 0 and not reading.ended:
                self._set(replace(reading, grant=grant.number))  # not told yet
                return
            if reading is not None and reading.grant == _FORGOTTEN:
                self._displace(grant.stream, above=0)
            safe = reading.safe if reading else 0
            self._set(Reading(grant.stream, grant.number, whole=reading is not None, safe=safe))
            self.result.changed.update(self._log.subjects(grant.stream))

    def _read(self, page: StreamPage) -> bool:
        """News of one stream, if it was asked from where the cursor still stands; whether it holds."""
        reading = self._readings.get(page.stream)
        if reading is None or reading.ended or reading.grant not in (0, page.grant):
            return False
        if page.since != reading.position:
            return False
        if page.position < page.since:  # the city has less than it said once
            self.result.changed.update(self._log.places.unplace_above(page.stream, page.position))
            self._set(replace(reading, position=0, digest=0, whole=True))
            return False
        if reading.whole and page.whole:
            self._contradict(page)
        ours = self._now.incarnation
        others = all(placed.incarnation != ours for placed in page.events)
        if others and self._log.insert_run(page.stream, page.events):
            self.result.received += len(page.events)
            self.result.changed.update(placed.event.subject for placed in page.events)
        else:
            for placed in page.events:
                self._take_in(page, placed)
        if self.result.problem == FORK:
            return False
        if page.events:
            kept = self._log.set_aside(page.stream, page.since, page.position, page.aside)
            self.result.changed.update(kept)
        return self._advance(page)

    def _advance(self, page: StreamPage) -> bool:
        """Move the cursor over the page, if everything up to its end lies here now, and is the same."""
        reading = self._readings[page.stream]
        if reading.position != page.since:
            return False  # begins anew
        digest = reading.digest
        if page.position > page.since:
            count, more = self._log.places.measure(page.stream, page.since, page.position)
            if count != page.position - page.since:
                # From the start: what was read before the hole was never compared, only counted.
                self._set(replace(reading, position=0, digest=0, whole=True))
                return False
            digest = (digest + more) % MODULUS
        told = page.digest >= 0 and not page.more
        if told:  # the stream ends here: what is ours and lies above it, this city does not have
            self.result.changed.update(self._log.places.unplace_above(page.stream, page.position))
        if told and page.digest != digest and not reading.whole:
            self._set(replace(reading, position=0, digest=0, whole=True))
            return False
        self._set(
            replace(
                reading,
                grant=page.grant,
                position=page.position,
                # After everything was compared, event by event, the city's word stands.
                digest=page.digest if told else digest,
                whole=reading.whole and page.more,
                safe=max(reading.safe, page.safe),
            )
        )
        return True

    def _contradict(self, page: StreamPage) -> None:
        """While a stream is compared anew, its page is all there is between its ends."""
        told = {placed.position: (placed.incarnation, placed.dseq) for placed in page.events}
        for occupant in self._log.places.between(page.stream, page.since, page.position):
            placed = occupant.placed
            if told.get(placed.position) != (placed.incarnation, placed.dseq):
                self._clear(page.stream, placed, own=occupant.own)

    def _take_in(self, page: StreamPage, placed: PlacedEvent) -> None:
        stream, origin = page.stream, (placed.incarnation, placed.dseq)
        known = self._log.known(*origin)
        if known is None and placed.incarnation == self._now.incarnation:
            self._log.put_aside(stream, placed, FORK)
            self.result.problem = FORK
            return
        if known is not None and known.event != placed.event:
            if not self._replaces(stream, placed, known, since=page.since):
                return
            known = None
        if known is not None and (known.stream, known.position) == (stream, placed.position):
            return
        self._make_room(stream, placed.position)
        if known is not None and known.own:
            _judge(self._log, placed, aside=placed.position in page.aside)
        if known is None:
            self._log.insert(stream, placed)
            self.result.received += 1
        else:
            at = (placed.position, placed.received_ms)
            self._log.places.place(*origin, stream=stream, at=at)
            if known.position is not None:
                self._doubt(known.stream, known.position)
        self.result.changed.add(placed.event.subject)

    def _replaces(self, stream: str, placed: PlacedEvent, known: Known, *, since: int) -> bool:
        """One origin, two contents: whether the one that comes takes the place of the one that is here.

        Only another's does, and only while the stream is compared anew from before it. Against an own
        one it means two logs under one name: ours waits, and a renewal sorts it out.
        """
        reading = self._readings[stream]
        compared = known.stream == stream and (known.position or since + 1) <= since
        if not known.own and reading.whole and not compared:
            here = PlacedEvent(placed.incarnation, placed.dseq, known.position or 0, 0, known.event)
            self._set_aside(known.stream, here, DIFFERS)
            self._doubt(known.stream, known.position or 0)
            return True
        self._log.put_aside(stream, placed, DIFFERS)
        if not known.own and reading.whole:
            self._doubt(stream, 0)
        if known.own and known.position is not None:
            self._log.places.unplace(placed.incarnation, placed.dseq)
            self._doubt(known.stream, known.position)
        if placed.incarnation == self._now.incarnation:
            self.result.problem = FORK
        return False

    def _make_room(self, stream: str, position: int) -> None:
        """Whatever lay at this position was lost by the city: ours waits again, others' is put aside
        until its own desk sends it once more."""
        for occupant in self._log.places.between(stream, position - 1, position):
            self._clear(stream, occupant.placed, own=occupant.own)
            self._doubt(stream, position)

    def _doubt(self, stream: str, position: int) -> None:
        """What lay at `position` does not any more: a stream read beyond it is compared anew."""
        reading = self._readings.get(stream)
        if reading is not None and position <= reading.position:
            self._set(replace(reading, position=0, digest=0, whole=True))

    def _displace(self, stream: str, *, above: int) -> None:
        """Others' events above a position are put aside until they come again."""
        for occupant in self._log.places.between(stream, above, 2**62):
            if not occupant.own:
                self._set_aside(stream, occupant.placed, DISPLACED)

    def _clear(self, stream: str, placed: PlacedEvent, *, own: bool) -> None:
        if own:
            self._log.places.unplace(placed.incarnation, placed.dseq)
            self.result.changed.add(placed.event.subject)
        else:
            self._set_aside(stream, placed, DISPLACED)

    def _set_aside(self, stream: str, placed: PlacedEvent, reason: str) -> None:
        self._log.put_aside(stream, placed, reason)
        self._log.remove(placed.incarnation, placed.dseq)
        self.result.changed.add(placed.event.subject)

    def _ask_about_ended(self) -> None:
        """The city is not quite the one that was known. What lies in streams that are not read any more
        would never show it: of closed logs there, a renewal asks anew whether the city has them."""
        for stream, reading in list(self._readings.items()):
            if reading.ended:
                subjects = self._log.places.unplace_above(stream, 0, after=2**62)
                self.result.changed.update(subjects)
                self._set(replace(reading, position=0, digest=0, whole=False))

    def _drop_ended(self) -> None:
        """What a desk may not read any more goes once its own events for there have arrived."""
        for reading in list(self._readings.values()):
            if reading.ended and not reading.dropped and not self._log.places.waits(reading.stream):
                self.result.changed.update(self._log.drop(reading.stream))
                self._set(replace(reading, position=0, digest=0, whole=False, dropped=True))

    def _set(self, reading: Reading) -> None:
        before = self._readings.get(reading.stream)
        if before == reading:
            return
        if before is not None and reading.grant == before.grant:
            self.result.advanced |= reading.position > before.position
            self.result.restarted += reading.whole and not reading.position and not before.whole
        self._readings[reading.stream] = reading
        self._log.read_to(reading)
