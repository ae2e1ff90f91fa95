"""Live checks of a new resident's form: sentences at the fields, and what the ID number says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from helpdesk.application.residents import resident_from_fields
from helpdesk.domain.identity import check_phone, check_resident_id
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import ADDRESS_MAX, SHORT_MAX, DocumentKind, clean_name, clean_text
from helpdesk.i18n import N_, _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import SEXES, word

NAME, NUMBER, KIND, SEX = "name", "document_number", "document_kind", "sex"
BIRTH, PHONE, DIVISION, ADDRESS = "birth", "phone", "division", "address"
GROUP = "ethnic_group"
DIVISION_TEXT = "division_text"  # what was typed into the picker of divisions
FIELDS = (NAME, KIND, SEX, NUMBER, BIRTH, GROUP, PHONE, DIVISION, ADDRESS)

# Which field a problem of registering belongs to; by the beginning of its code.
_FIELD_OF = {
    "name": NAME,
    "id": NUMBER,
    "birth": BIRTH,
    "date": BIRTH,
    "sex": SEX,
    "phone": PHONE,
    "division": DIVISION,
}
_NOTES = {"phone-unusual": N_("An unusual number; it is kept as it is.")}
_ID_LENGTH = 18


@dataclass(frozen=True, slots=True)
class FormCheck:
    """What is wrong, what is remarkable, and what follows from the ID number."""

    errors: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)


def field_of(problem: Problem) -> str:
    """The form's field that a problem belongs to, or nothing."""
    named = str(problem.params.get("field", ""))
    return named if named in FIELDS else _FIELD_OF.get(problem.code.split("-")[0], "")


def check_form(values: Mapping[str, str], *, today: date) -> FormCheck:
    """Check what was typed so far: empty fields are missing, not wrong."""
    errors: dict[str, str] = {}
    notes: dict[str, str] = {}
    derived: dict[str, str] = {}

    def tried(name: str, check: Callable[[str], object]) -> None:
        if not values.get(name, "").strip():
            return
        try:
            check(values[name])
        except Problem as problem:
            errors[name] = sentence(problem)

    tried(NAME, clean_name)
    tried(ADDRESS, lambda text: clean_text(text, field_name=ADDRESS, limit=ADDRESS_MAX))
    tried(GROUP, lambda text: clean_text(text, field_name=GROUP, limit=SHORT_MAX))
    tried(PHONE, lambda text: _phone(text, notes))
    tried(BIRTH, lambda text: _birth(text, today=today))
    tried(NUMBER, lambda text: _number(text, values, today=today, notes=notes, derived=derived))
    for name in (BIRTH, SEX):
        typed = _as_date(values.get(name, "")) if name == BIRTH else values.get(name, "")
        if name in derived and name not in errors and typed not in ("", derived[name]):
            said = derived[name] if name == BIRTH else word(SEXES, derived[name])
            errors[name] = _("The ID number says {value}.").format(value=said)
    if values.get(DIVISION_TEXT, "").strip() and not values.get(DIVISION):
        errors[DIVISION] = _("Choose the place from the list.")
    return FormCheck(errors, notes, derived)


def prefilled(text: str) -> dict[str, str]:
    """What was searched for, in the field where it belongs: a number, a telephone or a name."""
    text = text.strip()
    bare = text.replace(" ", "").upper()
    if len(bare) == _ID_LENGTH and bare[:-1].isdigit():
        return {NUMBER: bare}
    if bare.isdigit():
        return {PHONE: bare} if len(bare) >= 7 else {}
    return {} if text.isascii() else {NAME: text}


def _number(
    text: str,
    values: Mapping[str, str],
    *,
    today: date,
    notes: dict[str, str],
    derived: dict[str, str],
) -> None:
    if values.get(KIND, "") not in ("", DocumentKind.RESIDENT_ID):
        return
    missing = _ID_LENGTH - len("".join(text.split()))
    if missing > 0:
        words = ngettext("{n} character to go", "{n} characters to go", missing)
        notes[NUMBER] = words.format(n=missing)
        return
    identity = check_resident_id(text, today=today)
    derived |= {BIRTH: identity.birth.isoformat(), SEX: identity.sex.value}


def _phone(text: str, notes: dict[str, str]) -> None:
    note = check_phone(text).note
    if note:
        notes[PHONE] = _(_NOTES[note])


def _birth(text: str, *, today: date) -> None:
    # The form's own reading of dates; a name is needed for it, whose is not the question here.
    resident_from_fields({NAME: "——", BIRTH: text}, today=today)


def _as_date(text: str) -> str:
    try:
        resident = resident_from_fields({NAME: "——", BIRTH: text}, today=date.max)
    except Problem:
        return text.strip()
    return resident.birth.isoformat() if resident.birth else ""
