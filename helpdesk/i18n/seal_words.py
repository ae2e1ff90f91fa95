"""The city's certificates, in words."""

from helpdesk.i18n.texts import N_, _, ngettext

HOLDS: dict[str, str] = {
    "signer": N_("What the city prints is sealed by {name} ({kind}), until {until}."),
    "authority": N_("Desks are certified by {name} ({kind}), until {until}."),
}
KINDS: dict[bool, str] = {
    True: N_("a certificate of the city's"),
    False: N_("the city's own key"),
}
ROLES: dict[str, str] = {
    "signer": N_("Seals what the city prints"),
    "authority": N_("Certifies the desks"),
}
TAKEN: dict[str, str] = {
    "signer": N_("Slips and letters that the city prints are sealed by it from now on."),
    "authority": N_("Desks are certified by it; each learns it with its next sync."),
}


def ending(days: int, *, expired: str) -> str:
    """That a certificate ends in so many days, or ended on a day and gave way to the city's own key."""
    if expired:
        text = _(
            "The loaded certificate expired on {day}: the city's own key serves instead. Load a new one."
        )
        return text.format(day=expired)
    text = ngettext(
        "It expires in {n} day: ask for a new one and load it before.",
        "It expires in {n} days: ask for a new one and load it before.",
        days,
    )
    return text.format(n=days)
