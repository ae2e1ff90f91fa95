"""Bundles over a cable between two desks: what an open desk gives, and how it listens. Any thread."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from helpdesk.bootstrap.carriage import Carriage
from helpdesk.bootstrap.exchange import carried_by, forward_quietly
from helpdesk.protocol.bundle import SUFFIX
from helpdesk.sync.bundles import Imported, belonging, import_bundle
from helpdesk.sync.neighbour import MINUTES, Handed, Listener, hand_over

FILES_ROOM = 30_000_000  # bytes of files that a neighbour is asked to carry at once


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit at the neighbour came to: what went there, what came back from the city."""

    records: int
    handed: Handed
    acknowledged: int
    received: int
    problem: str = ""


def listen(desk_carriage: Carriage, *, minutes: float = MINUTES) -> Listener:
    """A door for neighbours, open for some minutes; `serve` it on a thread and close it.

    Raises Problem `not-enrolled` and EnvironmentProblem `neighbour-port`.
    """
    desk = desk_carriage.desk
    belonging(desk.store.outbox)
    return Listener(carried_by(desk), forward=lambda: forward_quietly(desk), minutes=minutes)


def visit(desk_carriage: Carriage, address: str, code: str) -> Visit:
    """Hand over what waits here, take in what the city answered. Raises what `export_bundle` and
    `hand_over` raise."""
    desk = desk_carriage.desk
    outbox, taken = desk.store.outbox, list[Imported]()

    def take_in(source: BinaryIO) -> None:
        taken.append(import_bundle(outbox, source, queue=desk.store.file_queue))

    with tempfile.TemporaryDirectory(dir=desk.store.folder) as folder:
        path, exported = desk_carriage.export(Path(folder) / f"bundle{SUFFIX}", room=FILES_ROOM)
        handed = hand_over(
            address, code, device=belonging(outbox).device, bundle=path, take_in=take_in
        )
    desk.renew()
    problems = [*handed.refused, *(f"sync-{each.problem}" for each in taken if each.problem)]
    return Visit(
        records=exported.records,
        handed=handed,
        acknowledged=sum(each.acknowledged for each in taken),
        received=sum(each.received for each in taken),
        problem=problems[-1] if problems else "",
    )
