"""Why two records may be one person, in words."""

from collections.abc import Iterable

from helpdesk.domain.alike import Alike
from helpdesk.i18n.texts import N_, _

_REASONS: dict[Alike, str] = {
    Alike.DOCUMENT: N_("the same document number"),
    Alike.NAME_BIRTH: N_("the name sounds the same and the birth date is the same"),
    Alike.NAME_PHONE: N_("the name sounds the same and the telephone is the same"),
    Alike.PHONE_BIRTH: N_("telephone and birth date are the same"),
    Alike.NAME_ADDRESS: N_("the name sounds the same and the address is the same"),
    Alike.ADDRESS_BIRTH: N_("address and birth date are the same"),
}


def reason_text(reasons: Iterable[Alike]) -> str:
    """All reasons, the surest first."""
    return _("; ").join(_(_REASONS[each]) for each in sorted(reasons) if each in _REASONS)
