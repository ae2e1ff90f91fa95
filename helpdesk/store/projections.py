"""Cases and residents as rows for lists and search, written anew from the subject's events."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias

from helpdesk.application.ports import Reference
from helpdesk.store import (
    bulk,
    certificate_rows,
    doubts,
    event_log,
    file_rows,
    rejoined,
    resident_links,
    search,
    slip_rows,
)
from helpdesk.store.connection import Connection
from helpdesk.store.rows import CASES, RESIDENTS, TABLES, WAITING, Row, Table, row_of

Told: TypeAlias = tuple[str, event_log.Reader]
"""A subject, and all that happened to it."""


@dataclass(frozen=True, slots=True)
class Known:
    """Which rows there are of some subjects: `entry` and `searched` by their ids, of each table."""

    rows: dict[Table, dict[bytes, tuple[int, bytes]]] = field(
        default_factory=lambda: {table: {} for table in TABLES}
    )

    def __contains__(self, subject: bytes) -> bool:
        """Whether it has a row."""
        return any(subject in rows for rows in self.rows.values())


@dataclass(frozen=True, slots=True)
class Projector:
    """Writes the rows of subjects. `lenient` keeps a case whose number came twice from elsewhere
    beside the first one; a device's own registration must fail instead. `later` leaves the terms of
    new texts to `indexing`."""

    connection: Connection
    reference: Reference
    lenient: bool = False
    later: bool = False

    def project(self, subjects: Iterable[Told]) -> list[str]:
        """Write what lists show of these subjects, new ones in this order; answers the cases whose
        number another case has, and that are not one case with it."""
        waiting = iter(subjects)
        parts = iter(lambda: list(islice(waiting, bulk.ROWS)), [])
        return self.settle([twin for twins in self.each(parts) for twin in twins])

    def each(self, parts: Iterable[Sequence[Told]]) -> Generator[list[str], None, None]:
        """The same for one part after the other, of which each is asked for before the one before it is
        written; `settle` what they answered together, in the end."""
        asked = ((self._known([bytes.fromhex(each) for each, _ in part]), part) for part in parts)
        with closing(bulk.ahead(self._rows, asked)) as made:
            for known, rows in made:
                yield self._keep(rows, known)

    def settle(self, twins: Sequence[str]) -> list[str]:
        """Show those as one case that are one; answers the others."""
        joined = rejoined.join(self.connection, twins)
        if joined:
            self.project(event_log.readers(self.connection, sorted(joined)))
            rejoined.follow(self.connection, joined)
        return [subject for subject in twins if subject not in joined]

    def _rows(
        self, asked: tuple[Known, Iterable[Told]]
    ) -> tuple[Known, list[tuple[bytes, Row | None]]]:
        """The rows as they are to be, without the database."""
        known, some = asked
        made = []
        for subject, read in some:
            each = bytes.fromhex(subject)
            waits = self.later and each not in known
            made.append((each, row_of(subject, read(), self.reference, waits=waits)))
        return known, made

    def _keep(self, rows: Sequence[tuple[bytes, Row | None]], known: Known) -> list[str]:
        """Write these rows; answers the cases whose number another one has."""
        self._remove([each for each, row in rows if row is None and each in known])
        twins: list[str] = []
        for table in TABLES:
            of_table = [row for _, row in rows if row is not None and row.table is table]
            if of_table:
                twins += self._write(table, of_table, known)
        return twins

    def _remove(self, subjects: list[bytes]) -> None:
        """No row without its first event: it was put aside, or the desk may not read it any more."""
        for table in TABLES if subjects else ():
            gone = self.connection.execute(
                f"DELETE FROM {table.name} WHERE id IN ({_marks(subjects)}) RETURNING entry",
                subjects,
            ).fetchall()
            for (entry,) in gone:
                search.forget(self.connection, table.index, entry)
            if gone and table is RESIDENTS:
                resident_links.forget(self.connection, subjects)
            elif gone:
                for notes in (doubts, slip_rows, certificate_rows):
                    notes.forget(self.connection, subjects)

    def _write(self, table: Table, rows: list[Row], known: Known) -> list[str]:
        here = known.rows[table]
        fresh = [row for row in rows if row.id not in here]
        twins = self._twins(fresh) if table is CASES and self.lenient else {}
        (last,) = self.connection.execute(
            f"SELECT coalesce(max(entry), 0) FROM {table.name}"
        ).fetchone()
        entries = {row.id: last + place for place, row in enumerate(fresh, 1)}
        entries |= {row.id: here[row.id][0] for row in rows if row.id in here}
        stale = [row for row in rows if here.get(row.id, (0, WAITING))[1] != row.searched]
        waiting = {row.id for row in stale} if self.later else set()
        written = [
            (*row.values[:-1], WAITING if row.id in waiting else row.searched, entries[row.id])
            for row in rows
        ]
        self._insert(table, [v for v in written if v[0] not in here], twins)
        self._update(table, [v for v in written if v[0] in here])
        self._annotate(table, rows, known)
        if not self.later:
            search.index(
                self.connection, table.index, [(entries[row.id], row.document()) for row in stale]
            )
        return [subject.hex() for subject in twins]

    def _annotate(self, table: Table, rows: list[Row], known: Known) -> None:
        """What stands beside the rows, in place of what stood there."""
        had = [row.id for row in rows if row.id in known]
        doubts.forget(self.connection, had)
        doubts.write(self.connection, [(row.id, row.doubts) for row in rows])
        file_rows.write(self.connection, [note for row in rows for note in row.files])
        if table is CASES:
            slip_rows.forget(self.connection, had)
            slip_rows.write(self.connection, [(row.id, row.slips) for row in rows])
            certificate_rows.forget(self.connection, had)
            notes = [(row.id, row.certificates) for row in rows]
            certificate_rows.write(self.connection, notes)
        else:
            resident_links.write(self.connection, [(row.id, row.bonds) for row in rows])
            file_rows.write_photos(self.connection, [(row.id, row.photo) for row in rows])

    def _known(self, ids: list[bytes]) -> Known:
        return Known(
            {
                table: {
                    subject: (entry, searched)
                    for subject, entry, searched in self.connection.execute(
                        f"SELECT id, entry, searched FROM {table.name} WHERE id IN ({_marks(ids)})",
                        ids,
                    )
                }
                for table in TABLES
            }
        )

    def _twins(self, fresh: list[Row]) -> dict[bytes, int]:
        """Which new cases carry a number that another case has, each with its place behind it."""
        taken = dict(
            self.connection.execute(
                "SELECT number_key, max(twin) FROM cases"
                f" WHERE number_key IN ({_marks(fresh)}) GROUP BY number_key",
                [row.number_key for row in fresh],
            ).fetchall()
        )
        twins = {}
        for row in fresh:
            twin = taken.get(row.number_key, -1) + 1
            taken[row.number_key] = twin
            if twin:
                twins[row.id] = twin
        return twins

    def _insert(self, table: Table, rows: list[tuple[Any, ...]], twins: dict[bytes, int]) -> None:
        columns = (*table.columns, "entry")
        if twins:
            columns, rows = (*columns, "twin"), [(*row, twins.get(row[0], 0)) for row in rows]
        bulk.insert(self.connection, table.name, columns, rows)

    def _update(self, table: Table, rows: list[tuple[Any, ...]]) -> None:
        if not rows:
            return
        changes = ", ".join(f"{column} = ?" for column in table.columns)
        self.connection.executemany(f"UPDATE {table.name} SET {changes} WHERE entry = ?", rows)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
