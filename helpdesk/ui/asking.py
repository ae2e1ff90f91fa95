"""What a dialog of a few fields asks for, checks, and hands on. Plain Python."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Background

Values = Mapping[str, str]
Failed = Callable[[str, str], object]  # the field it belongs to, or nothing; the sentence


@dataclass(frozen=True, slots=True)
class Ask:
    """One field of a dialog; a secret one shows dots. `value` stands there at first."""

    name: str
    words: str
    secret: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A dialog: what it is about, what is typed into it, and what becomes of that. `do` is background
    work; `done` is said when it is over, then `follow` is called."""

    title: str
    confirm: str
    words: str
    asks: Sequence[Ask]
    do: Callable[[Values], object]
    done: str = ""
    follow: Callable[[], object] = lambda: None


def hand_over(
    background: Background,
    request: Request,
    values: Values,
    *,
    done: Callable[[], object],
    failed: Failed,
) -> None:
    """Check what was typed, then do it."""
    field, words = _wrong(request, values)
    if words:
        failed(field, words)
        return

    def refused(problem: Problem) -> None:
        failed(_FIELDS.get(problem.code, ""), sentence(problem))

    background.run(lambda: request.do(values), done=lambda _nothing: done(), failed=refused)


def _wrong(request: Request, values: Values) -> tuple[str, str]:
    """The first field that is not right, and its sentence."""
    for each in request.asks:
        if not values[each.name].strip():
            return each.name, _("Fill this in.")
    if "again" in values and values["new"] != values["again"]:
        return "again", _("The two are not the same.")
    return "", ""


# Where a problem belongs, by its code.
_FIELDS = {
    "password-wrong": "password",
    "password-wait": "password",
    "password-short": "new",
    "pin-short": "new",
    "agent-known": "agent",
    "agent-missing": "agent",
    "printer-address": "address",
    "printer-known": "name",
    "printer-name": "name",
    "printer-width": "width",
    "code-wrong": "code",
    "code-used": "code",
    "code-expired": "code",
    "server-address": "server",
    "server-insecure": "server",
}
