"""A desk with very many cases, written in bulk through the store's own log and projections.

The events are the city's, as after a long first sync: half a million through the unit of work, one
transaction each, would take an hour. The folder is kept under `build/bench` and used again; an
older schema is upgraded when it is opened.
"""

import json
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from bench import store as bench
from helpdesk.application.cases import checklist, terms_of
from helpdesk.application.deadlines import closing_clock
from helpdesk.bootstrap.system import SystemClock
from helpdesk.domain import events as ev
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.events import Author, Body, Event, Origin
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.matters import Matter
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.residents import DocumentKind
from helpdesk.domain.stages import CaseKind
from helpdesk.protocol.events import to_wire
from helpdesk.protocol.messages import Enrolment, PlacedEvent
from helpdesk.store import event_log, keys
from helpdesk.store.projections import Projector
from helpdesk.store.store import Store

KEPT = Path(__file__).resolve().parent.parent / "build" / "bench"
DESKS = ("150502001001", "150502001002", "150502001003", "150502001004")
AGENTS = (bench.AGENT, *(Author(f"agent-{n}", name) for n, name in enumerate("王张李包", 2)))
_INCARNATION = bytes.fromhex("00c0ffee00c0ffee")
_BATCH = 5_000
_OWN = 20  # cases of this computer, which the city does not have yet
_HASH_BYTES = 64_000_000  # of the search index in memory, while it is written in bulk


def desk_folder(cases: int) -> Path:
    """The folder of a desk with so many cases, made if there is none."""
    folder = KEPT / f"desk-{cases}"
    done = folder / "made.json"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        done.write_text(json.dumps(make(folder, cases)))
    return folder


def make(folder: Path, cases: int) -> dict[str, float]:
    """Fill a new folder; answers how long it took, in seconds."""
    begun = time.perf_counter()
    store = bench.new_store(folder)
    try:
        enrolment = Enrolment(
            device="bench",
            prefix=bench.PREFIX,
            history="bench",
            server_ms=int(time.time() * 1000),
            desk_code=bench.DESK.code,
            desk_name=bench.DESK.name,
            streams=list(DESKS),
        )
        store.enrol(enrolment, server="http://127.0.0.1:9")
        _fill(store, _World(store, cases))
        filled = time.perf_counter()
        dice = random.Random(9)
        for minute in range(_OWN):
            with store.unit_of_work() as work:
                at = SystemClock().now().local - timedelta(minutes=minute)
                bench.register(work, store, at=at, dice=dice)
        store.tidy()
    finally:
        store.close()
    return {"fill": filled - begun, "tidy": time.perf_counter() - filled}


def _fill(store: Store, world: "_World") -> None:
    subjects = world.subjects()
    hashing = "INSERT INTO {0} ({0}, rank) VALUES ('hashsize', ?)"
    while batch := list(islice(subjects, _BATCH)):
        with store._connections.write() as connection:
            for table in ("search_case", "search_resident"):
                connection.execute(hashing.format(table), (_HASH_BYTES,))
            for each in (e for _, events in batch for e in events):
                at = (each.position or 0, each.received_ms or 0)
                placed = PlacedEvent(_INCARNATION, each.origin.dseq, *at, to_wire(each))
                event_log.insert(connection, placed, stream=each.stream, head=None)
            Projector(connection, store.reference, lenient=True).project(
                (subject, partial(list, events)) for subject, events in batch
            )
            for stream, position in world.positions.items():
                connection.execute(
                    "UPDATE cursor SET position = ? WHERE stream = ?", (position, stream)
                )
    with store._connections.write() as connection:
        for table in ("search_case", "search_resident"):
            connection.execute(hashing.format(table), (1_048_576,))


@dataclass(frozen=True, slots=True)
class _Resident:
    id: str
    name: str
    document: str
    phone: str


