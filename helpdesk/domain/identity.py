"""Numbers that say who somebody is: resident ID, credit code, telephone. Pure, no look-up."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from helpdesk.domain.problems import Problem

EARLIEST_BIRTH_YEAR = 1850  # before this it is a slip of the finger, not a birth date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(0475)-?([0-9]{7})")
_PHONE_LENGTHS = range(3, 41)


class Sex(StrEnum):
    """As the seventeenth digit of a resident ID tells it."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A valid resident ID (GB 11643), upper-case, with what its digits say."""

    text: str
    birth: date
    sex: Sex


class CreditKind(StrEnum):
    """Who stands behind a credit code, by its first two characters (GB 32100)."""

    ENTERPRISE = "enterprise"
    SOLE_TRADER = "sole_trader"
    COOPERATIVE = "cooperative"
    OTHER = "other"


_CREDIT_KINDS = {
    "91": CreditKind.ENTERPRISE,
    "92": CreditKind.SOLE_TRADER,
    "93": CreditKind.COOPERATIVE,
}


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A valid unified social credit code (GB 32100), upper-case."""

    text: str
    kind: CreditKind


class PhoneKind(StrEnum):
    """What a number looks like; `other` is allowed but deserves a second look."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number as it is kept. `note` is a problem code to show beside it, or empty."""

    text: str
    kind: PhoneKind
    note: str = ""


def check_resident_id(text: str, *, today: date) -> ResidentId:
    """The resident ID in `text` (GB 11643: 17 digits and a check character, mod 11).

    Full-width digits, spaces and a lower-case x are put right. The area code is never judged: older
    residents carry 1523xx of a league that no longer exists. Raises Problem `id-length`,
    `id-character`, `id-birth-date` or `id-check`.
    """
    number = _tidy(text)
    if len(number) != 18:
        raise Problem("id-length", count=len(number))
    for position, character in enumerate(number, start=1):
        if character not in ("0123456789X" if position == 18 else "0123456789"):
            raise Problem("id-character", position=position, character=character)
    birth = _birth(number[6:14], today=today)
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    if number[17] != _ID_CHECKS[total % 11]:
        raise Problem("id-check", last=number[17])
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return ResidentId(text=number, birth=birth, sex=sex)


def check_credit_code(text: str) -> CreditCode:
    """The unified social credit code in `text` (GB 32100: 18 characters without I O S V Z, mod 31).

    Raises Problem `credit-length`, `credit-character` or `credit-check`.
    """
    code = _tidy(text)
    if len(code) != 18:
        raise Problem("credit-length", count=len(code))
    for position, character in enumerate(code, start=1):
        if character not in _CREDIT_ALPHABET:
            raise Problem("credit-character", position=position, character=character)
    values = [_CREDIT_ALPHABET.index(character) for character in code]
    total = sum(value * weight for value, weight in zip(values, _CREDIT_WEIGHTS, strict=False))
    if values[17] != -total % 31:
        raise Problem("credit-check", last=code[17])
    return CreditCode(text=code, kind=_CREDIT_KINDS.get(code[:2], CreditKind.OTHER))


def check_phone(text: str) -> Phone:
    """The telephone number in `text`: mobile, landline of the city (0475), or other with a note.

    +86, spaces and hyphens are put right in numbers we know; others are kept as typed. Raises
    Problem `phone-empty` or `phone-digits` (fewer than 3 digits or more than 40 characters).
    """
    kept = " ".join(unicodedata.normalize("NFKC", text).split())
    if not kept:
        raise Problem("phone-empty")
    bare = re.sub(r"^(\+|00)86", "", re.sub(r"[\s()‐-―-]", "", kept))
    if _MOBILE.fullmatch(bare):
        return Phone(text=bare, kind=PhoneKind.MOBILE)
    # From abroad the leading 0 of the city's code is left out: +86 475 …
    domestic = f"0{bare}" if re.fullmatch(r"475[0-9]{7}", bare) else bare
    if landline := _LANDLINE.fullmatch(domestic):
        return Phone(text="-".join(landline.groups()), kind=PhoneKind.LANDLINE)
    if len(kept) not in _PHONE_LENGTHS or sum(c in "0123456789" for c in kept) < 3:
        raise Problem("phone-digits", text=kept)
    return Phone(text=kept, kind=PhoneKind.OTHER, note="phone-unusual")


def _birth(digits: str, *, today: date) -> date:
    birth: date | None = None
    with suppress(ValueError):
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if birth is None or birth.year < EARLIEST_BIRTH_YEAR or birth > today:
        raise Problem("id-birth-date", digits=digits)
    return birth


def _tidy(text: str) -> str:
    """Half-width, upper-case, without the spaces and control characters of readers and scanners."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if unicodedata.category(c)[0] not in "ZC")
