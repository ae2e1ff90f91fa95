"""Who somebody is, in a few words. Plain Python."""

from datetime import date

from helpdesk.application.list_rows import ResidentRow
from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.residents import Resident
from helpdesk.i18n import ngettext
from helpdesk.i18n.words import SEXES, word


def about(sex: str, age: int | None) -> str:
    """女 · 68 岁."""
    years = ngettext("{n} year", "{n} years", age).format(n=age) if age is not None else ""
    return " · ".join(filter(None, (word(SEXES, sex), years)))


def about_row(row: ResidentRow, today: date) -> str:
    """Sex and age of a resident in a list."""
    return about(row.sex, Resident(row.id, row.name, birth=row.birth).age(today))


def place_text(divisions: DivisionTree, code: str) -> str:
    """A village with what it lies in; a code of another list stays as it is."""
    return divisions.label(code) if divisions.find(code) else code
