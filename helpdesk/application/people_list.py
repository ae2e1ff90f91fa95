"""Several applicants out of a pasted list: one person a line, the columns in any order. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from helpdesk.application.residents import resident_from_fields
from helpdesk.application.tables import Table
from helpdesk.domain.problems import Problem

_ID = re.compile(r"\d{17}[\dXx]")
_DIGITS = re.compile(r"[\d\s+()-]{7,}")
_LONG = 15  # digits: no telephone, an ID number that lacks some
_SEPARATORS = re.compile(r"[\t,，;；、|]+|\s{2,}")
_HEADERS = {
    "name": ("姓名", "申请人", "户主", "name"),
    "document_number": ("身份证", "证件", "document", "id"),
    "phone": ("电话", "手机", "联系", "phone"),
    "address": ("住址", "地址", "address"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the list: `line` from 1, the fields of a resident, and what is wrong with them."""

    line: int
    fields: Mapping[str, str] = field(default_factory=dict)
    problem: Problem | None = None


def people_in(text: str, *, today: date) -> Sequence[Person]:
    """Everybody in a text: name, document number, telephone and address by what they look like.

    Lines without anything and a line of headers are left out.
    """
    people = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in _SEPARATORS.split(line) if cell.strip()]
        if len(cells) == 1:
            cells = cells[0].split()
        if cells and not _is_header(cells):
            people.append(_person(number, _sorted(cells), today=today))
    return people


def people_of(table: Table) -> str:
    """The people of a table that somebody brought, as lines of such a text."""
    columns = [(column_of(header), n) for n, header in enumerate(table.headers)]
    places = {name: n for name, n in reversed(columns) if name}
    if "name" not in places:
        raise Problem("people-columns", header=_HEADERS["name"][0])
    order = [places[name] for name in _HEADERS if name in places]
    lines = []
    for row in table.rows:
        cells = [" ".join(row.cell(place).split()) for place in order]
        if any(cells):
            lines.append("\t".join(cells))
    return "\n".join(lines)


def column_of(header: str) -> str:
    """What a header means, or nothing."""
    said = unicodedata.normalize("NFKC", header).lower()
    return next(
        (name for name, words in _HEADERS.items() if any(word in said for word in words)), ""
    )


def _is_header(cells: Sequence[str]) -> bool:
    """Two headers at least, and nothing that is written in digits."""
    meant = sum(bool(column_of(cell)) for cell in cells)
    return meant > 1 and not any(character.isdigit() for cell in cells for character in cell)


def _sorted(cells: Sequence[str]) -> dict[str, str]:
    """Cells to fields: what looks like a number or a telephone, then the name, the rest an address."""
    fields: dict[str, str] = {}
    rest = []
    for cell in cells:
        plain = unicodedata.normalize("NFKC", cell)
        if _ID.fullmatch(plain.replace(" ", "")) and "document_number" not in fields:
            fields["document_number"] = plain.replace(" ", "")
        elif _DIGITS.fullmatch(plain):
            long = len(plain.replace(" ", "")) >= _LONG
            fields.setdefault("document_number" if long or "phone" in fields else "phone", plain)
        elif not plain.isdecimal() or len(plain) > 4:  # a serial number is nobody's name
            rest.append(cell)
    fields["name"] = rest[0] if rest else ""
    if rest[1:]:
        fields["address"] = " ".join(rest[1:])
    return fields


def _person(number: int, fields: dict[str, str], *, today: date) -> Person:
    try:
        resident_from_fields(fields, today=today)
    except Problem as problem:
        return Person(number, fields, problem)
    return Person(number, fields)
