"""Reference data from CSV text to domain objects; whatever is wrong is named with its line.

Pure: the caller reads the files (in a checkout `resources/`, later what the city sends).
"""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeVar

from helpdesk.domain.calendar import CalendarRow, WorkCalendar, YearTable
from helpdesk.domain.clocks import Limit, Unit
from helpdesk.domain.divisions import Division, DivisionTree, Level
from helpdesk.domain.matters import (
    CODE_MAX,
    Bundle,
    BundleItem,
    Catalogue,
    Confidence,
    Form,
    MaterialRequirement,
    Matter,
    MatterKind,
    Mode,
    Scope,
)
from helpdesk.domain.problems import Problem

LIMIT_MAX, COUNT_MAX, VERSION_MAX = 1000, 99, 999_999

_FLAGS = {"yes": True, "no": False}
_DIVISION = ("code", "name", "level", "parent")
_DAY = ("date", "kind", "name")
_YEAR = ("year", "version", "source", "provisional")
_EDITION = ("version", "source")
_BUNDLE = ("bundle", "ordinal", "item", "matter", "confidence")
_MATERIAL = (
    *("matter", "version", "ordinal", "name", "originals", "copies", "form"),
    *("necessary", "condition", "deferrable", "returned"),
)
_MATTER = (
    *("code", "version", "name", "english_name", "category", "department", "mode", "mode_note"),
    *("kind", "legal_text", "legal_days", "legal_unit", "promised_days", "promised_unit"),
    *("promised_note", "fee", "cross_province", "cross_province_note", "in_person"),
    *("authorisation", "aliases", "confidence", "valid_from", "valid_until"),
)

Choice = TypeVar("Choice", bound=Enum)
Parsed = TypeVar("Parsed")
Materials = Mapping[tuple[str, int], tuple[MaterialRequirement, ...]]  # by matter code and version


@dataclass(frozen=True, slots=True)
class ReferenceData:
    """Everything all desks share."""

    catalogue: Catalogue
    calendar: WorkCalendar
    divisions: DivisionTree


Read = Callable[[str], str]


def parse_reference(read: Read) -> ReferenceData:
    """All reference data; `read` gives the text of a file by its name below `resources/`.

    Raises what `read` raises, and a Problem with the file in `table` for whatever is wrong in it;
    so do the three parts by themselves.
    """
    return ReferenceData(parse_catalogue(read), parse_calendar(read), parse_division_tree(read))


def parse_catalogue(read: Read) -> Catalogue:
    """The matters with their materials, and what is done together."""
    materials = _parsed(read, "catalogue/materials.csv", parse_materials)
    matters = _parsed(read, "catalogue/matters.csv", lambda text: parse_matters(text, materials))
    codes = {matter.code for matter in matters}
    bundles = _parsed(read, "bundles/bundles.csv", lambda text: parse_bundles(text, codes))
    version, source = _parsed(read, "catalogue/edition.csv", parse_edition)
    return Catalogue(matters, bundles, version=version, source=source)


def parse_calendar(read: Read) -> WorkCalendar:
    """The working-day tables."""
    years = _parsed(read, "calendar/tables.csv", _years)
    return _parsed(read, "calendar/days.csv", lambda text: _calendar(text, years))


def parse_division_tree(read: Read) -> DivisionTree:
    """Counties, townships and villages."""
    return _parsed(read, "divisions/divisions.csv", parse_divisions)


def _parsed(read: Read, name: str, parse: Callable[[str], Parsed]) -> Parsed:
    try:
        return parse(read(name))
    except Problem as problem:
        problem.params["table"] = name
        raise


def parse_divisions(text: str) -> DivisionTree:
    """The divisions, parents before or after their children; only the topmost has none here."""
    rows = {row.key("code"): row for row in _unique(_rows(text, _DIVISION), "code")}
    divisions = []
    for row in rows.values():
        level, parent = row.choice("level", Level), rows.get(row["parent"])
        if level is not Level.CITY and parent is None:
            raise row.wrong("parent")
        try:
            divisions.append(Division(row["code"], row.key("name"), level, row["parent"]))
        except Problem as problem:
            raise row.wrong("code") from problem
    return DivisionTree(tuple(divisions))


