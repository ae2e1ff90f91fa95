"""5,086 desks that sync every five minutes: `python -m bench.city_load [seconds] [rate] [processes]`
prints JSON.

A real `helpdesk-city serve` with several processes and its own PostgreSQL (fsync on); each desk is a key,
a log and a cursor in this process, signs what it sends and opens a connection of its own for it. Requests
start when their time has come, whether or not those before are answered, and their time counts from there:
a server that stalls is not spared the requests that it kept waiting. Two fifths bring nothing, the others one
to five records, and all bring back what the desk's other computer sent. Beside them a request without work
(`GET /healthz`) says what the machine itself costs at that moment.
"""

import asyncio
import itertools
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from bench.city_world import (
    CityUnderLoad,
    Cpu,
    EnrolledDesk,
    enrol_all,
    history_of,
    serving,
    spread,
)
from bench.grown_city import Writer
from helpdesk.application.reference import ReferenceData
from helpdesk.bootstrap.reference import load_reference
from helpdesk.domain import events as ev
from helpdesk.domain.divisions import Level
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.protocol.calendars import word as tables_word
from helpdesk.protocol.chain import GENESIS, heads
from helpdesk.protocol.codec import encode_body
from helpdesk.protocol.messages import (
    PROTOCOL,
    Ability,
    Cursor,
    SyncAnswer,
    SyncRequest,
    WireEvent,
    spelt_out,
)
from helpdesk.protocol.signing import authorization
from helpdesk.protocol.standing import Standing
from helpdesk.protocol.standing import word as standing_word
from helpdesk.protocol.wire import MEDIA_TYPE, pack, unpack

DESKS = 5_086
RATE = DESKS / 300  # each of them every five minutes
IDLE = 0.4
MOST = 5  # records of one exchange
NOOP_RATE = 4.0
TODAY = datetime(2026, 11, 23, 8, 30)


@dataclass(slots=True)
class Desk:
    """A desk between its syncs."""

    known: EnrolledDesk
    history: str
    writer: Writer
    acked: int = 0
    head: bytes = GENESIS
    position: int = 0
    word: bytes = b""
    tables: bytes = b""
    counter: int = 0
    cases: list[bytes] = field(default_factory=list)

    def records(self, count: int, reference: ReferenceData) -> list[WireEvent]:
        """What happened since: half of it new cases, half words about earlier ones."""
        return [
            self._registered(reference) if not self.cases or i % 2 == 0 else self._noted()
            for i in range(count)
        ]

    def request(self, events: Sequence[WireEvent]) -> SyncRequest:
        """What the desk sends."""
        links = heads(self.head, events)
        head = links[-1] if links else self.head
        return SyncRequest(
            PROTOCOL,
            self.history,
            self.known.incarnation,
            self.acked + 1,
            self.head,
            head,
            self.known.key.sign(head) if events else b"",
            list(events),
            [Cursor(self.known.code, 1, self.position)],
            abilities=Ability.STREAMS | Ability.DICTIONARY | Ability.BRIEF,
            word=self.word,
            vouched=self.acked,
            tables=self.tables,
        )

    def take(self, request: SyncRequest, answer: SyncAnswer) -> str:
        """Stand where the answer leads; says what was wrong with it."""
        answer = spelt_out(answer, request)
        wanted = request.first_dseq - 1 + len(request.events)
        if answer.problem or answer.quarantined or answer.acked_dseq != wanted:
            return answer.problem or "not acknowledged"
        self.acked, self.head = answer.acked_dseq, answer.acked_head
        for page in answer.streams:
            self.position = page.position
        if answer.standing is not None:
            self.word = standing_word(
                msgspec.msgpack.decode(answer.standing.payload, type=Standing)
            )
        if answer.tables is not None:
            self.tables = tables_word(answer.tables.payload)
        return ""

    def _registered(self, reference: ReferenceData) -> WireEvent:
        self.counter += 1
        number = CaseNumber.make(
            division=self.known.code,
            prefix=self.known.prefix,
            day=TODAY.date(),
            counter=self.counter,
        )
        event = self.writer.registered(TODAY, str(number), reference)
        self.cases.append(event.subject)
        return event

    def _noted(self) -> WireEvent:
        body, moment = ev.Progressed("已与申请人联系，材料齐全。"), Moment.of(TODAY)
        template = (body.KIND, body.VERSION, self.cases[-1], "agent-1", "乌云其其格")
        times = (moment.device_ms, moment.correction_ms, moment.offset_minutes, moment.zone)
        return WireEvent(*template, *times, 0, encode_body(body))


