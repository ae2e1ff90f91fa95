"""What stands in the way of slips, limits and year tables; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
LADDER: dict[str, str] = {
    "limit-range": N_("{field}: give a value from {low} to {high}."),
    "slip-settled": N_(
        "This slip cannot be acted on like that now. Look at how far it is, then decide again."
    ),
    "slip-unknown": N_("This case has no such slip. Open the case again from the list."),
}
