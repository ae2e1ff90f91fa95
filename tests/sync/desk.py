"""A desk's device as it really is: encrypted store, engine, HTTP."""

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from helpdesk.application.cases import checklist, open_case
from helpdesk.application.intake import Intake
from helpdesk.application.ports import Session
from helpdesk.application.reference import ReferenceData
from helpdesk.bootstrap.reference import RESOURCES, load_reference
from helpdesk.bootstrap.system import SystemClock, UuidIds
from helpdesk.domain.events import Author
from helpdesk.store.keys import Stretching, create_keys
from helpdesk.store.store import Store
from helpdesk.sync.engine import Engine, Report
from helpdesk.sync.enrol import enrol
from helpdesk.sync.transport import Transport
from helpdesk.sync.turns import Watch

AGENT = Author("agent-1", "乌云其其格")
TABLES = (
    "catalogue/materials.csv",
    "catalogue/matters.csv",
    "catalogue/edition.csv",
    "bundles/bundles.csv",
    "calendar/days.csv",
    "calendar/tables.csv",
    "divisions/divisions.csv",
)


@cache
def reference() -> ReferenceData:
    """The real tables."""
    return load_reference()


class SystemTimer:
    """Time as it is."""

    def now_ms(self) -> int:
        """The machine's clock."""
        return time.time_ns() // 1_000_000

    def seconds(self) -> float:
        """Only forward."""
        return time.monotonic()


@dataclass(slots=True)
class Device:
    """A device of a desk with its folder; `dial` may be replaced to disturb the line."""

    store: Store
    folder: Path
    server: str
    key: bytes

    @classmethod
    def new(cls, folder: Path, server: str = "") -> "Device":
        """A fresh device that belongs to nobody yet."""
        folder.mkdir(parents=True, exist_ok=True)
        key = create_keys(folder, AGENT, "帮办代办-2026", stretching=Stretching(1, 64, 1))
        store = Store.create(folder, key)
        store.load_reference({name: (RESOURCES / name).read_bytes() for name in TABLES})
        return cls(store, folder, server, key)

    @classmethod
    def enrolled(cls, folder: Path, server: str, code: str) -> "Device":
        """A fresh device that belongs to the desk of this code."""
        device = cls.new(folder, server)
        device.enrol(code)
        return device

    def enrol(self, code: str) -> None:
        """Belong to the desk of this code."""
        with Transport(self.server) as transport:
            answer = enrol(
                transport,
                code,
                public_key=self.store.public_key,
                incarnation=self.store.incarnation,
                device_name="窗口一",
            )
        self.store.enrol(answer, server=self.server)

    @property
    def session(self) -> Session:
        """An agent at work."""
        return Session(
            store=self.store,
            clock=SystemClock(),
            ids=UuidIds(),
            reference=reference(),
            author=AGENT,
            desk=self.store.desk,
        )

    def register(self, name: str = "包玉兰", matter: str = "TL-0018") -> str:
        """Register a case; answers its id."""
        session = self.session
        known = session.reference.catalogue.find(matter)
        assert known is not None
        materials = tuple(material.take() for material in checklist(known))
        intake = Intake(
            new_resident={"name": name, "phone": "13847516701"}, matter=matter, materials=materials
        )
        return open_case(session, intake).case

    def engine(self, **changes: object) -> Engine:
        """The device's sync."""
        dial: object = changes.pop("dial", Transport)
        return Engine(
            self.store.outbox,
            dial=dial,  # type: ignore[arg-type]
            timer=SystemTimer(),
            folder=self.folder,
            **changes,  # type: ignore[arg-type]
        )

    def sync(self, watch: Watch | None = None, **changes: object) -> Report:
        """One exchange."""
        return self.engine(**changes).run(watch)

    def close(self) -> None:
        """End."""
        self.store.close()
