"""A database with very many cases, made fast: some thousand cases are recorded, folded and projected as the
city does it, and PostgreSQL repeats their rows at other desks, on other days, under other numbers.

A tenth of the cases is open, at every stage; the indexes are made at the end. Only the list of cases is
filled, the events are not: it is the list that queue, search and counts read.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import psycopg

from bench.store import GIVEN, SURNAMES
from helpdesk.application.cases import terms_of
from helpdesk.application.deadlines import closing_clock, response_clock
from helpdesk.application.projection import case_facts
from helpdesk.application.reference import ReferenceData
from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.divisions import Level
from helpdesk.domain.events import Author, Body, Event, Origin
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n.words import CATEGORIES, SPECIALS
from helpdesk.server.dispatch_row import dispatch_row
from helpdesk.server.postgres.dispatch_columns import (
    DISPATCH_COLUMNS,
    DISPATCH_NAMES,
    dispatch_values,
)
from helpdesk.server.postgres.projection import CASE_COLUMNS, NAMES, columns_of

POOL = 10_000
WORDS = (
    "小区停暖",
    "路灯不亮",
    "道路积水",
    "垃圾清运",
    "噪声扰民",
    "拖欠工资",
    "灌溉用水",
    "网络不通",
)
PLACES = ("锦绣小区三号楼", "建国路北段", "团结嘎查二组", "霍林河大街", "明仁小学门口")
DEPARTMENTS = ("城管局", "民政局", "人社局", "住建局", "水务局", "医保局")
AUTHOR = Author("agent-1", "乌云其其格")
_NOW = datetime(2026, 11, 25, 9, 0)
_MOVED = ("registered_at", "due", "respond_due", "ended_at", "dispatched_at")


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made, and how long it took in seconds."""

    cases: int
    pool_s: float
    rows_s: float
    indexes_s: float


def fill(database: str, reference: ReferenceData, *, cases: int) -> Filled:
    """So many cases over all villages."""
    times = [time.perf_counter()]
    with psycopg.connect(database) as connection:
        connection.execute("SELECT act_as('system', '')")
        villages = [d.code for d in reference.divisions if d.level is Level.VILLAGE]
        connection.execute(
            "INSERT INTO stream (stream) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
            [villages],
        )
        columns = f"{CASE_COLUMNS}, {DISPATCH_COLUMNS}"
        connection.execute(f"CREATE TEMP TABLE pool AS SELECT {columns} FROM city_case LIMIT 0")
        with connection.cursor().copy(f"COPY pool ({columns}) FROM STDIN") as copy:
            for case in pool(reference, min(POOL, cases)):
                copy.write_row(_values(case, reference))
        times.append(time.perf_counter())
        indexes = _without_indexes(connection)
        _repeat(connection, villages, cases)
        times.append(time.perf_counter())
        connection.execute("SET maintenance_work_mem = '512MB'")
        for statement in indexes:
            connection.execute(statement)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE city_case")
    times.append(time.perf_counter())
    return Filled(cases, *(round(b - a, 1) for a, b in pairwise(times)))


