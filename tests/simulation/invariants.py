"""What must hold when a world has come to rest."""

from collections import Counter

from helpdesk.domain.cases import fold_case
from helpdesk.domain.events import CaseRegistered, Event
from helpdesk.protocol.digest import MODULUS, mark
from helpdesk.protocol.events import from_wire, once
from helpdesk.server.scrutiny import Holder
from tests.simulation.memory_device import Disk, Row
from tests.simulation.world import STREAMS, World, Wrong


def check(world: World) -> None:
    """Raises Wrong at the first thing that is not as it must be."""
    _streams(world)
    _acts(world)
    _numbers(world)
    for desk in world.desks:
        _device(world, desk.outbox.disk)
    _replayed(world)


def demand(holds: bool, what: str) -> None:
    """Raises Wrong."""
    if not holds:
        raise Wrong(what)


def _streams(world: World) -> None:
    """Positions without a gap, each event once, the digest that of what lies there."""
    origins: set[tuple[bytes, int]] = set()
    for stream in world.cities[0].disk.streams.values():
        demand(sorted(stream.events) == list(range(1, stream.head + 1)), "positions with gaps")
        its = {(e.incarnation, e.dseq) for e in stream.events.values()}
        demand(len(its) == stream.head and not its & origins, "one origin at two positions")
        origins |= its
        total = sum(p * mark(e.incarnation, e.dseq, e.event) for p, e in stream.events.items())
        demand(total % MODULUS == stream.digest, "a digest of something else")


def _acts(world: World) -> None:
    """What was done and not lost with its only disk is in the city, and counts once."""
    disk = world.cities[0].disk
    lying = [
        (bytes.fromhex(placed.event.author_name), placed, name)
        for name, stream in disk.streams.items()
        for placed in stream.events.values()
    ]
    counted = Counter(act for act, *_ in lying)
    demand(counted.keys() <= world.acts, "an act that nobody did")
    demand(world.acts - world.lost <= counted.keys(), "an act was lost")
    twice = {act for act, times in counted.items() if times > 1}
    demand(twice <= world.copied, "an act came twice, and no disk was copied")
    # `protocol.events.once` sees that they are one: the same to the byte, each in a log of its own.
    logs = {(act, placed.incarnation) for act, placed, _ in lying}
    demand(len(logs) == len(lying), "an act twice in one log")
    # What the city keeps aside of a copy counts for nothing, wherever it lies.
    same = {
        (act, name, placed.event)
        for act, placed, name in lying
        if (placed.incarnation, placed.dseq) not in disk.aside
    }
    demand(len(same) == len({act for act, *_ in same}), "an act came twice, and not the same")
    for desk in world.desks:
        demand(not desk.outbox.disk.unsent, "something waits for ever")
        own = world.own_acts(desk.outbox.disk)
        demand(own <= counted.keys(), "an act lies on a device alone")


def _numbers(world: World) -> None:
    """A number belongs to one case, whatever was restored, copied or typed; what claims it besides is
    kept aside, and a device's numbers are those of its prefixes. What was re-entered from a stub is one
    case with what the device itself registered, in whatever order they came."""
    disk, begun = world.cities[0].disk, {}
    for name, stream in disk.streams.items():
        for placed in stream.events.values():
            if placed.event.kind != CaseRegistered.KIND:
                continue
            event = from_wire(placed, stream=name)
            if not isinstance(event.body, CaseRegistered):
                continue
            holder, reason = (
                disk.numbers.get(event.body.number),
                disk.aside.get((placed.incarnation, placed.dseq)),
            )
            if reason is None:
                begun.setdefault(event.body.number, []).append(event)
            elif reason in ("number-reentered", "number-arrived"):
                demand(holder is None or holder.stream != name, "a late original stays aside")
    demand(begun.keys() == disk.numbers.keys(), "numbers of cases that are not there")
    for number, events in begun.items():
        _one_case(disk.numbers[number], events)


