"""What stands in the way of a dispatcher's act; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
DISPATCH: dict[str, str] = {
    "case-elsewhere": N_(
        "There is no such case in your lists. It may have gone to another department, or lie outside your division; search by its number."
    ),
    "correction-late": N_(
        "A correction can only be asked for within 5 working days, here until {until}; after that the case counts as accepted. Go on with it, and tell the applicant by telephone what still helps."
    ),
    "correction-twice": N_(
        "A correction was asked for already, and everything has to be named at once. What is missing now, tell the applicant by telephone and write a note."
    ),
    "dispute-none": N_(
        "Nothing is in dispute here. Look at the history; somebody may have decided."
    ),
    "dispute-open": N_(
        "It is in dispute whose case this is. Wait until the reviewer has decided; they see it in their list."
    ),
    "duplicate-ended": N_(
        "The main case {number} is at its end. Choose one that is still open, or let this one stand."
    ),
    "duplicate-self": N_("A case cannot be merged into itself. Type the number of the main case."),
    "duplicate-unknown": N_(
        "There is no case {number} that you may see. Check the number of the main case."
    ),
    "extension-late": N_(
        "More time must be asked for before the due time; this case was due {due}. Answer it, and say in the answer why it is late."
    ),
    "extension-none": N_(
        "There is no due time to extend now: nothing was promised, the clock stands still, or nobody asked."
    ),
    "extension-open": N_(
        "More time was asked for already and nobody has decided yet. Wait for the decision."
    ),
    "extension-own": N_(
        "Whoever asked for more time does not decide on it. Let a colleague or the supervisor do so."
    ),
    "level-department": N_(
        "A department has this case. Log what you know as progress or a note; the department answers."
    ),
    "level-wrong": N_(
        "A case is passed along its own line only: village, township, county, city. Choose another level."
    ),
    "outcome-wrong": N_("Choose what came of the blocked matter."),
    "result-kind": N_(
        "{name} is not a PDF, JPEG or PNG file. Save the result as one of these, and choose it again; your words are kept."
    ),
    "result-large": N_(
        "{name} is too large; a file may have {limit} MB. Make it smaller, and choose it again; your words are kept."
    ),
    "return-decided": N_(
        "The reviewer decided that {department} has to do this; it cannot be returned again. Sign for it and go on."
    ),
    "return-late": N_(
        "A case can be returned within 2 working days only, here until {until}. Ask the dispatcher to reassign it, and say why."
    ),
    "review-own": N_("Whoever disputes does not decide. Let the supervisor do so."),
    "rule-line": N_(
        "Line {line} of the table lacks its words or its department, or they are too long. Put it right and bring the table in again; nothing was changed."
    ),
    "rules-many": N_("The catalogue would have more than {most} lines. Take some out first."),
    "rows-none": N_("No row is chosen. Choose rows with the space bar or the boxes, then the act."),
}
