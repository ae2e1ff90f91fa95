"""The data of a case that can be put right after its registration, by name."""

from dataclasses import replace

from helpdesk.domain.events import CaseRegistered

APPLICANT = ("name", "document_number", "phone", "address")
"""Fields of the applicant as written on the day."""

AMENDABLE = (*APPLICANT, "title", "text", "category", "proxy", "notify")
_MATERIAL = "material."


def value_of(body: CaseRegistered, name: str) -> str:
    """What stands in an amendable field."""
    text: str = getattr(body.applicant if name in APPLICANT else body, name)
    return text


def with_value(body: CaseRegistered, name: str, value: str) -> CaseRegistered:
    """The registration with another value in an amendable field."""
    if name in APPLICANT:
        return replace(body, applicant=replace(body.applicant, **{name: value}))
    return replace(body, **{name: value})  # type: ignore[arg-type]


def material_field(line: int) -> str:
    """The name of a line of the checklist among the fields; lines count from 0."""
    return f"{_MATERIAL}{line}"


def material_line(field: str) -> int | None:
    """The line that such a name means; None for another field."""
    number = field.removeprefix(_MATERIAL)
    return int(number) if number != field and number.isascii() and number.isdigit() else None
