"""Which log a blocked or restored device may still add to, on PostgreSQL."""

from dataclasses import replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from helpdesk.server.postgres import ledger
from helpdesk.server.postgres.database import Connection
from helpdesk.server.postgres.device_ledger import Device


def admitted(connection: Connection, device: Device, incarnation: bytes) -> Device:
    """The device as the writer of this log, blocked or not. A log that nobody knows is begun for it;
    one that somebody else wrote stays theirs, and the request will be a fork."""
    writer = replace(device, revoked=False)
    if incarnation == device.incarnation:
        return writer
    state = ledger.log_state(connection, device.stream, incarnation, lock=True)
    if state is None:
        ledger.make_log(connection, device.stream, incarnation)
        return replace(writer, incarnation=incarnation)
    mine = state[0] > 0 and _signed(connection, device, incarnation)
    return replace(writer, incarnation=incarnation) if mine else writer


def _signed(connection: Connection, device: Device, incarnation: bytes) -> bool:
    """Whether the log's last batch is signed by this device."""
    row = connection.execute(
        "SELECT head, signature FROM batch WHERE stream = %s AND incarnation = %s"
        " ORDER BY last DESC LIMIT 1",
        [device.stream, incarnation],
    ).fetchone()
    if row is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(device.public_key).verify(row[1], row[0])
    except InvalidSignature:
        return False
    return True
