"""Sync measured on loopback, and on a line of 100 ms and 1 Mbit/s: `python -m bench.sync [cases]` prints
JSON. Seconds are wall time, CPU seconds the desk's alone, bytes are those of HTTP, headers included.

Both ends are real: SQLCipher on the desk, a server process with its own PostgreSQL (fsync on), every
request signed, chained and checked.
"""

import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import psycopg
import zstandard

from bench.grown_city import version_7
from bench.slow_line import SlowLine
from bench.store import AGENT, GIVEN, SURNAMES, new_store
from helpdesk.application.cases import terms_of
from helpdesk.application.deadlines import closing_clock, response_clock
from helpdesk.bootstrap import memory
from helpdesk.bootstrap.city_process import CityProcess
from helpdesk.domain import events as ev
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.stages import CaseKind
from helpdesk.protocol.messages import MAX_BYTES, WireEvent
from helpdesk.server.postgres.embedded import own_postgres
from helpdesk.store.connection import connect
from helpdesk.store.store import Store
from helpdesk.sync.engine import Engine, Report
from helpdesk.sync.enrol import enrol
from helpdesk.sync.transport import Transport

DESK, ANOTHER = "150502100217", "150502100218"
TIMES = 20  # small exchanges measured
FIRST = datetime(2026, 11, 23, 8, 30)


@dataclass(frozen=True, slots=True)
class Timer:
    """The machine's clocks."""

    def now_ms(self) -> int:
        """ms since 1970 UTC."""
        return time.time_ns() // 1_000_000

    def seconds(self) -> float:
        """Only forward."""
        return time.perf_counter()


def device(folder: Path, url: str, code: str) -> Store:
    """A new device of the desk."""
    store = new_store(folder)
    with Transport(url) as transport:
        keys = {"public_key": store.public_key, "incarnation": store.incarnation}
        store.enrol(enrol(transport, code, **keys), server=url)
    return store


def register(store: Store, *, cases: int, dice: random.Random) -> list[str]:
    """Cases as the intake records them: terms and two clocks, applicants known before; an event has
    about 650 bytes."""
    matters = store.reference.catalogue.matters
    calendar, desk, ids = store.reference.calendar, store.desk, []
    with store.unit_of_work() as work:
        for i in range(cases):
            at = FIRST + timedelta(seconds=i)
            matter = dice.choice(matters)
            counter = work.next_counter(desk.prefix, at.date())
            number = CaseNumber.make(
                division=desk.code, prefix=desk.prefix, day=at.date(), counter=counter
            )
            name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=2))
            digits = dice.randrange(10**8)
            body = ev.CaseRegistered(
                number=str(number),
                case_kind=CaseKind.MATTER,
                applicant=ev.Applicant(
                    name,
                    resident=UUID(int=dice.getrandbits(128)).hex,
                    document_number=f"1523011958{digits:08d}",
                    phone=f"138{digits:08d}",
                    address=f"{dice.randrange(1, 9)}组 {dice.randrange(1, 60)} 号",
                ),
                received_at=at,
                matter=terms_of(matter, catalogue=store.reference.catalogue.version),
                channel="act_for",
                respond_by=response_clock(at, calendar),
                close_by=closing_clock(matter, at, calendar),
            )
            moment = Moment.of(at)
            ids.append(version_7(moment.utc_ms, dice).hex())
            work.append(ids[-1], body, author=AGENT, moment=moment)
    return ids


