"""A real desk for the tests of screens: encrypted store, background work, and a city that answers.

`Desk` is everything below the window; nothing in it is a mock but the navigator, which stands at
the border of the composition and writes down where one was sent.
"""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from helpdesk.application.cases import checklist, open_case
from helpdesk.application.intake import Intake
from helpdesk.application.ports import DeskProfile, PrintJob, Session
from helpdesk.application.progress import act
from helpdesk.application.residents import record_resident, resident_from_fields
from helpdesk.bootstrap.case_papers import CaseListPapers
from helpdesk.bootstrap.files import Write, hand_out_written
from helpdesk.bootstrap.filing import filing_of
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.system import UuidIds
from helpdesk.domain.events import Author, Body, Event, Origin
from helpdesk.domain.materials import Material
from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import CaseKind
from helpdesk.printing import missing_glyphs
from helpdesk.protocol.events import to_wire
from helpdesk.protocol.messages import (
    Grant,
    Placed,
    PlacedEvent,
    Quarantined,
    StreamPage,
    SyncAnswer,
)
from helpdesk.protocol.outbox import Attempt
from helpdesk.store.keys import Stretching, create_keys, unlock
from helpdesk.store.store import Store
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.cases.ports import CaseLists
from helpdesk.ui.tasks import Tasks

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
WUYUN = Author("wuyun", "乌云其其格")
BUREAU = Author("minzheng", "市民政局")
NOW = datetime(2026, 11, 23, 10, 45)
QUICK = Stretching(iterations=1, memory_kib=8, lanes=1)
PASSWORD = "草原上的风2026"
_CITY = b"\xcc" * 8
SETTLES = 30  # seconds, on a loaded machine


@dataclass
class StandingClock:
    """A clock that a test sets."""

    moment: Moment

    def now(self) -> Moment:
        return self.moment

    def set(self, local: datetime) -> None:
        self.moment = Moment.of(local)


@dataclass
class Travels:
    """A navigator that writes down where one was sent."""

    steps: list[tuple[str, ...]] = field(default_factory=list)

    def open_case(self, case_id: str) -> None:
        self.steps.append(("case", case_id))

    def open_resident(self, resident_id: str) -> None:
        self.steps.append(("resident", resident_id))

    def new_case(
        self, *, draft_id: str = "", resident_id: str = "", like: str = "", matter: str = ""
    ) -> None:
        self.steps.append(("new", draft_id or resident_id or like))

    def decide(self, subject: str, *, first: str = "") -> None:
        self.steps.append(("decide", subject, first))

    def show(self, screen_id: str) -> None:
        self.steps.append(("show", screen_id))

    def say(
        self,
        sentence: str,
        *,
        tone: str = "info",
        action: str = "",
        do: Callable[[], object] | None = None,
        topic: str = "",
    ) -> None:
        self.steps.append(("say", tone, sentence))


class NoPapers:
    """These screens draw no paper; asking for one is a mistake of the test."""

    def render(self, case_id: str, *, paper: str, size: str, copies: int) -> bytes:
        raise AssertionError

    missing_glyphs = staticmethod(missing_glyphs)

    def printers(self) -> tuple[str, ...]:
        raise AssertionError

    def print_job(self, job: PrintJob, *, printer: str) -> None:
        raise AssertionError

    def save_job(self, job: PrintJob, *, path: str) -> None:
        raise AssertionError


@dataclass(frozen=True, slots=True)
class Made:
    """A desk that was made before and is closed: its folder, its cases by name, how far its city is."""

    folder: Path
    cases: dict[str, str] = field(default_factory=dict)
    city: tuple[int, int] = (0, 0)


