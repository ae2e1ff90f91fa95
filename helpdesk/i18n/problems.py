"""The sentence for each problem code: what is wrong and what to do."""

from helpdesk.domain.problems import Problem
from helpdesk.i18n.texts import N_, _

# Keep sorted by code. Placeholders are the names of the problem's params.
SENTENCES: dict[str, str] = {
    "answer-damaged": N_(
        "The city's answer arrived damaged. Nothing is lost; the program tries again by itself."
    ),
    "answer-foreign": N_(
        "What answered was not the city's server (perhaps a network login page). Open a browser, sign in to the network, then sync again."
    ),
    "applicant-missing": N_("Choose the resident, or enter a new one, before registering."),
    "birth-contradicts": N_(
        "The birth date entered ({typed}) differs from the one in the ID number ({identity}). Check both."
    ),
    "birth-future": N_("The birth date {birth} lies in the future. Check it."),
    "case-unknown": N_(
        "There is no such case here. Search for it by number, or sync and try again."
    ),
    "date-impossible": N_("{text} is not a date. Write it like 1958-03-12."),
    "deferral-long": N_(
        "A deferral may last until {latest} at most, the promised date of the matter."
    ),
    "deferral-past": N_("The date {until} has passed. Choose today or later."),
    "division-unknown": N_(
        "There is no division {code} in the list. Choose the village or township from the list."
    ),
    "field-unknown": N_("The field {field} is not known. Check the spelling."),
    "file-unwritable": N_(
        "The file could not be written in {folder}. Choose another folder, or free some space."
    ),
    "language-unknown": N_("There is no language {language}. Choose one of: {known}."),
    "material-not-deferrable": N_(
        "The material {material} cannot be deferred. Ask the department, or note it as missing."
    ),
    "material-unknown": N_("There is no such material in this case."),
    "matter-missing": N_("Choose the matter before registering."),
    "matter-unknown": N_(
        "The matter {code} is not in the catalogue. Sync to update the catalogue, or choose another matter."
    ),
    "name-empty": N_("The name is empty. Enter the name as it stands on the document."),
    "name-long": N_("The name has {length} characters; at most {limit} can be kept."),
    "name-short": N_("The name is too short; it needs at least {minimum} characters."),
    "not-enrolled": N_(
        "This desk has not been enrolled with the city yet, so it cannot give numbers. Enter the enrolment code from the city first."
    ),
    "paper-unknown": N_("There is no paper called {paper}."),
    "printer-failed": N_(
        "The printer {printer} did not take the paper. The case is safe; try again, choose another printer or save a PDF."
    ),
    "printer-missing": N_(
        "The printer {printer} is not there. The case is safe; choose another printer or save a PDF."
    ),
    "resident-unknown": N_(
        "There is no such resident here. Search again, or enter a new resident."
    ),
    "sex-contradicts": N_("The sex entered differs from the one in the ID number. Check both."),
    "size-unknown": N_("There is no paper size {size}; choose A4 or A5."),
    "stage-forbids": N_(
        "The case is at a stage that does not allow this. Look at its history and choose another step."
    ),
    "text-control": N_(
        "The field {field} has a character that cannot be kept ({code_point}). Delete it and type again."
    ),
    "text-long": N_(
        "The text has {length} characters; at most {limit} can be kept. Shorten it or divide it."
    ),
    "title-missing": N_("Give the request a title."),
    "words-missing": N_("Write a few words first."),
}


def sentence(problem: Problem) -> str:
    """The problem in the user's language; an unknown code gives a general sentence with it."""
    template = SENTENCES.get(problem.code)
    if template is None:
        return _("Something went wrong ({code}). Nothing that was saved is lost.").format(
            code=problem.code
        )
    return _(template).format(**problem.params)
