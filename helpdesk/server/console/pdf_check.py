"""A PDF is checked: in the console with the cases that have it, on the residents' page without."""

from http import HTTPStatus
from typing import Any

from litestar import Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException

from helpdesk.application.pdf_check import PdfFinding, SealFound
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n.pdf_check import finding_words, seal_rows
from helpdesk.i18n.problems import sentence
from helpdesk.protocol.files import FILE_MAX
from helpdesk.protocol.seal_key import name_of
from helpdesk.server.city import City
from helpdesk.server.console.seals import trusted_file
from helpdesk.server.console.shared import AnyRequest, Upload, check_form, page_of
from helpdesk.server.errors import HTTP_CODES
from helpdesk.server.pdf_check import CityPdfCheck, check_pdf
from helpdesk.server.people import Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.views import zoned

_PUBLIC_MAX = 5_000_000  # bytes: a sealed paper has less than a fiftieth of it
_FORM = 100_000  # bytes around a file
_MEGA = 1_000_000


@get("/check", sync_to_thread=False)
def ask(visitor: Visitor) -> Response[str]:
    """Asks for a PDF; anybody in the city may check one."""
    return page_of("check.html", _values(None) | {"visitor": visitor})


@post(
    "/check",
    sync_to_thread=True,
    request_max_body_size=FILE_MAX + _FORM,
    status_code=HTTPStatus.OK,
)
def check(data: Upload, city: City, visitor: Visitor) -> Response[str]:
    """What a PDF is, and which cases within the asker's scope have it."""
    check_form(visitor, {name: each for name, each in data.items() if isinstance(each, str)})
    try:
        found = check_pdf(city, _sent(data, FILE_MAX), Principal.person(visitor.login))
    except Problem as problem:
        values = _values(None) | {"visitor": visitor, "message": sentence(problem)}
        return page_of("check.html", values, problem=problem)
    return page_of("check.html", _values(found) | {"visitor": visitor})


@get("/", sync_to_thread=True, include_in_schema=False)
def ask_anybody(city: City) -> Response[str]:
    """The same for anybody, with the certificates that other programs have to trust."""
    roots = {each.key.chain[-1]: each.role.value for each in city.sealing.in_force()}
    named = [(role, name_of(root.subject)) for root, role in roots.items()]
    return page_of("public_pdf.html", _values(None) | {"roots": named})


@get("/{role:str}/{form:str}", sync_to_thread=True, include_in_schema=False)
def trusted(city: City, role: str, form: str) -> Response[Any]:
    """Such a certificate, `pem` or `der`."""
    try:
        return trusted_file(city, role, form)
    except Problem as problem:
        values = _values(None) | {"message": sentence(problem)}
        return page_of("public_pdf.html", values, problem=problem)


@post(
    "/",
    sync_to_thread=True,
    include_in_schema=False,
    request_max_body_size=_PUBLIC_MAX + _FORM,
    status_code=HTTPStatus.OK,
)
def check_for_anybody(request: AnyRequest, city: City, data: Upload) -> Response[str]:
    """Whether it is whole and whose it is; nothing of a case, and ten in ten minutes from one address."""
    place = f"pdf {city.source(request.scope)}"
    try:
        city.guesses.check(place)
        city.guesses.count(place)
        found = check_pdf(city, _sent(data, _PUBLIC_MAX), None)
    except Problem as problem:
        if problem.code == "guessed-often":
            problem = Problem("checked-often", **problem.params)
        values = _values(None) | {"message": sentence(problem)}
        return page_of("public_pdf.html", values, problem=problem)
    return page_of("public_pdf.html", _values(found))


def _refused(_request: AnyRequest, error: HTTPException) -> Response[str]:
    """What the framework found wrong with a request, as a page."""
    code = HTTP_CODES.get(HTTPStatus(error.status_code), "request-invalid")
    problem = Problem("pdf-large", limit=_PUBLIC_MAX // _MEGA) if code == "request-large" else None
    values = _values(None) | {"message": sentence(problem or Problem(code))}
    return page_of("public_pdf.html", values, status=error.status_code, problem=None)


def _sent(data: dict[str, Any], most: int) -> bytes:
    upload = data.get("pdf")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Problem("pdf-none")
    content: bytes = upload.file.read(most + 1)
    if len(content) > most:
        raise Problem("pdf-large", limit=most // _MEGA)
    return content


def _values(found: CityPdfCheck | None) -> dict[str, Any]:
    if found is None:
        return {"found": None, "message": "", "roots": []}
    heading, advice = finding_words(found.finding)
    return {
        "found": found,
        "heading": heading,
        "advice": advice,
        "tone": _tone(found.finding),
        "seals": [seal_rows(each, _moment(each)) for each in found.seals],
        "message": "",
        "roots": [],
    }


def _tone(finding: PdfFinding) -> str:
    return "green" if finding.sound else "red" if finding.broken else "amber"


def _moment(seal: SealFound) -> Any:
    """When it was sealed, in the city's zone; None for a clock outside the calendar."""
    try:
        return zoned(Moment(int(seal.at.timestamp() * 1000)).local) if seal.at else None
    except (OverflowError, ValueError):
        return None


HANDLERS = (ask, check)
router = Router(
    path="/q/pdf",
    route_handlers=[ask_anybody, check_for_anybody, trusted],
    exception_handlers={HTTPException: _refused},
)
