"""The city's certificates in the console: those that certify its desks, those that seal its own papers.

A password that was typed is never shown again, kept or logged.
"""

from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK

from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, dates
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.seal_words import TAKEN, ending
from helpdesk.protocol.device_certificate import EVER
from helpdesk.protocol.seal_key import FILE_BYTES, Role, fingerprint_of, name_of
from helpdesk.server.city import City
from helpdesk.server.console.shared import (
    HEADERS,
    SEE_OTHER,
    FormData,
    Upload,
    check_form,
    page_of,
)
from helpdesk.server.people import KEEP_SEALS, SEE_SEALS, Visitor
from helpdesk.server.ports import AuditRow, AuditWish
from helpdesk.server.principal import Principal
from helpdesk.server.seals import InForce
from helpdesk.server.views import zoned

HOME = "/console/seals"
_ACTS = ("signer-loaded", "signer-dropped", "seal-loaded", "seal-dropped", "seal-distrusted")
_SHOWN = 10  # acts of before
_ENCODINGS = {
    "pem": (Encoding.PEM, "application/x-pem-file"),
    "der": (Encoding.DER, "application/pkix-cert"),
}


@get("/seals", sync_to_thread=True)
def seals(city: City, visitor: Visitor) -> Response[str]:
    """What is in force, until when, and what was done before."""
    visitor.need(SEE_SEALS)
    return _page(city, visitor)


@get("/seals/{role:str}/{form:str}", sync_to_thread=True)
def trusted(city: City, visitor: Visitor, role: str, form: str) -> Response[bytes]:
    """The certificate that others have to trust, as `pem` or `der`."""
    visitor.need(SEE_SEALS)
    return trusted_file(city, role, form)


def trusted_file(city: City, role: str, form: str) -> Response[bytes]:
    """The root of a role, `pem` or `der`, as a file. Raises Problem `page-unknown`."""
    if form not in _ENCODINGS:
        raise Problem("page-unknown")
    encoding, media_type = _ENCODINGS[form]
    content = _in_force(city, role).key.chain[-1].public_bytes(encoding)
    name = f"{role}.{'pem' if form == 'pem' else 'cer'}"
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=HEADERS | named)


@post(
    "/seals",
    sync_to_thread=True,
    request_max_body_size=FILE_BYTES + 100_000,
    status_code=HTTP_200_OK,
)
def load(data: Upload, city: City, visitor: Visitor) -> Response[str]:
    """Take a PKCS#12 with its password; whatever is wrong with it changes nothing."""
    typed = {name: each for name, each in data.items() if isinstance(each, str)}
    check_form(visitor, typed)
    visitor.need(KEEP_SEALS)
    upload, wanted = data.get("certificate"), typed.get("role", "")
    try:
        if not isinstance(upload, UploadFile) or not upload.filename:
            raise Problem("seal-no-file")
        roles = city.sealing.load(
            upload.file.read(FILE_BYTES + 1),
            typed.get("password", ""),
            Principal.person(visitor.login),
            role=Role(wanted) if wanted in list(Role) else None,
        )
    except Problem as problem:
        return _page(city, visitor, problem=problem, wanted=wanted)
    return _page(city, visitor, done=" ".join(_(TAKEN[role]) for role in roles))


@post("/seals/{role:str}/drop", sync_to_thread=True, request_max_body_size=10_000)
def drop(data: FormData, city: City, visitor: Visitor, role: str) -> Response[Any]:
    """Back to the city's own key."""
    check_form(visitor, data)
    visitor.need(KEEP_SEALS)
    found = _in_force(city, role)
    if not found.has_loaded:
        return _page(city, visitor, problem=Problem("seal-none"))
    city.sealing.drop(found.role, Principal.person(visitor.login))
    return Redirect(HOME, status_code=SEE_OTHER)


@post("/seals/distrust", sync_to_thread=True, request_max_body_size=10_000)
def distrust(data: FormData, city: City, visitor: Visitor) -> Response[Any]:
    """None of a certificate's seals counts any more, past or to come."""
    check_form(visitor, data)
    visitor.need(KEEP_SEALS)
    try:
        city.sealing.distrust(data.get("fingerprint", ""), Principal.person(visitor.login))
    except Problem as problem:
        return _page(city, visitor, problem=problem)
    return Redirect(HOME, status_code=SEE_OTHER)


def warnings_of(city: City) -> list[tuple[str, str]]:
    """What somebody has to do about the certificates soon: red or amber, and the sentence."""
    held = city.sealing.in_force()
    return [("red" if each.urgent else "amber", _ending(each)) for each in held if each.ends_soon]


def _ending(each: InForce) -> str:
    """With the name of the one that ends, or has ended."""
    if not each.ends_soon:
        return ""
    words = ending(each.days, expired=each.expired_on)
    return _("{who}: {words}").format(who=(each.expired or each.key).name, words=words)


def _in_force(city: City, role: str) -> InForce:
    for each in city.sealing.in_force():
        if each.role == role:
            return each
    raise Problem("page-unknown")


def _page(
    city: City,
    visitor: Visitor,
    *,
    problem: Problem | None = None,
    wanted: str = "",
    done: str = "",
) -> Response[str]:
    principal = Principal.person(visitor.login)
    values = {
        "visitor": visitor,
        "held": [_shown(each) for each in city.sealing.in_force()],
        "known": _known(city),
        "certified": city.sealing.certified(principal),
        "lines": _before(city, principal),
        "names": {each.login: each.name for each in city.people.everybody(principal)},
        "wanted": wanted,
        "moment": lambda ms: zoned(Moment(ms).local),
        "message": sentence(problem) if problem else "",
        "told": done,
    }
    return page_of("seals.html", values, problem=problem)


def _shown(each: InForce) -> dict[str, Any]:
    key = each.key
    return {
        "role": each.role.value,
        "name": key.name,
        "loaded": each.loaded,
        "has_loaded": each.has_loaded,
        "since_ms": each.since_ms,
        "issuer": name_of(key.chain[0].issuer),
        "begins": dates.day(key.since.date()),
        "ends": "" if key.until.date() == EVER.date() else dates.day(key.until.date()),
        "own_print": _grouped(fingerprint_of(key.chain[0])),
        "chain": [name_of(above.subject) for above in key.chain[1:]],
        "root_print": _grouped(fingerprint_of(key.chain[-1])),
        "tone": "red" if each.urgent else "amber",
        "warning": _ending(each),
    }


def _known(city: City) -> list[dict[str, Any]]:
    """Each certificate once, whatever roles it had."""
    found: dict[str, dict[str, Any]] = {}
    for each in city.sealing.known():
        shown = found.setdefault(each.fingerprint, {"roles": [], "since_ms": each.since_ms})
        shown["name"] = name_of(each.certificate.subject)
        shown["print"] = _grouped(each.fingerprint[:16])
        shown["ends"] = dates.day(each.certificate.not_valid_after_utc.date())
        if each.role.value not in shown["roles"]:
            shown["roles"].append(each.role.value)
    return [each | {"fingerprint": fingerprint} for fingerprint, each in found.items()]


def _grouped(digest: str) -> str:
    """In groups of four, to be read aloud."""
    return " ".join(digest[n : n + 4] for n in range(0, len(digest), 4)).upper()


def _before(city: City, principal: Principal) -> list[AuditRow]:
    found = [
        line
        for act in _ACTS
        for line in city.people.audit(principal, AuditWish(act=act), limit=_SHOWN)
    ]
    return sorted(found, key=lambda line: (line.at_ms, line.id), reverse=True)[:_SHOWN]


HANDLERS = (seals, trusted, load, drop, distrust)
