"""Requests and blocked matters at intake: six kinds by a key each, everything else optional. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from helpdesk.application.search_keys import MatterFinder
from helpdesk.domain.intake_terms import BlockedMatter, CameBy
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n.words import CATEGORIES
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.matters import matter_line
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import Area, IntakeView

CONSULTATION = "consultation"
_MOST = 6


class RequestPart:
    """Every change goes into the sheet. GUI thread."""

    def __init__(
        self, bench: Workbench, sheet: Sheet, view: IntakeView, *, turned: Callable[[], object]
    ) -> None:
        """`turned` hears that another kind of case is taken down now."""
        self._bench = bench
        self._sheet = sheet
        self._view = view
        self._turned = turned

    def by_keys(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """The ids of the actions that turn the screen to a kind of case, and what they do."""
        return (
            ("as-matter", partial(self.turn, CaseKind.MATTER, focus=Area.MATTER)),
            *((f"as-{category}", partial(self.sort, category)) for category in CATEGORIES),
            ("as-blocked", partial(self.turn, CaseKind.BLOCKED, focus=Area.BLOCKED)),
        )

    def turn(self, kind: CaseKind, *, focus: Area) -> None:
        """Matter, request or blocked matter; what was typed for another kind stays."""
        blocked = self._sheet.intake.blocked
        if kind is CaseKind.BLOCKED and blocked is None:
            blocked = BlockedMatter("")
        self._sheet.edit(kind=kind, blocked=blocked)
        self._view.fill(self._sheet.intake)
        self._turned()
        self._view.focus(focus)

    def sort(self, category: str) -> None:
        """A request of this kind; a consultation is answered at the counter unless said otherwise."""
        at_once = category == CONSULTATION
        self._sheet.edit(category=category, at_once=at_once)
        self.turn(CaseKind.REQUEST, focus=Area.TEXT)

    def edit(self, field: str, value: Any) -> None:
        """Raw text or a choice."""
        self._sheet.edit(**{field: CameBy(value) if field == "came_by" else value})

    def blocked(self, field: str, text: str) -> None:
        """Raw text of a field of the blocked matter."""
        known = self._sheet.intake.blocked or BlockedMatter("")
        self._sheet.edit(blocked=replace(known, **{field: text}))

    def search(self, text: str) -> None:
        """Which matter it was: found as one types, or kept as it is named."""
        known = self._sheet.intake.blocked or BlockedMatter("")
        self._sheet.edit(blocked=replace(known, name=text, matter=""))
        session = self._bench.session
        today = session.clock.now().local.date()
        if not text.strip():
            self._view.matters.show_blocked(text, ())
            return
        self._bench.background.run(
            lambda: [
                matter_line(matter)
                for matter in MatterFinder(session.reference.catalogue.in_force(today)).find(
                    text.strip(), limit=_MOST
                )
            ],
            done=partial(self._view.matters.show_blocked, text),
            key="intake-blocked",
        )

    def pick(self, code: str) -> None:
        """A matter of the catalogue."""
        matter = self._bench.session.reference.catalogue.find(code)
        if matter is not None:
            known = self._sheet.intake.blocked or BlockedMatter("")
            self._sheet.edit(blocked=replace(known, name=matter.name, matter=code))
            self._view.fill(self._sheet.intake)
            self._view.focus(Area.WHERE)
