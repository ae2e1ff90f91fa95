"""Bundles over a cable between two desks: what an open desk gives, and how it listens. Any thread."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from helpdesk.application.sync_texts import bundle_problem
from helpdesk.bootstrap.carriage import Carriage
from helpdesk.bootstrap.exchange import carried_by, forward_quietly
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.bundle import SUFFIX
from helpdesk.sync.bundles import Imported, belonging
from helpdesk.sync.neighbour import MINUTES, Handed, Listener, hand_over

_VISIT = "visit"  # in the data folder, while the bundle is on its way
FILES_ROOM = 30_000_000  # bytes of files that a neighbour is asked to carry at once


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit at the neighbour came to: what went there, what came back from the city. A restored desk's
    bundle `asks` for its place; `found`: the city named it."""

    records: int
    handed: Handed
    acknowledged: int
    received: int
    problem: str = ""
    asks: bool = False
    found: bool = False


def listen(desk_carriage: Carriage, *, minutes: float = MINUTES) -> Listener:
    """A door for neighbours, open for some minutes; `serve` it on a thread and close it.

    Raises Problem `not-enrolled` and EnvironmentProblem `neighbour-port`.
    """
    desk = desk_carriage.desk
    belonging(desk.store.outbox)
    return Listener(carried_by(desk), forward=lambda: forward_quietly(desk), minutes=minutes)


def visit(desk_carriage: Carriage, address: str, code: str) -> Visit:
    """Hand over what waits here, take in what the city answered. A return bundle that cannot be used hinders
    no other, and is not fetched again. Raises what `Carriage.write` and `hand_over` raise."""
    desk = desk_carriage.desk
    outbox, taken, unusable = desk.store.outbox, list[Imported](), list[str]()

    def take_in(source: BinaryIO) -> None:
        try:
            taken.append(desk_carriage.read(source))
        except EnvironmentProblem:
            raise
        except Problem as problem:
            unusable.append(problem.code)

    place = desk.store.folder / _VISIT
    shutil.rmtree(place, ignore_errors=True)  # what a kill left
    try:
        place.mkdir()
        made = desk_carriage.write(place / f"bundle{SUFFIX}", room=FILES_ROOM)
        device = belonging(outbox).device
        handed = hand_over(address, code, device=device, bundle=made.path, take_in=take_in)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    desk_carriage.left(made)
    desk.renew()
    return Visit(
        records=made.exported.records,
        handed=handed,
        acknowledged=sum(each.acknowledged for each in taken),
        received=sum(each.received for each in taken),
        problem=_problem(unusable, handed.refused, taken),
        asks=made.exported.asks,
        found=any(each.found for each in taken),
    )


def _problem(unusable: Sequence[str], refused: Sequence[str], taken: Sequence[Imported]) -> str:
    """The code that is said: what the city found wrong with our records before what could not be used. A
    bundle from before a restore of the city is worth a word only where nothing newer came."""
    said = [each.problem for each in taken if each.problem]
    if said:
        return bundle_problem(said[-1]).code
    spoilt = [code for code in unusable if code != "bundle-old" or not taken]
    return [*spoilt, *refused, ""][0]
