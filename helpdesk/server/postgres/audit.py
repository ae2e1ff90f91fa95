"""The audit log: who signed in, who did what. It grows and is never changed."""

from collections.abc import Sequence

from helpdesk.server.ports import AuditRow, AuditWish
from helpdesk.server.postgres.database import Connection


def note(
    connection: Connection,
    login: str,
    act: str,
    *,
    at_ms: int,
    object_id: str = "",
    stream: str = "",
) -> None:
    """One line; `object_id` is a login, a case's id or the address of whoever knocked."""
    connection.execute(
        "INSERT INTO audit (stream, at_ms, login, act, object) VALUES (%s, %s, %s, %s, %s)",
        [stream, at_ms, login.replace("\0", ""), act, object_id],
    )


def lines(connection: Connection, wish: AuditWish, *, limit: int) -> Sequence[AuditRow]:
    """The newest lines that fit."""
    asked = {
        "login = %s": wish.login,
        "act = %s": wish.act,
        "at_ms >= %s": wish.since_ms,
        "at_ms < %s": wish.until_ms,
    }
    held = {condition: value for condition, value in asked.items() if value}
    where = [*held, *(("(at_ms, id) < (%s, %s)",) if wish.before else ())]
    rows = connection.execute(
        "SELECT a.at_ms, a.login, a.act, a.object, a.stream, coalesce(c.number, ''), a.id FROM"
        f" (SELECT * FROM audit {'WHERE ' if where else ''}{' AND '.join(where)}"
        " ORDER BY at_ms DESC, id DESC LIMIT %s) a"
        " LEFT JOIN city_case c ON c.stream = a.stream AND c.id = a.object"
        " ORDER BY a.at_ms DESC, a.id DESC",
        [*held.values(), *(wish.before or ()), limit],
    )
    return [AuditRow(*row) for row in rows]
