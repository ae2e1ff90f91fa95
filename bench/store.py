"""The local store measured: `python -m bench.store [cases]` prints JSON. Times in milliseconds."""

import json
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from helpdesk.application.ports import DeskProfile
from helpdesk.application.queries import CaseFilter
from helpdesk.bootstrap.system import UuidIds
from helpdesk.domain import events as ev
from helpdesk.domain.clocks import Unit
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.residents import DocumentKind
from helpdesk.domain.stages import CaseKind
from helpdesk.store import keys
from helpdesk.store.store import Store
from helpdesk.store.unit_of_work import SqliteUnitOfWork

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
PREFIX = "021"
DESK = DeskProfile(code="150502001001", name="永清街道便民服务中心", prefix=PREFIX)
AGENT = ev.Author("agent-1", "王秀英")
PASSWORD = "correct horse"
IDS = UuidIds()
SURNAMES = "包白王李张刘陈杨赵吴韩孙马高林梁宝金佟敖欧阳乌单仇查"
GIVEN = "玉兰国庆建军秀英其木格巴图孟和斯琴高娃春梅海龙志强丽华明月小红福贵苏日娜那仁塔娜"
TYPED = (
    ("b", "by", "byl", "bao", "baoyulan", "w", "wgq"),
    ("包", "包玉", "玉兰", "王国庆", "其木格"),
    ("1", "13", "138", "1380", "13800", "138000", "1380000", "15", "1505", "150502"),
    ("150502195", "1505021958", "150502195803", "0021", "BA", "BA1505", "BA1505021261", "261123"),
    ("低保", "补助", "身份证", "身份证 王", "b 1", "1 2 3", "医保 b", "zyl 1"),
)


def reference_files() -> dict[str, bytes]:
    """The tables under `resources/`, by name."""
    folders = ("bundles", "calendar", "catalogue", "divisions")
    paths = [path for folder in folders for path in (RESOURCES / folder).glob("*.csv")]
    return {path.relative_to(RESOURCES).as_posix(): path.read_bytes() for path in paths}


def new_store(folder: Path) -> Store:
    """An empty store with reference data."""
    key = keys.create_keys(folder, AGENT, PASSWORD)
    store = Store.create(folder, key, desk=DESK)
    store.load_reference(reference_files())
    store.warm_up()
    return store


def register(work: SqliteUnitOfWork, store: Store, *, at: datetime, dice: random.Random) -> str:
    """A made-up resident and a case for them, as the intake does it; answers the case's id."""
    moment = Moment.of(at)
    name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2, 3))))
    born = date(1940, 1, 1) + timedelta(days=dice.randrange(25_000))
    document = f"150{dice.choice('5225')}{dice.randrange(100):02d}{born:%Y%m%d}{dice.randrange(10_000):04d}"
    phone = f"13{dice.randrange(10**9):09d}"
    resident, case = IDS.new(), IDS.new()
    work.append(
        resident,
        ev.ResidentRecorded(
            name=name,
            document_kind=DocumentKind.RESIDENT_ID,
            document_number=document,
            birth=born,
            division=DESK.code,
            address="永清街道胜利村 3 组",
            phones=(phone,),
        ),
        author=AGENT,
        moment=moment,
    )
    matter = dice.choice(store.reference.catalogue.matters)
    counter = work.next_counter(PREFIX, at.date())
    number = CaseNumber.make(division=DESK.code, prefix=PREFIX, day=at.date(), counter=counter)
    body = ev.CaseRegistered(
        number=str(number),
        case_kind=CaseKind.MATTER,
        applicant=ev.Applicant(name, resident, document, phone, "永清街道胜利村 3 组"),
        received_at=at,
        matter=ev.MatterTerms(matter.code, matter.name, matter.department, "1"),
        channel="act_for",
        close_by=ev.Clock(at + timedelta(days=9), 7, Unit.WORKING, at.date(), "2026/1"),
    )
    work.append(case, body, author=AGENT, moment=moment)
    return case


def fill(store: Store, *, cases: int, per_transaction: int = 200) -> dict[str, object]:
    """Many cases through the real unit of work; two in three are closed."""
    dice, begun = random.Random(1), time.perf_counter()
    start = datetime(2026, 11, 20) - timedelta(minutes=cases)
    for first in range(0, cases, per_transaction):
        with store.unit_of_work() as work:
            for i in range(first, min(first + per_transaction, cases)):
                at = start + timedelta(minutes=i)
                case = register(work, store, at=at, dice=dice)
                if dice.random() < 2 / 3:
                    closed = Moment.of(at + timedelta(days=3))
                    work.append(case, ev.Closed(), author=AGENT, moment=closed)
    seconds = time.perf_counter() - begun
    store.tidy()
    return {
        "cases": cases,
        "seconds": round(seconds, 1),
        "per_case_ms": _ms(seconds / cases),
        "tidy_seconds": round(time.perf_counter() - begun - seconds, 1),
    }


