"""A division as people type it: its digits, its name, or the name after that of what it lies in."""

from collections.abc import Sequence

from helpdesk.domain.divisions import Division, DivisionTree, Level
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _

DIGITS = {Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
_SHOWN = 6  # of those that share a name


def division_of(tree: DivisionTree, text: str, *, near: str = "") -> Division:
    """Which one is meant: 150502100201, 大林镇 or 大林镇 保安嘎查; of several the one whose code begins
    with `near`.

    Raises Problem `division-unknown`, or `division-several` naming those that share the name.
    """
    if text.isascii() and text.isdecimal():
        return tree.get(text.ljust(12, "0"))
    *above, name = text.split() or [text]
    found = [each for each in tree.named(name) if _lies_in(tree, each, above)]
    found = [each for each in found if each.code.startswith(near)] or found
    if not found:
        raise Problem("division-unknown", code=text)
    if len(found) > 1:
        shown = [f"{tree.full_name(each.code)} {each.code}" for each in found[:_SHOWN]]
        raise Problem("division-several", text=text, places=_(", ").join(shown))
    return found[0]


def prefix_of(division: Division) -> str:
    """The digits with which the codes of all that lies in it begin."""
    return division.code[: DIGITS[division.level]]


def within(tree: DivisionTree, prefix: str, levels: Sequence[Level]) -> list[tuple[str, str]]:
    """Code and name of the divisions of these levels whose codes begin so."""
    return [
        (each.code, tree.label(each.code))
        for each in tree
        if each.level in levels and each.code.startswith(prefix)
    ]


def _lies_in(tree: DivisionTree, division: Division, names: Sequence[str]) -> bool:
    places = {each.place for each in tree.chain(division.code)[:-1]}
    return places.issuperset(names)
