"""The papers of a case as read models, and the exact text on them: what a signature stands for.

The text is everything that a paper says of the case, in the order and the words in which it stands there.
Left out is what a paper says about its own printing (when, by whom, which copy) and its code.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256
from typing import TypeVar

from helpdesk.application.forms import Form, Ticks
from helpdesk.application.joint_forms import JOINT
from helpdesk.application.matter_form import FORM
from helpdesk.application.paper_data import notice_of, receipt_of
from helpdesk.application.paper_forms import FORMS, forms_of, papers_for
from helpdesk.application.papers import Notice, Receipt
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile, Queries
from helpdesk.domain.cases import Case
from helpdesk.domain.problems import Problem

Paper = Receipt | Notice | Form
PaperType = TypeVar("PaperType", bound=Paper)
_ABOUT_PRINTING = frozenset({"issue", "codes", "qr_text", "aside", "told_at"})
SIGNABLE = ("receipt", "one_time_notice", JOINT, FORM, *FORMS)
"""Papers that can be signed at the desk."""


def read_beside(queries: Queries, file: CaseFile, papers: Collection[str]) -> CaseFile:
    """The file with what these papers say beside their case: all cases of the application, and the
    record of the applicant."""
    body = file.case.registered
    named = body.members if body and JOINT in papers else ()
    found = [queries.case_file(each) for each in named]
    members = tuple(each.case for each in found if each is not None)
    known = queries.resident(file.row.resident) if FORM in papers and file.row.resident else None
    return replace(file, members=members, resident=known)


def paper_of(session: Session, file: CaseFile, paper: str) -> Paper:
    """The first copy of a paper, as the case stands. Raises Problem `case-unknown`, `paper-unknown`, or
    `paper-unfit` for one that the case does not ask for. Of `JOINT` and `FORM` the file is one that
    `read_beside` made."""
    if paper not in SIGNABLE:
        raise Problem("paper-unknown", paper=paper)
    if paper not in papers_for(file.case):
        raise Problem("paper-unfit")
    if paper == "receipt":
        return receipt_of(session, file.case, copies=1)
    if paper == "one_time_notice":
        return notice_of(session, file.case, copies=1)
    return forms_of(session, file, paper=paper, copies=1)[0]


def demanded(case: Case) -> tuple[str, ...]:
    """The papers that are signed when a case is registered, what binds somebody first, the receipt last:
    the joint one where there are several cases."""
    fitting, body = papers_for(case), case.registered
    wanted = {
        "deferral_undertaking": True,
        "authorisation": bool(body and body.proxy),
        JOINT: True,
        "receipt": not (body and body.members),
    }
    return tuple(paper for paper, needed in wanted.items() if needed and paper in fitting)


def boxes_of(paper: Paper) -> tuple[str, ...]:
    """The words beside the boxes to tick, in order."""
    sections = paper.sections if isinstance(paper, Form) else ()
    ticks = (each for each in sections if isinstance(each, Ticks))
    return tuple(words for each in ticks for words, _ticked in each.options)


def with_ticks(paper: PaperType, ticks: Collection[str]) -> PaperType:
    """The paper with these boxes ticked besides those that are."""
    if not ticks or not isinstance(paper, Form):
        return paper
    sections = tuple(
        replace(each, options=tuple((w, on or w in ticks) for w, on in each.options))
        if isinstance(each, Ticks)
        else each
        for each in paper.sections
    )
    return replace(paper, sections=sections)


def text_digest(paper: Paper) -> str:
    """The SHA-256 of the text, line by line, in hex."""
    return sha256("\n".join(text_lines(paper)).encode()).hexdigest()


def text_lines(value: object) -> Iterator[str]:
    """Every word on the paper, in order; absent values leave a line, so that nothing can move."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in _ABOUT_PRINTING:
                yield from text_lines(getattr(value, field.name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield f"[{len(value)}]"
        for each in value:
            yield from text_lines(each)
    else:
        yield " ".join(str("" if value is None else value).split())
