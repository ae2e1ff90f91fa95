"""The commands about cases: open, show, list, print."""

import contextlib
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.application.cases import open_case
from helpdesk.application.queries import CaseFile, CaseFilter, CaseRow, Queries
from helpdesk.application.reentry import reenter_case
from helpdesk.application.sync_texts import unsent_text
from helpdesk.application.trusted_time import vouch_for_date
from helpdesk.bootstrap.case_input import decode_case, intake_of
from helpdesk.bootstrap.case_output import case_json, case_lines, row_cells, row_json
from helpdesk.bootstrap.commands_batch import papers_of, print_batch
from helpdesk.bootstrap.commands_desk import OK, PAGE, opened
from helpdesk.bootstrap.console import columns, complain, put_json, say
from helpdesk.bootstrap.stub_input import stub_of
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.signing_history import gap_line

if TYPE_CHECKING:
    from helpdesk.bootstrap.papers import DeskPapers


def open_(arguments: Namespace) -> int:
    """Register a case from JSON."""
    case = decode_case(read_input(arguments.json))
    with contextlib.closing(opened(arguments, alone=True)) as desk:
        intake = intake_of(case, desk.session, desk.queries)
        if arguments.vouch_for_date is not None:
            vouch_for_date(desk.session, reason=arguments.vouch_for_date)
        registered = open_case(desk.session, intake)
        file = case_file(desk.queries, registered.number)
    if arguments.number:
        say(registered.number)
        return OK
    put_json({**row_json(file.row), "resident": file.row.resident})
    return OK


def reenter(arguments: Namespace) -> int:
    """Register a case again from a paper stub."""
    with contextlib.closing(opened(arguments, alone=True)) as desk:
        registered = reenter_case(desk.session, stub_of(arguments))
        file = case_file(desk.queries, registered.number)
    if arguments.json:
        put_json({**row_json(file.row), "resident": file.row.resident})
    else:
        say(_("Re-entered under its own number."))
    return OK


def show(arguments: Namespace) -> int:
    """One case with its history."""
    with contextlib.closing(opened(arguments, alone=False)) as desk:
        file = case_file(desk.queries, arguments.number)
    if arguments.json:
        put_json(case_json(file))
    else:
        for line in case_lines(file):
            say(line)
    return OK


def list_(arguments: Namespace) -> int:
    """Cases, the last registered first, or those still open by due time."""
    wanted = CaseFilter(text=arguments.search or "", open_only=arguments.due)
    offset, limit = arguments.offset, arguments.limit
    with contextlib.closing(opened(arguments, alone=False)) as desk:
        if wanted.text and desk.queries.sync_state().unprepared:
            desk.store.tidy()  # a command answers once, and then in full
        total = desk.queries.count_cases(wanted)
        unsent = desk.queries.count_cases(replace(wanted, unsent_only=True))
        refused = desk.queries.sync_state().refused
        as_of = desk.clock.now().local
        if arguments.due:
            found = _by_due(desk.queries, wanted, total)[offset:][:limit]
        else:
            found = list(desk.queries.cases(wanted, offset=offset, limit=limit))
        asides = desk.queries.doubts.asides([row.id for row in found])
    if arguments.json:
        listed = [row_json(row) | {"aside": row.id in asides} for row in found]
        as_text = as_of.isoformat(sep=" ")
        told = {"total": total, "not_with_city": unsent, "refused": refused, "as_of": as_text}
        put_json({**told, "cases": listed})
        return OK
    if found:
        for line in columns([row_cells(row, aside=row.id in asides) for row in found]):
            say(line)
    counted = ngettext("{n} case", "{n} cases", total).format(n=total)
    words = unsent_text(unsent, refused=refused, at=as_of.strftime("%H:%M"))
    complain(f"{counted} · {words}")
    return OK


def print_(arguments: Namespace) -> int:
    """A paper of a case as a PDF file."""
    from helpdesk.application.prints import queue_paper
    from helpdesk.bootstrap.drawing import check_size

    if not arguments.number or arguments.batch or arguments.day:
        return print_batch(arguments)
    if arguments.all:
        return _print_all(arguments)
    check_size(arguments.size, paper=arguments.paper)
    with contextlib.closing(opened(arguments, alone=True)) as desk:
        file = case_file(desk.queries, arguments.number)
        papers = papers_of(desk)
        missing = _warned_of_boxes(papers, file.case.id, arguments)
        job = queue_paper(
            desk.session,
            file.case.id,
            paper=arguments.paper,
            size=arguments.size,
            copies=arguments.copies,
        )
        papers.save_job(job, path=str(arguments.out))
    if arguments.json:
        put_json(
            {
                "number": file.row.number,
                "paper": arguments.paper,
                "size": arguments.size,
                "copies": arguments.copies,
                "out": str(arguments.out),
                "bytes": arguments.out.stat().st_size,
                "missing_characters": list(missing),
            }
        )
    else:
        say(str(arguments.out))
    return OK


def _print_all(arguments: Namespace) -> int:
    """The whole case for the archive; taking it out is on record."""
    with contextlib.closing(opened(arguments, alone=True)) as desk:
        file = case_file(desk.queries, arguments.number)
        for gap in file.case.gaps:
            complain(gap_line(gap))
        papers = papers_of(desk)
        archive = papers.archive(file.case.id)
        papers.save_pdf(archive, path=str(arguments.out), paper="case_file")
    if arguments.json:
        size = arguments.out.stat().st_size
        missing = [gap_line(gap) for gap in file.case.gaps]
        out = {"number": file.row.number, "out": str(arguments.out), "bytes": size}
        put_json(out | {"missing_sheets": missing})
    else:
        say(str(arguments.out))
    return OK


def case_file(queries: Queries, number: str) -> CaseFile:
    """The case with this number, in whatever grouping it was typed.

    Raises Problem `case-unknown`, or what is wrong with the number.
    """
    case_id = queries.case_id(number)
    if case_id is None:
        CaseNumber.parse(number)
    file = queries.case_file(case_id) if case_id else None
    if file is None:
        raise Problem("case-unknown")
    return file


def read_input(source: str) -> bytes:
    """A file's bytes, or those of stdin for `-`. Raises EnvironmentProblem `file-unreadable`."""
    if source == "-":
        return sys.stdin.buffer.read()
    return read_file(Path(source))


def read_file(path: Path) -> bytes:
    """A file's bytes. Raises EnvironmentProblem `file-unreadable`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise EnvironmentProblem("file-unreadable", path=str(path)) from error


def _by_due(queries: Queries, wanted: CaseFilter, total: int) -> list[CaseRow]:
    rows: list[CaseRow] = []
    for offset in range(0, total, PAGE):
        rows += queries.cases(wanted, offset=offset, limit=PAGE)
    return sorted(rows, key=lambda row: (row.due is None, row.due or row.registered_at))


def _warned_of_boxes(papers: "DeskPapers", case: str, arguments: Namespace) -> tuple[str, ...]:
    """The characters of the paper that no font has, named before it is made."""
    with papers.noticing() as missing:
        papers.render(case, paper=arguments.paper, size=arguments.size, copies=arguments.copies)
    if missing:
        text = _("No font has these characters, they will show as boxes: {characters}")
        complain(text.format(characters=" ".join(missing)))
    return tuple(missing)
