"""Rounds of the ladder over a million open clocks: `python -m bench.ladder [clocks] [due]` prints JSON.

A real PostgreSQL (fsync on). Of `clocks` rows, `due` belong to cases with events, spread over the city's
villages, and all of these become due in one minute; the others wait for a later day. Seconds are wall time.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import psycopg

from helpdesk.application.deadlines import closing_clock, response_clock
from helpdesk.bootstrap.city_parts import city_database, open_city
from helpdesk.domain import events as ev
from helpdesk.domain.copies import replace
from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import CaseKind
from helpdesk.server.city import City
from helpdesk.server.ladder import Round
from helpdesk.server.postgres import ledger
from helpdesk.server.postgres.unit_of_work import CityStore
from helpdesk.server.principal import SYSTEM

RECEIVED = datetime(2026, 11, 23, 10, 0)
DUE_AT = datetime(2026, 11, 25, 8, 30)  # nobody had responded by the evening before
AUTHOR = ev.Author("agent-1", "乌云其其格")
_WAITING = (
    "INSERT INTO open_clock (stream, case_id, at, epoch)"
    " SELECT '150500' || lpad((n %% 2568)::text, 6, '0'), md5(n::text),"
    " timestamp '2026-12-01 08:30' + n %% 20 * interval '1 day', (SELECT epoch FROM runner)"
    " FROM generate_series(1, %s) AS n"
)


def measure(clocks: int = 1_000_000, due: int = 5_000) -> dict[str, object]:
    """The figures."""
    with (
        tempfile.TemporaryDirectory() as name,
        city_database(Path(name), "", serving=False) as url,
        open_city(Path(name), url) as city,
    ):
        filled = _timed(lambda: _fill(city, url, clocks=clocks, due=due))
        looked = _rounds(city, RECEIVED)
        plan = _plan(url)
        taken = _rounds(city, DUE_AT)
        again = city.ladder.round(Moment.of(DUE_AT))
        return {
            "clocks": clocks,
            "fill_s": filled,
            "first_look": _said(looked),
            "due": _said(taken),
            "nothing_due": _said([again]),
            "plan": plan,
        }


def _rounds(city: City, now: datetime) -> list[Round]:
    """Rounds at this moment until nothing is left."""
    made = [city.ladder.round(Moment.of(now))]
    while made[-1].backlog:
        made.append(city.ladder.round(Moment.of(now)))
    return made


def _said(made: list[Round]) -> dict[str, object]:
    return {
        "rounds": len(made),
        "steps": sum(each.steps for each in made),
        "s": round(sum(each.took_ms for each in made) / 1000, 2),
        "longest_s": round(max(each.took_ms for each in made) / 1000, 2),
    }


def _fill(city: City, url: str, *, clocks: int, due: int) -> None:
    city.ladder.round(Moment.of(RECEIVED))  # the epoch of the rules in force
    villages = [each.code for each in city.divisions if each.level.name == "VILLAGE"][:2568]
    calendar = city.rules.calendar()
    body = ev.CaseRegistered(
        number="",
        case_kind=CaseKind.REQUEST,
        applicant=ev.Applicant("包玉兰"),
        received_at=RECEIVED,
        title="路灯不亮",
        respond_by=response_clock(RECEIVED, calendar),
        close_by=closing_clock(None, RECEIVED, calendar),
    )
    for place in range(min(due, len(villages))):
        _register(city, villages[place], body, times=len(range(place, due, len(villages))))
    with psycopg.connect(url) as connection:
        connection.execute(_WAITING, [clocks - due])
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE open_clock")


def _register(city: City, stream: str, body: ev.CaseRegistered, *, times: int) -> None:
    casework = city.casework(SYSTEM)
    database = casework.database  # type: ignore[attr-defined]
    with database.transaction(SYSTEM) as connection:
        ledger.make_stream(connection, stream)
    store = CityStore(
        database,
        stream=stream,
        history=city.credentials.history,
        calendar=city.rules.calendar(),
        now_ms=city.now_ms,
    )
    said = [(uuid4().hex, replace(body, number=_number(stream, n))) for n in range(times)]
    with store.unit_of_work() as work:
        work.append_all(said, author=AUTHOR, moment=Moment.of(RECEIVED))


def _number(stream: str, n: int) -> str:
    return f"BA-{stream[2:6]}-{stream[6:9]}-{stream[9:]}{n:04}-M"


def _plan(url: str) -> str:
    """How PostgreSQL finds what is due."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "EXPLAIN SELECT stream, case_id FROM open_clock WHERE at <= %s AND epoch >= 1"
            " ORDER BY at LIMIT 50000",
            [DUE_AT],
        ).fetchall()
    return str(rows[min(1, len(rows) - 1)][0]).strip()


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return round(time.perf_counter() - start, 1)


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:3])), indent=1, ensure_ascii=False))