def _repeat(connection: psycopg.Connection, villages: list[str], cases: int) -> None:
    """The pool's rows again and again: open ones of the last month, ended ones of three years."""
    made = {
        "id": "md5(id || n)",
        "stream": "(%(villages)s::text[])[1 + mod(abs(hashtext(id || n)), %(count)s)]",
        "number": "number || CASE WHEN n > 1 THEN '-' || n ELSE '' END",
        "phone": "CASE WHEN phone <> '' THEN '13' || lpad(abs(hashtext(id || n))::text, 9, '0') ELSE '' END",
        "document_number": "CASE WHEN document_number <> '' THEN document_number || n ELSE '' END",
        **{name: f"{name} - back" for name in _MOVED},
    }
    names = (*NAMES, *DISPATCH_NAMES)
    chosen = ", ".join(made.get(name, name) for name in names)
    connection.execute(
        f"INSERT INTO city_case_rows ({', '.join(names)}) SELECT {chosen} FROM ("
        "  SELECT *, row_number() OVER () AS place, interval '1 minute' * (mod(abs(hashtext(n || id)),"
        "    CASE WHEN ended_at IS NULL THEN 43200 ELSE 1576800 END)) AS back"
        "  FROM pool CROSS JOIN generate_series(1, %(times)s) AS n) AS again LIMIT %(cases)s",
        {
            "villages": villages,
            "count": len(villages),
            "times": -(-cases // min(POOL, cases)),
            "cases": cases,
        },
    )


def _without_indexes(connection: psycopg.Connection) -> list[str]:
    """Drop every index of the list but its key; answers the statements that make them again."""
    found = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = 'city_case'::regclass AND NOT i.indisunique"
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    return [definition.replace(" ON ONLY ", " ON ") for _, definition in found]


def _values(case: Case, reference: ReferenceData) -> tuple[object, ...]:
    facts = case_facts(case, calendar=reference.calendar, events=3)
    if facts is None:
        raise AssertionError("each has its registration")
    return (*columns_of(facts), *dispatch_values(dispatch_row(case)))


def pool(reference: ReferenceData, count: int) -> Iterator[Case]:
    """Cases of every kind and stage; one of ten is open."""
    dice = random.Random(7)
    for n in range(1, count + 1):
        kind = dice.choices(list(CaseKind), weights=(5, 4, 1))[0]
        bodies: list[Body] = [_registered(kind, n, dice, reference)]
        bodies += _acts(dice, dice.choice(DEPARTMENTS), open_now=n % 10 == 0)
        subject = uuid4().hex
        events = [_event(subject, body, place) for place, body in enumerate(bodies, 1)]
        yield fold_case(subject, events)


def _registered(
    kind: CaseKind, n: int, dice: random.Random, reference: ReferenceData
) -> ev.CaseRegistered:
    matter = dice.choice(reference.catalogue.matters) if kind is CaseKind.MATTER else None
    digits = dice.randrange(10**8)
    number = CaseNumber.make(division="150502100217", prefix="0ZZ", day=_NOW.date(), counter=n)
    return ev.CaseRegistered(
        number=str(number),
        case_kind=kind,
        applicant=ev.Applicant(
            dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=2)),
            document_number=f"1523011958{digits:08d}",
            phone=f"138{digits:08d}",
        ),
        received_at=_NOW,
        matter=terms_of(matter, catalogue="1") if matter else None,
        title=matter.name if matter else f"{dice.choice(PLACES)}{dice.choice(WORDS)}",
        text="" if matter else f"{dice.choice(PLACES)}{dice.choice(WORDS)}，请尽快处理。",
        urgent=dice.random() < 0.03,
        secret=dice.random() < 0.01,
        category=dice.choice(list(CATEGORIES)) if kind is CaseKind.REQUEST else "",
        special=dice.choice(list(SPECIALS)) if dice.random() < 0.002 else "",
        respond_by=response_clock(_NOW, reference.calendar),
        close_by=closing_clock(matter, _NOW, reference.calendar),
    )


def _acts(dice: random.Random, department: str, *, open_now: bool) -> list[Body]:
    """What happened to a case: of an open one up to some stage, of others to the end."""
    way: list[Body] = [
        ev.Dispatched(department=department),
        ev.SignedFor(department=department),
        ev.Progressed("已派人查看"),
        ev.Answered("已办结"),
    ]
    if not open_now:
        return [*way, ev.Closed()]
    aside: list[Body] = [ev.Suspended(reason="等鉴定"), ev.CorrectionAsked(("照片",))]
    ends: list[Body] = [ev.Returned(reason="不归我们"), ev.ExtensionAsked(3, "需要鉴定")]
    some = way[: dice.randrange(5)]
    if len(some) == 3 and dice.random() < 0.5:
        some.append(dice.choice(aside + ends))
    return some


def _event(subject: str, body: Body, place: int) -> Event:
    moment = Moment.of(_NOW + timedelta(hours=place - 1))
    return Event(
        origin=Origin("00c0ffee00c0ffee", place),
        stream="150502100217",
        subject=subject,
        body=body,
        author=AUTHOR,
        moment=moment,
        position=place,
        received_ms=moment.utc_ms,
    )