@dataclass(slots=True)
class Line:
    """The way to the city, and what came of it."""

    host: str
    port: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)
    bytes_out: int = 0
    bytes_in: int = 0

    async def sync(self, desk: Desk, events: Sequence[WireEvent], *, began: float) -> None:
        """One exchange; its time counts from `began`."""
        request = desk.request(events)
        body = pack(request, dictionary=True)
        signed = authorization(
            desk.known.device,
            body,
            sent_ms=time.time_ns() // 1_000_000,
            sign=desk.known.key.sign,
        )
        said = f"Authorization: {signed}\r\nContent-Type: {MEDIA_TYPE}\r\n"
        status, content = await self._ask("POST /sync", said, body)
        problem = f"HTTP {status}"
        if status == 200:
            problem = desk.take(request, unpack(content, SyncAnswer))
        self._note("idle" if not events else "with records", began, problem)

    async def noop(self, *, began: float) -> None:
        """A request that asks for nothing."""
        status, _ = await self._ask("GET /healthz", "", b"")
        self._note("healthz", began, "" if status == 200 else f"HTTP {status}")

    def _note(self, what: str, began: float, problem: str) -> None:
        if problem:
            self.wrong[problem] = self.wrong.get(problem, 0) + 1
        self.seconds.setdefault(what, []).append(time.perf_counter() - began)

    async def _ask(self, what: str, fields: str, body: bytes) -> tuple[int, bytes]:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        head = f"{what} HTTP/1.1\r\nHost: city\r\n{fields}Content-Length: {len(body)}\r\n"
        sent = f"{head}Connection: close\r\n\r\n".encode() + body
        writer.write(sent)
        came = await reader.read(-1)
        writer.close()
        self.bytes_out += len(sent)
        self.bytes_in += len(came)
        top, _, content = came.partition(b"\r\n\r\n")
        return int(top.split(b" ")[1]), content


def measure(seconds: float = 60, rate: float = RATE, processes: int = 2) -> dict[str, object]:
    """The figures."""
    reference = load_reference()
    with (
        tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as name,
        serving(Path(name) / "city", "--processes", str(processes)) as city,
    ):
        desks = desks_of(city, reference, wanted=min(DESKS, int(seconds * rate * 1.2) + 20))
        return asyncio.run(_run(city, desks, reference, seconds=seconds, rate=rate))


def desks_of(city: CityUnderLoad, reference: ReferenceData, *, wanted: int) -> list[Desk]:
    """All of the city's desks are enrolled; these take part, two of each village."""
    villages = [each.code for each in reference.divisions if each.level is Level.VILLAGE]
    codes = [villages[place // 2 % len(villages)] for place in range(DESKS)]
    history, dice = history_of(city), random.Random(1)
    enrolled = enrol_all(city, codes)[:wanted]
    return [Desk(each, history, Writer.of(each.code, dice)) for each in enrolled]


async def _run(
    city: CityUnderLoad,
    desks: Sequence[Desk],
    reference: ReferenceData,
    *,
    seconds: float,
    rate: float,
) -> dict[str, object]:
    parts, dice = urlsplit(city.url), random.Random(2)
    first, line = (Line(parts.hostname or "", parts.port or 0) for _ in range(2))
    waiting = iter(desks)
    await asyncio.gather(*(_first_syncs(first, waiting) for _ in range(4)))
    turn = itertools.cycle(dice.sample(desks, len(desks)))

    async def one(began: float) -> None:
        count = 0 if dice.random() < IDLE else dice.randint(1, MOST)
        desk = next(turn)
        await line.sync(desk, desk.records(count, reference), began=began)

    before, load = Cpu.of(city), os.getloadavg()
    start = time.perf_counter()
    await asyncio.gather(
        _arrivals(one, seconds=seconds, rate=rate, dice=random.Random(3)),
        _arrivals(
            lambda began: line.noop(began=began),
            seconds=seconds,
            rate=NOOP_RATE,
            dice=random.Random(4),
        ),
    )
    took = time.perf_counter() - start
    return _said(line, first, Cpu.of(city).since(before), took, load)


async def _first_syncs(line: Line, waiting: Iterator[Desk]) -> None:
    for desk in waiting:
        await line.sync(desk, [], began=time.perf_counter())


async def _arrivals(
    act: Callable[[float], Awaitable[None]], *, seconds: float, rate: float, dice: random.Random
) -> None:
    """Start each when its time has come, by chance as desks do; wait for the last."""
    start, at = time.perf_counter(), 0.0
    async with asyncio.TaskGroup() as group:
        while (at := at + dice.expovariate(rate)) < seconds:
            await asyncio.sleep(max(0.0, start + at - time.perf_counter()))
            group.create_task(act(start + at))  # type: ignore[arg-type]


def _said(
    line: Line, first: Line, cpu: Cpu, took: float, load: tuple[float, float, float]
) -> dict[str, object]:
    idle, busy = line.seconds.get("idle", []), line.seconds.get("with records", [])
    syncs = len(idle) + len(busy)
    return {
        "cores": os.cpu_count(),
        "load_average": [round(each, 1) for each in load],
        "seconds": round(took, 1),
        "syncs": syncs,
        "wrong": line.wrong | first.wrong,
        "all": spread([*idle, *busy]),
        "idle": spread(idle),
        "with_records": spread(busy),
        "healthz": spread(line.seconds.get("healthz", [])),
        "bytes_of_a_sync": [round(line.bytes_out / syncs), round(line.bytes_in / syncs)],
        "cpu_ms_of_a_sync": {
            "city": round(1000 * cpu.city / syncs, 2),
            "postgres": round(1000 * cpu.postgres / syncs, 2),
            "bench": round(1000 * cpu.bench / syncs, 2),
        },
        "cpu_percent_of_two_cores": round(50 * (cpu.city + cpu.postgres) / took, 1),
    }


if __name__ == "__main__":
    given = sys.argv[1:]
    print(
        json.dumps(
            measure(
                float(given[0]) if given else 60,
                float(given[1]) if given[1:] else RATE,
                int(given[2]) if given[2:] else 2,
            ),
            indent=1,
        )
    )
