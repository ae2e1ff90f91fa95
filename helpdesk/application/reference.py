"""Reference data from CSV text to domain objects; whatever is wrong is named with its line.

Pure: the caller reads the files (in a checkout `resources/`, later what the city sends).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeVar

from helpdesk.application.matter_tables import parse_forms, with_prechecks, with_variants
from helpdesk.application.reference_rows import TableRow, table_rows, unique_rows
from helpdesk.domain.calendar import CalendarRow, WorkCalendar, YearTable
from helpdesk.domain.divisions import Division, DivisionTree, Level
from helpdesk.domain.matters import (
    CODE_MAX,
    Bundle,
    BundleItem,
    Catalogue,
    Confidence,
    Form,
    FormDefinition,
    MaterialRequirement,
    Matter,
    MatterKind,
    Mode,
    Scope,
)
from helpdesk.domain.problems import Problem

COUNT_MAX, VERSION_MAX = 99, 999_999

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
    for name, add in (
        ("catalogue/variants.csv", with_variants),
        ("catalogue/prechecks.csv", with_prechecks),
    ):
        matters = _parsed(read, name, partial(add, matters=matters), absent=matters)
    codes = {matter.code for matter in matters}
    no_forms: tuple[FormDefinition, ...] = ()
    forms = _parsed(
        read, "catalogue/forms.csv", lambda text: parse_forms(text, codes), absent=no_forms
    )
    bundles = _parsed(read, "bundles/bundles.csv", lambda text: parse_bundles(text, codes))
    version, source = _parsed(read, "catalogue/edition.csv", parse_edition)
    return Catalogue(matters, bundles, forms, version=version, source=source)


def parse_calendar(read: Read) -> WorkCalendar:
    """The working-day tables."""
    years = _parsed(read, "calendar/tables.csv", _years)
    return _parsed(read, "calendar/days.csv", lambda text: _calendar(text, years))


def parse_division_tree(read: Read) -> DivisionTree:
    """Counties, townships and villages."""
    return _parsed(read, "divisions/divisions.csv", parse_divisions)


def _parsed(
    read: Read, name: str, parse: Callable[[str], Parsed], *, absent: Parsed | None = None
) -> Parsed:
    """What a table says; one that came later than this store's others may be `absent`."""
    try:
        return parse(read(name))
    except Problem as problem:
        if problem.code == "reference-missing" and absent is not None:
            return absent
        problem.params["table"] = name
        raise


@lru_cache(maxsize=2)
def parse_divisions(text: str) -> DivisionTree:
    """The divisions, parents before or after their children; only the topmost has none here.

    Remembered: they are read with each opening of a desk, and are most of its tables.
    """
    rows = {row.key("code"): row for row in unique_rows(table_rows(text, _DIVISION), "code")}
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
    rows = [_calendar_row(row) for row in table_rows(text, _DAY)]
    years = [int(row.date[:4]) for row in rows if row.date[:4].isdecimal()]
    return YearTable.of_rows(max(years, default=0), rows, version=version, source=source)


def parse_materials(text: str) -> Materials:
    """The materials of each edition of a matter, by their ordinal."""
    found: dict[tuple[str, int], dict[int, MaterialRequirement]] = {}
    for row in table_rows(text, _MATERIAL):
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
    for row in table_rows(text, _MATTER):
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
    for row in table_rows(text, _BUNDLE):
        name = row.key("bundle")
        if row["matter"] and row["matter"] not in codes:
            raise row.wrong("matter")
        items.setdefault(name, []).append(BundleItem(row.key("item"), row["matter"]))
        confidence[name] = row["confidence"]
    return tuple(Bundle(name, tuple(items[name]), confidence[name]) for name in items)


def parse_edition(text: str) -> tuple[str, str]:
    """Version and source of the catalogue."""
    for row in table_rows(text, _EDITION):
        return row.key("version"), row["source"]
    raise Problem("table-empty")


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
        for row in unique_rows(table_rows(text, _YEAR), "year")
    )


def _calendar(text: str, years: Sequence[YearTable]) -> WorkCalendar:
    days: dict[str, list[CalendarRow]] = {str(table.year): [] for table in years}
    for row in table_rows(text, ("year", *_DAY)):
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


def _calendar_row(row: TableRow) -> CalendarRow:
    return CalendarRow(row.line, row["date"], row["kind"], row["name"])


def _material(row: TableRow) -> MaterialRequirement:
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


def _matter(row: TableRow, materials: tuple[MaterialRequirement, ...]) -> Matter:
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


def _confidence(row: TableRow) -> tuple[Confidence, ...]:
    try:
        return tuple(map(Confidence, filter(None, row["confidence"].split("/"))))
    except ValueError:
        raise row.wrong("confidence") from None
