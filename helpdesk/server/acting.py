"""Somebody of the city acts on a case: role, level and rules checked, files kept, the event recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from helpdesk.domain.cases import Case
from helpdesk.domain.events import Author, Body, FileAttached
from helpdesk.domain.problems import Problem
from helpdesk.server.acts import ACTS, ActRequest, body_of, check_level, levels
from helpdesk.server.city import City
from helpdesk.server.people import SEE_CASES, Visitor
from helpdesk.server.ports import PLAIN, Form
from helpdesk.server.principal import Principal

RESULT_MAX = 20_000_000  # bytes of one result document
_KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """A result document as it was uploaded; its name is only shown, never believed."""

    name: str
    content: bytes


def author_of(visitor: Visitor) -> Author:
    """The visitor as the author of events."""
    return Author(id=f"city:{visitor.login}", name=visitor.name)


def perform(
    city: City,
    visitor: Visitor,
    case_id: str,
    request: ActRequest,
    *,
    form: Form = PLAIN,
    results: Sequence[Result] = (),
) -> None:
    """Do it. Raises Problem `role-lacks`, `case-unknown`, `level-department`, `level-wrong`,
    `result-kind`, `result-large`, and those of `Casework.act`."""
    visitor.need(SEE_CASES)
    visitor.need_act(request.act)
    casework = city.casework(Principal.person(visitor.login))
    file = casework.case_file(case_id)
    if file is None:
        raise Problem("case-unknown")
    check_level(file.case, request.act, visitor)
    if "to" in ACTS[request.act].fields and request.to:
        _check_line(file.case, request, visitor)
    body = body_of(request, visitor)
    kept = [_kept(city, each) for each in results]
    casework.act(case_id, body, author=author_of(visitor), form=form, before=kept)


def media_type_of(content: bytes) -> str:
    """What the bytes are, by how they begin; empty for what no result may be."""
    return next((kind for start, kind in _KINDS if content.startswith(start)), "")


def _check_line(case: Case, request: ActRequest, visitor: Visitor) -> None:
    if request.to not in levels(case, request.act, visitor):
        raise Problem("level-wrong")


def _kept(city: City, result: Result) -> Body:
    """The bytes are kept before anything says that they are; kept for nothing they hurt nobody."""
    kind = media_type_of(result.content)
    if not kind:
        raise Problem("result-kind", name=result.name)
    if len(result.content) > RESULT_MAX:
        raise Problem("result-large", name=result.name, limit=RESULT_MAX // 1_000_000)
    digest = sha256(result.content).hexdigest()
    city.files.blobs.put(digest, result.content)
    city.files.rows.arrive(digest, len(result.content))
    return FileAttached(
        sha256=digest, size=len(result.content), media_type=kind, caption=result.name[:100]
    )
