"""What the city said to the people at this desk, kept until somebody read it and a while longer."""

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.application.notices import ABOUT_NUMBERS, NUMBER_CLAIMED, CityNotice
from helpdesk.protocol.messages import Notice
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.search_terms import number_key

_KEPT = 200
_LENGTH_MAX = 2_000  # code points


class StoredNotices:
    """`application.notices.Notices`."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def notices(self, *, limit: int) -> Sequence[CityNotice]:
        """Those that nobody read first, then the newest."""
        with self._connections.read() as connection:
            rows = connection.execute(
                "SELECT number, code, value, giver, read_ms, reader FROM notice"
                " ORDER BY read_ms > 0, number DESC LIMIT ?",
                (limit,),
            ).fetchall()
            found = [CityNotice(*row) for row in rows]
            return [replace(each, case=_case_of(connection, each)) for each in found]

    def read(self, number: int, *, reader: str, at_ms: int) -> None:
        """Somebody read it; whoever was first stands there."""
        with self._connections.write() as connection:
            connection.execute(
                "UPDATE notice SET read_ms = ?, reader = ? WHERE number = ? AND read_ms = 0",
                (at_ms, reader, number),
            )


def _case_of(connection: Connection, notice: CityNotice) -> str:
    """The case here with the number that a notice is about; empty for several, and for words."""
    if notice.code not in ABOUT_NUMBERS or " " in notice.value:
        return ""
    row = connection.execute(
        "SELECT id FROM cases WHERE number_key = ? ORDER BY twin", (number_key(notice.value),)
    ).fetchone()
    return row[0].hex() if row else ""


def is_claimed(connection: Connection, number: str) -> bool:
    """Whether the city keeps somebody else's claim to a case number aside, and nobody has settled it."""
    row = connection.execute(
        "SELECT code FROM notice WHERE code IN (?, ?) AND instr(' ' || value || ' ', ' ' || ? || ' ')"
        " ORDER BY number DESC LIMIT 1",
        (*ABOUT_NUMBERS, number),
    ).fetchone()
    return row is not None and row[0] == NUMBER_CLAIMED


def newest(connection: Connection) -> int:
    """The number of the last one that came; 0: none."""
    (number,) = connection.execute("SELECT coalesce(max(number), 0) FROM notice").fetchone()
    return int(number)


def keep(connection: Connection, notices: Sequence[Notice]) -> bool:
    """Take notices in, each once; answers whether any is new. Old words that were read are forgotten."""
    new = [
        connection.execute(
            "INSERT INTO notice (number, code, value, giver) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING RETURNING number",
            (each.number, each.code[:40], each.value[:_LENGTH_MAX], each.giver[:100]),
        ).fetchone()
        for each in notices
        if each.number > 0
    ]
    if any(new):
        connection.execute(
            "DELETE FROM notice WHERE read_ms > 0 AND code NOT IN (?, ?) AND number < (SELECT min(number)"
            " FROM (SELECT number FROM notice ORDER BY number DESC LIMIT ?))",
            (*ABOUT_NUMBERS, _KEPT),
        )
    return any(new)
