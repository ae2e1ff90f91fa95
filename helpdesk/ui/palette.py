"""What the search above every screen finds beside cases and people: acts, matters, settings. GUI thread.

Acts are those that can be done now: of the shown screen and of everywhere. They are found by their words,
by pinyin and initials, and all at once by `>`.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from helpdesk.application.search_keys import MatterFinder, SearchKeys, matches_initials, text_keys
from helpdesk.domain.matters import Matter
from helpdesk.i18n import _
from helpdesk.ui.actions import ActionSet, key_text
from helpdesk.ui.search import HitKind, SearchHit
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.scroll_column import ScrollColumn

ALL_ACTS = ">"
_MOST = 4  # of each kind, below what was really looked for
_NOT_HERE = frozenset({"search", "back"})  # where one is already, and what Esc does


class Palette:
    """`settings` is the screen whose panels are its parts, `show_settings` leads there; `matters` are
    those of today."""

    def __init__(
        self,
        actions: ActionSet,
        settings: QWidget,
        *,
        show_settings: Callable[[], object],
        matters: Callable[[], Iterable[Matter]],
    ) -> None:
        self._actions = actions
        self._settings = settings
        self._show_settings = show_settings
        self._matters = cache(lambda: MatterFinder(matters()))  # when something is first looked for

    def offers(self) -> tuple[SearchHit, ...]:
        """What can be done at this moment; to be asked for on the GUI thread."""
        acts = [
            SearchHit(HitKind.ACT, record.id, _(record.text), key_text(record.key))
            for record in self._actions.available()
            if record.id not in _NOT_HERE
        ]
        parts = [
            SearchHit(HitKind.SETTING, title, title, _("Settings of this computer"))
            for panel in self._settings.findChildren(Panel)
            if (title := panel.accessibleName())
        ]
        return (*acts, *parts)

    def find(self, text: str, offers: Sequence[SearchHit]) -> list[SearchHit]:
        """The offers that fit, acts first, then matters of the catalogue. Any thread."""
        if text.startswith(ALL_ACTS):
            wanted = text.removeprefix(ALL_ACTS).strip()
            acts = [hit for hit in offers if hit.kind is HitKind.ACT]
            return [hit for hit in acts if not wanted or _fits(wanted, hit.title)]
        if sum(character.isdigit() for character in text) > 2:
            return []  # a number: nobody looks for an act by it
        found = [hit for hit in offers if _fits(text, hit.title)]
        acts = [hit for hit in found if hit.kind is HitKind.ACT][:_MOST]
        parts = [hit for hit in found if hit.kind is HitKind.SETTING][:_MOST]
        matters = [
            SearchHit(HitKind.MATTER, matter.code, matter.name, matter.department)
            for matter in self._matters().find(text, limit=_MOST)
        ]
        return [*acts, *matters, *parts]

    def open(self, hit: SearchHit) -> None:
        """Do it, or go there."""
        if hit.kind is HitKind.ACT:
            self._actions.trigger(hit.id)
        else:
            self._show_settings()
            # Once the screen has its size: only then can it be scrolled.
            QTimer.singleShot(0, self._settings, lambda: self._go_to(hit.id))

    def _go_to(self, title: str) -> None:
        for panel in self._settings.findChildren(Panel):
            if panel.accessibleName() != title:
                continue
            first = _first_stop(panel)
            for column in self._settings.findChildren(ScrollColumn):
                if column.isAncestorOf(panel):
                    column.ensureWidgetVisible(first or panel, 0, 60)
            if first is not None:
                first.setFocus()
            return


def _first_stop(panel: QWidget) -> QWidget | None:
    """Where the keyboard arrives in it."""
    for widget in panel.findChildren(QWidget):
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy().value & 1:
            return widget
    return None


def _fits(wanted: str, title: str) -> bool:
    wanted, keys = wanted.casefold(), _keys(title)
    inside = any(wanted in initials for initials in keys.initials)
    return wanted in title.casefold() or inside or matches_initials(wanted, keys)


@lru_cache(maxsize=512)
def _keys(title: str) -> SearchKeys:
    return text_keys(title)
