"""Unlocking the desk, at the start and after F12. Plain Python; the key is stretched in the background."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, set_language
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Background

Unlock = Callable[[str, str], Any]
_AGAIN = ("password-wrong", "pin-wrong", "pin-spent")  # something else can be typed
LOST = ("database-damaged", "database-missing", "database-foreign", "keys-missing", "keys-damaged")


class Choices(Protocol):
    """What this machine remembers, such as the language and who was here last."""

    def get(self, key: str, default: str = "") -> str:
        """What was chosen, or the default."""
        ...

    def set(self, key: str, value: str) -> None:
        """Remember a choice."""
        ...


class LoginView(Protocol):
    """What the presenter asks of the widgets."""

    def show_agents(self, names: Sequence[str], current: int) -> None:
        """Who may unlock."""
        ...

    def show_waiting(self, waiting: bool) -> None:
        """While the password is checked, nothing can be typed or pressed."""
        ...

    def show_problem(self, words: str, *, again: bool) -> None:
        """What went wrong; `again` says that another password may help."""
        ...

    def show_pause(self, seconds: int) -> None:
        """Nothing can be tried for so many seconds; counted down, then `unlock` is possible again."""
        ...

    def offer(self, *, contact: bool = False, restore: bool = False) -> None:
        """Another way in: a sync, where the last contact with the city lies too far back; a backup, where
        the data is damaged or gone."""
        ...

    def forget_password(self) -> None:
        """Nothing typed stays behind."""
        ...

    def translate(self) -> None:
        """All texts again, in the language in use."""
        ...


class LoginPresenter:
    """`unlock(agent id, password)` runs in the background; its result goes to `opened`. `set_contact` gives
    the same after a sync with the city, offered where too many days passed without one.
    """

    def __init__(
        self,
        view: LoginView,
        *,
        agents: Sequence[Author],
        unlock: Unlock,
        opened: Callable[[Any], object],
        background: Background,
        choices: Choices,
    ) -> None:
        self._view = view
        self._agents = tuple(agents)
        self._unlock = unlock
        self._contact: Unlock | None = None
        self._opened = opened
        self._background = background
        self._choices = choices
        self._busy = False

    def set_contact(self, contact: Unlock) -> None:
        """How to unlock with a sync first."""
        self._contact = contact

    def set_agents(self, agents: Sequence[Author]) -> None:
        """Others may unlock now."""
        self._agents = tuple(agents)

    def agent_at(self, number: int) -> str:
        """The id of the agent in this row."""
        return self._agents[number].id if 0 <= number < len(self._agents) else ""

    def begin(self) -> None:
        """Show who may unlock, the last one chosen."""
        ids = [agent.id for agent in self._agents]
        last = self._choices.get("agent")
        current = ids.index(last) if last in ids else 0
        self._view.show_agents([agent.name for agent in self._agents], current)
        self._view.show_problem("", again=False)
        if not ids:
            self._view.show_problem(
                _("Nobody can unlock this desk yet. Set it up first."), again=False
            )

    def unlock(self, number: int, password: str) -> None:
        """Try a password for the agent in this row."""
        self._try(number, password, self._unlock)

    def contact(self, number: int, password: str) -> None:
        """The same, with a sync first."""
        if self._contact is not None:
            self._try(number, password, self._contact)

    def _try(self, number: int, password: str, unlock: Unlock) -> None:
        if self._busy or not 0 <= number < len(self._agents):
            return
        if not password:
            self._view.show_problem(_("Enter your password."), again=True)
            return
        agent = self._agents[number]
        self._busy = True
        self._view.show_problem("", again=False)
        self._view.offer()
        self._view.show_waiting(True)

        def opened(result: Any) -> None:
            self._choices.set("agent", agent.id)
            self._settle()
            self._view.forget_password()
            self._opened(result)

        self._background.run(lambda: unlock(agent.id, password), done=opened, failed=self._fail)

    def speak(self, language: str) -> None:
        """Use another language from now on, also at the next start."""
        set_language(language)
        self._choices.set("language", language)
        self._view.translate()

    def _fail(self, problem: Problem) -> None:
        self._settle()
        if problem.code == "password-wait":
            self._view.show_pause(int(str(problem.params["seconds"])))
            return
        self._view.show_problem(sentence(problem), again=problem.code in _AGAIN)
        self._view.offer(
            contact=problem.code == "offline-long" and self._contact is not None,
            restore=problem.code in LOST,
        )

    def _settle(self) -> None:
        self._busy = False
        self._view.show_waiting(False)
