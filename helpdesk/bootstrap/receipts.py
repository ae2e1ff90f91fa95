"""The receipts of many cases in one PDF: `helpdesk print --batch` and `--day`."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from itertools import count
from typing import cast

from helpdesk.application.paper_data import receipt_of
from helpdesk.application.paper_facts import paper_facts
from helpdesk.application.paper_proof import proven
from helpdesk.application.papers import Receipt
from helpdesk.application.ports import Session
from helpdesk.application.prints import receipts_saved
from helpdesk.application.queries import CaseFilter, CaseRow, Queries
from helpdesk.bootstrap.drawing import check_size
from helpdesk.domain.problems import Problem
from helpdesk.printing import Size
from helpdesk.printing.pages import counting
from helpdesk.printing.papers.receipt import render_receipts

Told = Callable[[int, int], object]  # done, of how many; what it raises gives the batch up
_PAGE = 200


def save_receipts(
    session: Session,
    queries: Queries,
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
    check_size(size, paper="receipt")
    vouched: list[tuple[str, tuple[str, ...]]] = []
    then = session.at()

    def receipts() -> Iterator[Receipt]:
        for n, case_id in enumerate(cases):
            told(n, len(cases))
            file = queries.case_file(case_id)
            if file is None:
                raise Problem("case-unknown")
            model = receipt_of(then, file.case, copies=1)
            facts = paper_facts(then, file.case, paper="receipt")
            ready = proven(then, file.case.number, (model,), facts, size=size)
            vouched.append((case_id, ready.facts))
            yield cast("Receipt", ready.papers[0])

    with counting() as sheets:
        pdf = render_receipts(receipts(), size=Size[size])
    told(len(cases), len(cases))
    save(pdf)
    out = [(case_id, facts, n) for (case_id, facts), n in zip(vouched, sheets, strict=True)]
    receipts_saved(session, out, size=size, digest=sha256(pdf).hexdigest())


def cases_of_day(queries: Queries, day: date) -> list[str]:
    """The cases registered on a day, the first one first."""
    found: list[CaseRow] = []
    for offset in count(0, _PAGE):
        rows = queries.cases(CaseFilter(), offset=offset, limit=_PAGE)
        found += [row for row in rows if row.registered_at and row.registered_at.date() == day]
        if len(rows) < _PAGE or (rows[-1].registered_at and rows[-1].registered_at.date() < day):
            break
    return [row.id for row in reversed(found)]
