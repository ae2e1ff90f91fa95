"""Residents: the people on whose behalf a desk works."""

import unicodedata
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum

from helpdesk.domain.identity import check_phone, check_resident_id
from helpdesk.domain.merging import Conflict
from helpdesk.domain.problems import Problem

NAME_MIN, NAME_MAX = 2, 40  # code points
ADDRESS_MAX = 200
SHORT_MAX = 100  # other one-line fields


class DocumentKind(StrEnum):
    """What proves who somebody is; a newborn or a lost card has none."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    OTHER = "other"
    NONE = "none"


class Need(StrEnum):
    """What makes the desk take special care."""

    ELDERLY = "elderly"
    DISABLED = "disabled"
    MINIMUM_LIVING = "minimum_living"
    LIMITED_MOBILITY = "limited_mobility"


@dataclass(frozen=True, slots=True)
class Resident:
    """A resident as last known. `id` is a UUID; `division` twelve digits; phones in order of use."""

    id: str
    name: str
    document_kind: DocumentKind = DocumentKind.NONE
    document_number: str = ""
    sex: str = ""
    ethnic_group: str = ""
    birth: date | None = None
    division: str = ""
    address: str = ""
    phones: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    preferred_contact: str = ""
    consent: bool = False
    mongolian_name: str = ""
    conflicts: tuple[Conflict, ...] = field(default=(), compare=False)

    @property
    def phone(self) -> str:
        """The first phone number, or nothing."""
        return self.phones[0] if self.phones else ""

    def age(self, today: date) -> int | None:
        """Completed years on `today`; None when the birth date is unknown."""
        if self.birth is None:
            return None
        before = (today.month, today.day) < (self.birth.month, self.birth.day)
        return today.year - self.birth.year - before


EDITABLE = frozenset(f.name for f in fields(Resident)) - {"id", "conflicts"}


def clean_text(text: str, *, field_name: str, limit: int) -> str:
    """Text as it will be stored: outer blanks off, nothing else changed.

    Raises Problem `text-control` for control characters and halves of characters, and `text-long`
    beyond `limit` code points. Line breaks and tabs are text in notes; variation selectors and U+180E
    are letters' parts: both stay.
    """
    text = text.strip()
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t":
            raise Problem("text-control", field=field_name, code_point=f"U+{ord(character):04X}")
    if len(text) > limit:
        raise Problem("text-long", field=field_name, length=len(text), limit=limit)
    return text


def clean_name(name: str) -> str:
    """A resident's name, 2 to 40 code points, on one line.

    Raises Problem `name-empty`, `name-short`, `name-long` or `text-control`.
    """
    name = name.strip()
    if not name:
        raise Problem("name-empty")
    for character in name:
        if unicodedata.category(character) in ("Cc", "Cs", "Co"):
            raise Problem("text-control", field="name", code_point=f"U+{ord(character):04X}")
    if len(name) < NAME_MIN:
        raise Problem("name-short", minimum=NAME_MIN)
    if len(name) > NAME_MAX:
        raise Problem("name-long", length=len(name), limit=NAME_MAX)
    return name


def check_resident(resident: Resident, *, today: date) -> Resident:
    """The resident with every field in its stored form; sex and birth follow from a resident ID.

    Raises the Problem of the first field that cannot be kept; `birth-future`, `birth-contradicts` and
    `sex-contradicts` say that what was typed and what the ID says differ.
    """
    resident = replace(
        resident,
        name=clean_name(resident.name),
        address=clean_text(resident.address, field_name="address", limit=ADDRESS_MAX),
        document_number=_short(resident.document_number, "document_number"),
        ethnic_group=_short(resident.ethnic_group, "ethnic_group"),
        mongolian_name=_short(resident.mongolian_name, "mongolian_name"),
        preferred_contact=_short(resident.preferred_contact, "preferred_contact"),
        phones=tuple(check_phone(phone).text for phone in resident.phones if phone.strip()),
    )
    if resident.birth is not None and resident.birth > today:
        raise Problem("birth-future", birth=resident.birth.isoformat())
    if resident.document_kind is not DocumentKind.RESIDENT_ID:
        return resident
    identity = check_resident_id(resident.document_number, today=today)
    if resident.birth not in (None, identity.birth):
        raise Problem("birth-contradicts", typed=resident.birth, identity=identity.birth)
    if resident.sex not in ("", identity.sex):
        raise Problem("sex-contradicts")
    return replace(resident, document_number=identity.text, birth=identity.birth, sex=identity.sex)


def _short(text: str, field_name: str) -> str:
    return clean_text(text, field_name=field_name, limit=SHORT_MAX)
