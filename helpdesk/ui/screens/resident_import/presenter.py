"""Decides the steps of an import: file, columns, preview, taking, report. Plain Python."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from helpdesk.application.audit import record_export
from helpdesk.application.import_reports import ReportRow, report_workbook
from helpdesk.application.imports import ImportReport, resident_column
from helpdesk.application.resident_import import (
    ROWS_MAX,
    Examined,
    Verdict,
    examine,
    guess_columns,
    import_examined,
)
from helpdesk.application.tables import BYTES_MAX, HEADER_WITHIN, Table, read_table
from helpdesk.domain.masking import mask_id
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import N_, _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench

OUTCOMES: dict[Verdict, str] = {
    Verdict.GOOD: N_("Ready"),
    Verdict.DOUBTFUL: N_("Look at it"),
    Verdict.HERE: N_("Here already"),
    Verdict.BAD: N_("Cannot be taken"),
}
_LONG_NUMBER = 11  # digits from which on a cell is somebody's number
_SAMPLES = 3  # rows whose cells are shown beside a column's header

Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: header and some of its cells, and the field that each is taken for."""

    headers: Sequence[str]
    samples: Sequence[str]
    fields: Sequence[str]


class ImportView(Protocol):
    """What the presenter asks of the dialog."""

    def show_columns(self, columns: Columns) -> None:
        """The table was read: which column is what?"""
        ...

    def show_preview(self, rows: Sequence[Examined]) -> None:
        """Every row, with what speaks against it."""
        ...

    def show_progress(self, done: int, total: int) -> None:
        """How far the work under way is."""
        ...

    def show_end(self, report: ImportReport, left: Sequence[tuple[str, int]]) -> None:
        """What became of it, and how many rows were `left` for which reason."""
        ...

    def show_problem(self, words: str) -> None:
        """What is wrong and what to do; the step stays."""
        ...


class ImportPresenter:
    """One table at a time; nothing is recorded before the last step."""

    def __init__(self, bench: Workbench, view: ImportView) -> None:
        self._bench = bench
        self._view = view
        self._table = Table((), ())
        self._rows: Sequence[Examined] = ()
        self._chosen: frozenset[int] = frozenset()
        self._report = ImportReport()
        self._stopped = False
        self._task: object = None

    def read(self, path: str) -> None:
        """The file was chosen."""
        self._stopped = False
        self._run(lambda: self._read_file(Path(path)), self._have_table)

    def examine(self, fields: Sequence[str]) -> None:
        """The columns are known: look through every row."""
        self._stopped = False
        columns = {field: n for n, field in reversed(list(enumerate(fields))) if field}
        session, queries, table = self._bench.session, self._bench.queries, self._table

        def look(report: Callable[[int, int], None]) -> list[Examined]:
            def progress(done: int, total: int) -> None:
                self._check()
                report(done, total)

            return examine(session, queries, table, columns, progress=progress)

        self._run(look, self._have_rows)

    def take(self, lines: frozenset[int]) -> None:
        """Record the rows of these lines."""
        self._stopped = False
        self._chosen = lines
        session = self._bench.session
        rows = [row for row in self._rows if row.line in lines and row.takeable]

        def work(report: Callable[[int, int], None]) -> ImportReport:
            return import_examined(session, rows, progress=report, cancelled=lambda: self._stopped)

        self._run(work, self._have_report)

    def stop(self) -> None:
        """Give the work under way up as soon as it can end cleanly."""
        self._stopped = True

    def save_report(self, path: str) -> None:
        """Write the report to a file."""
        if not path:
            return
        rows = self._report_rows()
        counts = (
            (_("Brought in"), self._report.imported),
            (_("Not taken"), len(rows) - self._report.imported),
        )

        def save() -> None:
            record_export(self._bench.session, "import_report", rows=len(rows))
            content = report_workbook(rows, counts=counts)
            self._bench.papers.save_pdf(content, path=path)

        self._run(save, lambda _nothing: self._view.show_problem(_("The report is saved.")))

    # -- inside

    def _run(self, work: Callable[..., object], done: Callable[..., object]) -> None:
        self._bench.background.run(
            work, done=done, failed=self._failed, progress=self._view.show_progress
        )

    def _failed(self, problem: Problem) -> None:
        if problem.code != "import-stopped":
            self._view.show_problem(sentence(problem))

    def _check(self) -> None:
        if self._stopped:
            raise EnvironmentProblem("import-stopped")

    def _read_file(self, path: Path) -> Table:
        try:
            if path.stat().st_size > BYTES_MAX:
                raise Problem("file-large", megabytes=BYTES_MAX // 1_000_000)
            content = path.read_bytes()
        except OSError as error:
            raise EnvironmentProblem("file-unreadable", path=path.name) from error
        counted = itertools.count()

        def check() -> None:
            self._check()
            if next(counted) > ROWS_MAX + HEADER_WITHIN:
                raise Problem("import-rows", limit=ROWS_MAX)

        return read_table(content, suffix=path.suffix, column_of=resident_column, check=check)

    def _have_table(self, table: Table) -> None:
        self._table = table
        if not table.rows:
            self._view.show_problem(sentence(Problem("file-empty")))
            return
        guessed = guess_columns(table.headers)
        fields = {column: field for field, column in guessed.items()}
        width = range(len(table.headers))
        self._view.show_columns(
            Columns(
                headers=table.headers,
                samples=[_sample(table, column) for column in width],
                fields=[fields.get(column, "") for column in width],
            )
        )

    def _have_rows(self, rows: Sequence[Examined]) -> None:
        self._rows = rows
        self._view.show_preview(rows)

    def _have_report(self, report: ImportReport) -> None:
        self._report = report
        counts = counts_of(self._rows)
        takeable = counts[Verdict.GOOD] + counts[Verdict.DOUBTFUL]
        left = (
            (_("Left out"), takeable - len(self._chosen)),
            (_("Here already"), counts[Verdict.HERE]),
            (_("Cannot be taken"), counts[Verdict.BAD]),
        )
        self._view.show_end(report, left)

    def _report_rows(self) -> list[ReportRow]:
        late = {each.line: each.reason for each in self._report.problems}
        left = self._report.imported
        rows = []
        for row in self._rows:
            chosen = row.line in self._chosen and row.takeable
            if row.line in late:
                outcome, reasons = _("Cannot be taken"), [late[row.line]]
            elif chosen and left > 0:
                outcome, reasons, left = _("Brought in"), list(row.reasons), left - 1
            elif chosen:
                outcome, reasons = _("Not reached before it was stopped"), []
            elif row.takeable:
                outcome, reasons = _("Left out"), list(row.reasons)
            else:
                outcome, reasons = _(OUTCOMES[row.verdict]), list(row.reasons)
            text = " ".join(sentence(each) for each in reasons)
            rows.append(ReportRow(row.line, row.name, outcome, text))
        return rows


def _sample(table: Table, column: int) -> str:
    cells: list[str] = []
    for row in table.rows[: 20 * _SAMPLES]:
        text = row.cells[column].strip() if column < len(row.cells) else ""
        if sum(c.isdigit() for c in text) >= _LONG_NUMBER:
            text = mask_id(text)
        if text and text not in cells:
            cells.append(text)
        if len(cells) == _SAMPLES:
            break
    return " · ".join(cells)


def counts_of(rows: Sequence[Examined]) -> Mapping[Verdict, int]:
    """How many rows stand in each way."""
    return {verdict: sum(row.verdict is verdict for row in rows) for verdict in Verdict}
