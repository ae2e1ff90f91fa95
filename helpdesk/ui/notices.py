"""A sentence for the person at the counter, with what to do. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from helpdesk.ui.tokens import Tone


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Trouble stands above the work, good news over its foot. A later one of the same `topic` replaces it."""

    tone: Tone
    sentence: str
    action: str = ""
    do: Callable[[], object] | None = None
    topic: str = ""

    @property
    def stays(self) -> bool:
        """Trouble waits for somebody to read it; good news and information leave by themselves."""
        return self.tone in (Tone.RED, Tone.AMBER)
