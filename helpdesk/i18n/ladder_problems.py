"""What stands in the way of slips, limits and year tables; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
LADDER: dict[str, str] = {
    "calendar-gap": N_(
        "{date} has to be a day off, or lies between two days off, and is not in the table. Is a line missing?"
    ),
    "calendar-long": N_(
        "{rows} lines are too many for one year; there may be {most}. Is it the right file?"
    ),
    "calendar-source": N_(
        "Name the document that the table is from: it stands in every history that it moves."
    ),
    "calendar-weekday": N_(
        "{date} is called a working day, but is from Monday to Friday and is one anyway. Check the date."
    ),
    "changed-by-other": N_(
        "Somebody else changed this meanwhile. Look at what is in force now, then change it again."
    ),
    "limit-range": N_("{field}: give a value from {low} to {high}."),
    "proposal-over": N_("This proposal waits for nobody any more. Look at the slips of the case."),
    "signed-already": N_(
        "You have signed this already. The second signature has to be somebody else's."
    ),
    "slip-not-drawn": N_(
        "The slip could not be made into a PDF. Try again; the slip itself is kept."
    ),
    "slip-settled": N_(
        "This slip cannot be acted on like that now. Look at how far it is, then decide again."
    ),
    "slip-unclear": N_(
        "Give the case's number and its slip with --slip, or neither for all that waits."
    ),
    "slip-unknown": N_("This case has no such slip. Open the case again from the list."),
}