class Desk:
    """A practice desk in an empty folder, or a copy of one that was `made`; `close` it."""

    def __init__(self, folder: Path, *, now: datetime = NOW, made: Made | None = None) -> None:
        self.clock = StandingClock(Moment.of(now))
        profile = DeskProfile(
            code="150502100217", name="保安村便民服务站", place="科尔沁区 大林镇", prefix="021"
        )
        if made is None:
            key = create_keys(folder, WUYUN, PASSWORD, stretching=QUICK)
            self.store = Store.create(folder, key, desk=profile)
            self.store.load_reference(reference_files())
        else:
            shutil.copytree(made.folder, folder)
            self.store = Store.open(folder, unlock(folder, WUYUN.id, PASSWORD))
        self.cases = dict(made.cases) if made else {}
        self.session = Session(
            store=self.store,
            clock=self.clock,
            ids=UuidIds(),
            reference=self.store.reference,
            author=WUYUN,
            desk=profile,
        )
        self.tasks = Tasks()
        self.travels = Travels()
        self.bench = Workbench(
            session=self.session,
            queries=self.store.queries,
            background=self.tasks,
            navigator=self.travels,
            papers=NoPapers(),
            filing=filing_of(self.store),
        )
        self._position, self._foreign = made.city if made else (0, 0)

    def keep(self, cases: dict[str, str]) -> Made:
        """Close it, to be copied."""
        self.store.tidy()
        self.close()
        return Made(self.store.folder, cases, (self._position, self._foreign))

    def settle(self) -> None:
        """Let what is under way in the background come back to the window, however the test ended."""
        end = time.monotonic() + SETTLES
        while not self.tasks.idle:
            assert time.monotonic() < end, "work in the background without an end"
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)

    def close(self) -> None:
        self.tasks.close()
        self.store.close()

    @property
    def lists(self) -> CaseLists:
        queries = self.store.queries

        def save(path: Path, write: Write) -> None:
            hand_out_written(path, write, data=self.store.folder)

        papers = CaseListPapers(self.session, queries.case_table, save=save)
        settings = Settings(self.store.folder)
        return CaseLists(queries.case_table, queries.preferences, papers, settings)

    # -- what happens at the counter

    def at(self, local: datetime) -> Session:
        return replace(self.session, clock=StandingClock(Moment.of(local)))

    def resident(self, name: str, **typed: str) -> str:
        resident = resident_from_fields(
            {"name": name, **typed}, today=self.clock.now().local.date()
        )
        return record_resident(self.session, resident)

    def case(
        self,
        who: str,
        matter: str,
        *,
        at: datetime = NOW,
        materials: Sequence[Material] | None = None,
    ) -> str:
        """A case of a resident (their id) about a matter (its code)."""
        session = self.at(at)
        found = session.reference.catalogue.find(matter)
        assert found is not None
        ticked = tuple(m.take() for m in checklist(found)) if materials is None else materials
        intake = Intake(resident=who, matter=found.code, materials=tuple(ticked))
        return open_case(session, intake).case

    def request(self, who: str, title: str, text: str = "", *, at: datetime = NOW) -> str:
        intake = Intake(kind=CaseKind.REQUEST, resident=who, title=title, text=text)
        return open_case(self.at(at), intake).case

    def act(self, case: str, body: Body, *, at: datetime = NOW) -> None:
        act(self.at(at), case, body)

    # -- what the city does

    def receive(self, *, at: datetime = NOW) -> None:
        """The city acknowledges everything that waits."""
        acked, _head = self.store.outbox.acknowledged()
        waiting = self.store.outbox.pending(after=acked, max_events=100_000, max_bytes=10**9)
        last = acked + len(waiting)
        placed = [
            Placed(
                self.session.desk.code,
                acked + 1,
                last,
                position=self._position + 1,
                received_ms=Moment.of(at).utc_ms,
            )
        ]
        self._position += len(waiting)
        self._apply(placed=placed if waiting else [])

    def from_city(
        self, case: str, body: Body, *, at: datetime = NOW, author: Author = BUREAU
    ) -> None:
        """Somebody in the city acts on a case, and the desk hears of it."""
        self._foreign += 1
        self._position += 1
        event = Event(
            Origin(_CITY.hex(), self._foreign),
            self.session.desk.code,
            case,
            body=body,
            author=author,
            moment=Moment.of(at),
        )
        placed = PlacedEvent(
            _CITY, self._foreign, self._position, Moment.of(at).utc_ms, to_wire(event)
        )
        since = next((c.position for c in self.store.outbox.cursors()), 0)
        page = StreamPage(self.session.desk.code, 1, since, self._position, False, [placed])
        self._apply(streams=[page])

    def refuse(self, dseq: int, reason: str) -> None:
        """The city puts one of our events aside."""
        self._apply(quarantined=[Quarantined(dseq, reason)])

    def exchanged(self, *, at: datetime = NOW, error: str = "", **figures: int) -> None:
        """An attempt to reach the city ended."""
        attempt = Attempt(Moment.of(at).utc_ms, error=error, reached_head=not error)
        self.store.outbox.note(replace(attempt, **figures))  # type: ignore[arg-type]

    def _apply(self, **parts: list[Placed] | list[StreamPage] | list[Quarantined]) -> None:
        acked, head = self.store.outbox.acknowledged()
        grants = [Grant(self.session.desk.code, 1)]
        answer = SyncAnswer(
            "h1",
            self.clock.now().utc_ms,
            acked,
            head,
            grants=grants,
            **parts,  # type: ignore[arg-type]
        )
        self.store.outbox.apply(answer)


def reference_files() -> dict[str, bytes]:
    """The tables of `resources/` by their names."""
    folders = ("divisions", "calendar", "catalogue", "bundles")
    return {
        path.relative_to(RESOURCES).as_posix(): path.read_bytes()
        for folder in folders
        for path in sorted((RESOURCES / folder).glob("*.csv"))
    }