class _World:
    """Residents and cases of a county of ten years, the oldest first; the same by the same dice."""

    def __init__(self, store: Store, cases: int) -> None:
        self._cases = cases
        self._dice = random.Random(5)
        self._matters = store.reference.catalogue.matters
        self._version = store.reference.catalogue.version
        self._calendar: WorkCalendar = store.reference.calendar
        self._counters: dict[date, int] = {}
        self._dseq = 0
        self.positions = dict.fromkeys(DESKS, 0)

    def subjects(self) -> Iterator[tuple[str, list[Event]]]:
        """Subjects with their events; each fifth case brings a new resident."""
        dice, residents = self._dice, []
        now = SystemClock().now().local
        for number in range(self._cases):
            at = now - timedelta(days=3650) * ((self._cases - number) / self._cases)
            at = at.replace(hour=8 + number % 9, microsecond=0)
            if number % 5 == 0:
                resident = self._resident(at)
                residents.append(resident)
                yield resident.id, [self._event(resident.id, self._recorded(resident), at)]
            yield self._case(dice.choice(residents), at, now)

    def _resident(self, at: datetime) -> _Resident:
        dice = self._dice
        name = dice.choice(bench.SURNAMES) + "".join(
            dice.choices(bench.GIVEN, k=dice.choice((1, 2)))
        )
        born = date(1940, 1, 1) + timedelta(days=dice.randrange(25_000))
        document = f"1505{dice.randrange(100):02d}{born:%Y%m%d}{dice.randrange(10_000):04d}"
        return _Resident(self._id(at), name, document, f"13{dice.randrange(10**9):09d}")

    def _recorded(self, resident: _Resident) -> Body:
        return ev.ResidentRecorded(
            name=resident.name,
            document_kind=DocumentKind.RESIDENT_ID,
            document_number=resident.document,
            birth=date(1960, 1, 1),
            division=self._dice.choice(DESKS),
            address="永清街道胜利村 3 组",
            phones=(resident.phone,),
        )

    def _case(self, resident: _Resident, at: datetime, now: datetime) -> tuple[str, list[Event]]:
        dice, case_id = self._dice, self._id(at)
        matter = dice.choice(self._matters)
        young = now - at < timedelta(days=60)
        closed = dice.random() < (0.4 if young else 0.995)
        materials = tuple(self._material(m, at, closed=closed) for m in checklist(matter))
        counter = self._counters[at.date()] = self._counters.get(at.date(), 0) + 1
        number = CaseNumber.make(
            division=bench.DESK.code, prefix="0BC", day=at.date(), counter=counter
        )
        body = ev.CaseRegistered(
            number=str(number),
            case_kind=CaseKind.MATTER if dice.random() < 0.9 else CaseKind.REQUEST,
            applicant=ev.Applicant(
                resident.name, resident.id, resident.document, resident.phone, "永清街道胜利村 3 组"
            ),
            received_at=at,
            matter=terms_of(matter, catalogue=self._version),
            channel="act_for",
            title=matter.name,
            close_by=closing_clock(matter, at, self._calendar),
            materials=materials,
        )
        stream, agent = dice.choice(DESKS), dice.choice(AGENTS)
        bodies: list[tuple[Body, datetime]] = [(body, at)]
        bodies += [(each, at + timedelta(hours=n)) for n, each in self._acts(matter, closed)]
        return case_id, [
            self._event(case_id, each, when, stream=stream, author=agent) for each, when in bodies
        ]

    def _acts(self, matter: Matter, closed: bool) -> list[tuple[int, Body]]:
        if closed:
            return [(60, ev.Closed())]
        acts: list[Body] = [ev.HandedOver(matter.department), ev.Progressed("正在办理")]
        ends: list[list[Body]] = [
            [],
            [ev.Answered("已办结")],
            [ev.Answered("已办结"), ev.Delivered("pick_up")],
            [ev.CorrectionAsked(("户口簿复印件",))],
        ]
        return (
            [(n + 1, each) for n, each in enumerate([*acts, *self._dice.choice(ends)])]
            if self._dice.random() < 0.8
            else []
        )

    def _material(self, material: Material, at: datetime, *, closed: bool) -> Material:
        chance = self._dice.random()
        if closed or chance < 0.85:
            return material.take()
        if chance < 0.95:
            return material
        until = (at + timedelta(days=10)).date()
        return replace(material, state=MaterialState.DEFERRED, deferred_until=until)

    def _event(
        self,
        subject: str,
        body: Body,
        at: datetime,
        *,
        stream: str = DESKS[0],
        author: Author = AGENTS[0],
    ) -> Event:
        self._dseq += 1
        self.positions[stream] += 1
        moment = Moment.of(at)
        return Event(
            origin=Origin(_INCARNATION.hex(), self._dseq),
            stream=stream,
            subject=subject,
            body=body,
            author=author,
            moment=moment,
            position=self.positions[stream],
            received_ms=moment.utc_ms + 60_000,
        )

    def _id(self, at: datetime) -> str:
        """As UUIDv7: sorts by time."""
        head = int(Moment.of(at).utc_ms).to_bytes(6, "big")
        return (head + b"\x70" + self._dice.randbytes(9)).hex()


def opened(folder: Path) -> Store:
    """The store of such a folder."""
    return Store.open(folder, keys.unlock(folder, bench.AGENT.id, bench.PASSWORD))


if __name__ == "__main__":
    import sys

    print(desk_folder(int(sys.argv[1]) if sys.argv[1:] else 500_000))
