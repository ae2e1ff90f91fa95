"""What the agent sees of drafts: when this one was saved, and which others there are. No Qt."""

from collections.abc import Callable, Sequence

from helpdesk.application.ports import Session
from helpdesk.application.queries import Queries
from helpdesk.i18n import _
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake import resident_form
from helpdesk.ui.screens.intake.autosave import SaveState
from helpdesk.ui.screens.intake.state import HeaderView, PickLine
from helpdesk.ui.tokens import Tone


class DraftsShown:
    """The chip tells the truth: saved at, or not saved and why. GUI thread."""

    def __init__(self, bench: Workbench, view: HeaderView) -> None:
        self._bench = bench
        self._view = view

    def saved(self, state: SaveState) -> None:
        """How the draft on the screen fares."""
        if state.failure:
            words = _("Draft not saved: {reason}").format(reason=state.failure)
            self._view.show_draft(words, Tone.RED)
        elif state.saved_at:
            words = _("Draft saved at {time}").format(time=state.saved_at.strftime("%H:%M:%S"))
            self._view.show_draft(words, Tone.GREY)
        else:
            self._view.show_draft("", Tone.GREY)

    def failed_elsewhere(self, words: str) -> None:
        """A draft that was left could not be saved yet."""
        said = _("Draft not saved: {reason}").format(reason=words)
        self._bench.navigator.say(said, tone="error", topic="draft")

    def refresh(self, current: Callable[[], str]) -> None:
        """List the drafts other than the current one."""
        self._bench.background.run(
            lambda: draft_lines(self._bench.session, self._bench.queries),
            done=lambda lines: self._view.show_drafts([x for x in lines if x.id != current()]),
            key="intake-drafts",
        )


def draft_lines(session: Session, queries: Queries) -> Sequence[PickLine]:
    """The drafts, the newest first: whose, what, when. Background thread."""
    lines = []
    for draft in sorted(queries.drafts(), key=lambda each: -each.saved_ms):
        intake = draft.intake
        resident = queries.resident(intake.resident) if intake.resident else None
        name = resident.name if resident else intake.new_resident.get(resident_form.NAME, "")
        matter = session.reference.catalogue.find(intake.matter) if intake.matter else None
        what = matter.name if matter else intake.title or intake.matter_search
        who = name or intake.resident_search
        lines.append(PickLine(draft.id, who or _("no resident yet"), what or _("no matter yet")))
    return lines
