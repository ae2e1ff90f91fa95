"""Why two records may be one person, in words."""

from collections.abc import Iterable

from helpdesk.domain.alike import Alike
from helpdesk.i18n.texts import N_, _

_NAME = "name"
_PARTS: dict[Alike, tuple[str, ...]] = {
    Alike.DOCUMENT: ("number",),
    Alike.NAME_BIRTH: (_NAME, "birth"),
    Alike.NAME_PHONE: (_NAME, "phone"),
    Alike.PHONE_BIRTH: ("phone", "birth"),
    Alike.NAME_ADDRESS: (_NAME, "address"),
    Alike.ADDRESS_BIRTH: ("address", "birth"),
}
_WORDS: dict[str, str] = {
    "number": N_("document number"),
    "birth": N_("birth date"),
    "phone": N_("telephone"),
    "address": N_("address"),
}


def reason_text(reasons: Iterable[Alike]) -> str:
    """What is the same, each thing once: the name sounds the same; same birth date, telephone."""
    found = {part for reason in reasons for part in _PARTS.get(reason, ())}
    same = _(", ").join(_(words) for part, words in _WORDS.items() if part in found)
    texts = []
    if _NAME in found:
        texts.append(_("the name sounds the same"))
    if same:
        texts.append(_("same {things}").format(things=same))
    return _("; ").join(texts)
