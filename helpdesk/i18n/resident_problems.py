"""What is wrong with residents' records, proxies and tables of residents; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
RESIDENTS: dict[str, str] = {
    "columns-name": N_("Say which column holds the names: without them nothing can be taken."),
    "household-head": N_("Exactly one member is the head of the household. Choose who."),
    "import-alike": N_("Possibly recorded already as {name}: {why}."),
    "import-alike-line": N_("Possibly the same person as in line {other}: {why}."),
    "import-rows": N_("The table has more than {limit} rows. Split it into several files."),
    "import-stopped": N_("Stopped. Nothing was taken."),
    "merge-already": N_("These two records are one person already."),
    "merge-none": N_("This record is not merged with another one, so there is nothing to undo."),
    "merge-self": N_("This is one and the same record. Choose another resident."),
    "proxy-ended": N_("The last day is past already. Give the day until which it holds."),
    "proxy-period": N_("The last day lies before the first. Check both dates."),
    "proxy-powers": N_("Choose at least one thing that the proxy may do."),
    "proxy-self": N_("Nobody is their own proxy. Choose another person."),
    "proxy-unknown": N_("This authorisation does not hold any more."),
}
