"""What the city's queue has to know of a case beside the columns that desks have as well."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from helpdesk.domain.cases import Case
from helpdesk.domain.similarity import pairs

WORDS = 120  # code points of a request's words that lists show and compare
_TITLE = 200


@dataclass(slots=True)  # frozen it would take twice as long to make, one for each event of a push
class DispatchRow:
    """`urgency` sorts: 0 urgent, 1 not. `terms` are what the search finds it by, `attempts`
    the callbacks since the last answer."""

    urgency: int
    secret: bool
    special: str
    came_by: str
    category: str
    level: str
    disputed: bool
    extension_asked: bool
    raise_proposed: bool
    in_doubt: bool
    returned: bool
    dispatched_at: datetime | None
    merged_into: str
    outcome: str
    document_number: str
    phone: str
    words: str
    attempts: int
    to_put_right: bool
    terms: list[str]


def dispatch_row(case: Case) -> DispatchRow:
    """The columns of a case whose registration has arrived."""
    body, held = case.registered, case.dispatching
    if body is None:
        raise AssertionError("a case without its registration has no row")
    person = body.applicant
    return DispatchRow(
        urgency=0 if body.urgent else 1,
        secret=body.secret,
        special=body.special,
        came_by=body.came_by,
        category=body.category,
        level=held.level,
        disputed=held.dispute is not None,
        extension_asked=held.extension is not None,
        raise_proposed=not case.ended and held.should_rise(case.redone),
        in_doubt=bool(case.conflicts or case.open_proposals),
        returned=held.returns > 0 and not case.department,
        dispatched_at=held.dispatched_at,
        merged_into=held.merged_into,
        outcome=held.outcome,
        document_number=person.document_number,
        phone=person.phone,
        words=body.text[:WORDS],
        attempts=len(case.attempts),
        to_put_right=case.to_put_right,
        terms=_terms(case, body.number),
    )


def terms_of(text: str) -> list[str]:
    """What a search for `text` must find among a case's terms: pairs of its characters, a single
    character of a name, or the parts of a number."""
    text = text.strip()
    if text.isascii() and any(c.isdigit() for c in text):
        return sorted(f"#{part}" for part in text.upper().replace("-", " ").split())
    return sorted(pairs(text) or {text[:1].lower()})


def _terms(case: Case, number: str) -> list[str]:
    body = case.registered
    name = body.applicant.name if body else ""
    numbers = f"{number} {body.outside_number if body else ''} {case.department_number}"
    singles = map(str.lower, name)
    found = (*_of_title(case.title[:_TITLE]), *sorted(pairs(name)), *singles, *_parts(numbers))
    return list(dict.fromkeys(found))


@lru_cache(maxsize=2000)
def _of_title(title: str) -> tuple[str, ...]:
    """Most cases are about one of the catalogue's matters."""
    return tuple(sorted(pairs(title)))


def _parts(text: str) -> list[str]:
    """Numbers and the parts between their hyphens, each whole."""
    words = text.upper().split()
    return [f"#{part}" for word in words for part in (word.replace("-", ""), *word.split("-"))]
