"""The receipts of many cases in one PDF: `helpdesk print --batch` and `--day`, and the marked ones."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from itertools import count

from helpdesk.application.papers import Receipt
from helpdesk.application.ports import Session
from helpdesk.application.prints import receipts_saved
from helpdesk.application.queries import CaseFile, CaseFilter, CaseRow, Queries
from helpdesk.bootstrap.drawing import Drawing, check_size
from helpdesk.domain.problems import Problem
from helpdesk.printing.emblem import carried
from helpdesk.printing.papers.receipt import render_receipts

Told = Callable[[int, int], object]  # done, of how many; what it raises gives the batch up
_PAGE = 200


def save_receipts(
    session: Session,
    drawing: Drawing,
    cases: Sequence[str],
    *,
    size: str,
    save: Callable[[bytes], object],
    told: Told = lambda _done, _total: None,
) -> None:
    """One copy of each case's receipt, in this order, into one PDF; recorded for all once `save` has it.

    Given up before that, nothing is left behind. Raises Problem `case-unknown`, `size-unknown`,
    EnvironmentProblem `file-unwritable`.
    """
    sheet = check_size(size, paper="receipt")
    vouched: list[tuple[str, ...]] = []

    def files() -> Iterator[CaseFile]:
        for n, case_id in enumerate(cases):
            told(n, len(cases))
            file = drawing.queries.case_file(case_id)
            if file is None:
                raise Problem("case-unknown")
            yield file

    def receipts() -> Iterator[Receipt]:
        for receipt, facts in drawing.receipts(session.at(), files(), size=size):
            vouched.append(facts)
            yield receipt

    with drawing.dressed("receipt") as sheets:
        pdf, emblem = render_receipts(receipts(), size=sheet), carried()
    told(len(cases), len(cases))
    save(pdf)
    out = list(zip(cases, vouched, sheets, strict=True))
    receipts_saved(session, out, size=size, digest=sha256(pdf).hexdigest(), emblem=emblem)


def cases_of_day(queries: Queries, day: date) -> list[str]:
    """The cases registered on a day, the first one first."""
    found: list[CaseRow] = []
    for offset in count(0, _PAGE):
        rows = queries.cases(CaseFilter(), offset=offset, limit=_PAGE)
        found += [row for row in rows if row.registered_at and row.registered_at.date() == day]
        if len(rows) < _PAGE or (rows[-1].registered_at and rows[-1].registered_at.date() < day):
            break
    return [row.id for row in reversed(found)]
