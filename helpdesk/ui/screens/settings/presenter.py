"""The settings screen's passwords and people: what its dialogs ask for. Plain Python."""

from collections.abc import Callable, Sequence
from typing import Protocol

from helpdesk.application.enrolment_text import read_enrolment
from helpdesk.i18n import N_, _
from helpdesk.i18n.words import AGENT_STATES
from helpdesk.ui.asking import Ask, Failed, Request, Values, hand_over
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.settings.ports import AgentLine, Vault, VaultState
from helpdesk.ui.screens.settings.safety import Shown, shown_of


class SettingsView(Protocol):
    """What the presenter asks of the widgets."""

    def show_state(self, shown: Shown) -> None:
        """Draw it; the chosen agent stays chosen."""
        ...

    def ask(self, request: Request) -> None:
        """Open a dialog."""
        ...


_OWN = Ask("password", N_("Your own password"), secret=True)
_NEW = (
    Ask("new", N_("New password, at least 8 characters"), secret=True),
    Ask("again", N_("The new password again"), secret=True),
)


class SettingsPresenter:
    """`enrolled` is called when this computer has its place in the city."""

    def __init__(
        self,
        bench: Workbench,
        view: SettingsView,
        vault: Vault,
        *,
        enrolled: Callable[[], object],
    ) -> None:
        self._bench = bench
        self._view = view
        self._vault = vault
        self._enrolled = enrolled
        self._state: VaultState | None = None

    def refresh(self) -> None:
        """Read everything anew."""
        self._bench.background.run(self._vault.state, done=self._show, key="vault")

    # -- the city

    def enrol(self) -> None:
        """What an unfinished first start left to do; a QR code may be scanned into the last field."""

        def do(values: Values) -> None:
            scanned = read_enrolment(values["code"])
            server, code = scanned or (values["server"], values["code"])
            self._vault.enrol(server.strip(), code.strip())

        self._ask(
            _("Enrol this computer"),
            words=_("The city gives a one-time code for each desk. What was recorded here stays."),
            asks=(
                Ask("server", N_("Address of the city's server")),
                Ask("code", N_("One-time code (type it or scan the QR code)")),
            ),
            do=do,
            done=_("This computer is enrolled."),
            follow=self._enrolled,
        )

    # -- oneself

    def change_password(self) -> None:
        """One's own password."""
        self._ask(
            _("Change my password"),
            words=_("Other agents' passwords stay as they are."),
            asks=(_OWN, *_NEW),
            do=lambda v: self._vault.change_password(v["password"], v["new"]),
            done=_("Your password is changed."),
        )

    def set_pin(self) -> None:
        """One's own PIN."""
        digits = self._state.pin_digits if self._state else 4
        text = _(
            "A PIN of at least {n} digits unlocks the screen while your work is open behind it;"
            " after a restart the password is needed."
        )
        self._ask(
            _("Set my PIN"),
            words=text.format(n=digits),
            asks=(
                _OWN,
                Ask("new", N_("New PIN"), secret=True),
                Ask("again", N_("The new PIN again"), secret=True),
            ),
            do=lambda v: self._vault.set_pin(v["password"], v["new"]),
            done=_("Your PIN is set."),
        )

    def remove_pin(self) -> None:
        """No PIN any more."""
        self._ask(
            _("Remove my PIN"),
            words=_("From now on only the password unlocks the screen."),
            asks=(_OWN,),
            do=lambda v: self._vault.set_pin(v["password"], ""),
            done=_("Your PIN is removed."),
        )

    # -- colleagues

    def add_agent(self) -> None:
        """Let somebody in."""
        self._ask(
            _("Add an agent"),
            words=_("Whoever is added can unlock this computer and see everything on it."),
            asks=(
                Ask("agent", N_("Agent's id")),
                Ask("name", N_("Agent's name, as papers show it")),
                *_NEW,
                _OWN,
            ),
            do=lambda v: self._vault.add_agent(
                v["password"], v["agent"].strip(), v["name"].strip(), v["new"]
            ),
            done=_("The agent can log in now."),
        )

    def reset_password(self, agent: AgentLine) -> None:
        """A new password for a colleague."""
        self._ask(
            _("New password for {name}").format(name=agent.name),
            words=_("Tell it to nobody else; it can be changed after the next login."),
            asks=(*_NEW, _OWN),
            do=lambda v: self._vault.reset_password(v["password"], agent.id, v["new"]),
            done=_("The new password is set."),
        )

    def change_agent(self, agent: AgentLine, act: str) -> None:
        """Disable, enable or remove a colleague."""
        title, words, done = _ACTS[act]
        self._ask(
            _(title).format(name=agent.name),
            words=_(words),
            asks=(_OWN,),
            do=lambda v: self._vault.change_agent(v["password"], agent.id, act),
            done=_(done),
        )

    def submit(
        self, request: Request, values: Values, *, done: Callable[[], object], failed: Failed
    ) -> None:
        """Check what was typed into a dialog, then do it."""

        def finished() -> None:
            done()
            self._say(request.done)
            request.follow()

        hand_over(self._bench.background, request, values, done=finished, failed=failed)

    # -- inside

    def _ask(
        self,
        title: str,
        *,
        words: str,
        asks: Sequence[Ask],
        do: Callable[[Values], object],
        done: str,
        follow: Callable[[], object] = lambda: None,
    ) -> None:
        self._view.ask(Request(title, _("Save"), words, asks, do, done, follow))

    def _say(self, words: str) -> None:
        self._bench.navigator.say(words, tone="success", topic="settings")
        self.refresh()

    def _show(self, state: VaultState) -> None:
        self._state = state
        offset = self._bench.session.clock.now().offset_minutes
        self._view.show_state(shown_of(state, offset_minutes=offset))


def state_words(agent: AgentLine) -> str:
    """How an agent stands, in words."""
    words = _(AGENT_STATES[agent.state])
    return _("{state} · you").format(state=words) if agent.own else words


_ACTS = {
    "disable": (
        N_("Disable {name}"),
        N_("The password opens nothing any more until somebody enables it again."),
        N_("The agent is disabled."),
    ),
    "enable": (
        N_("Enable {name}"),
        N_("The old password opens this computer again."),
        N_("The agent is enabled."),
    ),
    "remove": (
        N_("Remove {name}"),
        N_("The password is forgotten for good. Everything that was recorded stays."),
        N_("The agent is removed."),
    ),
}
