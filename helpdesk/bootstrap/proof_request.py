"""Has the Mongolian of the papers drawn as PDF in a process of its own, as slips are (`slip_request`)."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from helpdesk.bootstrap.slip_request import drawn_by
from helpdesk.i18n.texts import language


class Drawing(msgspec.Struct, frozen=True):
    """Chinese -> Mongolian, who issues it, by whom and when it is printed, the language."""

    words: dict[str, str]
    issuer: str
    printed_by: str
    printed_at: datetime
    language: str


def proof(words: Mapping[str, str], *, issuer: str, printed_by: str, printed_at: datetime) -> bytes:
    """Every text with its Mongolian as PDF. Raises EnvironmentProblem `slip-not-drawn`."""
    wanted = Drawing(dict(words), issuer, printed_by, printed_at, language())
    return drawn_by("helpdesk.bootstrap.proof_drawing", wanted)
