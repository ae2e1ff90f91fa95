"""The callback in words: what to say on the telephone, and what was said."""

from helpdesk.domain.case_events import CalledBack
from helpdesk.i18n.texts import _
from helpdesk.i18n.words import RATINGS, word


def script(*, agent: str, desk: str, name: str, title: str, answered: str) -> tuple[str, ...]:
    """What to say, in order; `answered` is the day of the answer in words."""
    return (
        _("Good day, this is {agent} of {desk}. Am I speaking with {name}?").format(
            agent=agent, desk=desk, name=name or _("the applicant")
        ),
        _("“{title}” was answered on {day}. Did you get the result, and is it settled?").format(
            title=title, day=answered
        ),
        _("How satisfied are you, from very satisfied to very dissatisfied?"),
        _("What should we do better? Thank you; you can always call us again."),
    )


def rated_text(said: CalledBack) -> str:
    """Solved or not, and how satisfied."""
    solved = _("It is solved") if said.solved else _("Not solved")
    return " · ".join(
        filter(None, (solved, word(RATINGS, str(said.rating)) if said.rating else ""))
    )


def bad_callback(said: CalledBack) -> str:
    """The reason for which a case is opened again."""
    return _("Callback: {said}").format(
        said=" · ".join(filter(None, (rated_text(said), said.words)))
    )
