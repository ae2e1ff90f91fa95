"""The dispatch catalogue on PostgreSQL, and how earlier cases were dispatched. Any thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.application.queries import CaseFile
from helpdesk.domain.dispatch_rules import Proposed, Rule, RuleKind, Why, propose
from helpdesk.domain.problems import Problem
from helpdesk.server.catalogue import RULES_MAX, KeptRule, Proposal
from helpdesk.server.dispatch_row import terms_of
from helpdesk.server.postgres import audit
from helpdesk.server.postgres.casework import PostgresCasework
from helpdesk.server.postgres.database import Connection
from helpdesk.server.postgres.records import storable

_LAST = 500  # earlier cases that are counted
_BY_MATTER = (
    "SELECT count(*) FROM (SELECT department FROM city_case WHERE matter = %s AND matter <> ''"
    " AND dispatched_at IS NOT NULL ORDER BY dispatched_at DESC LIMIT %s) last WHERE department = %s"
)
_BY_WORDS = (
    "SELECT count(*) FROM find_cases(%s, %s) f JOIN city_case c ON c.stream = f.stream AND c.id = f.id"
    " WHERE c.dispatched_at IS NOT NULL AND c.department = %s"
)


@dataclass(frozen=True, slots=True)
class PostgresCatalogue:
    """`server.catalogue.Catalogue` of whoever has this casework."""

    casework: PostgresCasework

    def rules(self) -> Sequence[KeptRule]:
        """All lines, by kind and words."""
        with self.casework.database.transaction(self.casework.principal) as connection:
            return _rules(connection)

    def keep(self, rules: Sequence[Rule], *, imported: bool = False) -> None:
        """Add lines, or change those with the same words."""
        now_ms, login = self.casework.now_ms(), self.casework.principal.id
        with self.casework.database.transaction(self.casework.principal) as connection:
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO dispatch_rule (kind, words, department, login, changed_ms)"
                    " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (kind, words) DO UPDATE SET"
                    " department = excluded.department, login = excluded.login,"
                    " changed_ms = excluded.changed_ms",
                    [
                        (
                            each.kind.value,
                            storable(each.words),
                            storable(each.department),
                            login,
                            now_ms,
                        )
                        for each in rules
                    ],
                )
            if len(_rules(connection)) > RULES_MAX:
                raise Problem("rules-many", most=RULES_MAX)
            act = "catalogue.imported" if imported else "catalogue.changed"
            what = str(len(rules)) if imported else rules[0].words
            audit.note(connection, login, act, at_ms=now_ms, object_id=what)

    def drop(self, kind: RuleKind, words: str) -> None:
        """Take a line out; one that is gone already is fine."""
        now_ms, login = self.casework.now_ms(), self.casework.principal.id
        with self.casework.database.transaction(self.casework.principal) as connection:
            words = str(storable(words))
            connection.execute(
                "DELETE FROM dispatch_rule WHERE kind = %s AND words = %s", [kind.value, words]
            )
            audit.note(connection, login, "catalogue.changed", at_ms=now_ms, object_id=words)

    def proposals(self, case_id: str) -> Sequence[Proposal]:
        """Departments for a case, with how many of the last such cases went there."""
        file = self.casework.case_file(case_id)
        if file is None:
            raise Problem("case-unknown")
        with self.casework.database.transaction(self.casework.principal) as connection:
            rules = [kept.rule for kept in _rules(connection)]
            return [
                Proposal(each, _earlier(connection, file, each)) for each in _proposed(file, rules)
            ]


def _proposed(file: CaseFile, rules: Sequence[Rule]) -> tuple[Proposed, ...]:
    body = file.case.registered
    if body is None:
        return ()
    terms = body.matter
    blocked = body.blocked
    said = (
        body.title,
        body.text,
        blocked.name if blocked else "",
        blocked.reason if blocked else "",
    )
    matter = (terms.code, terms.name, terms.department) if terms else None
    return propose(rules, matter=matter, text="\n".join(said))


def _earlier(connection: Connection, file: CaseFile, proposed: Proposed) -> int:
    """Only shown: it never decides."""
    if proposed.why is Why.WORDS:
        values = [terms_of(proposed.words), _LAST, proposed.department]
        row = connection.execute(_BY_WORDS, values).fetchone()
    else:
        values = [file.row.matter, _LAST, proposed.department]
        row = connection.execute(_BY_MATTER, values).fetchone()
    return int(row[0]) if row else 0


def _rules(connection: Connection) -> list[KeptRule]:
    rows = connection.execute(
        "SELECT kind, words, department, coalesce(n.name, r.login), changed_ms FROM dispatch_rule r"
        " LEFT JOIN names_of(ARRAY(SELECT DISTINCT login FROM dispatch_rule)) n ON n.login = r.login"
        " ORDER BY kind, words"
    )
    return [
        KeptRule(Rule(RuleKind(kind), words, department), editor, changed_ms)
        for kind, words, department, editor, changed_ms in rows
    ]
