"""A panel of one large line and a small one. Plain Python."""

from dataclasses import dataclass

from helpdesk.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class Box:
    """The large line, in a tone, and the small one below it."""

    words: str
    detail: str
    tone: Tone = Tone.PLAIN
