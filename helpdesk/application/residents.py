"""Taking residents down and changing what is known of them."""

from collections.abc import Container, Mapping
from dataclasses import fields, replace
from datetime import date

from helpdesk.application.lookalikes import Traits
from helpdesk.application.ports import Session, UnitOfWork
from helpdesk.domain.events import ResidentChanged, ResidentPhotographed, ResidentRecorded
from helpdesk.domain.identity import check_phone
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import (
    EDITABLE,
    DocumentKind,
    Resident,
    check_resident,
)

_TYPED_MIN = 4  # characters from which on a document number may be whole


def resident_from_fields(typed: Mapping[str, str], *, today: date) -> Resident:
    """A checked resident from the raw text of a form or a table row; the id is empty.

    Known fields: name, document_number, document_kind, sex, ethnic_group, birth (ISO date), division,
    address, phone, mongolian_name. Without a kind, a number is a resident ID.
    Raises the Problem of the first field that cannot be kept.
    """
    number = typed.get("document_number", "").strip()
    kind = typed.get("document_kind", "").strip()
    if not kind:
        kind = DocumentKind.RESIDENT_ID if number else DocumentKind.NONE
    if kind not in set(DocumentKind):
        raise Problem("document-kind-unknown", kind=kind)
    phone = typed.get("phone", "").strip()
    resident = Resident(
        id="",
        name=typed.get("name", ""),
        document_kind=DocumentKind(kind),
        document_number=number,
        sex=typed.get("sex", "").strip(),
        ethnic_group=typed.get("ethnic_group", "").strip(),
        birth=read_date(typed.get("birth", "")),
        division=typed.get("division", "").strip(),
        address=typed.get("address", ""),
        phones=(phone,) if phone else (),
        mongolian_name=typed.get("mongolian_name", ""),
    )
    return check_resident(resident, today=today)


def traits_typed(typed: Mapping[str, str], wrong: Container[str]) -> Traits:
    """By what a resident who is still being typed may be recognised; fields that are `wrong` count not."""
    right = {name: text for name, text in typed.items() if name not in wrong and text.strip()}
    birth, phone = right.get("birth", ""), right.get("phone", "")
    number = "".join(right.get("document_number", "").split())
    return Traits(
        name=right.get("name", "").strip(),
        document_number=number.upper() if len(number) > _TYPED_MIN else "",
        birth=born.isoformat() if birth and (born := read_date(birth)) else "",
        place=right.get("division", ""),
        address=right.get("address", "").strip(),
        phones=(check_phone(phone).text,) if phone else (),
    )


def record_resident(
    session: Session, resident: Resident, *, photo: ResidentPhotographed | None = None
) -> str:
    """Take a new resident down, with the photograph of their card; answers the new id.

    Raises Problem when a field cannot be kept.
    """
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        resident_id = record_in(uow, session, resident, moment=moment)
        if photo is not None:
            uow.append(resident_id, photo, author=session.author, moment=moment)
        return resident_id


def record_in(uow: UnitOfWork, session: Session, resident: Resident, *, moment: Moment) -> str:
    """The same inside a transaction that is already open."""
    check_division(session, resident.division)
    checked = check_resident(resident, today=moment.local.date())
    resident_id = session.ids.new()
    values = {f.name: getattr(checked, f.name) for f in fields(ResidentRecorded)}
    uow.append(resident_id, ResidentRecorded(**values), author=session.author, moment=moment)
    return resident_id


def change_resident(
    session: Session,
    resident_id: str,
    changes: Mapping[str, object],
    *,
    photo: ResidentPhotographed | None = None,
) -> None:
    """Change some fields of a resident; fields, and a photograph, that stay the same are left out.

    Raises Problem `resident-unknown`, `field-unknown`, or that of a field that cannot be kept.
    """
    unknown = set(changes) - EDITABLE
    if unknown:
        raise Problem("field-unknown", field=", ".join(sorted(unknown)))
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        known = uow.resident(resident_id)
        if known is None:
            raise Problem("resident-unknown")
        change_in(uow, session, known, changes, moment=moment)
        if photo is not None and photo.sha256 != known.photo:
            uow.append(resident_id, photo, author=session.author, moment=moment)


def change_in(
    uow: UnitOfWork,
    session: Session,
    known: Resident,
    changes: Mapping[str, object],
    *,
    moment: Moment,
) -> None:
    """The same inside a transaction that is already open."""
    wanted = check_resident(
        replace(known, **_with_what_follows(changes)),  # type: ignore[arg-type]
        today=moment.local.date(),
    )
    check_division(session, wanted.division)
    differing = {
        name: getattr(wanted, name)
        for name in sorted(EDITABLE)
        if getattr(wanted, name) != getattr(known, name)
    }
    if differing:
        body = ResidentChanged(changes=differing)
        uow.append(known.id, body, author=session.author, moment=moment)


def _with_what_follows(changes: Mapping[str, object]) -> dict[str, object]:
    """Another document number brings its own birth date and sex, unless they are changed with it."""
    follow = {"birth": None, "sex": ""} if changes.get("document_number") else {}
    return {**follow, **changes}


def check_division(session: Session, code: str) -> None:
    """Raises Problem `division-unknown` for a code that is not in the list; empty is fine."""
    if code and session.reference.divisions.find(code) is None:
        raise Problem("division-unknown", code=code)


def read_date(text: str) -> date | None:
    """A date as people type it, None for nothing. Raises Problem `date-impossible`."""
    text = text.strip()
    if not text:
        return None
    digits = text.replace("/", "-").replace(".", "-")
    if len(digits) == 8 and digits.isdigit():
        digits = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    try:
        year, month, day = (int(part) for part in digits.split("-"))
        return date(year, month, day)
    except ValueError as error:
        raise Problem("date-impossible", text=text) from error
