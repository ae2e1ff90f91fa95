"""Enrolment on PostgreSQL: one-time codes, device prefixes that are never issued twice."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg.errors import UniqueViolation

from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import Enrolment, EnrolRequest
from helpdesk.server.ports import Desk, Guesses
from helpdesk.server.postgres import audit, prefixes
from helpdesk.server.postgres.codes import code_hash, new_code
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.ledger import make_log, make_stream
from helpdesk.server.principal import DOOR, Principal

CODE_LENGTH = 12  # 60 bits
CODE_HOURS = 72
_HOUR_MS = 3_600_000
INCARNATION_BYTES = 8


@dataclass(frozen=True, slots=True)
class _Code:
    hash: bytes
    stream: str
    expires_ms: int
    device: str | None


class PostgresEnrolments:
    """`server.ports.Enrolments`. `server_key` is the city's public key that devices remember."""

    def __init__(
        self,
        database: Database,
        *,
        history: str,
        server_key: bytes,
        divisions: DivisionTree,
        guesses: Guesses,
        now_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._history = history
        self._server_key = server_key
        self._divisions = divisions
        self._guesses = guesses
        self._now_ms = now_ms

    def issue(self, desk: Desk, *, by: Principal) -> str:
        """A new one-time code for a desk; phone and address stay where none are given. Raises Problem
        `division-unknown`."""
        self._divisions.get(desk.code)
        code = new_code(CODE_LENGTH)
        expires_ms = self._now_ms() + CODE_HOURS * _HOUR_MS
        with self._database.transaction(Principal.stream(desk.code)) as connection:
            make_stream(connection, desk.code)
            connection.execute(
                "UPDATE stream SET phone = coalesce(nullif(%s, ''), phone),"
                " address = coalesce(nullif(%s, ''), address), practice = %s WHERE stream = %s",
                [desk.phone, desk.address, desk.practice, desk.code],
            )
            connection.execute(
                "INSERT INTO enrolment_code (hash, stream, expires_ms) VALUES (%s, %s, %s)",
                [code_hash(code), desk.code, expires_ms],
            )
            audit.note(
                connection,
                by.id,
                "device-code",
                at_ms=self._now_ms(),
                object_id=desk.code,
                stream=desk.code,
            )
        return code

    def enrol(self, request: EnrolRequest, *, source: str) -> Enrolment:
        """Make the device the desk's; the same device asking again gets the same answer (C15)."""
        self._guesses.check(source)
        try:
            with self._database.transaction(DOOR) as connection:
                return self._enrol(connection, request)
        except UniqueViolation as error:
            raise Problem("incarnation-known") from error
        except Problem as problem:
            if problem.code == "code-wrong":
                self._guesses.count(source)
            raise

    def _enrol(self, connection: Connection, request: EnrolRequest) -> Enrolment:
        code = _find_code(connection, request.code)
        _check_key(request)
        if code.device is not None:
            return self._again(connection, code.device, request)
        if self._now_ms() > code.expires_ms:
            raise Problem("code-expired")
        device = secrets.token_hex(6)
        now_ms = self._now_ms()
        prefix = prefixes.draw(connection, device, now_ms=now_ms)
        spare = prefixes.draw(connection, device, now_ms=now_ms)
        connection.execute(
            "INSERT INTO device (id, stream, name, public_key, prefix, spare,"
            " incarnation, enrolled_ms)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                device,
                code.stream,
                request.device_name.replace("\0", "")[:100],
                request.public_key,
                prefix,
                spare,
                request.incarnation,
                now_ms,
            ],
        )
        connection.execute(
            "UPDATE enrolment_code SET device = %s WHERE hash = %s", [device, code.hash]
        )
        make_log(connection, code.stream, request.incarnation)
        return self._enrolment(connection, device, (prefix, spare), code.stream)

    def _again(self, connection: Connection, device: str, request: EnrolRequest) -> Enrolment:
        """The answer was lost and the device asks again; anybody else comes too late."""
        row = connection.execute(
            "SELECT prefix, spare, stream FROM device"
            " WHERE id = %s AND public_key = %s AND incarnation = %s",
            [device, request.public_key, request.incarnation],
        ).fetchone()
        if row is None:
            raise Problem("code-used")
        return self._enrolment(connection, device, (row[0], row[1]), row[2])

    def _enrolment(
        self, connection: Connection, device: str, numbers: tuple[str, str], stream: str
    ) -> Enrolment:
        """The welcome; `numbers` are the device's prefix and the spare one."""
        row = connection.execute(
            "SELECT phone, address, practice FROM stream WHERE stream = %s", [stream]
        ).fetchone()
        phone, address, practice = row or ("", "", False)
        division = self._divisions.get(stream)
        return Enrolment(
            device=device,
            prefix=numbers[0],
            spare=numbers[1],
            history=self._history,
            server_ms=self._now_ms(),
            desk_code=stream,
            desk_name=division.desk_name,
            desk_place=self._divisions.above(stream),
            desk_phone=phone,
            desk_address=address,
            practice=practice,
            streams=[stream],
            server_key=self._server_key,
        )


def _find_code(connection: Connection, text: str) -> _Code:
    row = connection.execute(
        "SELECT hash, stream, expires_ms, device FROM enrolment_code WHERE hash = %s FOR UPDATE",
        [code_hash(text)],
    ).fetchone()
    if row is None:
        raise Problem("code-wrong")
    return _Code(*row)


def _check_key(request: EnrolRequest) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(request.public_key)
    except ValueError as error:
        raise Problem("key-wrong") from error
    if len(request.incarnation) != INCARNATION_BYTES:
        raise Problem("key-wrong")
