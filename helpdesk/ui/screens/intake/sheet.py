"""The intake under the agent's hands: one value, replaced by every change. GUI thread, no Qt."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from helpdesk.application.intake import Intake


class Sheet:
    """Holds the current intake and says when it changed."""

    def __init__(self, changed: Callable[[], object]) -> None:
        self._changed = changed
        self.intake = Intake()

    def edit(self, **changes: Any) -> None:
        """Change some fields; nothing is said when they were so already."""
        wanted = replace(self.intake, **changes)
        if wanted != self.intake:
            self.intake = wanted
            self._changed()
