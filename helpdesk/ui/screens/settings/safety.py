"""The settings screen's backups, pages and room: what stands there, what can be done. Plain Python."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import minute_text
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.settings.ports import AgentLine, Vault, VaultState
from helpdesk.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class Line:
    """A name, a value, and how it is meant."""

    key: str
    value: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole screen."""

    agents: Sequence[AgentLine]
    pin: str
    has_pin: bool
    backups: Sequence[Line]
    pages: Line
    reserve_mb: int
    own_folder: bool
    enrolled: bool
    unsent: Line
    has_unsent: bool


class SafetyPresenter:
    """Long work of the settings screen; `refresh` is called after each."""

    def __init__(self, bench: Workbench, vault: Vault, *, refresh: Callable[[], object]) -> None:
        self._bench = bench
        self._vault = vault
        self._refresh = refresh

    def back_up(self) -> None:
        """A backup now."""
        self._run(
            self._vault.back_up,
            lambda made: ngettext("{n} backup made.", "{n} backups made.", made).format(n=made),
        )

    def keep_in(self, folder: str) -> None:
        """Another folder for backups; an empty one: beside the data."""
        vault = self._vault
        self._run(
            lambda cancel, report: vault.keep_in(folder, cancel, report),
            lambda _made: _("Backups go there from now on; the first is made."),
        )

    def keep_on_stick(self, disk: str) -> None:
        """A stick for backups."""
        vault = self._vault
        self._run(
            lambda cancel, report: vault.keep_on_stick(disk, cancel, report),
            lambda _made: _("This stick takes backups whenever it is in; the first is made."),
        )

    def rehearse(self) -> None:
        """Restore on trial."""
        vault = self._vault

        def told(fault: str) -> str:
            if fault:
                raise EnvironmentProblem(fault)
            return _("The newest backup came back complete.")

        self._run(lambda cancel, report: told(vault.rehearse(cancel, report)), str)

    def export_unsent(self, path: str) -> None:
        """What the city does not have, into a file that only the city can read."""
        vault = self._vault
        self._run(
            lambda cancel, report: vault.export_unsent(path, cancel, report),
            lambda n: ngettext(
                "{n} record is in the file. Bring it to the city.",
                "{n} records are in the file. Bring it to the city.",
                n,
            ).format(n=f"{n:,}"),
        )

    def check_pages(self) -> None:
        """Check every page."""
        vault = self._vault

        def told(sound: bool) -> str:
            if not sound:
                raise EnvironmentProblem("database-damaged")
            return _("Every page of the database is sound.")

        self._run(lambda cancel: told(vault.check_pages(cancel)), str)

    def set_reserve(self, megabytes: int) -> None:
        """What is kept back on the disk."""
        self._run(
            lambda: self._vault.set_reserve(megabytes),
            lambda _nothing: _("Kept back from now on: {n} MB.").format(n=f"{megabytes:,}"),
        )

    def _run(self, work: Callable[..., Any], words: Callable[[Any], str]) -> None:
        def done(got: object) -> None:
            self._bench.navigator.say(words(got), tone="success", topic="settings")
            self._refresh()

        def failed(problem: Problem) -> None:
            if problem.code != "cancelled":
                self._bench.navigator.say(sentence(problem), tone="error", topic="settings")
            self._refresh()

        self._bench.background.run(work, done=done, failed=failed)


def shown_of(state: VaultState, *, offset_minutes: int) -> Shown:
    """The screen for a state, times in the zone so many minutes from UTC."""

    def when(at_ms: int) -> str:
        local = Moment(at_ms, offset_minutes=offset_minutes).local
        return minute_text(local) if at_ms else _("not yet")

    return Shown(
        agents=state.agents,
        pin=_("set") if state.has_pin else _("not set"),
        has_pin=state.has_pin,
        backups=_backups(state, when),
        pages=Line(
            _("Every page checked"),
            _("damaged") if state.damage else when(state.checked_ms),
            Tone.RED if state.damage else Tone.PLAIN,
        ),
        reserve_mb=state.reserve_mb,
        own_folder=state.own_folder,
        enrolled=state.enrolled,
        unsent=Line(_("Records without a receipt"), f"{state.unsent:,}"),
        has_unsent=state.unsent > 0 and state.in_city,
    )


def _backups(state: VaultState, when: Callable[[int], str]) -> list[Line]:
    tried = sentence(Problem(state.fault)) if state.fault else when(state.rehearsed_ms)
    made_tone = Tone.PLAIN if state.made_ms else Tone.AMBER
    lines = [
        Line(_("Last backup"), when(state.made_ms), made_tone),
        Line(_("Restored on trial"), tried, Tone.RED if state.fault else Tone.PLAIN),
        Line(_("Kept in"), state.folder),
        Line(_("And on the stick"), ", ".join(state.sticks) or _("none is in")),
    ]
    if state.error:
        why = EnvironmentProblem(state.error, folder=state.folder)
        lines.insert(1, Line(_("Tried since"), sentence(why), Tone.RED))
    return lines