def _one_case(holder: Holder, events: list[Event]) -> None:
    """The registrations of one number: what the device wrote is true, what the stub says stands beside."""
    subjects = {event.subject for event in events}
    demand(
        subjects == {each.hex() for each in (holder.subject, *holder.joined)},
        "two cases with one number",
    )
    true = {event.subject for event in events if not getattr(event.body, "reentered", "")}
    demand(len(true) <= 1, "two cases gave one number")
    demand(holder.reentered == (not true), "a number that forgot who gave it")
    case = fold_case(holder.subject.hex(), once(events))
    if case.registered is None:
        raise Wrong("no case for a number")
    demand(
        bool(case.registered.reentered) == (not true), "the stub counts for more than the device"
    )
    both = bool(true) and len(subjects) > len(true)
    names = [[claim.value for claim in each.claims] for each in case.conflicts]
    demand(names == ([["乙", "甲"]] if both else []), "a value of two was lost")


def _device(world: World, disk: Disk) -> None:
    """The device's log is the city's, cut to its scope; it folds in the same order."""
    city = world.cities[0].disk
    live = {disk.home: 1} | {
        stream: grant.number
        for (desk, stream), grant in city.grants.items()
        if desk == disk.home and not grant.ended
    }
    for stream in STREAMS:
        reading = disk.readings.get(stream)
        here = {
            position: (row.incarnation, row.dseq, row.event)
            for position, row in disk.at.get(stream, {}).items()
            if reading is not None and (row.head is None or stream in live)
        }
        if stream not in live and (disk.home, stream) not in city.grants:
            continue  # a restored city forgot a grant; nothing is deleted by absence
        if stream not in live:
            others = [r for r in disk.at.get(stream, {}).values() if r.head is None]
            demand(not others, "others' events of a stream that was taken away")
            continue
        if reading is None:
            raise Wrong("a granted stream is not read")
        truth = {
            position: (placed.incarnation, placed.dseq, placed.event)
            for position, placed in city.streams[stream].events.items()
        }
        demand(reading.position == city.streams[stream].head, "a stream not read to its head")
        demand(reading.grant == live[stream], "an old grant")
        if world.strays:  # what a second city left lies above the head, and stands in nobody's way
            here = {p: e for p, e in here.items() if p <= reading.position}
        demand(here == truth, "a device's stream is not the city's")
        void = {
            (row.incarnation, row.dseq) for row in disk.at.get(stream, {}).values() if not row.head
        } & city.aside.keys()
        here_void = {o for o in disk.void if disk.rows[o].stream == stream}
        lying = {
            (row.incarnation, row.dseq) for row in disk.at.get(stream, {}).values() if row.head
        }
        if not world.strays:
            demand(here_void == void, "what counts here is not what counts in the city")
            known = lying & disk.refused.keys() == lying & city.aside.keys()
            demand(known, "an own record is kept aside, and its device knows otherwise")
        demand(reading.digest == city.streams[stream].digest, "digests differ")
        demand(fold(disk, stream) == _truth_folded(truth), "folded in another order")


def in_order(rows: list[Row]) -> list[Row]:
    """The order in which the store folds (`event_log.IN_ORDER`)."""
    return sorted(rows, key=lambda r: (r.position is None, r.position or 0, r.stream, r.arrival))


def fold(disk: Disk, stream: str) -> dict[bytes, list[str]]:
    """Each case's acts, as the device shows them."""
    head = disk.readings[stream].position
    shown: dict[bytes, list[str]] = {}
    rows = [row for row in disk.rows.values() if row.stream == stream]
    for row in in_order(rows):
        if row.position is None or row.position <= head:
            shown.setdefault(row.event.subject, []).append(row.event.author_name)
    return shown


def _truth_folded(truth: dict[int, tuple[bytes, int, object]]) -> dict[bytes, list[str]]:
    shown: dict[bytes, list[str]] = {}
    for position in sorted(truth):
        event = truth[position][2]
        shown.setdefault(event.subject, []).append(event.author_name)  # type: ignore[attr-defined]
    return shown


def _replayed(world: World) -> None:
    """Whatever was recorded on the way changes nothing when it is played again."""
    city = world.cities[0].disk
    heads = [stream.head for stream in city.streams.values()]
    for desk in world.desks:
        for request in desk.requests[-2:]:
            world.serve(desk, request)
        before = len(desk.outbox.disk.rows), set(desk.outbox.disk.unsent)
        for answer in desk.answers[-2:]:
            desk.outbox.apply(answer)
        after = len(desk.outbox.disk.rows), set(desk.outbox.disk.unsent)
        demand(before == after, "a recorded answer changed something")
    demand(heads == [s.head for s in city.streams.values()], "a recorded request changed something")
