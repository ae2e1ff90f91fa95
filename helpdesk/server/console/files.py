"""The console's files: those of a case, each to be looked at, and the cases whose files have not all come."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, get

from helpdesk.domain.attachments import Attachment
from helpdesk.domain.cases import Case
from helpdesk.domain.materials import Material
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.server.city import City
from helpdesk.server.console.shared import HEADERS, page_of
from helpdesk.server.people import SEE_CASES, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.views import zoned

_MOST = 500
_SAFE = ("image/jpeg", "application/pdf")  # what a browser may open by itself


@dataclass(frozen=True, slots=True)
class FileView:
    """A file on the case's page; `here` when it has come, `picture` the address of its thumbnail."""

    name: str
    about: str
    here: bool
    withdrawn: bool
    address: str
    picture: str


def file_views(city: City, visitor: Visitor, case_id: str) -> list[FileView]:
    """The files of a case that this person may see."""
    principal = Principal.person(visitor.login)
    case = _case(city, visitor, case_id)
    if not case.files:
        return []
    arrived = city.files.rows.arrived(principal, case_id)
    return [_view(each, case, arrived) for each in case.files]


def files_line(files: list[FileView]) -> str:
    """2 of 3 files have come (C7)."""
    counted = [each for each in files if not each.withdrawn]
    came = sum(each.here for each in counted)
    text = ngettext("{came} of {n} file has come", "{came} of {n} files have come", len(counted))
    return text.format(came=came, n=len(counted))


@get("/files", sync_to_thread=True)
def missing(city: City, visitor: Visitor) -> Response[str]:
    """The cases whose files have not all come (C7), those that wait longest first."""
    visitor.need(SEE_CASES)
    found = city.files.rows.missing(Principal.person(visitor.login), limit=_MOST)
    values = {
        "visitor": visitor,
        "cases": found,
        "most": _MOST,
        "label": {each.stream: city.desk_label(each.stream) for each in found},
        "kilobytes": lambda size: f"{max(1, round(size / 1000)):,}",
        "moment": lambda ms: zoned(Moment(ms).local),
    }
    return page_of("files.html", values)


@get("/cases/{case:str}/files/{sha256:str}", sync_to_thread=True)
def file(city: City, visitor: Visitor, case: str, sha256: str) -> Response[bytes]:
    """One file, for people who may see its case. Raises Problem `attachment-unknown`, or
    `attachment-not-here` while it has not come, or where the store has lost or spoilt it."""
    known = _case(city, visitor, case)
    kinds = {each.file.sha256: each.file.media_type for each in known.files}
    kinds |= {each.file.thumbnail: "image/jpeg" for each in known.files if each.file.thumbnail}
    if sha256 not in kinds:
        raise Problem("attachment-unknown")
    if sha256 not in city.files.rows.arrived(Principal.person(visitor.login), known.id):
        raise Problem("attachment-not-here")
    kind = kinds[sha256] if kinds[sha256] in _SAFE else "application/octet-stream"
    headers: dict[str, Any] = HEADERS | {"Content-Disposition": "inline"}
    if kind not in _SAFE:
        headers["Content-Disposition"] = "attachment"
    try:
        content = city.files.whole(sha256)
    except EnvironmentProblem as problem:
        if problem.code not in ("attachment-missing", "attachment-damaged"):
            raise
        # From now on it is listed as missing; a desk that has it may send it again.
        city.files.rows.lose(sha256)
        raise Problem("attachment-not-here") from problem
    return Response(content, media_type=kind, headers=headers)


def _case(city: City, visitor: Visitor, case_id: str) -> Case:
    visitor.need(SEE_CASES)
    found = city.casework(Principal.person(visitor.login)).case_file(case_id)
    if found is None:
        raise Problem("case-unknown")
    return found.case


def _view(attachment: Attachment, case: Case, arrived: frozenset[str]) -> FileView:
    file, root = attachment.file, f"/console/cases/{case.id}/files"
    here = file.sha256 in arrived
    return FileView(
        name=file.caption or _material(case.materials, file.line) or _("File"),
        about=_about(attachment, here=here),
        here=here,
        withdrawn=attachment.withdrawn,
        address=f"{root}/{file.sha256}" if here else "",
        picture=f"{root}/{file.thumbnail}" if file.thumbnail in arrived else "",
    )


def _material(materials: tuple[Material, ...], line: int) -> str:
    return materials[line].name if 0 <= line < len(materials) else ""


def _about(attachment: Attachment, *, here: bool) -> str:
    if attachment.withdrawn:
        return _("Withdrawn: {reason}").format(reason=attachment.reason or "—")
    if not here:
        return _("Has not come yet")
    pages = attachment.file.pages
    words = ngettext("{n} page", "{n} pages", pages).format(n=pages)
    size = max(1, round(attachment.file.size / 1000))
    return _("{pages}, {size} KB").format(pages=words, size=size)


HANDLERS = [file, missing]