def parse_year_table(text: str, *, version: str, source: str) -> YearTable:
    """One year's table from a file of its own (date, kind, name), as it is published or typed.

    The year is that of its last date. Raises Problem `table-…` and those of `YearTable.of_rows`.
    """
    rows = [_calendar_row(row) for row in _rows(text, _DAY)]
    years = [int(row.date[:4]) for row in rows if row.date[:4].isdecimal()]
    return YearTable.of_rows(max(years, default=0), rows, version=version, source=source)


def parse_materials(text: str) -> Materials:
    """The materials of each edition of a matter, by their ordinal."""
    found: dict[tuple[str, int], dict[int, MaterialRequirement]] = {}
    for row in _rows(text, _MATERIAL):
        edition = (row.key("matter"), row.number("version", low=1, high=VERSION_MAX))
        listed = found.setdefault(edition, {})
        ordinal = row.number("ordinal", low=1, high=COUNT_MAX)
        if ordinal in listed:
            raise row.repeated("ordinal")
        listed[ordinal] = _material(row)
    return {edition: tuple(m[n] for n in sorted(m)) for edition, m in found.items()}


def parse_matters(text: str, materials: Materials) -> tuple[Matter, ...]:
    """The matters in the file's order, each with its materials from `parse_materials`."""
    seen: set[tuple[str, int]] = set()
    matters = []
    for row in _rows(text, _MATTER):
        edition = (row.key("code"), row.number("version", low=1, high=VERSION_MAX))
        if edition in seen:
            raise row.repeated("code")
        seen.add(edition)
        matters.append(_matter(row, materials.get(edition, ())))
    if orphans := sorted(set(materials) - seen):
        raise Problem("table-orphans", matter=orphans[0][0], version=orphans[0][1])
    return tuple(matters)


def parse_bundles(text: str, codes: Collection[str]) -> tuple[Bundle, ...]:
    """The bundles; an item names a matter among `codes` or none."""
    items: dict[str, list[BundleItem]] = {}
    confidence: dict[str, str] = {}
    for row in _rows(text, _BUNDLE):
        name = row.key("bundle")
        if row["matter"] and row["matter"] not in codes:
            raise row.wrong("matter")
        items.setdefault(name, []).append(BundleItem(row.key("item"), row["matter"]))
        confidence[name] = row["confidence"]
    return tuple(Bundle(name, tuple(items[name]), confidence[name]) for name in items)


def parse_edition(text: str) -> tuple[str, str]:
    """Version and source of the catalogue."""
    for row in _rows(text, _EDITION):
        return row.key("version"), row["source"]
    raise Problem("table-empty")


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a table: its cells by column, without blanks around them."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def key(self, column: str) -> str:
        """A cell that must not be empty."""
        if not self.cells[column]:
            raise self.wrong(column)
        return self.cells[column]

    def number(self, column: str, *, low: int, high: int) -> int:
        text = self.cells[column]
        if not (text.isascii() and text.isdecimal() and low <= int(text) <= high):
            raise self.wrong(column)
        return int(text)

    def flag(self, column: str) -> bool:
        if self.cells[column] not in _FLAGS:
            raise self.wrong(column)
        return _FLAGS[self.cells[column]]

    def choice(self, column: str, choices: type[Choice]) -> Choice:
        try:
            return choices(self.cells[column])
        except ValueError:
            raise self.wrong(column) from None

    def day(self, column: str) -> date | None:
        try:
            return date.fromisoformat(self.cells[column]) if self.cells[column] else None
        except ValueError:
            raise self.wrong(column) from None

    def limit(self, name: str) -> Limit | None:
        if not self.cells[f"{name}_days"]:
            return None
        days = self.number(f"{name}_days", low=1, high=LIMIT_MAX)
        return Limit(days, self.choice(f"{name}_unit", Unit))

    def wrong(self, column: str) -> Problem:
        return Problem("table-value", line=self.line, column=column, value=self.cells[column])

    def repeated(self, column: str) -> Problem:
        return Problem("table-repeated", line=self.line, column=column, value=self.cells[column])


