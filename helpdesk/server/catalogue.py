"""The city's dispatch catalogue, as the console needs it: kept by people, read from tables they bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.application.tables import read_table
from helpdesk.domain.dispatch_rules import Proposed, Rule, RuleKind
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text

WORDS_MAX, DEPARTMENT_MAX = 50, 100  # code points
RULES_MAX = 5_000
_COLUMNS = {
    "kind": ("类型", "类别", "kind"),
    "words": ("事项或词语", "事项", "词语", "关键词", "words", "matter"),
    "department": ("承办单位", "部门", "单位", "department"),
}
COLUMNS = ("类型（事项、词语）", "事项或词语", "承办单位")
_KINDS = {"事项": RuleKind.MATTER, "matter": RuleKind.MATTER}


@dataclass(frozen=True, slots=True)
class KeptRule:
    """A line with the name of who changed it last, and when (ms UTC)."""

    rule: Rule
    editor: str
    changed_ms: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed department; `earlier` is how many of the last such cases went there."""

    proposed: Proposed
    earlier: int


class Catalogue(Protocol):
    """The catalogue as one principal sees it."""

    def rules(self) -> Sequence[KeptRule]:
        """All lines."""
        ...

    def keep(self, rules: Sequence[Rule], *, imported: bool = False) -> None:
        """Add lines, or change them. Raises Problem `rules-many`."""
        ...

    def drop(self, kind: RuleKind, words: str) -> None:
        """Take a line out."""
        ...

    def proposals(self, case_id: str) -> Sequence[Proposal]:
        """Departments for a case that the principal sees. Raises Problem `case-unknown`."""
        ...


def rule_of(kind: str, words: str, department: str) -> Rule:
    """A line as typed. Raises Problem `act-incomplete`, `text-control` or `text-long`."""
    words = clean_text(words, field_name="words", limit=WORDS_MAX)
    department = clean_text(department, field_name="department", limit=DEPARTMENT_MAX)
    for name, text in (("words", words), ("department", department)):
        if not text:
            raise Problem("act-incomplete", field=name)
    return Rule(_KINDS.get(kind.strip(), RuleKind.WORDS), words, department)


def rules_in(content: bytes, *, suffix: str) -> list[Rule]:
    """The lines of a table (CSV, Excel) with words and departments, and kinds where it has them.

    Raises Problem as `read_table` and `rule_of` do, and `columns-missing`; `rule-line` names the line.
    """
    table = read_table(content, suffix=suffix, column_of=_column)
    places = {_column(header): place for place, header in enumerate(table.headers)}
    if not {"words", "department"} <= set(places):
        raise Problem(
            "columns-missing", missing="事项或词语, 承办单位", found=", ".join(table.headers)
        )
    rules = []
    for row in table.rows:
        cells = {
            name: row.cells[place] if place < len(row.cells) else ""
            for name, place in places.items()
        }
        try:
            rules.append(rule_of(cells.get("kind", ""), cells["words"], cells["department"]))
        except Problem as problem:
            raise Problem("rule-line", line=row.line) from problem
    return rules


def _column(header: str) -> str:
    plain = "".join(header.split()).lower()
    return next((name for name, words in _COLUMNS.items() if plain.startswith(words)), "")
