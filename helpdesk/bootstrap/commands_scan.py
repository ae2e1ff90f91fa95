"""`helpdesk scan`: signed papers from files, each page filed under its case by the code on it."""

import contextlib
from argparse import Namespace
from pathlib import Path
from typing import Any

from helpdesk.application.scans import (
    Filed,
    after_the_first,
    file_scan,
    keep_scan,
    sort_again,
    sort_scan,
)
from helpdesk.bootstrap.commands_cases import case_file
from helpdesk.bootstrap.commands_desk import OK, PROBLEM, opened
from helpdesk.bootstrap.console import columns, complain, put_json, say
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.signing_history import REASONS, gap_text
from helpdesk.i18n.words import EXPORTS, word

_MOST = 10_000
_SUFFIXES = {".jpg", ".jpeg", ".png", ".pdf", ".tif", ".tiff", ".bmp", ".webp", ".gif"}
_SUFFIXES |= {".heic", ".heif"}  # refused with a sentence, not passed over


def scan(arguments: Namespace) -> int:
    """Take scans in; without files, list what waits. Exit code 1 when something waits or failed."""
    if bool(arguments.page) != bool(arguments.case) or (arguments.page and arguments.files):
        raise Problem("scan-unclear")
    with contextlib.closing(opened(arguments, alone=True)) as desk:
        if arguments.page:
            _by_hand(desk, arguments)
        filed, wrong = _take(desk, _paths(arguments.files))
        waiting = desk.queries.scans.unsorted(limit=_MOST)
    pages = [_page(each) for each in filed if each.case]
    left = [{"page": each.id, "reason": each.reason} for each in waiting]
    if arguments.json:
        problems = [{"path": str(path), "error": problem.code} for path, problem in wrong]
        put_json({"filed": pages, "waiting": left, "problems": problems})
        return PROBLEM if wrong or left else OK
    for line in columns([[str(value) for value in page.values()] for page in pages]):
        say(line)
    for each in waiting:
        why = _(REASONS[each.reason]) if each.reason in REASONS else sentence(Problem(each.reason))
        say(_("Waiting page no. {n}: {why}").format(n=each.id, why=why))
    for path, problem in wrong:
        complain(f"{path}: {sentence(problem)}")
    n = len(pages)
    complain(ngettext("{n} page filed.", "{n} pages filed.", n).format(n=n))
    return PROBLEM if wrong or left else OK


def _take(
    desk: OpenDesk, paths: list[Path]
) -> tuple[list[Filed], list[tuple[Path | str, Problem]]]:
    """What was left unread goes on first, and pages whose case has come since."""
    from helpdesk.bootstrap.filing import filing_of, scan_room_of  # Pillow, PDFium, zxing

    filing = filing_of(desk.store)
    room = scan_room_of(filing)
    session, queries = desk.session, desk.queries
    filed: list[Filed] = []
    wrong: list[tuple[Path | str, Problem]] = []
    for each in queries.scans.unsorted(limit=_MOST):
        found = sort_again(session, queries, each) if each.code else None
        filed += [found] if found else []
    for unread in queries.scans.unread():
        filed += sort_scan(room, session, queries, unread)
    for path in paths:
        try:
            taken = keep_scan(room, session, filing.preparing.read(path))
            filed += _named(path, sort_scan(room, session, queries, taken), wrong)
        except EnvironmentProblem:
            raise
        except Problem as problem:
            wrong.append((path, problem))
    return list(after_the_first(session, queries, filed)), wrong


def _named(
    path: Path, filed: tuple[Filed, ...], wrong: list[tuple[Path | str, Problem]]
) -> tuple[Filed, ...]:
    wrong += [(path, Problem(each.reason)) for each in filed if each.scan.whole and not each.case]
    return filed


def _by_hand(desk: OpenDesk, arguments: Namespace) -> None:
    case = case_file(desk.queries, arguments.case).case
    found = [e for e in desk.queries.scans.unsorted(limit=_MOST) if e.id == arguments.page]
    if not found:
        raise Problem("scan-gone")
    file_scan(desk.session, found[0], case.id, paper=arguments.paper)


def _page(filed: Filed) -> dict[str, Any]:
    return {
        "number": filed.number,
        "paper": word(EXPORTS, filed.paper) if filed.paper else "",
        "copy": filed.copy or "",
        "finding": filed.finding,
        "missing": gap_text(filed.gap) if filed.gap else "",
    }


def _paths(given: list[Path]) -> list[Path]:
    """Files as they were named, and all scans in folders and the folders within."""
    found: list[Path] = []
    for path in given:
        inside = sorted(path.rglob("*")) if path.is_dir() else []
        found += [e for e in inside if e.suffix.lower() in _SUFFIXES] if path.is_dir() else [path]
    return found