def _rows(text: str, columns: Sequence[str]) -> Iterator[_Row]:
    """The rows that are not blank. Raises `table-columns`, `table-cells` and `table-broken`."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if absent := [column for column in columns if column not in header]:
            raise Problem("table-columns", columns=", ".join(absent))
        for cells in reader:
            if not any(map(str.strip, cells)):
                continue
            if len(cells) != len(header):
                raise Problem(
                    "table-cells", line=reader.line_num, count=len(cells), expected=len(header)
                )
            yield _Row(reader.line_num, dict(zip(header, map(str.strip, cells), strict=True)))
    except csv.Error:
        raise Problem("table-broken", line=reader.line_num) from None


def _unique(rows: Iterator[_Row], column: str) -> Iterator[_Row]:
    seen: set[str] = set()
    for row in rows:
        if row[column] in seen:
            raise row.repeated(column)
        seen.add(row[column])
        yield row


def _years(text: str) -> tuple[YearTable, ...]:
    """The tables there are, still without their days."""
    return tuple(
        YearTable(
            year=row.number("year", low=2000, high=2099),
            version=row.key("version"),
            source=row.key("source"),
            days=(),
            provisional=row.flag("provisional"),
        )
        for row in _unique(_rows(text, _YEAR), "year")
    )


def _calendar(text: str, years: Sequence[YearTable]) -> WorkCalendar:
    days: dict[str, list[CalendarRow]] = {str(table.year): [] for table in years}
    for row in _rows(text, ("year", *_DAY)):
        if row["year"] not in days:
            raise row.wrong("year")
        days[row["year"]].append(_calendar_row(row))
    return WorkCalendar(
        tuple(
            YearTable.of_rows(
                table.year,
                days[str(table.year)],
                version=table.version,
                source=table.source,
                provisional=table.provisional,
            )
            for table in years
        )
    )


def _calendar_row(row: _Row) -> CalendarRow:
    return CalendarRow(row.line, row["date"], row["kind"], row["name"])


def _material(row: _Row) -> MaterialRequirement:
    return MaterialRequirement(
        name=row.key("name"),
        originals=row.number("originals", low=0, high=COUNT_MAX),
        copies=row.number("copies", low=0, high=COUNT_MAX),
        form=row.choice("form", Form),
        necessary=row.flag("necessary"),
        condition=row["condition"],
        deferrable=row.flag("deferrable"),
        returned=row.flag("returned"),
    )


def _matter(row: _Row, materials: tuple[MaterialRequirement, ...]) -> Matter:
    if len(row["code"]) > CODE_MAX:
        raise row.wrong("code")
    valid_from, valid_until = row.day("valid_from"), row.day("valid_until")
    if valid_from and valid_until and valid_until < valid_from:
        raise row.wrong("valid_until")
    return Matter(
        code=row["code"],
        version=row.number("version", low=1, high=VERSION_MAX),
        name=row.key("name"),
        english_name=row["english_name"],
        category=row["category"],
        department=row.key("department"),
        mode=row.choice("mode", Mode),
        mode_note=row["mode_note"],
        kind=row.choice("kind", MatterKind),
        legal_text=row["legal_text"],
        legal=row.limit("legal"),
        promised=row.limit("promised"),
        promised_note=row["promised_note"],
        fee=row["fee"],
        cross_province=row.choice("cross_province", Scope),
        cross_province_note=row["cross_province_note"],
        in_person=row.flag("in_person"),
        authorisation=row.flag("authorisation"),
        materials=materials,
        aliases=tuple(filter(None, map(str.strip, row["aliases"].split(";")))),
        confidence=_confidence(row),
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _confidence(row: _Row) -> tuple[Confidence, ...]:
    try:
        return tuple(map(Confidence, filter(None, row["confidence"].split("/"))))
    except ValueError:
        raise row.wrong("confidence") from None