def unavoidable(store: Store, url: str, folder: Path) -> dict[str, float]:
    """What moving these events costs at least, seconds: the bytes compressed and again plain, a request
    for each batch that does nothing, PostgreSQL's COPY, an insert into SQLCipher; nothing else."""
    events = store.outbox.pending(after=0, max_events=1 << 30, max_bytes=1 << 40)
    bodies = [event.body for event in events]
    batches = max(1, sum(map(len, bodies)) // MAX_BYTES)
    return {
        "zstd": _timed(lambda: _squeeze(bodies, batches)),
        "http": _timed(lambda: _ask_nothing(url, batches)),
        "copy": _timed_copy(folder / "city", events),
        "sqlcipher": _timed_insert(folder / "plain.db", events),
    }


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return round(time.perf_counter() - start, 3)


def _squeeze(bodies: list[bytes], batches: int) -> None:
    step = -(-len(bodies) // batches)
    for first in range(0, len(bodies), step):
        packed = zstandard.ZstdCompressor(level=3).compress(b"".join(bodies[first : first + step]))
        zstandard.ZstdDecompressor().decompress(packed)


def _ask_nothing(url: str, times: int) -> None:
    with httpx.Client() as client:
        for _ in range(times):
            client.get(f"{url}/status").raise_for_status()


def _timed_copy(city: Path, events: Sequence[WireEvent]) -> float:
    with (
        own_postgres(city / "postgres", serving=False) as url,
        psycopg.connect(url) as connection,
    ):
        connection.execute("CREATE TEMP TABLE bench (subject bytea, kind text, body bytea)")

        def copy() -> None:
            with (
                connection.cursor() as cursor,
                cursor.copy("COPY bench FROM STDIN (FORMAT BINARY)") as rows,
            ):
                rows.set_types(("bytea", "text", "bytea"))
                for event in events:
                    rows.write_row((event.subject, event.kind, event.body))

        return _timed(copy)


def _timed_insert(path: Path, events: Sequence[WireEvent]) -> float:
    connection = connect(path, bytes(32), create=True)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE bench (subject BLOB, kind TEXT, body BLOB)")

    def insert() -> None:
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO bench VALUES (?, ?, ?)", [(e.subject, e.kind, e.body) for e in events]
        )
        connection.execute("COMMIT")

    seconds = _timed(insert)
    connection.close()
    return seconds


def rest(*stores: Store) -> None:
    """Nothing is left for quiet moments. Both desks live in this process: what one of them puts off would
    be done while the other one is measured."""
    for store in stores:
        store._connections.tidy()


def measured(store: Store) -> dict[str, object]:
    """One sync, which must succeed."""
    engine = Engine(store.outbox, dial=Transport, timer=Timer(), folder=store.folder)
    cpu = time.process_time()
    report: Report = engine.run()
    cpu = time.process_time() - cpu
    if not report.synced:
        raise SystemExit(f"not synced: {report.error and report.error.code}")
    tally = report.tally
    return {
        "seconds": round(report.seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "bytes_out": tally.bytes_out,
        "bytes_in": tally.bytes_in,
        "requests": tally.requests,
        "sent": tally.sent,
        "received": tally.received,
    }


def run(cases: int) -> dict[str, object]:
    """All figures."""
    dice = random.Random(1)
    figures: dict[str, object] = {
        "machine": platform.platform(),
        "load": os.getloadavg(),
        "cases": cases,
    }
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder:
        city = CityProcess(Path(folder) / "city")
        try:
            url = city.start()
            first = device(Path(folder) / "first", url, city.enrolment_code(DESK))
            second = device(Path(folder) / "second", url, city.enrolment_code(DESK))
            ids = register(first, cases=cases, dice=dice)
            memory.settle()
            parts = unavoidable(first, url, Path(folder))
            figures["unavoidable_seconds"] = {**parts, "sum": round(sum(parts.values()), 3)}
            least = sum(parts.values())
            for name, store in (("push", first), ("pull", second)):
                rest(first, second)
                figures[name] = said = measured(store)
                said["to_unavoidable"] = round(float(str(said["seconds"])) / least, 1)
            figures["empty"] = several(lambda: None, second, first)
            figures["steady_push"] = several(lambda: day_at_work(first, ids, dice), first, second)
            figures["steady_pull"] = several(
                lambda: (day_at_work(first, ids, dice), measured(first)), second, first
            )
            first.close()
            second.close()
            figures["slow_line"] = on_a_slow_line(Path(folder), city, url, cases=cases, dice=dice)
        finally:
            city.stop()
    return figures


def on_a_slow_line(
    folder: Path, city: CityProcess, url: str, *, cases: int, dice: random.Random
) -> dict[str, object]:
    """The same from a desk in the countryside, to another stream of the same city."""
    line = SlowLine(url)
    try:
        first, second = (
            device(folder / f"slow-{name}", line.url, city.enrolment_code(ANOTHER))
            for name in ("first", "second")
        )
        ids = register(first, cases=cases, dice=dice)
        figures: dict[str, object] = {}
        for name, store in (("push", first), ("pull", second)):
            rest(first, second)
            figures[name] = measured(store)
        figures["empty"] = several(lambda: None, second, first)
        figures["steady_push"] = several(lambda: day_at_work(first, ids, dice), first, second)
        for store in (first, second):
            store.close()
    finally:
        line.close()
    return figures


def day_at_work(store: Store, ids: list[str], dice: random.Random) -> None:
    """10 new cases, 30 changed."""
    register(store, cases=10, dice=dice)
    moment = Moment.of(FIRST + timedelta(days=1))
    with store.unit_of_work() as work:
        for case in dice.sample(ids, 30):
            work.append(case, ev.HandedOver(), author=AGENT, moment=moment)


def several(act: Callable[[], object], store: Store, other: Store) -> dict[str, object]:
    """The same exchange several times, `act` before each and both desks at rest: the median in seconds, the
    last's bytes."""
    seconds, last = [], dict[str, object]()
    for _ in range(TIMES):
        act()
        rest(store, other)
        last = measured(store)
        seconds.append(float(str(last["seconds"])))
    return {**last, "seconds": statistics.median(seconds), "slowest": max(seconds)}


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(json.dumps(run(count), indent=1))
