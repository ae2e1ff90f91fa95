"""What an act means to the desk, as a tone. Plain Python."""

from helpdesk.domain import events as ev
from helpdesk.ui.tokens import Tone

_TONES: dict[type[ev.Body], Tone] = {
    ev.CaseRegistered: Tone.GREEN,
    ev.Answered: Tone.GREEN,
    ev.Closed: Tone.GREEN,
    ev.Delivered: Tone.GREEN,
    ev.BlockedSettled: Tone.GREEN,
    ev.Dispatched: Tone.BLUE,
    ev.ReturnReviewed: Tone.BLUE,
    ev.Merged: Tone.BLUE,
    ev.PassedUp: Tone.BLUE,
    ev.PassedDown: Tone.AMBER,
    ev.Raised: Tone.AMBER,
    ev.ReturnDisputed: Tone.AMBER,
    ev.Unmerged: Tone.AMBER,
    ev.SignedFor: Tone.BLUE,
    ev.Accepted: Tone.BLUE,
    ev.Progressed: Tone.BLUE,
    ev.Extended: Tone.AMBER,
    ev.ExtensionDecided: Tone.AMBER,
    ev.CorrectionAsked: Tone.AMBER,
    ev.Suspended: Tone.AMBER,
    ev.Redone: Tone.AMBER,
    ev.Returned: Tone.RED,
    ev.Refused: Tone.RED,
    ev.Terminated: Tone.RED,
}


def news_tone(body: ev.Body) -> Tone:
    """Green: a result; blue: under way; amber: somebody must act; red: it did not go through."""
    return _TONES.get(type(body), Tone.GREY)
