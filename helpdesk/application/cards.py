"""What becomes of a card that was read: whose it is, what is recorded otherwise, what it fills in."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from helpdesk.application.card_readers import Card
from helpdesk.application.files import Filing
from helpdesk.application.lookalikes import Alike, Traits
from helpdesk.application.ports import Session
from helpdesk.application.queries import Queries
from helpdesk.application.residents import change_resident
from helpdesk.domain.card_events import ResidentPhotographed
from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.identity import check_resident_id
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.residents import (
    ADDRESS_MAX,
    NAME_MAX,
    SHORT_MAX,
    DocumentKind,
    Resident,
)

PHOTO = "photo"  # among the raw fields of a new resident: a `photo_mark`
PHOTO_MAX = 5_000_000  # bytes
COMPARED = ("name", "sex", "ethnic_group", "birth", "address")
_SEXES = {"男": "male", "女": "female", "m": "male", "f": "female", "1": "male", "2": "female"}
_ID = re.compile(r"[0-9]{17}[0-9Xx]")
_PHOTO_MARK = re.compile(r"([0-9a-f]{64}) ([0-9]{1,9}) (image/[a-z]+)")
_BETWEEN = re.compile(r"[|\t;#^~,，；]")
_WORDS = re.compile(r"[^\w·.]|_")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the card says otherwise; `recorded` is empty where nothing stands there yet."""

    field: str
    recorded: str
    card: str


@dataclass(frozen=True, slots=True)
class CardFound:
    """A card with whom it belongs to, as far as is known here; `photo` is kept already."""

    card: Card
    resident: Resident | None = None
    differences: tuple[Difference, ...] = ()
    photo: ResidentPhotographed | None = None

    @property
    def contradicts(self) -> bool:
        """Whether something is recorded otherwise, not only missing."""
        return any(each.recorded for each in self.differences)

    @property
    def adds(self) -> bool:
        """Whether the record would be fuller with what the card says."""
        known = self.resident is not None and not self.resident.photo
        return bool(self.differences) or (known and self.photo is not None)

    def with_photo(self, photo: ResidentPhotographed | None) -> "CardFound":
        """The same with its kept photograph."""
        return replace(self, photo=photo)


def checked_card(card: Card, *, today: date) -> Card:
    """The card in the forms that residents are kept in; what cannot be kept is left out.

    Raises EnvironmentProblem `card-wrong` for a number that is no resident ID's, `card-unreadable`
    for one whose check character is wrong.
    """
    number = "".join(str(card.number).split()).upper()
    if not _ID.fullmatch(number):
        raise EnvironmentProblem("card-wrong")
    try:
        identity = check_resident_id(number, today=today)
    except Problem as problem:
        raise EnvironmentProblem("card-unreadable") from problem
    return Card(
        number=identity.text,
        name=_line(card.name, NAME_MAX),
        sex=identity.sex.value,
        ethnic_group=_group(_line(card.ethnic_group, SHORT_MAX)),
        birth=identity.birth,
        address=_line(card.address, ADDRESS_MAX),
        photo=card.photo if len(card.photo) <= PHOTO_MAX else b"",
        valid_until=card.valid_until,
    )


def card_in(text: str, *, today: date) -> Card | None:
    """The card in what a reader typed: a number alone, or fields between `|`, `;`, `,`, `#`, `^` or
    tabs in any order, as drivers of such readers write them. None for anything else."""
    parts = [part.strip() for part in _BETWEEN.split(text)]
    numbers = [part for part in parts if _ID.fullmatch(part)]
    if len(numbers) != 1 or (len(parts) == 1 and text.strip() != numbers[0]):
        return None
    try:
        card = checked_card(Card(numbers[0]), today=today)
    except EnvironmentProblem:
        return None
    words = [part for part in parts if part and not part[0].isdigit()]
    name = next((w for w in words if 2 <= len(w) <= NAME_MAX and w not in _SEXES), "")
    places = [w for w in words if len(w) >= 6 and w != name and not w.endswith("局")]
    sexes = [place for place, part in enumerate(parts) if part in ("男", "女")]
    group = parts[sexes[0] + 1] if sexes and sexes[0] + 1 < len(parts) else ""
    read = Card(
        card.number,
        name=name,
        ethnic_group=group if 0 < len(group) <= 6 and not group.isdigit() else "",
        address=max(places, key=len, default=""),
    )
    return checked_card(read, today=today)


def look_up(session: Session, queries: Queries, card: Card) -> CardFound:
    """Whose card it is, and what is recorded otherwise. `card` is checked. Background thread."""
    found = queries.residents.lookalikes(Traits(document_number=card.number), limit=5)
    same = [each.row.id for each in found if Alike.DOCUMENT in each.reasons]
    resident = queries.resident(same[0]) if same else None
    if resident is None:
        return CardFound(card)
    return CardFound(card, resident, differences(resident, card, session.reference.divisions))


