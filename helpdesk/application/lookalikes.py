"""By what two records are taken for one person: the number, or two things at once that rarely coincide.

A look-up is a digest of such a value: residents who share one are shown side by side. Names count by
their sound, so that variant characters and a slip between characters of one sound do not hide anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from helpdesk.application.search_keys import fold, name_keys
from helpdesk.domain.alike import Alike as Alike
from helpdesk.domain.residents import Resident

_ID_LENGTH = 18


Lookup = tuple[int, bytes]
"""A sort (`Alike`) and the digest of the value."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared: `phones` are a resident's own, not a neighbour's; `place` is the division."""

    name: str = ""
    document_number: str = ""
    birth: str = ""
    place: str = ""
    address: str = ""
    phones: tuple[str, ...] = ()
    household: str = ""


def traits_of(resident: Resident) -> Traits:
    """The traits of a resident."""
    return Traits(
        name=resident.name,
        document_number=resident.document_number,
        birth=resident.birth.isoformat() if resident.birth else "",
        place=resident.division,
        address=resident.address,
        phones=tuple(p for p in resident.phones if p not in resident.neighbour_phones),
        household=resident.household,
    )


def lookups(traits: Traits) -> tuple[Lookup, ...]:
    """By what a resident with these traits is found again."""
    return tuple(sorted({_digest(sort, value) for sort, value in _values(traits)}))


def differ_surely(one: str, other: str) -> bool:
    """Whether these two document numbers are resident IDs of two people."""
    return len(one) == len(other) == _ID_LENGTH and one != other


def birth_differs(one: date | None, other: date | None) -> bool:
    """Whether both birth dates are known and not the same."""
    return None not in (one, other) and one != other


def _values(traits: Traits) -> Iterator[tuple[Alike, str]]:
    name = _sound(traits.name)
    home = "".join(fold(traits.address).split())
    home = f"{traits.place}|{home}" if home else ""
    pairs = (
        (Alike.DOCUMENT, (traits.document_number.upper(),)),
        (Alike.NAME_BIRTH, (name, traits.birth)),
        (Alike.NAME_ADDRESS, (name, home)),
        (Alike.ADDRESS_BIRTH, (home, traits.birth)),
        (Alike.HOUSEHOLD, (traits.household,)),
        (Alike.ADDRESS, (home,)),
        *((Alike.NAME_PHONE, (name, phone)) for phone in traits.phones),
        *((Alike.PHONE_BIRTH, (phone, traits.birth)) for phone in traits.phones),
    )
    for sort, parts in pairs:
        if all(parts):
            yield sort, "\n".join(parts)


def _sound(name: str) -> str:
    return next(iter(name_keys(name).pinyin), "")


def _digest(sort: Alike, value: str) -> Lookup:
    return sort.value, blake2b(value.encode(), digest_size=8, salt=bytes((sort.value,))).digest()
