"""The background half of signed papers: kept, read, filed, looked up. Any thread; no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from helpdesk.application.paper_facts import SLIP
from helpdesk.application.queries import CaseFilter, CaseRow
from helpdesk.application.scan_rows import Scan
from helpdesk.application.scans import (
    Filed,
    ScanRoom,
    after_the_first,
    file_scan,
    fill_gap,
    keep_scan,
    sort_again,
    sort_scan,
)
from helpdesk.domain.problems import Problem
from helpdesk.domain.signing import Gap
from helpdesk.i18n import _
from helpdesk.i18n.counting import day_text
from helpdesk.i18n.signing_history import gap_line
from helpdesk.i18n.words import EXPORTS, PAPERS, word
from helpdesk.ui.files.taking import Blackened, Source
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.scans.lines import PageLine, Taken, reason_text
from helpdesk.ui.screens.intake.state import PickLine

UNSORTED_MAX = 200  # pages that are shown at once
_CASES = 8
_SHEETS = 9  # missing ones of a signed copy that are offered
Report = Callable[..., None]


class ScanWork:
    """`report` and `cancel` are those of `ui.tasks`: what is given up goes on at the next start."""

    def __init__(self, bench: Workbench, room: ScanRoom) -> None:
        self._bench = bench
        self._room = room

    def take(self, sources: Sequence[Source], report: Report, cancel: Any) -> Taken:
        """Seal each scan as it came, then read and file every page."""
        kept: list[Scan] = []
        problems: list[Problem] = []
        for number, source in enumerate(sources):
            report(number, len(sources), _("Taking scans in"))
            try:
                kept.append(keep_scan(self._room, self._bench.session, self._content(source)))
            except Problem as problem:
                problems.append(problem)
        return Taken(self._sort(kept, report, cancel), tuple(problems))

    def resume(self, report: Report, cancel: Any) -> tuple[Taken, int]:
        """Go on with what was left unread; with it, how many pages wait for a person."""
        scans = self._bench.queries.scans
        return Taken(self._sort(scans.unread(), report, cancel)), scans.count()

    def pages(self) -> list[PageLine]:
        """What waits for a person; a page whose case has come meanwhile is filed now."""
        session, queries = self._bench.session, self._bench.queries
        found = []
        for scan in queries.scans.unsorted(limit=UNSORTED_MAX):
            if scan.code and sort_again(session, queries, scan):
                continue
            near = queries.case_file(scan.near) if scan.near else None
            number = near.row.number if near else ""
            found.append(
                PageLine(
                    scan,
                    reason_text(scan.reason),
                    near=scan.near if near else "",
                    number=number,
                )
            )
        return found

    def picture(self, scan: Scan) -> bytes:
        """A page as it is kept. Raises EnvironmentProblem `attachment-missing`, `attachment-damaged`."""
        return self._room.files.read(scan.sha256)

    def cases(self, text: str, *, near: str = "") -> list[PickLine]:
        """Cases by number, name or matter; without a text the one that is likely meant, then the last."""
        wanted, queries = CaseFilter(text=text.strip()), self._bench.queries
        rows = list(queries.cases(wanted, offset=0, limit=_CASES))
        file = queries.case_file(near) if near and not wanted.text else None
        if file is not None:
            rows = [file.row, *(row for row in rows if row.id != near)]
        return [PickLine(r.id, f"{r.applicant or '—'} · {r.title}", _about(r)) for r in rows]

    def papers_of(self, case_id: str) -> list[tuple[str, str]]:
        """Identifier and name of what a page may be: a sheet that is missing, the papers printed for the
        case, then all others."""
        file = self._bench.queries.case_file(case_id)
        printed = [paper for paper, _n in file.case.prints] if file else []
        papers = [(each, word(EXPORTS, each)) for each in dict.fromkeys((*printed, *PAPERS, SLIP))]
        return [*((key, gap_line(gap)) for key, gap in self._missing(case_id).items()), *papers]

    def file(self, scan: Scan, case_id: str, chosen: str) -> Filed:
        """A person knows where the page belongs: the paper, or the missing sheet of `papers_of`."""
        session, gap = self._bench.session, self._missing(case_id).get(chosen)
        if gap is not None:
            return fill_gap(session, scan, case_id, gap)
        return file_scan(session, scan, case_id, paper=chosen)

    def _missing(self, case_id: str) -> dict[str, Gap]:
        """Each missing sheet by a key of its own."""
        file = self._bench.queries.case_file(case_id)
        return {
            f"{gap.paper}#{gap.printing}.{gap.copy}.{gap.facts}.{n}": replace(gap, missing=(n,))
            for gap in (file.case.gaps if file else ())
            for n in gap.missing[:_SHEETS]
        }

    def _sort(self, scans: Sequence[Scan], report: Report, cancel: Any) -> tuple[Filed, ...]:
        found: list[Filed] = []
        session, queries = self._bench.session, self._bench.queries

        def told(done: int, total: int) -> None:
            report(done, total, _("Reading signed papers"))

        for scan in scans:
            cancel.check()
            found += sort_scan(self._room, session, queries, scan, told=told)
        return after_the_first(session, queries, found)

    def _content(self, source: Source) -> bytes:
        if isinstance(source, Path):
            return self._bench.filing.preparing.read(source)
        return source.content if isinstance(source, Blackened) else source


def _about(row: CaseRow) -> str:
    day = day_text(row.registered_at.date()) if row.registered_at else ""
    return " · ".join(filter(None, (row.number, day)))
