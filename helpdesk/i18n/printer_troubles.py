"""What keeps a printer from printing, in words: the state reasons of RFC 8011 and PWG 5100.9."""

from collections.abc import Iterable

from helpdesk.i18n.texts import N_, _

TROUBLES: dict[str, str] = {
    "media-empty": N_("there is no paper in it"),
    "media-needed": N_("paper of this size has to be put in"),
    "media-jam": N_("paper is jammed"),
    "cover-open": N_("its cover is open"),
    "door-open": N_("a door is open"),
    "interlock-open": N_("a cover is open"),
    "input-tray-missing": N_("its tray is not in"),
    "output-area-full": N_("its output tray is full"),
    "toner-empty": N_("it has no toner"),
    "marker-supply-empty": N_("it has no ink or toner"),
    "developer-empty": N_("it has no toner"),
    "opc-life-over": N_("its drum is worn out"),
    "fuser-over-temp": N_("it is too hot"),
    "offline": N_("it is switched off, or not connected"),
    "connecting-to-device": N_("it cannot be reached"),
    "timed-out": N_("it does not answer"),
    "paused": N_("it is paused"),
    "shutdown": N_("it is switched off"),
    "hold-new-jobs": N_("it holds all papers back"),
}
"""What is not here says nothing that keeps a paper from coming out, such as toner running low."""


def trouble_text(reasons: Iterable[str]) -> str:
    """The troubles among a printer's reasons, each once; empty if it can print."""
    known = (TROUBLES[reason] for reason in reasons if reason in TROUBLES)
    return _(", ").join(_(each) for each in dict.fromkeys(known))
