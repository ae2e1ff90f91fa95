"""The dispatch catalogue: which department a matter, or words in a request, point to. It only proposes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class RuleKind(StrEnum):
    """What a rule looks at: a matter's code or name, or words in title and text."""

    MATTER = "matter"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Rule:
    """A matter or words, and the department that it points to."""

    kind: RuleKind
    words: str
    department: str


class Why(StrEnum):
    """Why a department is proposed."""

    MATTER = "matter"  # the matter itself names it
    RULE = "rule"  # the catalogue has a line for this matter
    WORDS = "words"  # the catalogue has a line for these words


@dataclass(frozen=True, slots=True)
class Proposed:
    """A department with the reason; `words` are those that were found."""

    department: str
    why: Why
    words: str = ""


def propose(
    rules: Iterable[Rule], *, matter: tuple[str, str, str] | None, text: str
) -> tuple[Proposed, ...]:
    """The departments for a case, the best reason first, each once.

    `matter` is code, name and department. A line of the city's for the matter stands above the
    matter's own department; of words the longest one counts most.
    """
    found: list[Proposed] = []
    known = tuple(rules)
    if matter is not None:
        code, name, department = matter
        found += [
            Proposed(rule.department, Why.RULE, rule.words)
            for rule in known
            if rule.kind is RuleKind.MATTER and rule.words in (code, name)
        ]
        if department:
            found.append(Proposed(department, Why.MATTER, name))
    hits = [rule for rule in known if rule.kind is RuleKind.WORDS and rule.words in text]
    hits.sort(key=lambda rule: (-len(rule.words), rule.words))
    found += [Proposed(rule.department, Why.WORDS, rule.words) for rule in hits]
    first: dict[str, Proposed] = {}
    for each in found:
        first.setdefault(each.department, each)
    return tuple(first.values())
