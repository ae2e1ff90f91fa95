"""Drafts on their way to the disk: in order, never an older one over a newer one, none after registering.

`Autosave` lives on the GUI thread; `DraftKeeper` is used by the threads that write.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from helpdesk.application import drafts
from helpdesk.application.cases import PaperWish, Registered, open_case
from helpdesk.application.intake import Draft, Intake
from helpdesk.application.ports import Session
from helpdesk.domain.intake_terms import BlockedMatter
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Background, Later

SAVE_AFTER = 300  # milliseconds after the first unsaved change: well within a second
RETRY_AFTER = 3000


def is_blank(intake: Intake) -> bool:
    """Whether nothing was entered yet; which kind it is and where the keyboard was do not count."""
    nothing = Intake()
    blocked = None if intake.blocked == BlockedMatter("") else intake.blocked
    kind = {
        "area": "",
        "kind": nothing.kind,
        "channel": nothing.channel,
        "category": "",
        "at_once": False,
        "blocked": blocked,
    }
    return replace(intake, **kind) == nothing  # type: ignore[arg-type]


class DraftKeeper:
    """One draft. Any thread: whoever writes waits for the one before."""

    def __init__(self, session: Session, *, draft_id: str = "") -> None:
        self._session = session
        self._lock = threading.Lock()
        self._written = 0
        self._exists = bool(draft_id)
        self._ended = False
        self.draft_id = draft_id or session.ids.new()

    def save(self, intake: Intake, *, version: int) -> Draft | None:
        """Write, unless a later version was written already or the case is registered.

        A draft that was emptied again ends. Raises EnvironmentProblem.
        """
        with self._lock:
            if self._ended or version <= self._written:
                return None
            if is_blank(intake):
                self._drop()
                draft = None
            else:
                draft = drafts.save_draft(self._session, intake, draft_id=self.draft_id)
                self._exists = True
            self._written = version
            return draft

    def register(self, intake: Intake, *, paper: PaperWish | None) -> Registered:
        """Register the case; the draft ends in the same transaction and never comes back.

        Raises the Problem of `open_case`; the draft is then as it was.
        """
        with self._lock:
            done = open_case(self._session, intake, draft_id=self.draft_id, paper=paper)
            self._ended = True
            return done

    def _drop(self) -> None:
        if self._exists:
            drafts.drop_draft(self._session, self.draft_id)
            self._exists = False


@dataclass(frozen=True, slots=True)
class SaveState:
    """The truth about the draft: when it was last on the disk, or why it is not."""

    saved_at: datetime | None = None
    failure: str = ""


class Autosave:
    """Saves what changes, one write at a time. GUI thread."""

    def __init__(
        self,
        session: Session,
        *,
        background: Background,
        later: Later,
        show: Callable[[SaveState], object],
        elsewhere: Callable[[str], object],
    ) -> None:
        """`show` hears how the current draft fares, `elsewhere` what failed of one that was left."""
        self._session = session
        self._background = background
        self._later = later
        self._show = show
        self._elsewhere = elsewhere
        self._version = 0
        self._unsaved: dict[DraftKeeper, tuple[Intake, int]] = {}
        self._writing = False
        self._due_soon = False
        self.keeper = DraftKeeper(session)

    def begin(self, draft: Draft | None) -> None:
        """Go on with another draft, or a new one; what was unsaved of the last one is still saved."""
        self.flush()
        self.keeper = DraftKeeper(self._session, draft_id=draft.id if draft else "")
        self._show(SaveState(saved_at=self._local(draft)))

    def changed(self, intake: Intake) -> None:
        """The current draft is now this."""
        self._version += 1
        self._unsaved[self.keeper] = (intake, self._version)
        self._soon(SAVE_AFTER)

    def flush(self) -> None:
        """Write now, in the background."""
        if self._writing or not self._unsaved:
            return
        keeper, (intake, version) = next(iter(self._unsaved.items()))
        self._writing = True
        self._background.run(
            partial(keeper.save, intake, version=version),
            done=partial(self._saved, keeper, version),
            failed=partial(self._failed, keeper),
        )

    def forget(self, keeper: DraftKeeper) -> None:
        """A registered draft has nothing left to save."""
        self._unsaved.pop(keeper, None)

    def close(self) -> None:
        """The last chance, on this very thread: the window closes. Raises EnvironmentProblem."""
        for keeper, (intake, version) in tuple(self._unsaved.items()):
            keeper.save(intake, version=version)
        self._unsaved.clear()

    def _soon(self, milliseconds: int) -> None:
        if not self._due_soon:
            self._due_soon = True
            self._later(milliseconds, self._due)

    def _due(self) -> None:
        self._due_soon = False
        self.flush()

    def _saved(self, keeper: DraftKeeper, version: int, draft: Draft | None) -> None:
        self._writing = False
        if self._unsaved.get(keeper, (None, -1))[1] == version:
            del self._unsaved[keeper]
        if keeper is self.keeper:
            self._show(SaveState(saved_at=self._local(draft)))
        if self._unsaved:
            self._soon(SAVE_AFTER)

    def _failed(self, keeper: DraftKeeper, problem: Problem) -> None:
        self._writing = False
        if keeper is self.keeper:
            self._show(SaveState(failure=sentence(problem)))
        else:
            self._elsewhere(sentence(problem))
        self._soon(RETRY_AFTER)

    def _local(self, draft: Draft | None) -> datetime | None:
        if draft is None:
            return None
        now = self._session.clock.now()
        return Moment(draft.saved_ms, offset_minutes=now.offset_minutes).local
