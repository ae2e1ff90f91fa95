"""Hides most of a person's data where it is only pointed at: lists, public pages, third copies.

Total: any text gives a masked text, and short or odd input never comes out whole. Lengths are
counted in code points, in names a base character with its marks and variation selectors as one.
"""

import unicodedata

STAR = "*"


def mask_id(text: str) -> str:
    """A document number: first 6, stars, last 4; a short one shows a quarter at each end."""
    if len(text) >= 14:
        return _middle(list(text), head=6, tail=4)
    return _middle(list(text), head=len(text) // 4, tail=len(text) // 4)


def mask_phone(text: str) -> str:
    """A telephone number: first 3, stars, last 4. Short numbers show only their last quarter."""
    if len(text) >= 11:
        return _middle(list(text), head=3, tail=4)
    return _middle(list(text), head=0, tail=len(text) // 4)


def mask_name(text: str) -> str:
    """A name: of 2 or 3 characters the first, of 4 and more the first and the last, of 1 none."""
    characters = _characters(text)
    if len(characters) < 2:
        return STAR * len(characters)
    return _middle(characters, head=1, tail=1 if len(characters) >= 4 else 0)


def _middle(characters: list[str], *, head: int, tail: int) -> str:
    hidden = len(characters) - head - tail
    return "".join(characters[:head]) + STAR * hidden + "".join(characters[head + hidden :])


def _characters(text: str) -> list[str]:
    clusters: list[str] = []
    for character in text:
        if clusters and unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf"):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters
