"""Comparisons of papers in words: for the margin of a case, beside the paper, and for the city's list."""

from collections.abc import Callable
from typing import Any

from helpdesk.domain import events as ev
from helpdesk.domain.comparing_events import OTHER_WORDS
from helpdesk.i18n.paper_check import fact_name
from helpdesk.i18n.texts import _
from helpdesk.i18n.words import EXPORTS, word


def compared_text(body: ev.PaperCompared) -> str:
    """Which paper was compared, and what came of it."""
    paper = word(EXPORTS, body.paper) if body.paper else "—"
    if body.copy:
        paper += " · " + _("copy {n}").format(n=body.copy)
    if not body.differing:
        return _("{paper} compared: it says what was printed").format(paper=paper)
    return _("{paper} compared: it differs from what was printed ({facts})").format(
        paper=paper, facts=differing_text(body.differing)
    )


def differing_text(differing: tuple[str, ...]) -> str:
    """What reads otherwise on a paper: names of facts, never their values. The history is read by many."""
    facts = tuple(each for each in differing if each != OTHER_WORDS)
    names = list(dict.fromkeys(map(fact_name, facts)))
    return _(", ").join([*names, *([_("other words")] if OTHER_WORDS in differing else [])])


COMPARING_SENTENCES: dict[type[ev.Body], tuple[str, Callable[[Any], dict[str, object]]]] = {
    ev.PaperCompared: ("{text}", lambda b: {"text": compared_text(b)}),
}
