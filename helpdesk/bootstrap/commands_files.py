"""The commands about files: attach some to a case, see where a case's files are, fetch what is not here."""

import contextlib
from argparse import Namespace
from typing import Any

from helpdesk.application.files import attach_file, keep_file
from helpdesk.bootstrap.commands_cases import case_file
from helpdesk.bootstrap.commands_desk import OK, PROBLEM, opened
from helpdesk.bootstrap.console import columns, complain, put_json, say
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain.attachments import NO_LINE
from helpdesk.domain.cases import Case
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.files.lines import UNKNOWN, name_of, state_of
from helpdesk.ui.models.spoken import size_text


def attach(arguments: Namespace) -> int:
    """Attach files to a case; those that cannot be kept are named, the others are attached."""
    from helpdesk.bootstrap.filing import filing_of  # Pillow and PDFium, for this command alone

    attached, wrong = [], []
    with contextlib.closing(opened(arguments, alone=True)) as desk:
        filing = filing_of(desk.store)
        case = case_file(desk.queries, arguments.number).case
        for path in arguments.files:
            try:
                content = filing.preparing.read(path)
                file = keep_file(
                    filing,
                    desk.session,
                    content,
                    line=arguments.line - 1 if arguments.line else NO_LINE,
                    caption=arguments.caption,
                )
                attach_file(desk.session, case.id, file)
                attached.append(file)
            except EnvironmentProblem:
                raise
            except Problem as refused:
                wrong.append((path, refused))
    if arguments.json:
        put_json(
            {
                "attached": [{"file": each.sha256, "bytes": each.size} for each in attached],
                "problems": [{"path": str(p), "error": e.code} for p, e in wrong],
            }
        )
    else:
        n = len(attached)
        say(ngettext("{n} file attached.", "{n} files attached.", n).format(n=n))
    for path, problem in wrong:
        complain(f"{path}: {sentence(problem)}")
    return PROBLEM if wrong else OK


def files(arguments: Namespace) -> int:
    """The files of a case and where each is, or what waits to be sent and fetched."""
    with contextlib.closing(opened(arguments, alone=False)) as desk:
        found = _of_case(desk, arguments) if arguments.number else _waiting(desk)
    if arguments.json:
        put_json({"files": found})
        return OK
    for line in columns([[str(value) for value in each.values() if value != ""] for each in found]):
        say(line)
    complain(ngettext("{n} file", "{n} files", len(found)).format(n=len(found)))
    return OK


def _of_case(desk: OpenDesk, arguments: Namespace) -> list[dict[str, Any]]:
    case: Case = case_file(desk.queries, arguments.number).case
    store = desk.store.files
    names = [each.file.sha256 for each in case.files]
    if arguments.fetch:
        store.want([*(each.file.thumbnail for each in case.files if each.file.thumbnail), *names])
    if arguments.again:
        store.retry(case.id)
    states = store.states(names)
    return [
        {
            "file": each.file.sha256[:12],
            "name": name_of(each.file, case.materials),
            "size": size_text(each.file.size),
            "state": state_of(each, states.get(each.file.sha256, UNKNOWN))[0],
        }
        for each in case.files
    ]


def _waiting(desk: OpenDesk) -> list[dict[str, Any]]:
    found = []
    for each in desk.store.files.waiting(limit=1_000):
        row = desk.queries.case_file(each.case)
        why = sentence(Problem(each.error)) if each.error else ""
        found.append(
            {
                "file": row.row.number if row else "—",
                "name": each.label or each.title,
                "size": size_text(each.bytes),
                "state": why or (_("to be sent") if each.up else _("to be fetched")),
            }
        )
    return found
