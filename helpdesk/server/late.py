"""What a blocked or restored device had not sent, taken in from a file because a person here says so.

The same checks as everywhere: signature, chain, overlap, scrutiny; twice changes nothing. Only that the
device is blocked, or writes a log that it could not announce, does not keep its work out.
"""

from typing import BinaryIO

from helpdesk.protocol.bundle import BundleReader, EntryKind
from helpdesk.server.bundles import checked, opener_of, public_of, requests_in
from helpdesk.server.carried import Carried
from helpdesk.server.city import City


def receive_late(city: City, source: BinaryIO, *, carrier: str = "") -> Carried:
    """Take a file of unsent work in; `problem` names what stopped it, what came before stays.

    Raises Problem as `bundles.receive_bundle` does.
    """
    reader = BundleReader(source)
    manifest = checked(city, reader)
    device, taken, problem = reader.header.sender, 0, ""
    entries = reader.entries(public_of(city), opener_of(city))
    for request in requests_in((kind, raw) for kind, raw in entries if kind == EntryKind.REQUEST):
        new, problem = city.exchange.late(device, request)
        taken += new
        if problem:
            break
    carried = Carried(
        id=reader.header.id,
        device=device,
        carrier=carrier,
        made_ms=manifest.made_ms,
        received_ms=city.now_ms(),
        records=manifest.records,
        taken=taken,
        problem=problem,
    )
    city.bundles.note(carried, cursors=())
    return carried
