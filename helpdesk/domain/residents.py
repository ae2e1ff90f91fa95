"""Residents: the people on whose behalf a desk works."""

import unicodedata
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum

from helpdesk.domain.identity import check_phone, check_resident_id
from helpdesk.domain.merging import Conflict
from helpdesk.domain.problems import Problem
from helpdesk.domain.resident_events import Power

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


class Relation(StrEnum):
    """What somebody is to the head of their household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    CHILD_IN_LAW = "child_in_law"
    PARENT = "parent"
    GRANDCHILD = "grandchild"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    OTHER = "other"


class Validity(StrEnum):
    """Whether an authorisation holds on a day."""

    VALID = "valid"
    FUTURE = "future"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Who may act for a resident, for what and how long (see `ProxyAuthorised`); `revoked` with a reason."""

    id: str
    name: str
    valid_from: date
    valid_until: date
    proxy: str = ""
    relation: str = ""
    document_number: str = ""
    phone: str = ""
    matters: tuple[str, ...] = ()
    powers: tuple[Power, ...] = ()
    revoked: bool = False
    reason: str = ""

    def validity(self, today: date) -> Validity:
        """Whether it holds on `today`; the last day counts."""
        if self.revoked:
            return Validity.REVOKED
        if today < self.valid_from:
            return Validity.FUTURE
        return Validity.EXPIRED if today > self.valid_until else Validity.VALID

    def covers(self, matter: str) -> bool:
        """Whether a matter's code is within its scope."""
        return not self.matters or matter in self.matters


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge that holds: the event's id, the record it leads into, and what it changed there."""

    id: str
    into: str
    chosen: dict[str, object]
    replaced: dict[str, object]


@dataclass(frozen=True, slots=True)
class Resident:
    """A resident as last known. `id` is a UUID; `division` twelve digits; phones in order of use.

    `neighbour_phones` are those of the phones that belong to somebody else. `household` is a UUID that
    its members share, `household_relation` what they are to its head. `sensitive_consent` is the
    separate consent to the use of sensitive data. `merges` that hold make this record another one's; it
    was told `apart` from other residents. `photo` is the SHA-256 of the picture on their card.
    """

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
    neighbour_phones: tuple[str, ...] = ()
    household: str = ""
    household_relation: str = ""
    sensitive_consent: bool = False
    conflicts: tuple[Conflict, ...] = field(default=(), compare=False)
    merges: tuple[Merge, ...] = field(default=(), compare=False)
    apart: frozenset[str] = field(default=frozenset(), compare=False)
    authorisations: tuple[Authorisation, ...] = field(default=(), compare=False)
    photo: str = field(default="", compare=False)

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


EDITABLE = frozenset(f.name for f in fields(Resident) if f.compare) - {"id"}


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
        phones=_phones(resident.phones),
        household_relation=(
            _short(resident.household_relation, "household_relation") if resident.household else ""
        ),
    )
    theirs = _phones(resident.neighbour_phones)
    resident = replace(
        resident, neighbour_phones=tuple(each for each in resident.phones if each in theirs)
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


def _phones(typed: tuple[str, ...]) -> tuple[str, ...]:
    """Each number once, in its stored form. Raises the Problem of the first that is none."""
    return tuple(dict.fromkeys(check_phone(phone).text for phone in typed if phone.strip()))


def _short(text: str, field_name: str) -> str:
    return clean_text(text, field_name=field_name, limit=SHORT_MAX)
