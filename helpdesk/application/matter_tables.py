"""What a matter may have beside its materials: variants, pre-check questions, forms of its own. Pure.

These tables came later than the catalogue itself: a store or a city without them has none.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from string import Formatter

from helpdesk.application.reference_rows import TableRow, table_rows
from helpdesk.domain.matters import FieldKind, FormDefinition, FormField, Matter, PreCheck, Variant

VERSION_MAX = 999_999
VALUES = frozenset(
    {
        *("name", "sex", "ethnic_group", "birth", "document_number", "phone", "address"),
        *("applicants", "proxy", "matter", "variant", "department", "materials"),
        *("desk", "agent", "today", "text"),
    }
)
"""What a form's value may name in braces."""

_VARIANT = ("matter", "version", "name", "materials")
_PRECHECK = ("matter", "version", "question", "reason", "address")
_FORM = ("matter", "form", "section", "kind", "label", "value")

Edition = tuple[str, int]


def with_variants(text: str, matters: Sequence[Matter]) -> tuple[Matter, ...]:
    """The matters with their variants; `materials` are the ordinals of what each asks for."""
    known = {_edition(matter): matter for matter in matters}
    found: dict[Edition, list[Variant]] = {}
    for row in table_rows(text, _VARIANT):
        edition = _known(row, known)
        variants = found.setdefault(edition, [])
        if row["name"] in {each.name for each in variants}:
            raise row.repeated("name")
        places = _places(row, len(known[edition].materials))
        variants.append(Variant(row.key("name"), places))
    return tuple(
        replace(matter, variants=tuple(found.get(_edition(matter), ()))) for matter in matters
    )


def with_prechecks(text: str, matters: Sequence[Matter]) -> tuple[Matter, ...]:
    """The matters with their questions; each has the reason of a no and where to turn instead."""
    known = {_edition(matter): matter for matter in matters}
    found: dict[Edition, list[PreCheck]] = {}
    for row in table_rows(text, _PRECHECK):
        asked = PreCheck(row.key("question"), row.key("reason"), row.key("address"))
        found.setdefault(_known(row, known), []).append(asked)
    return tuple(
        replace(matter, prechecks=tuple(found.get(_edition(matter), ()))) for matter in matters
    )


def parse_forms(text: str, codes: Collection[str]) -> tuple[FormDefinition, ...]:
    """The forms, a row for each line; without a matter's code the form of all the others."""
    titles: dict[str, str] = {}
    fields: dict[str, list[FormField]] = {}
    for row in table_rows(text, _FORM):
        code = row["matter"]
        if code and code not in codes:
            raise row.wrong("matter")
        if titles.setdefault(code, row.key("form")) != row["form"]:
            raise row.wrong("form")
        fields.setdefault(code, []).append(_field(row))
    return tuple(FormDefinition(titles[code], tuple(fields[code]), code) for code in titles)


def _field(row: TableRow) -> FormField:
    try:
        named = {
            name for _text, name, _spec, _how in Formatter().parse(row["value"]) if name is not None
        }
    except ValueError:
        raise row.wrong("value") from None
    if not named <= VALUES:
        raise row.wrong("value")
    return FormField(row["section"], row.choice("kind", FieldKind), row.key("label"), row["value"])


def _places(row: TableRow, count: int) -> tuple[int, ...]:
    parts = [part.strip() for part in row["materials"].split(";") if part.strip()]
    if not all(part.isascii() and part.isdecimal() and 1 <= int(part) <= count for part in parts):
        raise row.wrong("materials")
    return tuple(sorted({int(part) - 1 for part in parts}))


def _edition(matter: Matter) -> Edition:
    return matter.code, matter.version


def _known(row: TableRow, known: Collection[Edition]) -> Edition:
    edition = (row.key("matter"), row.number("version", low=1, high=VERSION_MAX))
    if edition not in known:
        raise row.wrong("matter")
    return edition
