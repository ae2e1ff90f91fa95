"""The city's people on PostgreSQL: made, changed, disabled by whoever administers the city. Any thread."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text
from helpdesk.server.people import Person, Role
from helpdesk.server.ports import AuditRow, AuditWish
from helpdesk.server.postgres import audit
from helpdesk.server.postgres.codes import code_hash, new_code
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.records import storable
from helpdesk.server.principal import Principal

SETUP_HOURS = 72
_CODE_LENGTH = 16  # 80 bits
_LOGIN_MAX, _NAME_MAX, _DEPARTMENT_MAX = 40, 40, 100  # code points
PERSON = "login, name, role, division, department, disabled, password <> '', seen_ms"


class PostgresPeople:
    """`server.ports.People`."""

    def __init__(
        self, database: Database, *, divisions: DivisionTree, now_ms: Callable[[], int]
    ) -> None:
        self._database = database
        self._divisions = divisions
        self._now_ms = now_ms

    def add(self, person: Person, *, by: Principal) -> str:
        """A new person; answers the one-time code by which they set their password."""
        person = self._checked(person)
        with self._database.transaction(by) as connection:
            made = connection.execute(
                "INSERT INTO person (login, name, role, division, department, made_ms)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING login",
                [
                    person.login,
                    person.name,
                    person.role.value,
                    person.division,
                    person.department,
                    self._now_ms(),
                ],
            ).fetchone()
            if made is None:
                raise Problem("person-known", login=person.login)
            self._note(connection, "person.add", person.login, by)
            return self._setup_code(connection, person.login)

    def everybody(self, principal: Principal) -> Sequence[Person]:
        """All of them, by login, as far as the principal sees them."""
        with self._database.transaction(principal) as connection:
            rows = connection.execute(f"SELECT {PERSON} FROM person ORDER BY login")
            return [as_person(row) for row in rows]

    def change(
        self, login: str, *, role: Role, division: str, department: str, by: Principal
    ) -> str:
        """Another role and scope from the next click on; sessions end.

        Answers a new setup code where the role needs a second factor that is not set up yet.
        """
        with self._database.transaction(by) as connection:
            known = self._known(connection, login, by)
            wanted = replace(known, role=role, division=division, department=department)
            wanted = self._checked(wanted)
            row = connection.execute(
                "UPDATE person SET role = %s, division = %s, department = %s WHERE login = %s"
                " RETURNING totp = ''",
                [wanted.role.value, wanted.division, wanted.department, login],
            ).fetchone()
            self._end_sessions(connection, login)
            self._note(connection, "person.role", login, by)
            lacks = bool(row and row[0]) and role is Role.ADMINISTRATOR
            return self._setup_code(connection, login) if lacks else ""

    def disable(self, login: str, *, disabled: bool = True, by: Principal) -> None:
        """Keep somebody out, or let them in again; nobody is ever removed."""
        with self._database.transaction(by) as connection:
            self._known(connection, login, by)
            connection.execute(
                "UPDATE person SET disabled = %s WHERE login = %s", [disabled, login]
            )
            self._end_sessions(connection, login)
            self._note(connection, "person.disable" if disabled else "person.enable", login, by)

    def reset(self, login: str, *, by: Principal) -> str:
        """A new setup code; password, second factor and sessions of before are gone."""
        with self._database.transaction(by) as connection:
            self._known(connection, login, by)
            connection.execute(
                "UPDATE person SET password = '', totp = '', totp_step = 0 WHERE login = %s",
                [login],
            )
            self._end_sessions(connection, login)
            self._note(connection, "person.reset", login, by)
            return self._setup_code(connection, login)

    def audit(self, principal: Principal, wish: AuditWish, *, limit: int) -> Sequence[AuditRow]:
        """Lines of the audit log, the newest first."""
        with self._database.transaction(principal) as connection:
            return audit.lines(connection, wish, limit=limit)

    def _checked(self, person: Person) -> Person:
        """Raises Problem `login-name`, `person-name`, `department-missing`, `division-unknown`, or
        those of `clean_text`."""
        login = person.login.strip().lower()
        fits = login.isascii() and login.replace("-", "").replace(".", "").isalnum()
        if not fits or len(login) > _LOGIN_MAX:
            raise Problem("login-name", login=person.login)
        name = clean_text(person.name, field_name="name", limit=_NAME_MAX)
        if not name:
            raise Problem("person-name")
        department = clean_text(person.department, field_name="department", limit=_DEPARTMENT_MAX)
        if person.role is Role.DEPARTMENT_HANDLER and not department:
            raise Problem("department-missing")
        if not any(each.code.startswith(person.division) for each in self._divisions):
            raise Problem("division-unknown", code=person.division)
        return replace(person, login=login, name=name, department=department)

    def _known(self, connection: Connection, login: str, by: Principal) -> Person:
        """Raises Problem `person-unknown`, and `person-own` for whoever would lock themselves out."""
        if login == by.id:
            raise Problem("person-own")
        row = connection.execute(
            f"SELECT {PERSON} FROM person WHERE login = %s FOR UPDATE", [storable(login)]
        ).fetchone()
        if row is None:
            raise Problem("person-unknown", login=login)
        return as_person(row)

    def _setup_code(self, connection: Connection, login: str) -> str:
        code = new_code(_CODE_LENGTH)
        connection.execute(
            "UPDATE person SET setup_hash = %s, setup_until_ms = %s WHERE login = %s",
            [code_hash(code), self._now_ms() + SETUP_HOURS * 3_600_000, login],
        )
        return code

    def _end_sessions(self, connection: Connection, login: str) -> None:
        connection.execute("DELETE FROM session WHERE login = %s", [login])

    def _note(self, connection: Connection, act: str, login: str, by: Principal) -> None:
        audit.note(connection, by.id, act, at_ms=self._now_ms(), object_id=login)


def as_person(row: Sequence[object]) -> Person:
    """A row of `PERSON`."""
    login, name, role, division, department, disabled, ready, seen_ms = row
    return Person(
        login=str(login),
        name=str(name),
        role=Role(str(role)),
        division=str(division),
        department=str(department),
        disabled=bool(disabled),
        ready=bool(ready),
        seen_ms=int(str(seen_ms)),
    )
