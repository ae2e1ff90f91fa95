"""`helpdesk print --batch FILE` and `--day DAY`: many receipts in one PDF."""

import contextlib
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.application.queries import Queries
from helpdesk.bootstrap.commands_desk import OK, opened
from helpdesk.bootstrap.console import complain, put_json, say
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _

if TYPE_CHECKING:
    from helpdesk.bootstrap.papers import DeskPapers

_STEP = 100  # receipts from one word of progress to the next


def papers_of(desk: OpenDesk) -> "DeskPapers":
    """As the window draws them, Mongolian and emblem included where this computer's settings say so."""
    from helpdesk.bootstrap.bilingual import paper_words
    from helpdesk.bootstrap.emblem import DeskEmblem
    from helpdesk.bootstrap.papers import DeskPapers
    from helpdesk.bootstrap.settings import Settings

    settings, files = Settings(desk.store.folder), desk.store.files
    words = paper_words(settings.get, desk.store.mongolian)
    papers = DeskPapers(desk.session, desk.queries, save=desk.hand_out, words=words, files=files)
    emblem = DeskEmblem(desk.store.queries.preferences, settings)
    papers.emblem, papers.emblem_of = emblem.picture, emblem.kept
    return papers


def print_batch(arguments: Namespace) -> int:
    """The receipts of a file's numbers or of a day. Ctrl+C gives it up: nothing is written then."""
    from helpdesk.bootstrap.receipts import cases_of_day

    one_way = bool(arguments.number) + bool(arguments.batch) + bool(arguments.day) == 1
    if not one_way or arguments.all or arguments.paper != "receipt":
        raise Problem("print-unclear")
    with contextlib.closing(opened(arguments, alone=True)) as desk:
        if arguments.day:
            cases = cases_of_day(desk.queries, arguments.day)
        else:
            cases = _named(desk.queries, arguments.batch)
        if not cases:
            raise Problem("print-nothing")
        path = str(arguments.out)
        papers_of(desk).save_receipts(cases, size=arguments.size, path=path, told=_told)
    if arguments.json:
        size = arguments.out.stat().st_size
        put_json({"receipts": len(cases), "out": str(arguments.out), "bytes": size})
    else:
        say(str(arguments.out))
    return OK


def _named(queries: Queries, source: str) -> list[str]:
    """The cases of the numbers, one on a line. Raises Problem `batch-line`, EnvironmentProblem
    `file-unreadable`."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentProblem("file-unreadable", path=source) from error
    cases = []
    for n, line in enumerate(text.splitlines(), start=1):
        if number := line.strip():
            if not (case := queries.case_id(number)):
                raise Problem("batch-line", line=n)
            cases.append(case)
    return list(dict.fromkeys(cases))


def _told(done: int, total: int) -> None:
    if done and (done % _STEP == 0 or done == total):
        complain(_("{done} of {total} receipts").format(done=f"{done:,}", total=f"{total:,}"))
