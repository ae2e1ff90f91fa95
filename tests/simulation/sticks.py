"""What only some worlds have: sticks as the product writes and reads them, numbers, thieves, jumping clocks.

A stick is several requests, written at one moment, brought to whichever city at another, whole or not
at all; what goes back are its answers, taken in one after the other, twice, or by a clone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import msgspec

from helpdesk.domain.events import Applicant, CaseRegistered
from helpdesk.domain.numbering import CaseNumber, nth_prefix
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from helpdesk.protocol.chain import heads
from helpdesk.protocol.codec import encode_body
from helpdesk.protocol.intake import FORK
from helpdesk.protocol.messages import SyncAnswer, SyncRequest
from helpdesk.protocol.renewal import RenewAnswer, RenewRequest
from helpdesk.server.bundles import _Exchange
from helpdesk.sync.bundles import _requests
from helpdesk.sync.renewal import carried_question, settle_carried
from tests.simulation.memory_device import Killed
from tests.simulation.world import YEARS, Desk, World

TODAY = datetime(2026, 11, 23, 10, 45)
MOST = 6  # sticks that lie about


@dataclass(slots=True)
class Stick:
    """One file: `requests` on the way to the city, or `answers` on the way back to a device; a desk that
    is lost asks for its place (`question`), and `found` it is."""

    device: str
    incarnation: bytes
    requests: list[SyncRequest] = field(default_factory=list)
    answers: list[SyncAnswer] = field(default_factory=list)
    question: RenewRequest | None = None
    found: RenewAnswer | None = None


def write_stick(world: World, desk: Desk) -> None:
    """Everything that waits, in batches; a desk that is lost asks for its place as well."""
    outbox = desk.outbox
    if desk.old:
        return
    question = carried_question(outbox) if outbox.is_lost() else None
    behind = outbox.acknowledged()
    last = outbox.disk.tips.get(outbox.disk.incarnation, (0, b""))[0]
    if question is not None and question.closed:
        last = behind[0]
    requests = list(_requests(cast("Any", outbox), outbox.identity(), behind, last))
    _lay(world, Stick(desk.name, outbox.disk.incarnation, requests=requests, question=question))


def bring_stick(world: World, _desk: Desk) -> None:
    """A stick comes to a city: half copied, to the wrong one, or for the second time, too."""
    stick = _some(world, lambda each: bool(each.requests))
    if stick is None or world.dice.random() < 0.15:
        return  # half copied: its seal is broken, and nothing of it is read
    bearer = next((each for each in world.desks if each.name == stick.device), None)
    if bearer is None:
        return
    through = Desk(stick.device, bearer.outbox, city=world.dice.randrange(len(world.cities)))
    city = SimpleNamespace(
        exchange=SimpleNamespace(
            exchange=lambda _device, request: _served(world, through, request)
        ),
        standings=SimpleNamespace(of=lambda *_, **__: None),
        rules=SimpleNamespace(sent=lambda _held: None),
        mongolian=SimpleNamespace(sent=lambda _held: None),
    )
    said = None
    if stick.question is not None:
        said = world.serve(through, stick.question)
        if isinstance(said, Problem) and said.code.startswith("network-"):
            return
    try:
        answers = list(_Exchange(cast("Any", city), stick.device).run(iter(stick.requests)))
    except Problem:
        return  # the city fell over in the middle: what it took it has, and no return was written
    found = said if isinstance(said, RenewAnswer) else None
    _lay(world, Stick(stick.device, stick.incarnation, answers=answers, found=found))


def take_return(world: World, desk: Desk) -> None:
    """A return bundle is taken in, answer by answer; the power may go between two."""
    stick = _some(world, lambda each: bool(each.answers) and each.device == desk.name)
    if stick is None or desk.old:
        return
    outbox, stays = desk.outbox, stick.incarnation == desk.outbox.disk.incarnation
    try:
        if stick.found is not None and stays and outbox.is_lost():
            settle_carried(cast("Any", outbox), stick.found)
        for answer in stick.answers:
            if outbox.apply(answer).problem == FORK:
                outbox.begin_log()
                outbox.disk.prefix = (
                    ""  # as the spare one goes: it asks for its place until it has it
                )
                return
    except Killed:
        world.stop(desk)


def forge(world: World, desk: Desk) -> None:
    """A thief alters a record on its way and hashes the chain anew, without the device's key."""
    if desk.outbox.is_lost():
        return
    request = world.bundle(desk)
    if not request.events:
        return
    events = list(request.events)
    world.forged += 1
    body = b'{"words":"forged"}'
    at = world.dice.randrange(len(events))
    name = (0xF0000000 + world.forged).to_bytes(4, "big").hex()
    events[at] = msgspec.structs.replace(events[at], body=body, author_name=name)
    head = heads(request.prev_head, events)[-1]
    world.serve(desk, msgspec.structs.replace(request, events=events, head=head))


def set_clock(world: World, desk: Desk) -> None:
    """Somebody sets the clock, or its battery dies."""
    desk.clock_ms = world.dice.choice((0, YEARS, -YEARS, world.dice.randrange(-YEARS, YEARS)))


def registration(world: World, desk: Desk) -> tuple[str, bytes] | None:
    """Kind and body of a case with the next number, sometimes with another desk's; None where the desk
    draws no numbers now."""
    disk, dice = desk.outbox.disk, world.dice
    if not disk.prefix:
        return None
    counter = disk.counters.get(disk.prefix, 0) + 1
    disk.counters = {**disk.counters, disk.prefix: counter}
    luck = dice.random()
    if luck > 0.9 and (given := _from_stub(world, desk)):
        return CaseRegistered.KIND, given
    prefix = nth_prefix(dice.randrange(1, 9)) if luck < 0.03 else disk.prefix
    return CaseRegistered.KIND, _registered(prefix, counter)


def _from_stub(world: World, desk: Desk) -> bytes | None:
    """Somebody has a paper of another device, which may be lost, or only late."""
    others = [each.outbox.disk for each in world.desks if each is not desk]
    drawn = [(prefix, n) for disk in others for prefix, n in disk.counters.items()]
    if not drawn:
        return None
    prefix, last = world.dice.choice(drawn)
    return _registered(prefix, world.dice.randint(1, last), reentered="stub")


@cache  # the same few in every world
def _registered(prefix: str, counter: int, reentered: str = "") -> bytes:
    number = CaseNumber("1505", prefix, TODAY.date(), counter)
    who = Applicant("乙" if reentered else "甲")
    body = CaseRegistered(str(number), CaseKind.REQUEST, who, TODAY, title="x", reentered=reentered)
    return encode_body(body)


def _served(world: World, through: Desk, request: SyncRequest) -> SyncAnswer:
    answer = world.serve(through, request)
    if isinstance(answer, Problem):
        raise answer
    return cast("SyncAnswer", answer)


def _lay(world: World, stick: Stick) -> None:
    world.sticks = [*world.sticks[-MOST + 1 :], stick]


def _some(world: World, wanted: Callable[[Stick], bool]) -> Stick | None:
    found = [each for each in world.sticks if wanted(each)]
    return world.dice.choice(found) if found else None


TROUBLES: tuple[Callable[[World, Desk], None], ...] = (
    *(write_stick, write_stick, write_stick, write_stick),
    *(bring_stick, bring_stick, bring_stick, bring_stick, bring_stick),
    *(take_return, take_return, take_return, take_return, take_return),
    *(forge, forge, set_clock),
)
