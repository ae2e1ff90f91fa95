"""Bundles that came, on PostgreSQL. Any thread."""

from collections.abc import Sequence

import msgspec

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import Cursor
from helpdesk.server.carried import Asked, Carried, CarriedRow
from helpdesk.server.postgres.database import Database
from helpdesk.server.postgres.records import storable
from helpdesk.server.principal import Principal

_COLUMNS = "id, device, carrier, made_ms, received_ms, records, taken, problem"


class PostgresBundles:
    """`server.ports.Bundles`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, carried: Carried, *, cursors: Sequence[Cursor]) -> bool:
        """Remember a bundle; one that came again keeps what the first time brought."""
        values = (
            *(carried.id, carried.device, carried.carrier, storable(carried.made_ms)),
            *(carried.received_ms, storable(carried.records), carried.taken, carried.problem),
            msgspec.msgpack.encode(cursors),
        )
        with self._database.transaction(Principal.device(carried.device)) as connection:
            row = connection.execute(
                f"INSERT INTO bundle (stream, {_COLUMNS}, cursors)"
                " SELECT stream, %s, id, %s, %s, %s, %s, %s, %s, %s FROM device WHERE id = %s"
                " ON CONFLICT (stream, id) DO UPDATE SET received_ms = excluded.received_ms,"
                " taken = bundle.taken + excluded.taken, problem = excluded.problem"
                " RETURNING xmax <> 0",
                (values[0], *values[2:], carried.device),
            ).fetchone()
        return bool(row and row[0])

    def asked(self, name: str, principal: Principal) -> Asked:
        """A device by its id or a prefix of its case numbers, where `principal` may see it."""
        with self._database.transaction(principal) as connection:
            row = connection.execute(
                "SELECT d.id, d.stream, d.incarnation, l.acked, (SELECT cursors FROM bundle b"
                " WHERE b.device = d.id ORDER BY made_ms DESC LIMIT 1)"
                " FROM device d JOIN log l USING (stream, incarnation) WHERE d.id ="
                " coalesce((SELECT device FROM prefix WHERE prefix.prefix = upper(%s)), %s)",
                [storable(name), storable(name)],
            ).fetchone()
        if row is None:
            raise Problem("device-missing", name=name)
        device, stream, incarnation, acked, cursors = row
        known = msgspec.msgpack.decode(cursors, type=list[Cursor]) if cursors else []
        return Asked(device, incarnation, acked, known or [Cursor(stream, 1, 0)])

    def recent(self, principal: Principal, *, limit: int) -> Sequence[CarriedRow]:
        """The bundles that came last, of those that `principal` may see."""
        columns = ", ".join(f"b.{name.strip()}" for name in _COLUMNS.split(","))
        with self._database.transaction(principal) as connection:
            rows = connection.execute(
                "SELECT d.prefix, d.stream, coalesce(c.stream, ''), b.reply IS NOT NULL,"
                f" {columns} FROM bundle b JOIN device d ON d.id = b.device"
                " LEFT JOIN device c ON c.id = b.carrier ORDER BY b.received_ms DESC LIMIT %s",
                [limit],
            ).fetchall()
        return [CarriedRow(Carried(*row[4:]), *row[:4]) for row in rows]

    def keep_reply(self, carried: Carried, reply: bytes) -> None:
        """Keep the return bundle in place of the device's earlier one."""
        with self._database.transaction(Principal.device(carried.device)) as connection:
            connection.execute(
                "UPDATE bundle SET reply = CASE WHEN id = %s THEN %s::bytea END"
                " WHERE device = %s AND (id = %s OR reply IS NOT NULL)",
                [carried.id, reply, carried.device, carried.id],
            )

    def reply(self, bundle: bytes, principal: Principal) -> tuple[str, bytes] | None:
        """The device's prefix and the return bundle."""
        with self._database.transaction(principal) as connection:
            row = connection.execute(
                "SELECT d.prefix, b.reply FROM bundle b JOIN device d ON d.id = b.device"
                " WHERE b.id = %s AND b.reply IS NOT NULL",
                [bundle],
            ).fetchone()
        return (row[0], row[1]) if row else None
