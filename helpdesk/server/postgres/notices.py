"""Notices to desks on PostgreSQL. Any thread."""

from collections.abc import Callable, Sequence

from psycopg.errors import InsufficientPrivilege

from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text
from helpdesk.protocol.messages import Notice
from helpdesk.server.notices import DAYS, DAYS_MAX, WORDS_MAX, GivenNotice
from helpdesk.server.postgres import audit
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.principal import Principal

_AT_ONCE = 20
_DAY_MS = 86_400_000
_MOST = 2**62
_GIVEN = """
SELECT n.number, n.division, n.words, n.giver, n.until_ms,
    (SELECT count(*) FROM device d WHERE NOT d.revoked AND starts_with(d.stream, n.division)),
    (SELECT count(*) FROM device d WHERE NOT d.revoked AND starts_with(d.stream, n.division)
        AND d.noticed >= n.number)
FROM notice n WHERE n.code = 'words' ORDER BY n.number DESC LIMIT %s
"""


class PostgresNotices:
    """`server.notices.CityNotices`."""

    def __init__(
        self, database: Database, *, divisions: DivisionTree, now_ms: Callable[[], int]
    ) -> None:
        self._database = database
        self._divisions = divisions
        self._now_ms = now_ms

    def give(
        self, words: str, principal: Principal, *, division: str, giver: str, days: int = DAYS
    ) -> GivenNotice:
        """Give one; two in the same second have different numbers."""
        words = clean_text(words.strip(), field_name="words", limit=WORDS_MAX)
        if not words:
            raise Problem("notice-empty")
        if not 1 <= days <= DAYS_MAX:
            raise Problem("notice-days", limit=DAYS_MAX)
        if not any(each.code.startswith(division) for each in self._divisions):
            raise Problem("division-unknown", code=division)
        now_ms = self._now_ms()
        until_ms = now_ms + days * _DAY_MS
        try:
            with self._database.transaction(principal) as connection:
                row = connection.execute(
                    "INSERT INTO notice (number, division, words, giver, until_ms)"
                    " SELECT greatest(%s, last_notice() + 1), %s, %s, %s, %s RETURNING number",
                    [now_ms // 1000, division, words, giver, until_ms],
                ).fetchone()
                number = row[0] if row else 0
                audit.note(
                    connection, principal.id, "notice", at_ms=now_ms, object_id=division or "*"
                )
        except InsufficientPrivilege as error:
            raise Problem("notice-scope") from error
        return GivenNotice(number, division, words, giver, until_ms)

    def given(self, principal: Principal, *, limit: int) -> Sequence[GivenNotice]:
        """The last ones, the newest first."""
        with self._database.transaction(principal) as connection:
            return [GivenNotice(*row) for row in connection.execute(_GIVEN, [limit])]


def for_device(connection: Connection, device: str, *, after: int, now_ms: int) -> list[Notice]:
    """What a device, in whose transaction this runs, has not heard of yet, the oldest first; `after` is
    the number of the last one that it has."""
    after = min(max(after, 0), _MOST)
    rows = connection.execute(
        "SELECT d.noticed, n.number, n.code, n.words, n.giver FROM device d LEFT JOIN notice n"
        " ON n.number > %s AND n.until_ms > %s AND starts_with(d.stream, n.division)"
        " WHERE d.id = %s ORDER BY n.number LIMIT %s",
        [after, now_ms, device, _AT_ONCE],
    ).fetchall()
    if rows and rows[0][0] != after:
        connection.execute("UPDATE device SET noticed = %s WHERE id = %s", [after, device])
    return [Notice(code, words, number, giver) for _, number, code, words, giver in rows if number]


def tell_of_numbers(
    connection: Connection, code: str, incarnation: bytes, dseqs: Sequence[int], *, now_ms: int
) -> None:
    """Tell the desks that have the case numbers of these registrations, which are kept aside; of those that
    the transaction's principal sees."""
    if dseqs:
        connection.execute(
            "SELECT tell_of_numbers(%s, %s, array_agg(dseq), %s, %s) FROM quarantine"
            " WHERE incarnation = %s AND dseq = ANY (%s) AND number <> '' HAVING count(*) > 0",
            [
                *(code, incarnation, now_ms, now_ms + DAYS_MAX * _DAY_MS),
                *(incarnation, list(dseqs)),
            ],
        )
