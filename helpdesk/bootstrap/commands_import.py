"""The command that brings tables in: requests and residents by the thousand."""

import contextlib
import time
from argparse import Namespace
from pathlib import Path

from helpdesk.application.imports import (
    ImportReport,
    RowProblem,
    import_requests,
    import_residents,
    request_column,
    resident_column,
)
from helpdesk.application.tables import BYTES_MAX, Table, read_table
from helpdesk.application.trusted_time import vouch_for_date
from helpdesk.bootstrap.commands_cases import read_file
from helpdesk.bootstrap.commands_desk import INTERRUPTED, OK, PROBLEM, opened
from helpdesk.bootstrap.console import complain, interruptible, put_json, say, show_progress
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence

REQUESTS, RESIDENTS = "requests", "residents"
KINDS = (RESIDENTS, REQUESTS)


def import_(arguments: Namespace) -> int:
    """Import a table; its good rows are in, its bad ones named."""
    begun = time.monotonic()
    table = _read(arguments.file, arguments.kind)
    with (
        contextlib.closing(opened(arguments, alone=True)) as desk,
        interruptible() as wished,
    ):
        if arguments.vouch_for_date is not None:
            vouch_for_date(desk.session, reason=arguments.vouch_for_date)
        if arguments.kind == REQUESTS:
            report = import_requests(desk.session, table, progress=show_progress, cancelled=wished)
        else:
            report = import_residents(
                desk.session, desk.queries, table, progress=show_progress, cancelled=wished
            )
    for problem in report.problems:
        complain(_line(problem))
    if arguments.json:
        put_json(_as_json(report, seconds=time.monotonic() - begun))
    else:
        _tell(report)
    if report.cancelled:
        return INTERRUPTED
    return PROBLEM if report.problems else OK


def _read(path: Path, kind: str) -> Table:
    column_of = request_column if kind == REQUESTS else resident_column
    with contextlib.suppress(OSError):
        if path.stat().st_size > BYTES_MAX:
            raise Problem("file-large", megabytes=BYTES_MAX // 1_000_000)
    return read_table(read_file(path), suffix=path.suffix, column_of=column_of)


def _tell(report: ImportReport) -> None:
    done = _("{rows} rows: {imported} imported, {skipped} here already, {bad} not imported.")
    say(
        done.format(
            rows=report.rows,
            imported=report.imported,
            skipped=report.skipped,
            bad=len(report.problems),
        )
    )
    for repeat in report.repeats[:20]:
        say(_line(repeat))
    if report.skipped > 20:
        say(_("… and {n} more that are here already.").format(n=report.skipped - 20))
    if report.cancelled:
        say(_("Stopped. Import the same file again to go on."))


def _line(problem: RowProblem) -> str:
    text = _("Line {line}: {reason}")
    return text.format(line=problem.line, reason=sentence(problem.reason))


def _as_json(report: ImportReport, *, seconds: float) -> dict[str, object]:
    return {
        "rows": report.rows,
        "imported": report.imported,
        "skipped": report.skipped,
        "repeats": [_problem_json(each) for each in report.repeats],
        "problems": [_problem_json(each) for each in report.problems],
        "cancelled": report.cancelled,
        "seconds": round(seconds, 3),
    }


def _problem_json(problem: RowProblem) -> dict[str, object]:
    reason = problem.reason
    return {"line": problem.line, "code": reason.code, "reason": sentence(reason)}