def registering(store: Store, *, times: int = 1_000) -> dict[str, object]:
    """One resident, one case, one print job in one durable transaction each."""
    dice = random.Random(2)
    at = datetime(2026, 11, 23, 9, 0)

    def once() -> None:
        nonlocal at
        at += timedelta(seconds=20)
        with store.unit_of_work() as work:
            case = register(work, store, at=at, dice=dice)
            work.queue_print(case, paper="receipt", size="A5", copies=2)

    return _measured(once for _ in range(times))


def typing(store: Store, *, rounds: int = 20) -> dict[str, object]:
    """Everything typed into the search field, keystroke by keystroke."""
    typed = [text for group in TYPED for text in group] * rounds
    random.Random(3).shuffle(typed)
    slowest: dict[str, float] = {}

    def find(text: str) -> Callable[[], None]:
        def once() -> None:
            begun = time.perf_counter()
            store.queries.find(text, limit=12)
            slowest[text] = max(slowest.get(text, 0.0), time.perf_counter() - begun)

        return once

    figures = _measured(find(text) for text in typed)
    worst = max(slowest, key=lambda text: slowest[text])
    return {**figures, "slowest": worst}


def listing(store: Store) -> dict[str, object]:
    """Pages of the list at the top, in the middle and at the end; the day's figures."""
    everything = CaseFilter()
    count = store.queries.count_cases(everything)
    now = datetime(2026, 11, 23, 10, 0)

    def page(offset: int) -> Callable[[], object]:
        return lambda: store.queries.cases(everything, offset=offset, limit=60)

    return {
        "first_page": _measured(page(0) for _ in range(50)),
        "middle_page": _measured(page(count // 2) for _ in range(20)),
        "last_page": _measured(page(max(0, count - 60)) for _ in range(20)),
        "letter_page": _measured(
            (lambda: store.queries.cases(CaseFilter(text="b"), offset=0, limit=60))
            for _ in range(20)
        ),
        "count": _measured((lambda: store.queries.count_cases(everything)) for _ in range(20)),
        "figures": _measured(
            (lambda: store.queries.figures(now=now, soon=now + timedelta(days=2)))
            for _ in range(20)
        ),
        "work_list": _measured((lambda: store.queries.work_list(limit=60)) for _ in range(20)),
    }


def opening(folder: Path) -> dict[str, object]:
    """From the password to the first page."""
    begun = time.perf_counter()
    key = keys.unlock(folder, AGENT.id, PASSWORD)
    unlocked = time.perf_counter()
    store = Store.open(folder, key)
    store.queries.cases(CaseFilter(), offset=0, limit=60)
    opened = time.perf_counter()
    _ = store.reference.catalogue
    parsed = time.perf_counter()
    store.close()
    return {
        "unlock_ms": _ms(unlocked - begun),
        "open_and_first_page_ms": _ms(opened - unlocked),
        "reference_ms": _ms(parsed - opened),
    }


def rebuilding(store: Store) -> dict[str, object]:
    """All projections anew."""
    begun = time.perf_counter()
    subjects = store.rebuild()
    return {"subjects": subjects, "seconds": round(time.perf_counter() - begun, 1)}


def measure(cases: int = 100_000) -> dict[str, object]:
    """All of it, in a fresh folder that is thrown away."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = new_store(folder)
        try:
            figures: dict[str, object] = {
                "machine": f"{platform.machine()} {platform.system()} Python {platform.python_version()}",
                "register_empty": registering(store, times=300),
                "fill": fill(store, cases=cases),
                "register": registering(store),
                "search": typing(store),
                "lists": listing(store),
            }
            store.close()
            figures["open"] = opening(folder)
            store = Store.open(folder, keys.unlock(folder, AGENT.id, PASSWORD))
            figures["rebuild"] = rebuilding(store)
            figures["file_mb"] = round(store.status().bytes / 1e6, 1)
        finally:
            store.close()
    return figures


def _measured(acts: Iterable[Callable[[], object]]) -> dict[str, object]:
    seconds = []
    for act in acts:
        begun = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - begun)
    seconds.sort()
    return {
        "times": len(seconds),
        "median_ms": _ms(statistics.median(seconds)),
        "p99_ms": _ms(seconds[min(len(seconds) - 1, int(len(seconds) * 0.99))]),
        "max_ms": _ms(seconds[-1]),
    }


def _ms(seconds: float) -> float:
    return round(seconds * 1_000, 2)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    sys.stdout.write(json.dumps(measure(wanted), indent=2, ensure_ascii=False) + "\n")
