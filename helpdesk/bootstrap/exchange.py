"""The sync of an open desk: its engine, and what follows from an exchange."""

from collections.abc import Callable

from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.system import SystemTimer
from helpdesk.domain.problems import Problem
from helpdesk.store.key_file import SlotState, read_keys
from helpdesk.store.keys import slot_of
from helpdesk.sync.engine import Engine, Report
from helpdesk.sync.synchronise import Watch
from helpdesk.sync.transport import Transport


def engine_of(desk: OpenDesk) -> Engine:
    """The one engine of an open desk."""
    return Engine(
        desk.store.outbox,
        dial=Transport,
        timer=SystemTimer(),
        folder=desk.store.folder,
    )


def exchange(desk: OpenDesk, engine: Engine, cancelled: Callable[[], bool]) -> Report:
    """One exchange; the desk's data and the clock's correction are renewed after it."""
    report = engine.run(Watch(cancelled=cancelled))
    desk.renew()
    return report


def is_welcome(desk: OpenDesk) -> bool:
    """Whether who works here may go on: False once the city revoked the agent or the device."""
    try:
        slot = slot_of(read_keys(desk.store.folder), desk.session.author.id)
    except Problem:
        return False
    return slot.state is not SlotState.REVOKED
