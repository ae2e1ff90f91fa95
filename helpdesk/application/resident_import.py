"""A table of residents looked through before anything is taken: each row with what speaks against it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from helpdesk.application.imports import (
    ImportReport,
    Progress,
    RowProblem,
    batches,
    identity_of,
    resident_column,
    resident_of,
)
from helpdesk.application.lookalikes import Alike, Traits, lookups, traits_of
from helpdesk.application.ports import Session
from helpdesk.application.queries import Queries
from helpdesk.application.residents import record_in
from helpdesk.application.rows import Row
from helpdesk.application.tables import Table
from helpdesk.domain.identity import check_phone
from helpdesk.domain.masking import mask_id
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.residents import Resident
from helpdesk.i18n.alike import reason_text

ROWS_MAX = 100_000
_EVERY = 25  # rows between two reports of progress


class Verdict(StrEnum):
    """What can become of a row: only `BAD` and `HERE` ones cannot be taken."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    HERE = "here"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Examined:
    """A row, the resident in it as far as it can be read, and what speaks against taking it; `number` is
    masked."""

    line: int
    verdict: Verdict
    name: str
    resident: Resident | None = None
    reasons: tuple[Problem, ...] = ()
    number: str = ""

    @property
    def takeable(self) -> bool:
        """Whether a person may choose to take it."""
        return self.verdict in (Verdict.GOOD, Verdict.DOUBTFUL)


def guess_columns(headers: Sequence[str]) -> dict[str, int]:
    """Which column holds which field, by the headers; of several for one field the first."""
    found: dict[str, int] = {}
    for column, header in enumerate(headers):
        field = resident_column(header)
        if field:
            found.setdefault(field, column)
    return found


def examine(
    session: Session,
    queries: Queries,
    table: Table,
    columns: Mapping[str, int],
    *,
    progress: Progress = lambda *_: None,
) -> list[Examined]:
    """Look through every row; nothing is recorded. `progress` may raise to give up.

    Raises Problem `columns-name` without a column of names, `import-rows` beyond 100,000 rows.
    """
    if "name" not in columns:
        raise Problem("columns-name")
    if len(table.rows) > ROWS_MAX:
        raise Problem("import-rows", limit=ROWS_MAX)
    today = session.clock.now().local.date()
    seen = _Seen()
    found = []
    for number, row in enumerate(table.rows):
        if number % _EVERY == 0:
            progress(number, len(table.rows))
        found.append(_examined(session, queries, row, columns, seen=seen, today=today))
    progress(len(table.rows), len(table.rows))
    return found


def import_examined(
    session: Session,
    rows: Sequence[Examined],
    *,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportReport:
    """Take these rows down, some hundreds in one transaction; what is reported as imported is in.

    A row that cannot be kept after all is named in the report; a full disk ends it with the Problem.
    """
    report = ImportReport(rows=len(rows))
    moment, done = session.clock.now(), 0
    progress(0, len(rows))
    for batch in batches(rows):
        if cancelled():
            report.cancelled = True
            break
        imported = 0
        with session.store.unit_of_work() as uow:
            for row in batch:
                if row.resident is None:
                    continue
                try:
                    record_in(uow, session, row.resident, moment=moment)
                    imported += 1
                except EnvironmentProblem:
                    raise
                except Problem as reason:
                    report.problems.append(RowProblem(row.line, reason))
        report.imported += imported
        done += len(batch)
        progress(done, len(rows))
    return report


class _Seen:
    """The residents of the rows above."""

    def __init__(self) -> None:
        self._identities: dict[tuple[object, ...], int] = {}
        self._lookups: dict[tuple[int, bytes], int] = {}

    def same(self, resident: Resident) -> int:
        """The line of the same resident, 0 if there is none."""
        return self._identities.get(identity_of(resident), 0)

    def alike(self, traits: Traits) -> tuple[int, list[Alike]]:
        """The line of somebody who looks like this one, and why."""
        found = [
            (self._lookups[each], Alike(each[0]))
            for each in lookups(traits)
            if each in self._lookups and Alike(each[0]).suspicious
        ]
        line = min((line for line, _ in found), default=0)
        return line, [reason for at, reason in found if at == line]

    def add(self, resident: Resident, traits: Traits, line: int) -> None:
        self._identities.setdefault(identity_of(resident), line)
        for each in lookups(traits):
            self._lookups.setdefault(each, line)


def _examined(
    session: Session,
    queries: Queries,
    row: Row,
    columns: Mapping[str, int],
    *,
    seen: _Seen,
    today: date,
) -> Examined:
    name = _cell(row, columns["name"])
    try:
        resident = resident_of(session, row, columns, today=today)
    except EnvironmentProblem:
        raise
    except Problem as problem:
        number = mask_id(_cell(row, columns.get("document_number", -1)))
        return Examined(row.line, Verdict.BAD, name, reasons=(problem,), number=number)
    shown = mask_id(resident.document_number) or "—"
    good = Examined(row.line, Verdict.GOOD, resident.name, resident, number=shown)
    if line := seen.same(resident):
        reason = Problem("resident-repeated", number=shown, other=line)
        return replace(good, verdict=Verdict.HERE, reasons=(reason,))
    traits = traits_of(resident)
    line, why = seen.alike(traits)
    seen.add(resident, traits, row.line)
    reasons = [Problem("import-alike-line", other=line, why=reason_text(why))] if line else []
    for known in queries.residents.lookalikes(traits, limit=1):
        if Alike.DOCUMENT in known.reasons:
            reason = Problem("resident-known", number=shown)
            return replace(good, verdict=Verdict.HERE, reasons=(reason,))
        text = reason_text(known.reasons)
        reasons.append(Problem("import-alike", name=known.row.name, why=text))
    doubtful = bool(reasons)
    reasons += [Problem(note) for phone in resident.phones if (note := check_phone(phone).note)]
    return replace(
        good,
        verdict=Verdict.DOUBTFUL if doubtful else Verdict.GOOD,
        reasons=tuple(reasons),
    )


def _cell(row: Row, column: int) -> str:
    return row.cells[column].strip() if 0 <= column < len(row.cells) else ""
