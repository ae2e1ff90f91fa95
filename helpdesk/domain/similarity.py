"""How alike two texts or cases are: pairs of neighbouring characters, which need no words (Chinese has
no spaces)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

ALIKE = 0.5
"""From here on two texts are shown as similar [default]."""
_WORD = re.compile(r"[^\W_]+")


class Likeness(StrEnum):
    """Why two cases may be one."""

    PERSON = "person"
    MATTER = "matter"
    TEXT = "text"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Traits:
    """What a case is compared by; `person` are its applicant's numbers, `place` its township."""

    person: frozenset[str]
    matter: str
    text: str
    place: str


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters, digits or ideographs; everything else parts them."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).lower())
    return frozenset(pair for word in words for pair in map(str.__add__, word, word[1:]))


def alike(one: str, other: str) -> float:
    """0 for texts that share no pair, 1 for those that share all (Dice)."""
    mine, theirs = pairs(one), pairs(other)
    both = len(mine) + len(theirs)
    return 2 * len(mine & theirs) / both if both else 0.0


def likenesses(one: Traits, other: Traits) -> tuple[Likeness, ...]:
    """Why two cases may be one; empty when nothing speaks for it.

    The same person with the same matter or a similar text; or a similar text from the same place,
    whoever brings it. The same person or place alone says nothing.
    """
    found = []
    if one.person & other.person:
        found.append(Likeness.PERSON)
    if one.matter and one.matter == other.matter:
        found.append(Likeness.MATTER)
    if not (one.matter or other.matter) and alike(one.text, other.text) >= ALIKE:
        found.append(Likeness.TEXT)
    if one.place == other.place:
        found.append(Likeness.PLACE)
    about = {Likeness.MATTER, Likeness.TEXT} & set(found)
    near = Likeness.PERSON in found or {Likeness.TEXT, Likeness.PLACE} <= set(found)
    return tuple(found) if about and near else ()
