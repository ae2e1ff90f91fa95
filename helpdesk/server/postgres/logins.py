"""Setting up, signing in, sessions, tokens of the API, on PostgreSQL. Any thread.

A session is 32 random bytes in the browser's cookie and their hash here: it ends on the server. It is
new at each login and at each change of the password. A token of the API is a session without idling.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from helpdesk.domain.problems import Problem
from helpdesk.server.passwords import fits, hashed
from helpdesk.server.people import OpenSession, Person, Role, Visitor
from helpdesk.server.ports import Guesses
from helpdesk.server.postgres import audit
from helpdesk.server.postgres.codes import code_hash
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.guesses import SHARED
from helpdesk.server.postgres.people import PERSON, as_person
from helpdesk.server.principal import DOOR, SYSTEM
from helpdesk.server.second_factor import matching_step
from helpdesk.server.secrets_box import SecretsBox

SESSION_MS = 12 * 3_600_000
IDLE_MS = 60 * 60_000
_SEEN_EVERY_MS = 60_000


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the database keeps to know somebody by."""

    login: str
    role: Role
    password: str
    totp: bytes
    totp_step: int


class PostgresLogins:
    """`server.ports.Logins`."""

    def __init__(
        self, database: Database, *, box: SecretsBox, guesses: Guesses, now_ms: Callable[[], int]
    ) -> None:
        self._database = database
        self._box = box
        self._guesses = guesses
        self._now_ms = now_ms

    def newcomer(self, code: str, *, source: str) -> Person:
        """Whose setup code this is. Raises Problem `setup-code-wrong` or `guessed-often`."""
        self._guesses.check(source)
        with self._database.transaction(DOOR) as connection:
            found = self._newcomer(connection, code)
        if found is None:
            self._guesses.count(source)
            raise Problem("setup-code-wrong")
        return found

    def authenticator(self, code: str) -> bytes:
        """The secret for the authenticator that goes with a setup code."""
        return self._box.second_factor(code_hash(code))

    def set_up(self, code: str, *, password: str, digits: str, source: str) -> Person:
        """The newcomer's password, and their second factor where the role needs one.

        Raises Problem `setup-code-wrong`, `guessed-often`, `password-short`, `password-long` or
        `second-factor-wrong`.
        """
        person = self.newcomer(code, source=source)
        kept = hashed(password)
        totp, step = b"", 0
        if person.role is Role.ADMINISTRATOR:
            secret = self.authenticator(code)
            found = matching_step(secret, digits, now_ms=self._now_ms(), after=0)
            if found is None:
                raise Problem("second-factor-wrong")
            totp, step = self._box.seal(secret), found
        with self._database.transaction(DOOR) as connection:
            connection.execute(
                "UPDATE person SET password = %s, totp = %s, totp_step = %s, setup_hash = NULL"
                " WHERE setup_hash = %s",
                [kept, totp, step, code_hash(code)],
            )
            audit.note(connection, person.login, "setup", at_ms=self._now_ms())
        return person

    def sign_in(self, login: str, *, password: str, digits: str, source: str) -> str:
        """A session's token. Raises Problem `login-wrong` or `guessed-often` (`minutes`)."""
        login = login.strip().lower().replace("\0", "")[:100]
        places = _places(source, login)
        for place in places:
            self._guesses.check(place)
        with self._database.transaction(DOOR) as connection:
            row = connection.execute(
                "SELECT login, role, password, totp, totp_step FROM person"
                " WHERE login = %s AND NOT disabled",
                [login],
            ).fetchone()
        kept = _Kept(row[0], Role(row[1]), *row[2:]) if row else None
        right = fits(password, kept.password if kept else "")
        step = self._second_factor(kept, digits) if kept and right else None
        with self._database.transaction(DOOR) as connection:
            if kept is not None and step is not None and self._use(connection, kept, step):
                audit.note(connection, login, "login", at_ms=self._now_ms(), object_id=source)
                return self._begin(connection, login, kind="console", until=SESSION_MS)
            audit.note(connection, login, "login-failed", at_ms=self._now_ms(), object_id=source)
        for place in places:
            self._guesses.count(place)
        raise Problem("login-wrong")

    def token(self, login: str, *, days: int) -> str:
        """A token for the API with this person's role and scope. Raises Problem `person-unknown`."""
        with self._database.transaction(SYSTEM) as connection:
            known = connection.execute(
                "SELECT 1 FROM person WHERE login = %s AND NOT disabled", [login]
            ).fetchone()
            if known is None:
                raise Problem("person-unknown", login=login)
            audit.note(connection, "", "token", at_ms=self._now_ms(), object_id=login)
            return self._begin(connection, login, kind="api", until=days * 86_400_000)

    def visitor(self, token: str, *, kind: str) -> Visitor:
        """Whose token this is. Raises Problem `session-missing` or `session-over`."""
        session, now_ms = _hash(token), self._now_ms()
        with self._database.transaction(DOOR) as connection:
            row = connection.execute(
                "SELECT p.login, p.name, p.role, p.division, p.department, s.seen_ms, s.until_ms"
                " FROM session s"
                " JOIN person p USING (login) WHERE s.hash = %s AND s.kind = %s AND NOT p.disabled",
                [session, kind],
            ).fetchone()
            if row is None:
                raise Problem("session-missing")
            login, name, role, division, department, seen_ms, until_ms = row
            if now_ms > until_ms or (kind == "console" and now_ms > seen_ms + IDLE_MS):
                raise Problem("session-over")
            if now_ms - seen_ms > _SEEN_EVERY_MS:
                self._seen(connection, session, login)
        return Visitor(
            login,
            name,
            Role(role),
            form_token=self._box.form_token(session),
            division=division,
            department=department,
        )

    def open_sessions(self, visitor: Visitor, token: str) -> Sequence[OpenSession]:
        """Where this person is signed in to the console, last used first; `token` is the one that asks."""
        now_ms, own = self._now_ms(), _hash(token)
        with self._database.transaction(DOOR) as connection:
            rows = connection.execute(
                "SELECT made_ms, seen_ms, hash = %s FROM session WHERE login = %s AND kind = 'console'"
                " AND until_ms >= %s AND seen_ms >= %s ORDER BY seen_ms DESC, made_ms DESC",
                [own, visitor.login, now_ms, now_ms - IDLE_MS],
            )
            return [OpenSession(*row) for row in rows]

    def form_token(self, token: str) -> str:
        """What the forms of this session carry, also of one that is over."""
        return self._box.form_token(_hash(token))

    def sign_out(self, visitor: Visitor, token: str, *, everywhere: bool = False) -> None:
        """End the session, or all of this person's at the console."""
        with self._database.transaction(DOOR) as connection:
            connection.execute(
                "DELETE FROM session WHERE login = %s AND (hash = %s OR (%s AND kind = 'console'))",
                [visitor.login, _hash(token), everywhere],
            )
            act = "logout-everywhere" if everywhere else "logout"
            audit.note(connection, visitor.login, act, at_ms=self._now_ms())

    def change_password(self, visitor: Visitor, *, old: str, new: str, source: str) -> str:
        """Another password: every session ends; answers the token of a new one.

        Raises Problem `login-wrong`, `guessed-often`, `password-short` or `password-long`.
        """
        places = _places(source, visitor.login)
        for place in places:
            self._guesses.check(place)
        with self._database.transaction(DOOR) as connection:
            row = connection.execute(
                "SELECT password FROM person WHERE login = %s", [visitor.login]
            ).fetchone()
        if not fits(old, row[0] if row else ""):
            for place in places:
                self._guesses.count(place)
            raise Problem("login-wrong")
        kept = hashed(new)
        with self._database.transaction(DOOR) as connection:
            connection.execute(
                "UPDATE person SET password = %s WHERE login = %s", [kept, visitor.login]
            )
            connection.execute("DELETE FROM session WHERE login = %s", [visitor.login])
            audit.note(connection, visitor.login, "password", at_ms=self._now_ms())
            return self._begin(connection, visitor.login, kind="console", until=SESSION_MS)

    def _newcomer(self, connection: Connection, code: str) -> Person | None:
        row: Sequence[object] | None = connection.execute(
            f"SELECT {PERSON} FROM person"
            " WHERE setup_hash = %s AND setup_until_ms > %s AND NOT disabled",
            [code_hash(code), self._now_ms()],
        ).fetchone()
        return as_person(row) if row else None

    def _second_factor(self, kept: _Kept, digits: str) -> int | None:
        """The step to note, None when it does not fit; 0 for somebody without a second factor."""
        if not kept.totp:
            return None if kept.role is Role.ADMINISTRATOR else 0
        secret = self._box.unseal(kept.totp)
        return matching_step(secret, digits, now_ms=self._now_ms(), after=kept.totp_step)

    def _use(self, connection: Connection, kept: _Kept, step: int) -> bool:
        """Note the step; of two that come with the same code one is refused."""
        if not step:
            return True
        return bool(
            connection.execute(
                "UPDATE person SET totp_step = %s WHERE login = %s AND totp_step < %s",
                [step, kept.login, step],
            ).rowcount
        )

    def _begin(self, connection: Connection, login: str, *, kind: str, until: int) -> str:
        token, now_ms = secrets.token_urlsafe(32), self._now_ms()
        connection.execute("DELETE FROM session WHERE until_ms < %s", [now_ms])
        connection.execute(
            "INSERT INTO session (hash, login, kind, made_ms, seen_ms, until_ms)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [_hash(token), login, kind, now_ms, now_ms, now_ms + until],
        )
        self._seen(connection, _hash(token), login)
        return token

    def _seen(self, connection: Connection, session: bytes, login: str) -> None:
        now_ms = self._now_ms()
        connection.execute("UPDATE session SET seen_ms = %s WHERE hash = %s", [now_ms, session])
        connection.execute("UPDATE person SET seen_ms = %s WHERE login = %s", [now_ms, login])


def _places(source: str, login: str) -> tuple[str, str]:
    """What a wrong password is counted for: the address, which many may share, and the one account."""
    return f"{SHARED}{source}", f"person {login}"


def _hash(token: str) -> bytes:
    return sha256(token.encode(errors="replace")).digest()
