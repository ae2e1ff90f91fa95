"""A sentence for the person at the counter, with what to do. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from helpdesk.ui.tokens import Tone


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Shown in the banner area, never in the way. A later notice with the same `topic` replaces it."""

    tone: Tone
    sentence: str
    action: str = ""
    do: Callable[[], object] | None = None
    topic: str = ""