def differences(resident: Resident, card: Card, divisions: DivisionTree) -> tuple[Difference, ...]:
    """The fields of a resident that the card says otherwise; what it does not say is no difference."""
    recorded = {name: _text(getattr(resident, name)) for name in COMPARED}
    recorded["ethnic_group"] = _group(resident.ethnic_group)
    place = divisions.find(resident.division)
    recorded["address"] = f"{place.place if place else ''}{resident.address}"
    said = {name: _text(getattr(card, name)) for name in COMPARED}
    return tuple(
        Difference(name, recorded[name], said[name])
        for name in COMPARED
        if said[name]
        and said[name] != recorded[name]
        and not (name == "address" and _same_place(resident, card.address, divisions))
    )


def keep_photo(filing: Filing, session: Session, card: Card) -> ResidentPhotographed | None:
    """Seal the card's photograph; None without one, or where it cannot be kept: that stops nobody."""
    if not card.photo:
        return None
    try:
        filing.store.require_room()
        ready = filing.preparing.prepare(card.photo)
        now_ms = session.clock.now().utc_ms
        digest = filing.store.keep(ready.content, now_ms=now_ms)
    except Problem:
        return None
    return ResidentPhotographed(digest, len(ready.content), ready.media_type)


def take_from_card(session: Session, found: CardFound, fields: Mapping[str, str]) -> None:
    """Record what a person took over from a card, and its photograph.

    `fields` are those of `COMPARED` that were chosen, with the card's values. Raises Problem
    `resident-unknown`, or that of a field that cannot be kept.
    """
    if found.resident is None:
        raise Problem("resident-unknown")
    changes: dict[str, object] = dict(fields)
    if "birth" in changes:
        changes["birth"] = found.card.birth
    if "address" in changes:
        division, address = placed(found.card.address, session)
        changes |= {"address": address, **({"division": division} if division else {})}
    change_resident(session, found.resident.id, changes, photo=found.photo)


def typed_fields(found: CardFound, session: Session) -> dict[str, str]:
    """A new resident's raw fields as the card says them."""
    card = found.card
    division, address = placed(card.address, session)
    values = {
        "document_kind": DocumentKind.RESIDENT_ID.value,
        "document_number": card.number,
        "name": card.name,
        "sex": card.sex,
        "ethnic_group": card.ethnic_group,
        "birth": card.birth.isoformat() if card.birth else "",
        "address": address,
        "division": division,
        "division_text": session.reference.divisions.label(division) if division else "",
        PHOTO: photo_mark(found.photo),
    }
    return {name: value for name, value in values.items() if value}


def photo_mark(photo: ResidentPhotographed | None) -> str:
    """A kept photograph as a raw field."""
    return f"{photo.sha256} {photo.size} {photo.media_type}" if photo else ""


def photo_of(mark: str) -> ResidentPhotographed | None:
    """The photograph that a raw field names."""
    read = _PHOTO_MARK.fullmatch(mark)
    return ResidentPhotographed(read[1], int(read[2]), read[3]) if read else None


def placed(address: str, session: Session) -> tuple[str, str]:
    """The village near the desk that an address names, with what follows its name; else no village and
    the whole address."""
    divisions, desk = session.reference.divisions, session.desk.code
    known = divisions.find(desk)
    if known is None or not address:
        return "", address
    near = [known, *divisions.children(known.parent), *divisions.children(desk)]
    for each in near:
        before, name, rest = address.partition(each.place)
        if name and rest and (divisions.above(each.code).split() or [""])[-1] in before:
            return each.code, rest.strip(" ,，")
    return "", address


def _same_place(resident: Resident, said: str, divisions: DivisionTree) -> bool:
    """Whether the card's address, which begins with the region, ends as the record says."""
    known = divisions.find(resident.division)
    recorded = _WORDS.sub("", f"{known.place if known else ''}{resident.address}")
    bare = _WORDS.sub("", said)
    return bool(recorded) and (recorded in bare or bare in recorded)


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if value else ""


def _group(text: str) -> str:
    """蒙古族 for 蒙古: cards leave the last character away."""
    whole = not text or text.isascii() or text.endswith(("族", "人", "他", "籍"))
    return text if whole else f"{text}族"


def _line(text: str, limit: int) -> str:
    """One line without control characters; what is too long for the field is no such field."""
    kept = "".join(c for c in str(text) if unicodedata.category(c) not in ("Cc", "Cs", "Co"))
    kept = " ".join(kept.split())
    return kept if len(kept) <= limit else ""
