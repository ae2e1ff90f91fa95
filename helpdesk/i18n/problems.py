"""The sentence for each problem code: what is wrong and what to do."""

from helpdesk.domain.problems import Problem
from helpdesk.i18n.texts import N_, _

# Keep sorted by code. Placeholders are the names of the problem's params.
SENTENCES: dict[str, str] = {
    "language-unknown": N_("There is no language {language}. Choose one of: {known}."),
    "name-empty": N_("The name is empty. Enter the name as it stands on the document."),
}


def sentence(problem: Problem) -> str:
    """The problem in the user's language; an unknown code gives a general sentence with it."""
    template = SENTENCES.get(problem.code)
    if template is None:
        return _("Something went wrong ({code}). Nothing that was saved is lost.").format(
            code=problem.code
        )
    return _(template).format(**problem.params)
