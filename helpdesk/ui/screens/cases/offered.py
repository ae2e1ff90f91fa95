"""What each filter chip offers, in words. Plain Python; made in the background."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.application.case_table import Choices, SortBy
from helpdesk.application.ports import Reference
from helpdesk.domain.divisions import Division
from helpdesk.i18n import N_, _
from helpdesk.i18n.words import KINDS, STAGES
from helpdesk.ui.screens.cases.wish import DUES, ME, STATES, Wish

Choice = tuple[str, str]  # value, words

SORTS: dict[str, str] = {
    SortBy.REGISTERED: N_("Registered at"),
    SortBy.NUMBER: N_("Case number"),
    SortBy.LIMIT: N_("Time limit"),
    SortBy.STATE: N_("State"),
    SortBy.DEPARTMENT: N_("Department"),
    SortBy.AGENT: N_("Agent"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """What occurs in the cases of this desk, for the chips whose lists depend on it."""

    department: Sequence[Choice] = ()
    matter: Sequence[Choice] = ()
    agent: Sequence[Choice] = ()
    place: Sequence[Choice] = ()


def offered(choices: Choices, reference: Reference) -> Offered:
    """Choices by their names, matters and places by the alphabet of their codes."""
    divisions = reference.divisions

    def words(code: str, *, desk: bool) -> str:
        division: Division | None = divisions.find(code)
        if division is None:
            return code
        return division.desk_name if desk else division.place

    places = [(f"desk:{code}", words(code, desk=True)) for code in choices.desks]
    places += [(f"village:{code}", words(code, desk=False)) for code in choices.villages]
    return Offered(
        department=[(name, name) for name in choices.departments],
        matter=[(code, name) for code, name in choices.matters],
        agent=[(ME, _("me")), *choices.agents],
        place=places,
    )


def choices_of(chip: str, known: Offered) -> Sequence[Choice]:
    """The list of a chip, `all` first."""
    nothing = ("", _("all"))
    match chip:
        case "state":
            stages = [(stage, _(words)) for stage, words in STAGES.items()]
            return [nothing, *((each, _(words)) for each, words in STATES.items()), *stages]
        case "due":
            return [nothing, *((each, _(words)) for each, words in DUES.items())]
        case "kind":
            return [nothing, *((each, _(words)) for each, words in KINDS.items())]
        case _:
            return [nothing, *getattr(known, chip)]


def words_of(chip: str, wish: Wish, known: Offered) -> str:
    """What a chip says of a wish, empty for all."""
    value = str(getattr(wish, chip))
    return dict(choices_of(chip, known)).get(value, value) if value else ""


def wish_text(wish: Wish, known: Offered) -> str:
    """The whole wish in a line, for exports and printed lists."""
    parts = [
        _("{name}: {choice}").format(name=_(name), choice=words_of(chip, wish, known))
        for chip, name in CHIPS.items()
        if getattr(wish, chip)
    ]
    parts += [_(name) for switch, name in SWITCHES.items() if getattr(wish, switch)]
    parts += [_("resident: {name}").format(name=wish.name)] if wish.resident else []
    parts += [_("text: {text}").format(text=wish.text)] if wish.text else []
    return " · ".join(parts) or _("All cases")


CHIPS: dict[str, str] = {
    "state": N_("State"),
    "due": N_("Time limit"),
    "department": N_("Department"),
    "matter": N_("Matter"),
    "agent": N_("Agent"),
    "place": N_("Desk or village"),
    "kind": N_("Kind"),
}
SWITCHES: dict[str, str] = {
    "missing": N_("Materials missing"),
    "in_doubt": N_("In doubt"),
    "unsent": N_("Not sent"),
}
