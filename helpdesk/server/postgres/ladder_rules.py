"""The ladder's limits and the year tables on PostgreSQL: every edition is kept. Any thread."""

import threading
import time
from collections.abc import Callable, Sequence

import msgspec

from helpdesk.domain.calendar import WorkCalendar, YearTable
from helpdesk.domain.copies import replace
from helpdesk.domain.ladder import LIMITS, LadderLimits
from helpdesk.domain.problems import Problem
from helpdesk.protocol.calendars import SignedTables, decoded, encoded, sign_tables, word
from helpdesk.server.ladder import Editor, LimitsEdition, TableEdition
from helpdesk.server.postgres import audit
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.principal import DOOR, Principal

_FRESH_SECONDS = (
    5.0  # until other processes see a new table; the next round puts right what they counted
)
_LIMITS = "SELECT version, limits, login, name, at_ms FROM ladder_limits ORDER BY version DESC"
_TABLES = "SELECT days, login, name, at_ms FROM year_table ORDER BY year DESC, version DESC"
_NEWEST = "SELECT DISTINCT ON (year) days FROM year_table ORDER BY year, version DESC"


class PostgresLadderRules:
    """`server.ladder.LadderRules`. `builtin` are the tables that the program brings."""

    def __init__(
        self,
        database: Database,
        builtin: WorkCalendar,
        *,
        sign: Callable[[bytes], bytes],
        now_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._builtin = builtin
        self._sign = sign
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._held: tuple[float, bytes, WorkCalendar, SignedTables | None] | None = None

    def limits(self) -> LadderLimits:
        """Those in force."""
        with self._database.transaction(DOOR) as connection:
            return limits_in(connection)

    def limits_editions(self) -> Sequence[LimitsEdition]:
        """The newest first, the program's own last."""
        with self._database.transaction(DOOR) as connection:
            rows = connection.execute(_LIMITS).fetchall()
        made = [LimitsEdition(row[0], _limits(row[1]), Editor(*row[2:])) for row in rows]
        return [*made, LimitsEdition(0, LIMITS)]

    def set_limits(self, limits: LadderLimits, *, editor: Editor, shown: int) -> None:
        """Other limits from now on. Raises Problem `changed-by-other`."""
        with self._database.transaction(Principal.person(editor.login)) as connection:
            connection.execute("LOCK TABLE ladder_limits IN SHARE ROW EXCLUSIVE MODE")
            row = connection.execute(
                "SELECT coalesce(max(version), 0) FROM ladder_limits"
            ).fetchone()
            newest = int(row[0]) if row else 0
            if newest != shown:
                raise Problem("changed-by-other")
            connection.execute(
                "INSERT INTO ladder_limits VALUES (%s, %s, %s, %s, %s)",
                [newest + 1, msgspec.json.encode(limits), editor.login, editor.name, editor.at_ms],
            )
            audit.note(connection, editor.login, "ladder.limits_set", at_ms=self._now_ms())

    def calendar(self) -> WorkCalendar:
        """The tables in force."""
        return self._known()[1]

    def sent(self, held: bytes) -> SignedTables | None:
        """What a device is told that holds the tables with this word: None where it holds them all."""
        payload_word, _, signed = self._known()
        return signed if payload_word != held else None

    def table_editions(self) -> Sequence[TableEdition]:
        """The newest year first, of a year the newest edition first."""
        with self._database.transaction(DOOR) as connection:
            rows = connection.execute(_TABLES).fetchall()
        made = [TableEdition(_table(row[0]), Editor(*row[1:])) for row in rows]
        brought = [TableEdition(table) for table in self._builtin.tables]
        return sorted([*made, *brought], key=lambda each: -each.table.year)

    def keep_table(self, table: YearTable, *, editor: Editor) -> YearTable:
        """A new edition, in force from now on."""
        with self._database.transaction(Principal.person(editor.login)) as connection:
            connection.execute("LOCK TABLE year_table IN SHARE ROW EXCLUSIVE MODE")
            row = connection.execute(
                "SELECT coalesce(max(version), 0) FROM year_table WHERE year = %s", [table.year]
            ).fetchone()
            known = [int(t.version) for t in self._builtin.tables if t.year == table.year]
            version = max([row[0] if row else 0, *known]) + 1
            table = replace(table, version=str(version))
            connection.execute(
                "INSERT INTO year_table VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    *(table.year, version, encoded([table]), table.source, table.provisional),
                    *(editor.login, editor.name, editor.at_ms),
                ],
            )
            audit.note(
                connection,
                editor.login,
                "calendar.table_set",
                at_ms=self._now_ms(),
                object_id=f"{table.year}/{version}",
            )
        with self._lock:
            self._held = None
        return table

    def _known(self) -> tuple[bytes, WorkCalendar, SignedTables | None]:
        with self._lock:
            held = self._held
        now = time.monotonic()
        if held is None or now - held[0] > _FRESH_SECONDS:
            with self._database.transaction(DOOR) as connection:
                tables = tables_in(connection)
            # The city's own edition of a year wins over the program's.
            calendar = WorkCalendar((*self._builtin.tables, *tables))
            signed = sign_tables(tables, self._sign) if tables else None
            held = (now, word(signed.payload) if signed else b"", calendar, signed)
            with self._lock:
                self._held = held
        return held[1:]


def limits_in(connection: Connection) -> LadderLimits:
    """The limits in force, in this transaction."""
    row = connection.execute(f"{_LIMITS} LIMIT 1").fetchone()
    return _limits(row[1]) if row else LIMITS


def tables_in(connection: Connection) -> tuple[YearTable, ...]:
    """The newest edition of each year that the city has entered."""
    return tuple(_table(row[0]) for row in connection.execute(_NEWEST))


def _limits(raw: bytes) -> LadderLimits:
    return msgspec.json.decode(raw, type=LadderLimits)


def _table(raw: bytes) -> YearTable:
    tables = decoded(raw)
    if not tables:
        raise AssertionError("what was kept can be read")
    return tables[0]
