"""The warning, before anything is printed, of characters that no font has."""

from collections.abc import Iterable

from helpdesk.i18n.texts import _


def missing_text(characters: Iterable[str]) -> str:
    """The warning of characters that no font has, each with its code point; empty without any."""
    named = [f"{each} (U+{ord(each):04X})" for each in characters]
    if not named:
        return ""
    return _(
        "No font has these characters: {characters}. They would print as boxes; write them"
        " by hand on the paper."
    ).format(characters=_(", ").join(named))
