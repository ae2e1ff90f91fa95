"""Putting a desk back: which backups there are, what they hold, how far it is. Plain Python."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Background
from helpdesk.ui.screens.restore.ports import Found, Looked, Outcome, Restoring
from helpdesk.ui.tokens import Tone

MEGA = 1_000_000
_AT_ONCE = 5  # so many are read by themselves; the others when they are chosen


@dataclass(frozen=True, slots=True)
class BackupLine:
    """A backup as a row: when, where, size, what it holds, whether it is complete."""

    path: str
    made: str
    folder: str
    size: str
    holds: str
    state: str
    tone: Tone
    why: str


@dataclass(slots=True)
class _Wish:
    """Whether the restore under way is to stop."""

    cancelled: bool = False


@dataclass(slots=True)
class _Known:
    """The backups found, and what is known of them so far."""

    found: list[Found] = field(default_factory=list)
    looked: dict[str, Looked] = field(default_factory=dict)


class RestoreView(Protocol):
    """What the presenter asks of the widgets."""

    @property
    def is_there(self) -> bool:
        """Whether nobody closed it."""
        ...

    def show_backups(self, lines: Sequence[BackupLine]) -> None:
        """Draw them; the chosen one stays chosen."""
        ...

    def show_agents(self, agents: Sequence[tuple[str, str]]) -> None:
        """Who may open the chosen backup: id and name."""
        ...

    def show_running(self, running: bool) -> None:
        """While it runs only Cancel can be pressed."""
        ...

    def show_progress(self, done: int, total: int) -> None:
        """Megabytes done, and in all."""
        ...

    def show_problem(self, words: str) -> None:
        """What went wrong; empty takes it away."""
        ...

    def show_outcome(self, sentences: Sequence[str]) -> None:
        """It is done."""
        ...


class RestorePresenter:
    """`restored` is called when the desk is put back."""

    def __init__(
        self,
        view: RestoreView,
        *,
        restoring: Restoring,
        background: Background,
        restored: Callable[[], object],
    ) -> None:
        self._view = view
        self._restoring = restoring
        self._background = background
        self._restored = restored
        self._known = _Known()
        self._chosen = ""
        self._wish: _Wish | None = None

    @property
    def is_running(self) -> bool:
        """Whether a restore is under way."""
        return self._wish is not None

    def search(self, folder: str = "") -> None:
        """Look for backups in the usual places, and in `folder`."""
        self._background.run(
            lambda: self._restoring.find(folder),
            done=self._show_found,
            failed=lambda problem: self._view.show_problem(sentence(problem)),
            key="find-backups",
        )

    def choose(self, path: str) -> None:
        """This backup."""
        self._chosen = path
        looked = self._known.looked.get(path)
        self._view.show_agents(looked.agents if looked else ())
        if looked is None and path:
            self._look([path])

    def start(self, agent: str, password: str) -> None:
        """Put the desk back from the chosen backup."""
        if self._wish is not None:
            return
        words = self._obstacle(agent, password)
        self._view.show_problem(words)
        if words:
            return
        wish = self._wish = _Wish()
        path = self._chosen

        def work(cancel: object, report: Callable[[int, int], None]) -> Outcome:
            return self._restoring.restore(
                path,
                agent,
                password,
                cancelled=lambda: wish.cancelled or bool(getattr(cancel, "cancelled", False)),
                progress=report,
            )

        self._view.show_running(True)
        self._background.run(
            work, done=self._done, failed=self._failed, progress=self._view.show_progress
        )

    def cancel(self) -> None:
        """Stop; until its last step nothing is changed."""
        if self._wish is not None:
            self._wish.cancelled = True

    def _obstacle(self, agent: str, password: str) -> str:
        looked = self._known.looked.get(self._chosen)
        if not self._chosen:
            return _("Choose a backup.")
        if looked is not None and looked.fault:
            return sentence(Problem(looked.fault, path=self._chosen))
        if not agent:
            return _("Say whose password it is.")
        if not password:
            return _("Enter the password of the day the backup was made, or of today.")
        return ""

    def _show_found(self, found: Sequence[Found]) -> None:
        if not self._view.is_there:
            return
        known = {each.path: each for each in [*self._known.found, *found]}
        self._known.found = sorted(known.values(), key=lambda each: each.made_ms, reverse=True)
        self._draw()
        waiting = [each.path for each in self._known.found if each.path not in self._known.looked]
        self._look(waiting[:_AT_ONCE])

    def _look(self, paths: list[str]) -> None:
        """Read them one after the other: they may lie on one slow stick."""
        if not paths:
            return
        path, rest = paths[0], paths[1:]

        def looked(what: Looked) -> None:
            if not self._view.is_there:
                return
            self._known.looked[path] = what
            self._draw()
            if path == self._chosen:
                self._view.show_agents(what.agents)
            self._look(rest)

        self._background.run(lambda: self._restoring.look(path), done=looked)

    def _draw(self) -> None:
        self._view.show_backups(
            [_line(each, self._known.looked.get(each.path)) for each in self._known.found]
        )

    def _done(self, outcome: Outcome) -> None:
        self._wish = None
        self._view.show_running(False)
        self._view.show_outcome(sentences_of(outcome))
        self._restored()

    def _failed(self, problem: Problem) -> None:
        self._wish = None
        self._view.show_running(False)
        self._view.show_problem(sentence(problem))


def sentences_of(outcome: Outcome) -> list[str]:
    """What came of it, in plain words."""
    if outcome.keys_only:
        text = _(
            "Only the keys had been lost: they are back, with the passwords of {when}."
            " Everything that was recorded is here."
        )
        return [text.format(when=moment_text(outcome.made_ms))]
    text = ngettext(
        "The desk stands as on {when}: {n} record came out of the backup.",
        "The desk stands as on {when}: {n} records came out of the backup.",
        outcome.events,
    )
    said = [text.format(when=moment_text(outcome.made_ms), n=f"{outcome.events:,}")]
    if outcome.aside:
        text = ngettext(
            "{n} record made since then was saved from the damaged database, which is kept as {name}.",
            "{n} records made since then were saved from the damaged database, which is kept as {name}.",
            outcome.saved,
        )
        said.append(text.format(n=f"{outcome.saved:,}", name=outcome.aside))
    if outcome.unsent:
        text = ngettext(
            "{n} record has no receipt of the city here: the next sync offers it, nothing comes twice.",
            "{n} records have no receipt of the city here: the next sync offers them, nothing comes twice.",
            outcome.unsent,
        )
        said.append(text.format(n=f"{outcome.unsent:,}"))
    said.append(_("What the city has and this backup lacks comes back with the next sync."))
    return [*said, _prefix_sentence(outcome.prefix)] if outcome.renewed else said


def _prefix_sentence(prefix: str) -> str:
    if prefix:
        text = _("Numbers go on with the new prefix {prefix}; the old one is never used again.")
        return text.format(prefix=prefix)
    return _(
        "The city gives a new prefix for numbers at the next sync; until then nothing is registered."
    )


def moment_text(at_ms: int) -> str:
    """2026-11-23 10:45, in the country's one zone."""
    return Moment(at_ms).local.strftime("%Y-%m-%d %H:%M")


def _line(found: Found, looked: Looked | None) -> BackupLine:
    if looked is None:
        state, tone, holds = _("not read yet"), Tone.PLAIN, ""
    elif looked.fault:
        state, tone, holds = _("unusable"), Tone.RED, "—"
    else:
        state, tone = _("complete"), Tone.GREEN
        text = ngettext("{n} record", "{n} records", looked.events)
        holds = text.format(n=f"{looked.events:,}")
    return BackupLine(
        path=found.path,
        made=moment_text(found.made_ms),
        folder=found.folder,
        size=f"{max(1, round(found.bytes / MEGA)):,} MB",
        holds=holds,
        state=state,
        tone=tone,
        why=sentence(Problem(looked.fault, path=found.path)) if looked and looked.fault else "",
    )
