"""Which cases a round of the ladder has to look at, and where their slips stand: rows of each case.

Whatever happens to a case marks its clock (`epoch` 0): the next round reads the case and says when it
has to be looked at again. So a sync pays for one row, and no rule is worked out twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.events import Event
from helpdesk.domain.slips import Slip, SlipProposal
from helpdesk.protocol.events import once
from helpdesk.server.postgres import ledger
from helpdesk.server.postgres.database import Connection
from helpdesk.server.postgres.records import storable

_SLIP_COLUMNS = (
    "stream, case_id, id, level, year, n, state, cause, addressee, to_desk, problem, issued_at,"
    " answer_by"
)
PROPOSED, DECLINED, SIGNED = "proposed", "declined", "signed"
"""The states of what waits for two signatures, beside those of a slip."""


def mark(connection: Connection, stream: str, cases: Iterable[str]) -> None:
    """Something happened to these cases."""
    connection.execute(
        "INSERT INTO open_clock (stream, case_id) SELECT %s, unnest(string_to_array(%s, ','))"
        " ON CONFLICT (stream, case_id) DO UPDATE SET epoch = 0",
        [stream, ",".join(cases)],  # half of what the driver takes for an array
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case to look at; `mark` changes with each write of its row."""

    stream: str
    case: str
    mark: str


def due(connection: Connection, now: datetime, epoch: int, limit: int) -> list[Waiting]:
    """Cases about which nothing is new and whose time has come, the first due in front."""
    rows = connection.execute(
        "SELECT stream, case_id, xmin::text FROM open_clock WHERE at <= %s AND epoch >= %s"
        " ORDER BY at LIMIT %s",
        [now, epoch, limit],
    )
    return [Waiting(*row) for row in rows]


def stale(connection: Connection, epoch: int, limit: int) -> list[Waiting]:
    """Cases to which something happened, or that were never looked at by the present rules."""
    rows = connection.execute(
        "SELECT stream, case_id, xmin::text FROM open_clock WHERE epoch < %s LIMIT %s",
        [epoch, limit],
    )
    return [Waiting(*row) for row in rows]


def cases_of(connection: Connection, waiting: Sequence[Waiting]) -> dict[tuple[str, str], Case]:
    """These cases as of now, by stream and id."""
    found: dict[tuple[str, str], list[Event]] = {(row.stream, row.case): [] for row in waiting}
    for event in ledger.events_in(connection, [(s, bytes.fromhex(c)) for s, c in found]):
        found[event.stream, event.subject].append(event)
    return {key: fold_case(key[1], once(events)) for key, events in found.items()}


def settle_unchanged(
    connection: Connection,
    looked: Sequence[tuple[Waiting, datetime | None, bool]],
    epoch: int,
) -> None:
    """Those that were looked at without a lock: when again, unless something happened meanwhile."""
    kept = [(row.stream, row.case, row.mark, at) for row, at, ended in looked if not ended]
    over = [(row.stream, row.case, row.mark) for row, _, ended in looked if ended]
    same = "o.stream = l.stream AND o.case_id = l.case_id AND o.xmin::text = l.mark"
    if kept:
        columns = [list(column) for column in zip(*kept, strict=True)]
        connection.execute(
            f"UPDATE open_clock o SET at = l.at, epoch = %s FROM"
            " unnest(%s::text[], %s::text[], %s::text[], %s::timestamp[])"
            f" AS l (stream, case_id, mark, at) WHERE {same}",
            [epoch, *columns],
        )
    if over:
        columns = [list(column) for column in zip(*over, strict=True)]
        connection.execute(
            "DELETE FROM open_clock o USING unnest(%s::text[], %s::text[], %s::text[])"
            f" AS l (stream, case_id, mark) WHERE {same}",
            columns,
        )


def settle(
    connection: Connection,
    stream: str,
    looked: Sequence[tuple[str, datetime | None, bool]],
    epoch: int,
) -> None:
    """These cases were looked at: when again, and whether they have ended."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE open_clock SET at = %s, epoch = %s WHERE stream = %s AND case_id = %s",
            [(at, epoch, stream, case) for case, at, ended in looked if not ended],
        )
        if ended := [case for case, _, over in looked if over]:
            cursor.execute(
                "DELETE FROM open_clock WHERE stream = %s AND case_id = ANY(%s)", [stream, ended]
            )


def write_slips(connection: Connection, stream: str, cases: Iterable[Case]) -> None:
    """The rows of these cases' slips and proposals, in place of those that were there; a number that came
    from elsewhere (after a restore) is not given again."""
    urged = [case for case in cases if case.escalation.slips or case.escalation.proposals]
    if not urged:
        return
    rows = [row for case in urged for row in _rows(stream, case)]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM slip WHERE stream = %s AND case_id = ANY(%s)",
            [stream, [case.id for case in urged]],
        )
        cursor.executemany(
            f"INSERT INTO slip ({_SLIP_COLUMNS}) VALUES ({', '.join(['%s'] * 13)})"
            " ON CONFLICT DO NOTHING",
            rows,
        )
        highest: dict[tuple[str, int], int] = {}
        for case in urged:
            for slip in case.escalation.slips:
                key = (slip.level.value, slip.issued.year)
                highest[key] = max(highest.get(key, 0), slip.issued.n)
        cursor.executemany(
            "INSERT INTO slip_number VALUES (%s, %s, %s) ON CONFLICT (level, year)"
            " DO UPDATE SET last = excluded.last WHERE slip_number.last < excluded.last",
            [(*key, n) for key, n in sorted(highest.items())],
        )


def draw_number(connection: Connection, level: str, year: int) -> int:
    """The next number of this level and year: without gaps, since it is given back with the
    transaction."""
    row = connection.execute(
        "INSERT INTO slip_number VALUES (%s, %s, 1) ON CONFLICT (level, year)"
        " DO UPDATE SET last = slip_number.last + 1 RETURNING last",
        [level, year],
    ).fetchone()
    if row is None:
        raise AssertionError("an upsert answers its row")
    return int(row[0])


def _rows(stream: str, case: Case) -> list[tuple[Any, ...]]:
    slips = [_slip_row(stream, case.id, slip) for slip in case.escalation.slips]
    waiting = [each for each in case.escalation.proposals if not each.issued]
    return [*slips, *(_proposal_row(stream, case.id, each) for each in waiting)]


def _slip_row(stream: str, case_id: str, slip: Slip) -> tuple[Any, ...]:
    issued, content = slip.issued, slip.issued.content
    texts = (slip.state.value, issued.cause.value, storable(content.addressee))
    return (
        *(stream, case_id, storable(slip.key), issued.level.value, issued.year, issued.n),
        *(*texts, content.to_desk, storable(content.problem), slip.issued_at, issued.answer_by),
    )


def _proposal_row(stream: str, case_id: str, proposal: SlipProposal) -> tuple[Any, ...]:
    body, at = proposal.body, proposal.event.moment.local
    state = DECLINED if proposal.declined else SIGNED if proposal.signers else PROPOSED
    texts = (state, body.cause.value, storable(body.content.addressee))
    return (
        *(stream, case_id, proposal.id, body.level.value, at.year, 0),
        *(*texts, body.content.to_desk, storable(body.content.problem), at, None),
    )
