"""Deciding between different values of one field (C18): one of them, or another one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from helpdesk.application.amendments import clean_field
from helpdesk.application.ports import Session
from helpdesk.application.residents import read_date
from helpdesk.domain.case_fields import AMENDABLE, material_line
from helpdesk.domain.cases import Case
from helpdesk.domain.events import Body, CaseAmended, MaterialSet, ResidentChanged
from helpdesk.domain.identity import check_resident_id
from helpdesk.domain.materials import Material
from helpdesk.domain.merging import Conflict, event_id
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import DocumentKind, Resident, check_resident

_PHONES = re.compile(r"[、,，;；\n]+")
_TEXTS = (
    "name",
    "document_number",
    "address",
    "ethnic_group",
    "preferred_contact",
    "mongolian_name",
)
WRITABLE = frozenset({*_TEXTS, *AMENDABLE, "phones", "birth"}) - {"category"}
"""Fields for which another value can be written; of the others one of the values is taken."""


def settle_conflict(
    session: Session,
    subject: str,
    field: str,
    *,
    between: Sequence[str],
    take: str = "",
    text: str = "",
) -> None:
    """Decide on a field of a case or resident.

    `between` is what the person was shown (`Conflict.between`); `take` the id of an event whose value
    is the right one, or empty: then `text` is. Raises Problem `conflict-changed` when meanwhile
    another value came or somebody decided, `conflict-choice`, or that of a text that cannot be kept.
    """
    moment = session.clock.now()
    today = moment.local.date()
    with session.store.unit_of_work() as uow:
        case = uow.case(subject)
        resident = uow.resident(subject) if case.registered is None else None
        conflict = _open(resident.conflicts if resident else case.conflicts, field, between)
        if resident is not None:
            body = _resident_body(resident, conflict, take=take, text=text, today=today)
        else:
            body = _case_body(case, conflict, take=take, text=text, today=today)
        uow.append(subject, body, author=session.author, moment=moment)


def _open(known: Sequence[Conflict], field: str, between: Sequence[str]) -> Conflict:
    found = next((each for each in known if each.field == field), None)
    if found is None or set(found.between) != set(between):
        raise Problem("conflict-changed")
    return found


def _taken(conflict: Conflict, take: str) -> object:
    for claim in conflict.claims:
        if any(event_id(event) == take for event in claim.events):
            return claim.value
    raise Problem("conflict-choice")


def _case_body(case: Case, conflict: Conflict, *, take: str, text: str, today: date) -> Body:
    field, decides = conflict.field, conflict.between
    line = material_line(field)
    if line is not None:
        material = _taken(conflict, take)
        if not isinstance(material, Material):
            raise Problem("conflict-choice")
        return MaterialSet(line=line, material=material, decides=decides)
    value = str(_taken(conflict, take)) if take else clean_field(case, field, text, today)
    return CaseAmended(changes={field: value}, decides=decides)


def _resident_body(
    resident: Resident, conflict: Conflict, *, take: str, text: str, today: date
) -> Body:
    field = conflict.field
    value = _taken(conflict, take) if take else _written(resident, field, text, today=today)
    changes, decides = {field: value}, list(conflict.between)
    if field == "document_number" and resident.document_kind is DocumentKind.RESIDENT_ID:
        identity = _identity(str(value), today=today)
        for name, follows in identity.items():
            others = [c for c in resident.conflicts if c.field == name]
            if others or getattr(resident, name) != follows:
                changes[name] = follows
                decides += [each for c in others for each in c.between]
    return ResidentChanged(changes=changes, decides=tuple(decides))


def _identity(number: str, *, today: date) -> dict[str, object]:
    """What a resident ID says beside itself; nothing where it was recorded as something else."""
    try:
        identity = check_resident_id(number, today=today)
    except Problem:
        return {}
    return {"birth": identity.birth, "sex": identity.sex}


def _written(resident: Resident, field: str, text: str, *, today: date) -> object:
    """Another value as it will be stored, checked by itself: other fields may be in doubt, too."""
    value: object = text
    if field == "phones":
        value = tuple(part.strip() for part in _PHONES.split(text) if part.strip())
    elif field == "birth":
        value = read_date(text)
    elif field not in _TEXTS:
        raise Problem("conflict-choice")
    alone = Resident(id="", name="——", document_kind=DocumentKind.NONE)
    if field == "document_number":
        alone = replace(alone, document_kind=resident.document_kind)
    checked = check_resident(replace(alone, **{field: value}), today=today)  # type: ignore[arg-type]
    return getattr(checked, field)
