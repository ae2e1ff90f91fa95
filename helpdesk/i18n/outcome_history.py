"""Deliveries, callbacks and returned originals, as `history` tells them."""

from helpdesk.domain import events as ev
from helpdesk.domain.materials import Material
from helpdesk.i18n.counting import day_text, minute_text
from helpdesk.i18n.texts import _, ngettext
from helpdesk.i18n.words import CALLBACK_WAYS, DELIVERY, RATINGS, word


def outcome(body: ev.Delivered | ev.CalledBack) -> str:
    """What came of it, without the words."""
    return _delivered(body) if isinstance(body, ev.Delivered) else _called_back(body)


def _delivered(body: ev.Delivered) -> str:
    """How, to whom, by which number; a refusal with its witness; the document."""
    parts = [_("Delivered, {how}").format(how=word(DELIVERY, body.how))]
    if body.at is not None:
        parts.append(minute_text(body.at))
    if body.to:
        parts.append(_("to {name}").format(name=_who(body.to, body.relation)))
    if body.post_number:
        parts.append(_("postal item {number}").format(number=body.post_number))
    if body.refused:
        left = _("refused to sign, left at {place} before {witness}")
        parts.append(left.format(place=body.place, witness=body.witness))
        parts += [body.reason] if body.reason else []
    parts += issued(body)
    return _(", ").join(parts)


def issued(body: ev.Answered | ev.Delivered) -> list[str]:
    """The document with its last day, if it has one."""
    parts = [body.document] if body.document else []
    if body.valid_until is not None:
        parts.append(_("valid until {day}").format(day=body.valid_until.isoformat()))
    return parts


def _called_back(body: ev.CalledBack) -> str:
    """Whether somebody was reached, and what they said of it."""
    parts = [_result(body)]
    if body.at is not None:
        parts.append(minute_text(body.at))
    if body.way:
        parts.append(word(CALLBACK_WAYS, body.way))
    if body.to:
        parts.append(_("spoke with {name}").format(name=body.to))
    if body.rating:
        parts.append(word(RATINGS, str(body.rating)))
    return _(", ").join(parts)


def _result(body: ev.CalledBack) -> str:
    if not body.reached:
        return _("Callback: nobody reached")
    if body.refused:
        return _("Callback: did not want to answer")
    return _("Callback: solved") if body.solved else _("Callback: not solved")


def returned(material: Material) -> str:
    """Which originals went back, to whom and when."""
    day = day_text(material.returned_on) if material.returned_on else "—"
    n = material.originals_taken
    text = ngettext(
        "{n} original of “{name}” given back to {to}, {day}",
        "{n} originals of “{name}” given back to {to}, {day}",
        n,
    )
    return text.format(n=n, name=material.name, to=material.returned_to or "—", day=day)


def _who(name: str, relation: str) -> str:
    return _("{name} ({relation})").format(name=name, relation=relation) if relation else name
