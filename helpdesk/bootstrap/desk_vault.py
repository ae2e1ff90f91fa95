"""The settings screen's port over an open desk: keys, backups, room. Any thread."""

import contextlib
from pathlib import Path

from helpdesk.application.audit import record_key_act
from helpdesk.application.ports import Session
from helpdesk.bootstrap import key_acts
from helpdesk.bootstrap.carriage import Carriage
from helpdesk.bootstrap.enrolment import enrol_desk, is_enrolled
from helpdesk.bootstrap.folder import OpenDesk, unlock
from helpdesk.bootstrap.safekeeping import (
    MEGA,
    Safekeeping,
    make_folder,
    places_of,
    reserve_of,
)
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain.audit import KeyAct
from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _
from helpdesk.store.copying import Watch
from helpdesk.store.key_file import read_keys
from helpdesk.sync.bundles import Watch as CarryWatch
from helpdesk.ui.screens.settings.ports import (
    FOLDER_SETTING,
    RESERVE_SETTING,
    AgentLine,
    Report,
    SafetyNote,
    Token,
    VaultState,
)

RESERVE_MOST = 100_000  # MB


class DeskVault:
    """`ui.screens.settings.ports.Vault` for the session's author."""

    def __init__(
        self, desk: OpenDesk, session: Session, *, safekeeping: Safekeeping, settings: Settings
    ) -> None:
        self._desk = desk
        self._store = desk.store
        self._session = session
        self._care = safekeeping
        self._settings = settings

    @property
    def _folder(self) -> Path:
        return self._store.folder

    def state(self) -> VaultState:
        """How everything stands now."""
        said, own = self._care.state, self._session.author.id
        return VaultState(
            agents=tuple(
                AgentLine(slot.agent, slot.name, slot.state.value, slot.agent == own)
                for slot in read_keys(self._folder).slots
            ),
            has_pin=self._store.standing.has_pin(own),
            pin_digits=self._store.standing.policy.pin_digits,
            made_ms=said.made_ms,
            error=said.error,
            rehearsed_ms=said.rehearsed_ms,
            fault=said.fault,
            checked_ms=said.checked_ms,
            damage=said.damage,
            folder=str(places_of(self._folder)),
            own_folder=not self._settings.get(FOLDER_SETTING),
            sticks=tuple(str(place) for place in self._care.places()[1:]),
            reserve_mb=reserve_of(self._folder) // MEGA,
            unsent=self._store.status().unsent,
            enrolled=is_enrolled(self._desk),
            in_city=self._store.outbox.identity() is not None,
        )

    def safety(self) -> SafetyNote:
        """What came of the last backup and rehearsal."""
        said = self._care.state
        return SafetyNote(said.made_ms, said.error, said.rehearsed_ms, said.fault)

    def enrol(self, server: str, code: str) -> None:
        """Give this computer its place in the city."""
        enrol_desk(self._desk, server, code)

    def change_password(self, password: str, new: str) -> None:
        """One's own password."""
        self._vouch(password)
        key_acts.set_password(self._store, self._session, self._session.author.id, new)

    def set_pin(self, password: str, pin: str) -> None:
        """One's own PIN; an empty one takes it away."""
        self._vouch(password)
        key_acts.set_pin(self._store, self._session, pin)

    def add_agent(self, password: str, agent: str, name: str, new: str) -> None:
        """Let somebody in."""
        self._vouch(password)
        key_acts.add_agent(self._store, self._session, Author(agent, name), new)

    def reset_password(self, password: str, agent: str, new: str) -> None:
        """A new password for a colleague."""
        self._vouch(password)
        key_acts.set_password(self._store, self._session, agent, new)

    def change_agent(self, password: str, agent: str, act: str) -> None:
        """`disable`, `enable` or `remove` a colleague."""
        self._vouch(password)
        key_acts.change_state(self._store, self._session, act, agent)

    def back_up(self, cancel: Token, report: Report) -> int:
        """A backup to every place now."""
        made = self._care.back_up(watch=_watch(cancel, report, _("Backing up")))
        self._trace(KeyAct.BACKED_UP)
        return len(made)

    def keep_in(self, folder: str, cancel: Token, report: Report) -> None:
        """Backups go to this folder from now on. It must take one first. Raises Problem `setting-locked`."""
        self._require_open(FOLDER_SETTING)
        to = Path(folder) if folder else None
        watch = _watch(cancel, report, _("Backing up"))
        if to is not None:
            make_folder(to)
            self._care.back_up(to=to, watch=watch)
        self._settings.set(FOLDER_SETTING, folder)
        if to is None:
            self._care.back_up(watch=watch)
        self._trace(KeyAct.BACKED_UP)

    def keep_on_stick(self, disk: str, cancel: Token, report: Report) -> None:
        """This removable disk takes backups whenever it is in."""
        place = self._care.choose_stick(Path(disk))
        self._care.back_up(to=place, watch=_watch(cancel, report, _("Backing up")))
        self._trace(KeyAct.BACKED_UP)

    def rehearse(self, cancel: Token, report: Report) -> str:
        """Restore the newest backup on trial. Raises EnvironmentProblem `backup-none`."""
        said = self._care.rehearse(watch=_watch(cancel, report, _("Restoring on trial")))
        if said is None:
            raise EnvironmentProblem("backup-none", folder=str(places_of(self._folder)))
        return said.fault

    def export_unsent(self, path: str, cancel: Token, report: Report) -> int:
        """Everything without a receipt into a file for the city."""
        watch = CarryWatch(
            progress=lambda done, total: report(done, total, _("Writing the file")),
            cancelled=lambda: cancel.cancelled,
        )
        return Carriage(self._desk).export_unsent(Path(path), watch)[1].records

    def check_pages(self, cancel: Token) -> bool:
        """Check every page of the database."""
        return self._care.check_pages(watch=Watch(cancelled=lambda: cancel.cancelled))

    def set_reserve(self, megabytes: int) -> None:
        """So much is kept back from now on. Raises Problem `reserve-range`, `setting-locked`."""
        self._require_open(RESERVE_SETTING)
        if not 0 <= megabytes <= RESERVE_MOST:
            raise Problem("reserve-range", most=RESERVE_MOST)
        self._settings.set(RESERVE_SETTING, str(megabytes))
        self._store.reserve.resize(megabytes * MEGA)
        self._store.reserve.lay_by()

    def _require_open(self, key: str) -> None:
        if self._settings.locked(key):
            raise Problem("setting-locked")

    def _vouch(self, password: str) -> None:
        """Whoever changes keys is who logged in. Raises what `folder.unlock` raises."""
        unlock(self._folder, self._session.author.id, password)

    def _trace(self, act: KeyAct) -> None:
        with contextlib.suppress(EnvironmentProblem):
            record_key_act(self._session, act)


def _watch(cancel: Token, report: Report, what: str) -> Watch:
    return Watch(
        progress=lambda done, total: report(done // MEGA, total // MEGA, what),
        cancelled=lambda: cancel.cancelled,
    )
