"""The sentence for each problem code: what is wrong and what to do."""

from helpdesk.domain.problems import Problem
from helpdesk.i18n.card_problems import CARDS
from helpdesk.i18n.city_problems import CITY
from helpdesk.i18n.dispatch_problems import DISPATCH
from helpdesk.i18n.file_problems import FILES
from helpdesk.i18n.ladder_problems import LADDER
from helpdesk.i18n.machine_problems import MACHINES
from helpdesk.i18n.outcome_problems import OUTCOMES
from helpdesk.i18n.paper_problems import PAPER
from helpdesk.i18n.resident_problems import RESIDENTS
from helpdesk.i18n.texts import _
from helpdesk.i18n.typed_problems import TYPED
from helpdesk.i18n.words import FIELDS, word

_OF_FIELDS = (
    "act-incomplete",
    "changed-meanwhile",
    "limit-range",
    "text-control",
    "text-long",
)  # `field` is one that people see
TABLES = (
    TYPED,
    OUTCOMES,
    MACHINES,
    CITY,
    DISPATCH,
    FILES,
    LADDER,
    PAPER,
    RESIDENTS,
    CARDS,
)
SENTENCES: dict[str, str] = dict(sorted(pair for table in TABLES for pair in table.items()))


def sentence(problem: Problem) -> str:
    """The problem in the user's language; an unknown code gives a general sentence with it."""
    template = SENTENCES.get(problem.code)
    if template is None:
        return _("Something went wrong ({code}). Nothing that was saved is lost.").format(
            code=problem.code
        )
    params = dict(problem.params)
    if problem.code in _OF_FIELDS:
        params["field"] = word(FIELDS, str(params.get("field", "—")))
    return _(template).format_map(_Params(params))


class _Params(dict[str, object]):
    """A problem that was noted by its code alone still has its sentence."""

    def __missing__(self, name: str) -> str:
        return "—"
