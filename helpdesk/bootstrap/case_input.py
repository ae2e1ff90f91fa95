"""A case as JSON, as `helpdesk open` takes it: strict, and every mistake named."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

import msgspec

from helpdesk.application.cases import checklist, chosen_matter
from helpdesk.application.intake import Channel, Intake
from helpdesk.application.ports import Session
from helpdesk.application.queries import Queries
from helpdesk.application.residents import resident_from_fields
from helpdesk.domain.materials import Material
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind

BYTES_MAX = 1_000_000
_ID = re.compile(r"[0-9a-f]{32}")
_UNKNOWN = re.compile(r"unknown field `(?P<field>[^`]*)`(?: - at `(?P<where>[^`]*)`)?")
_MISSING = re.compile(r"missing required field `(?P<field>[^`]*)`")
_WHERE = re.compile(r" - at `(?P<where>[^`]*)`")


class ApplicantInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who applies, as written down at the counter."""

    name: str
    document_number: str = ""
    document_kind: Literal["", "resident_id", "passport", "other", "none"] = ""
    sex: Literal["", "male", "female"] = ""
    ethnic_group: str = ""
    birth: str = ""
    division: str = ""
    address: str = ""
    phone: str = ""
    mongolian_name: str = ""


class MaterialInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the matter's materials and how it stands; without counts, as many as are asked for."""

    name: str
    state: Literal["taken", "deferred", "not_applicable", "needed"] = "taken"
    originals: int | None = None
    copies: int | None = None
    until: date | None = None
    reason: str = ""


class CaseInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case to register: a matter for an applicant, or a request."""

    kind: Literal["", "matter", "request"] = ""
    resident: str = ""
    applicant: ApplicantInput | None = None
    matter: str = ""
    materials: tuple[MaterialInput, ...] = ()
    channel: Literal["act_for", "help", "visit", "phone"] = "act_for"
    title: str = ""
    text: str = ""
    category: str = ""
    proxy: str = ""
    notify: str = ""


def decode_case(content: bytes) -> CaseInput:
    """The case in a JSON document. Raises Problem `json-large`, `json-broken`, `json-field` for a
    field that is not known, `json-missing` for one that is not there, or `json-value` for one that
    cannot stand there."""
    if len(content) > BYTES_MAX:
        raise Problem("json-large", megabytes=BYTES_MAX // 1_000_000)
    try:
        return msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=CaseInput)
    except msgspec.ValidationError as error:
        said = str(error)
        if found := _UNKNOWN.search(said):
            where = (found["where"] or "$").removeprefix("$").strip(".") or "—"
            raise Problem("json-field", field=found["field"], where=where) from error
        place = _WHERE.search(said)
        where = place["where"] if place else "$"
        if missing := _MISSING.search(said):
            raise Problem("json-missing", field=missing["field"], where=where) from error
        raise Problem("json-value", where=where) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem("json-broken") from error


def intake_of(case: CaseInput, session: Session, queries: Queries) -> Intake:
    """The intake that the input means.

    An applicant whose document number is known here is that resident. Raises Problem
    `json-useless`, `resident-unknown`, `resident-other-name`, `matter-missing`, `matter-unknown`,
    `material-unlisted`, `material-twice` or `deferral-undated`, and the Problem of a material.
    """
    kind = CaseKind.REQUEST if _is_request(case) else CaseKind.MATTER
    _check_fields(case, kind)
    intake = Intake(
        kind=kind,
        matter=case.matter.strip(),
        channel=Channel(case.channel),
        title=case.title,
        text=case.text,
        category=case.category.strip(),
        proxy=case.proxy,
        notify=case.notify,
    )
    matter = chosen_matter(session, intake)
    listed = checklist(matter) if matter else ()
    return _for_applicant(
        replace(intake, materials=_materials(listed, case.materials, session)),
        case,
        session,
        queries,
    )


def _is_request(case: CaseInput) -> bool:
    return case.kind == "request" or (not case.kind and not case.matter and bool(case.title))


def _check_fields(case: CaseInput, kind: CaseKind) -> None:
    of_matters = {"matter": case.matter, "materials": case.materials}
    of_requests = {"title": case.title, "text": case.text, "category": case.category}
    foreign = of_matters if kind is CaseKind.REQUEST else of_requests
    foreign["applicant"] = case.applicant if case.resident else None  # type: ignore[assignment]
    for name, value in foreign.items():
        if value:
            raise Problem("json-useless", field=name)


def _for_applicant(intake: Intake, case: CaseInput, session: Session, queries: Queries) -> Intake:
    if case.resident:
        resident_id = case.resident.replace("-", "").lower()
        if not _ID.fullmatch(resident_id):
            raise Problem("resident-unknown")
        return replace(intake, resident=resident_id)
    if case.applicant is None:
        return intake
    typed = msgspec.to_builtins(case.applicant)
    wanted = resident_from_fields(typed, today=session.clock.now().local.date())
    if wanted.document_number:
        for known in queries.find_residents(wanted.document_number, limit=50):
            if known.document_number == wanted.document_number:
                if known.name != wanted.name:
                    raise Problem("resident-other-name")
                return replace(intake, resident=known.id)
    return replace(intake, new_resident=typed)


def _materials(
    listed: Sequence[Material], given: Sequence[MaterialInput], session: Session
) -> tuple[Material, ...]:
    names = [material.name for material in listed]
    materials = list(listed)
    seen: set[str] = set()
    for each in given:
        if each.name not in names:
            raise Problem("material-unlisted", name=each.name, known=", ".join(names) or "—")
        if each.name in seen:
            raise Problem("material-twice", name=each.name)
        seen.add(each.name)
        line = names.index(each.name)
        materials[line] = _brought(materials[line], each, session)
    return tuple(materials)


def _brought(material: Material, given: MaterialInput, session: Session) -> Material:
    match given.state:
        case "taken":
            return material.take(originals=given.originals, copies=given.copies)
        case "deferred":
            if given.until is None:
                raise Problem("deferral-undated", name=given.name)
            # How long it may last is checked with the promise, when the case is registered.
            today = session.clock.now().local.date()
            return material.defer(until=given.until, today=today, latest=None)
        case "not_applicable":
            return material.not_applicable(reason=given.reason)
        case _:
            return material
