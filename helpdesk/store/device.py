"""The one row that says which device this is, and to whom it belongs."""

import secrets
from dataclasses import dataclass, replace

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from helpdesk.application.ports import DeskProfile
from helpdesk.protocol.messages import Enrolment
from helpdesk.store.connection import Connection

_COLUMNS = (
    "incarnation, private_key, device, server, server_key, history, desk, safe_position, "
    " correction_ms, good_ms, problem"
)


@dataclass(frozen=True, slots=True)
class Device:
    """This log and its relation to the city.

    `correction_ms` is what to add to this device's clock, `good_ms` the last moment known to be past
    (ms UTC); `problem` the last one that the city named.
    """

    incarnation: bytes
    private_key: bytes
    device: str
    server: str
    server_key: bytes
    history: str
    desk: DeskProfile
    safe_position: int = 0
    correction_ms: int = 0
    good_ms: int = 0
    problem: str = ""

    @property
    def key(self) -> Ed25519PrivateKey:
        """The signing key; it never leaves the encrypted database."""
        return Ed25519PrivateKey.from_private_bytes(self.private_key)


def make(connection: Connection, desk: DeskProfile) -> None:
    """A new device: a log of its own and a key of its own."""
    connection.execute(
        "INSERT INTO device (id, incarnation, private_key, desk, stream) VALUES (1, ?, ?, ?, ?)",
        (
            secrets.token_bytes(8),
            Ed25519PrivateKey.generate().private_bytes_raw(),
            msgspec.json.encode(desk),
            desk.code,
        ),
    )


def load(connection: Connection) -> Device:
    """The device as it is now."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM device").fetchone()
    incarnation, private_key, device, server, server_key, history, desk, *rest = row
    profile = msgspec.json.decode(desk, type=DeskProfile)
    return Device(incarnation, private_key, device, server, server_key, history, profile, *rest)


def log_of(connection: Connection) -> tuple[bytes, str, int]:
    """What a new event needs: incarnation, stream, and the position that this desk has seen."""
    row: tuple[bytes, str, int] = connection.execute(
        "SELECT incarnation, device.stream, coalesce(cursor.position, 0) FROM device"
        " LEFT JOIN cursor ON cursor.stream = device.stream"
    ).fetchone()
    return row


def seen(connection: Connection) -> dict[str, int]:
    """The streams that this desk reads, and up to where it has seen each."""
    return dict(connection.execute("SELECT stream, position FROM cursor WHERE NOT ended"))


def prefix_of(connection: Connection) -> str:
    """What numbers are drawn with now."""
    (prefix,) = connection.execute("SELECT desk ->> '$.prefix' FROM device").fetchone()
    return str(prefix or "")


def save_desk(connection: Connection, desk: DeskProfile) -> None:
    """The desk's data as shown and printed."""
    connection.execute(
        "UPDATE device SET desk = ?, stream = ?", (msgspec.json.encode(desk), desk.code)
    )


def enrol(connection: Connection, enrolment: Enrolment, *, server: str) -> None:
    """Belong to a desk from now on; what was recorded before goes to that desk's stream."""
    before = load(connection)
    desk = replace(
        before.desk,
        code=enrolment.desk_code,
        name=enrolment.desk_name,
        place=enrolment.desk_place,
        phone=enrolment.desk_phone,
        address=enrolment.desk_address,
        prefix=enrolment.prefix,
        practice=enrolment.practice,
        restored=False,
    )
    save_desk(connection, desk)
    connection.execute(
        "UPDATE device SET device = ?, server = ?, server_key = ?, history = ?, era = 0",
        (enrolment.device, server, enrolment.server_key, enrolment.history),
    )
    if enrolment.history != before.history:  # receipts of another city say nothing here
        connection.execute(
            "UPDATE event SET position = NULL, received_ms = NULL, meant = NULL"
            " WHERE head IS NOT NULL AND position IS NOT NULL"
        )
    # Which of the streams read so far it may go on reading, the city tells; they are compared anew.
    connection.execute(
        'UPDATE cursor SET grant_id = 0, position = 0, digest = 0, safe = 0, "whole" = 1'
    )
    connection.execute("DELETE FROM receipt")
    for stream in dict.fromkeys((enrolment.desk_code, *enrolment.streams)):
        connection.execute(
            "INSERT INTO cursor (stream, grant_id, position) VALUES (?, 0, 0) ON CONFLICT DO NOTHING",
            (stream,),
        )
    connection.execute(
        "UPDATE event SET stream = ? WHERE head IS NOT NULL AND position IS NULL",
        (enrolment.desk_code,),
    )
    connection.execute("UPDATE cases SET stream = ? WHERE unsent = events", (enrolment.desk_code,))
