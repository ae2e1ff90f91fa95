"""What is in doubt, in words: values of fields, and who wrote them where and when."""

from collections.abc import Callable, Container
from datetime import date

from helpdesk.domain.case_fields import material_line
from helpdesk.domain.cases import Anomaly
from helpdesk.domain.events import CaseRegistered, Event, ProposalDecided
from helpdesk.domain.materials import Material
from helpdesk.domain.moments import Moment
from helpdesk.i18n.counting import day_text, minute_text
from helpdesk.i18n.history import describe
from helpdesk.i18n.texts import _, ngettext
from helpdesk.i18n.words import (
    CATEGORIES,
    DOCUMENT_KINDS,
    MATERIAL_STATES,
    NEEDS,
    RELATIONS,
    SEXES,
    STAGES,
    field_word,
    word,
)

CLOCK_OFF_MS = 60_000  # a clock that is wrong by less is not worth a word


def field_name(field: str, materials: tuple[Material, ...] = ()) -> str:
    """What a field is called; a line of the checklist has its material's name."""
    line = material_line(field)
    if line is None:
        return field_word(field)
    return materials[line].name if line < len(materials) else _("Material")


def in_doubt(text: str, field: str, doubted: Container[str]) -> str:
    """A field's text, and that it is not sure yet where the field is one of the doubted ones."""
    if not text or field not in doubted:
        return text
    return _("{text} (in doubt)").format(text=text)


def value_text(field: str, value: object, *, place: Callable[[str], str]) -> str:
    """A value as people read it; `place` names a division."""
    if isinstance(value, Material):
        return _material(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return _(", ").join(word(NEEDS, str(each)) for each in value) or _("nothing")
    text = str(value or "").strip()
    if field == "household":
        return _("Household {name}").format(name=text[-4:].upper()) if text else _("nothing")
    tables = {
        "sex": SEXES,
        "document_kind": DOCUMENT_KINDS,
        "category": CATEGORIES,
        "household_relation": RELATIONS,
    }
    if field in tables:
        return word(tables[field], text) or _("nothing")
    if field == "division" and text:
        return place(text)
    return text or _("nothing")


def where_text(event: Event, *, device: str, place: Callable[[str], str]) -> str:
    """Where an event was recorded, seen from the computer whose log is `device`."""
    if event.author.of_city:
        return _("City")
    if event.origin.incarnation == device:
        return _("This computer")
    name = event.origin.incarnation[:4].upper()
    return _("Computer {name}, {place}").format(name=name, place=place(event.stream))


def when_text(event: Event, *, offset_minutes: int) -> str:
    """When, in the zone of whoever reads; what the computer's clock said where that was wrong."""
    moment = event.moment
    at = minute_text(Moment(moment.utc_ms, offset_minutes=offset_minutes).local)
    if abs(moment.correction_ms) < CLOCK_OFF_MS:
        return at
    said = Moment(moment.device_ms, offset_minutes=offset_minutes).local
    text = _("{time} (that computer's clock said {clock})")
    return text.format(time=at, clock=said.strftime("%Y-%m-%d %H:%M"))


def arrival_text(event: Event, *, offset_minutes: int) -> str:
    """Since when the city has it."""
    if event.received_ms is None:
        return _("Not sent yet")
    at = Moment(event.received_ms, offset_minutes=offset_minutes).local
    return _("In the city since {time}").format(time=minute_text(at))


def anomaly_text(anomaly: Anomaly, *, offset_minutes: int) -> str:
    """Why an act had no effect: what stood against it, and whether its author could know."""
    event, unseen = anomaly.event, anomaly.unseen
    if isinstance(event.body, CaseRegistered):
        template = _(
            "“{act}” by {who} on {time}: the case was registered before. Kept, without effect."
        )
    elif isinstance(event.body, ProposalDecided):
        template = _(
            "“{act}” by {who} on {time}: somebody had decided before. Kept, without effect."
        )
    elif unseen is not None:
        template = _(
            "“{act}” by {who} on {time} did not fit the stage “{stage}”: {other} had recorded"
            " “{before}”, which {who} did not know. Kept, without effect."
        )
    else:
        template = _(
            "“{act}” by {who} on {time} did not fit the stage “{stage}”: kept, without effect."
        )
    return template.format(
        act=describe(event.body),
        who=event.author.name,
        time=when_text(event, offset_minutes=offset_minutes),
        stage=word(STAGES, anomaly.stage),
        other=unseen.author.name if unseen else "",
        before=describe(unseen.body) if unseen else "",
    )


def _material(material: Material) -> str:
    parts = [word(MATERIAL_STATES, material.state)]
    for count, text in (
        (
            material.originals_taken,
            ngettext("{n} original", "{n} originals", material.originals_taken),
        ),
        (
            material.copies_taken,
            ngettext("{n} photocopy", "{n} photocopies", material.copies_taken),
        ),
    ):
        if count:
            parts.append(text.format(n=count))
    if material.deferred_until:
        parts.append(_("until {day}").format(day=day_text(material.deferred_until)))
    if material.returned:
        parts.append(_("returned"))
    if material.reason:
        parts.append(material.reason)
    return _(", ").join(parts)
