"""What must hold between the disks of desks and city once nothing waits any more."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from helpdesk.bootstrap.city_parts import open_city
from helpdesk.protocol.digest import MODULUS, mark
from helpdesk.protocol.messages import WireEvent
from helpdesk.store import keys
from helpdesk.store.store import Store
from tests.desk import PASSWORD, WUYUN
from tests.e2e.own_city import OwnCity
from tests.e2e.programs import Desk
from tests.e2e.random_kills import Claims

_WORD = re.compile(rb"w[0-9a-f]{16}")
_WIRE = (
    "kind, version, subject, author_id, author_name, device_ms, correction_ms, offset_minutes,"
    " zone, base, body"
)
_EVENTS = f"SELECT stream, position, incarnation, dseq, {_WIRE} FROM event"
# What the fold makes of a case, on both sides.
_ROWS = (
    "SELECT number, stage, applicant, title, events, anomalies, unsent"
    " FROM {table} WHERE stream = ANY(ARRAY[{streams}]) ORDER BY number"
)
Row = tuple[Any, ...]


def check_city(city: OwnCity, claims: Claims) -> None:
    """Every claim is there once, nothing is aside, no stream has a gap, each digest is that of its events."""
    streams: dict[str, dict[int, Row]] = defaultdict(dict)
    for stream, position, *rest in city.query(_EVENTS):
        streams[stream][position] = tuple(rest)
    heads = {
        stream: rest for stream, *rest in city.query("SELECT stream, head, digest FROM stream")
    }
    origins = Counter(row[:2] for rows in streams.values() for row in rows.values())
    assert not [origin for origin, times in origins.items() if times > 1], "an origin twice"
    for stream, (head, digest) in heads.items():
        rows = streams[stream]
        assert sorted(rows) == list(range(1, head + 1)), f"positions of {stream}"
        total = sum(p * mark(r[0], r[1], WireEvent(*r[2:])) for p, r in rows.items())
        assert total % MODULUS == digest, f"digest of {stream}"
    bodies = (row[-1] for rows in streams.values() for row in rows.values())
    words = Counter(word.decode() for body in bodies for word in set(_WORD.findall(body)))
    assert claims.words <= words.keys(), "said to be recorded, and not in the city"
    assert not [word for word, times in words.items() if times > 1], "recorded twice"
    assert city.query("SELECT reason FROM quarantine") == []
    acked = "SELECT sum(acked) FROM log"
    assert int(city.query(acked)[0][0]) == len(origins) - _of_the_city(city), "logs"


def check_files(city: OwnCity, claims: Claims) -> None:
    """Every file that was attached is whole in the city."""
    missing = city.query(
        "SELECT count(*) FROM case_file f LEFT JOIN blob b USING (hash) WHERE b.hash IS NULL"
    )
    assert missing == [(0,)]
    with open_city(city.data, city.postgres.url) as inside:
        for sha256 in claims.files:
            assert inside.files.whole(sha256)


def check_desk(city: OwnCity, desk: Desk) -> None:
    """The device's log is the city's, cut to its scope; so are its digests, and what it shows."""
    store = Store.open(desk.folder, keys.unlock(desk.folder, WUYUN.id, PASSWORD))
    with closing(store):
        assert list(store.checks.faults()) == []
        with store._connections.read() as connection:
            cursors = {
                stream: rest
                for stream, *rest in connection.execute(
                    "SELECT stream, position, digest FROM cursor WHERE NOT ended"
                )
            }
            here = {tuple(row) for row in connection.execute(_EVENTS)}
            shown = connection.execute(_rows("cases", cursors)).fetchall()
            aside = connection.execute("SELECT count(*) FROM quarantine").fetchone()
    there = {tuple(row) for row in city.query(_EVENTS) if row[0] in cursors}
    assert {row for row in here if row[0] in cursors} == there, desk.folder.name
    heads = city.query("SELECT stream, head, digest FROM stream")
    assert cursors == {stream: rest for stream, *rest in heads if stream in cursors}
    assert shown == city.query(_rows("city_case", cursors)), "folded otherwise"
    assert aside == (0,)


def _rows(table: str, streams: Iterable[str]) -> str:
    named = ", ".join(f"'{stream}'" for stream in sorted(streams))
    if table == "cases":  # SQLite
        return _ROWS.format(table=table, streams=named).replace(
            f"= ANY(ARRAY[{named}])", f"IN ({named})"
        )
    return _ROWS.format(table=table, streams=named)


def _of_the_city(city: OwnCity) -> int:
    """Records that the city itself wrote: no device's log has them."""
    return int(
        city.query(
            "SELECT count(*) FROM event e"
            " WHERE NOT EXISTS (SELECT FROM log l WHERE l.incarnation = e.incarnation)"
        )[0][0]
    )
