"""The sync of an open desk: its engine, and what follows from an exchange."""

import contextlib
from collections.abc import Callable
from functools import partial

from helpdesk.application.under_way import SyncStage, UnderWay
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.system import SystemTimer
from helpdesk.domain.problems import Problem
from helpdesk.store.key_file import SlotState, read_keys
from helpdesk.store.keys import slot_of
from helpdesk.sync.carried import CarriedBundles
from helpdesk.sync.engine import Engine, Report
from helpdesk.sync.patience import GivenUp, unless
from helpdesk.sync.transport import Transport
from helpdesk.sync.turns import Step, Tally, Watch

CARRIED = "carried"  # in the data folder


def engine_of(desk: OpenDesk) -> Engine:
    """The one engine of an open desk."""
    return Engine(
        desk.store.outbox,
        dial=Transport,
        timer=SystemTimer(),
        folder=desk.store.folder,
    )


def exchange(
    desk: OpenDesk,
    engine: Engine,
    cancelled: Callable[[], bool],
    *,
    told: Callable[[UnderWay], object] = lambda _: None,
) -> Report:
    """One exchange; the desk's data and the clock's correction are renewed after it.

    `told` hears how far it is, after every answer, on this thread.
    """
    waiting = desk.queries.sync_state().waiting

    def progress(tally: Tally) -> None:
        told(under_way(tally, waiting=waiting))

    report = engine.run(Watch(progress=progress, cancelled=cancelled))
    if report.error is None and not cancelled():
        forward_quietly(desk, cancelled)
    desk.renew()
    return report


def carried_by(desk: OpenDesk) -> CarriedBundles:
    """The neighbours' bundles that this desk carries."""
    return CarriedBundles(desk.store.folder / CARRIED)


def forward_quietly(desk: OpenDesk, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Hand neighbours' bundles to the city; what does not go now goes with the next exchange."""
    carried, outbox = carried_by(desk), desk.store.outbox
    identity = outbox.identity()
    if identity is None or not carried.outgoing:
        return
    device = identity.device
    with contextlib.suppress(Problem, GivenUp), Transport(identity.server) as transport:

        def carry(raw: bytes) -> bytes:
            now_ms = SystemTimer().now_ms()
            return transport.carry(raw, device=device, sent_ms=now_ms, sign=outbox.sign)

        carried.forward(lambda raw: unless(cancelled, partial(carry, raw)))


def under_way(tally: Tally, *, waiting: int) -> UnderWay:
    """How far an exchange is, before which `waiting` records waited."""
    size = tally.bytes_out + tally.bytes_in
    if tally.step is Step.SEND:
        total = max(waiting, tally.sent)
        return UnderWay(SyncStage.SENDING, done=tally.sent, total=total, bytes=size)
    if tally.step is Step.RECEIVE:
        return UnderWay(SyncStage.RECEIVING, done=tally.received, bytes=size)
    if tally.step is Step.SNAPSHOT:
        return UnderWay(SyncStage.RECEIVING, done=tally.received, total=tally.expected, bytes=size)
    if tally.step is Step.FOLD:
        return UnderWay(SyncStage.LISTS, done=tally.folded, bytes=size)
    return UnderWay(SyncStage.ASKING, bytes=size)


def is_welcome(desk: OpenDesk) -> bool:
    """Whether who works here may go on: False once the city revoked the agent or the device."""
    try:
        slot = slot_of(read_keys(desk.store.folder), desk.session.author.id)
    except Problem:
        return False
    return slot.state is not SlotState.REVOKED
