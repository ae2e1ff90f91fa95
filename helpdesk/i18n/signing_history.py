"""Signatures and signed copies as sentences for the margin of a case."""

from collections.abc import Callable
from typing import Any

from helpdesk.domain import events as ev
from helpdesk.domain.signing import Gap
from helpdesk.domain.signing_events import SigningWay
from helpdesk.i18n.texts import N_, _, ngettext
from helpdesk.i18n.words import EXPORTS, word

_NAMED = 5  # sheets that are named one by one
WAYS: dict[str, str] = {
    SigningWay.PAD: N_("signed on the pad"),
    SigningWay.CAMERA: N_("signed, photographed"),
    SigningWay.THUMB: N_("thumb-print"),
    SigningWay.REFUSED: N_("refused to sign"),
    SigningWay.UNABLE: N_("could not sign"),
}
REASONS: dict[str, str] = {
    "no-code": N_(
        "No code could be read. Choose the case, or scan it again, flat and in good light."
    ),
    "foreign-code": N_(
        "The code on it is not one of our papers. Choose the case if it belongs to one."
    ),
    "not-here": N_("The case is not on this computer yet. It is filed once it has come."),
    "further-sheet": N_(
        "A further sheet of a paper; its first sheet is not filed yet. It follows that by itself, or "
        "choose the case."
    ),
    "several-papers": N_(
        "Papers of several cases lie on this page, and their edges cannot be told apart. Scan each by "
        "itself; nothing was filed."
    ),
    "not-believed": N_("The code was altered, or another city vouches for it. Look at the paper."),
}
"""Why a scanned page waits for a person."""


def signature_text(body: ev.PaperSigned) -> str:
    """Who signed which paper, and how; or who did not, why, and before whom."""
    text = _("{paper}: {name} {way}").format(
        paper=word(EXPORTS, body.paper), name=body.by or "—", way=word(WAYS, body.way)
    )
    if body.reason:
        text = _("{sentence}: {words}").format(sentence=text, words=body.reason)
    if body.witness:
        text += _("; ") + _("Witness: {name}").format(name=body.witness)
    return text


def filed_text(body: ev.SignedCopyFiled) -> str:
    """Which paper came back, and how it found its case."""
    text = _("Signed copy filed: {paper}").format(
        paper=word(EXPORTS, body.paper) if body.paper else "—"
    )
    if body.copy:
        text += _("; ") + _("copy {n}").format(n=body.copy)
    if body.sheet:
        text += _("; ") + _("sheet {n} of {sheets}").format(n=body.sheet, sheets=body.sheets)
    if body.by_hand:
        text += _("; ") + _("the case was chosen by hand")
    return text


def gap_text(gap: Gap) -> str:
    """Which sheets of a signed copy are not here."""
    numbers = _(", ").join(str(n) for n in gap.missing[:_NAMED])
    if len(gap.missing) > _NAMED:
        numbers += "…"
    text = ngettext(
        "sheet {numbers} of {sheets} is missing",
        "sheets {numbers} of {sheets} are missing",
        len(gap.missing),
    )
    return text.format(numbers=numbers, sheets=gap.sheets)


def gap_line(gap: Gap) -> str:
    """The same with the paper's name and copy."""
    named = word(EXPORTS, gap.paper) if gap.paper else _("Signed paper")
    copy = _("copy {n}").format(n=gap.copy) if gap.copy else ""
    return " · ".join(filter(None, (named, copy, gap_text(gap))))


SIGNING_SENTENCES: dict[type[ev.Body], tuple[str, Callable[[Any], dict[str, object]]]] = {
    ev.SignedCopyFiled: ("{text}", lambda b: {"text": filed_text(b)}),
    ev.PaperSigned: ("{text}", lambda b: {"text": signature_text(b)}),
}
