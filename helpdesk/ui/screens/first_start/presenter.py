"""Setting up a desk: what was typed, checked and handed on. Plain Python; the work is background."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from helpdesk.application.enrolment_text import read_enrolment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Background

SCHEME = "https://"


@dataclass(frozen=True, slots=True)
class Form:
    """What is on the page, as typed."""

    server: str = ""
    code: str = ""
    agent: str = ""
    name: str = ""
    password: str = ""
    again: str = ""


class FirstStartView(Protocol):
    """What the presenter asks of the widgets."""

    def show_problem(self, field: str, words: str) -> None:
        """What is wrong, at this field, or below all of them where it is empty."""
        ...

    def show_waiting(self, words: str) -> None:
        """What is under way; empty when nothing is, and everything can be typed again."""
        ...

    def show_scanned(self, server: str, code: str) -> None:
        """Address and code out of a QR code that was scanned."""
        ...

    def keep_agent(self) -> None:
        """The desk is made for this agent and password: only address and code can still change."""
        ...


Enrol = Callable[[Form], Any]

# Where a problem of the work belongs, by the beginning of its code.
_PLACES = (
    ("code-", "code"),
    ("server-", "server"),
    ("network-", "server"),
    ("password-", "password"),
    ("agent-", "agent"),
    ("name-", "name"),
)


class FirstStartPresenter:
    """`enrol(form)` makes and enrols the desk; its result goes to `enrolled`. `was_made` says whether
    an attempt that failed left a desk that only needs the city's answer."""

    def __init__(
        self,
        view: FirstStartView,
        *,
        enrol: Enrol,
        enrolled: Callable[[Any], object],
        was_made: Callable[[], bool],
        background: Background,
    ) -> None:
        self._view = view
        self._enrol = enrol
        self._enrolled = enrolled
        self._was_made = was_made
        self._background = background
        self._busy = False

    def scanned(self, text: str) -> None:
        """A line came into a field: if it is a QR code's, both fields are filled."""
        found = read_enrolment(text)
        if found is not None:
            self._view.show_scanned(*found)

    def submit(self, form: Form) -> None:
        """Check the page, then make the desk and ask the city."""
        if self._busy:
            return
        self._view.show_problem("", "")
        field, words = _wrong(form)
        if words:
            self._view.show_problem(field, words)
            return
        self._busy = True
        self._view.show_waiting(_("Making the keys of this computer and asking the city…"))
        self._background.run(lambda: self._enrol(form), done=self._done, failed=self._failed)

    def _done(self, result: Any) -> None:
        self._settle()
        self._enrolled(result)

    def _failed(self, problem: Problem) -> None:
        self._settle()
        if self._was_made():
            self._view.keep_agent()
        place = next((field for start, field in _PLACES if problem.code.startswith(start)), "")
        self._view.show_problem(place, sentence(problem))

    def _settle(self) -> None:
        self._busy = False
        self._view.show_waiting("")


def _wrong(form: Form) -> tuple[str, str]:
    """The first field that is not right, and its sentence."""
    if form.server.strip() in ("", SCHEME):
        return "server", _("Enter the address of the city's server.")
    if not form.code.strip():
        return "code", sentence(Problem("code-empty"))
    if not form.agent.strip():
        return "agent", _("Enter a short id, such as the agent's name in letters.")
    if not form.name.strip():
        return "name", _("Enter the name that papers show.")
    if not form.password:
        return "password", _("Choose a password.")
    if form.password != form.again:
        return "again", _("The two passwords are not the same.")
    return "", ""
