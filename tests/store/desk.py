"""A small desk for the store's tests: people, cases, moments."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from helpdesk.application.ports import DeskProfile
from helpdesk.domain import events as ev
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.stages import CaseKind
from helpdesk.store.keys import Stretching
from helpdesk.store.store import Store
from helpdesk.store.unit_of_work import SqliteUnitOfWork

AGENT = ev.Author("agent-1", "王秀英")
CLERK = ev.Author("clerk-7", "民政局 陈")
PASSWORD = "correct horse"
QUICK = Stretching(iterations=1, memory_kib=64, lanes=1)
DESK = DeskProfile(code="150502001001", name="永清街道便民服务中心", prefix="021")
NOON = datetime(2026, 11, 23, 12, 0)
MOMENT = Moment.of(NOON)
RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ALLOWANCE = ev.MatterTerms("TL-0014", "最低生活保障审核确认", "民政", "1")


def reference_files() -> dict[str, bytes]:
    folders = ("bundles", "calendar", "catalogue", "divisions")
    paths = [path for folder in folders for path in (RESOURCES / folder).glob("*.csv")]
    return {path.relative_to(RESOURCES).as_posix(): path.read_bytes() for path in paths}


def new_id() -> str:
    return uuid4().hex


@dataclass
class Person:
    name: str = "包玉兰"
    document: str = "152326195803120028"
    phone: str = "13847501234"
    id: str = field(default_factory=new_id)


def record(work: SqliteUnitOfWork, person: Person) -> str:
    body = ev.ResidentRecorded(
        name=person.name, document_number=person.document, phones=(person.phone,)
    )
    work.append(person.id, body, author=AGENT, moment=MOMENT)
    return person.id


def registration(
    number: str, *, person: Person | None = None, at: datetime = NOON, **changes: object
) -> ev.CaseRegistered:
    person = person or Person()
    values: dict[str, object] = {
        "number": number,
        "case_kind": CaseKind.MATTER,
        "applicant": ev.Applicant(person.name, person.id, person.document, person.phone),
        "received_at": at,
        "matter": ALLOWANCE,
        "close_by": ev.Clock(at + timedelta(days=7), 5, "working", at.date(), "2026/1"),
    }
    return ev.CaseRegistered(**(values | changes))  # type: ignore[arg-type]


def register(
    work: SqliteUnitOfWork,
    person: Person | None = None,
    *,
    at: datetime = NOON,
    **changes: object,
) -> str:
    """A case with the next number; answers its id."""
    counter = work.next_counter(DESK.prefix, at.date())
    number = CaseNumber.make(division=DESK.code, prefix=DESK.prefix, day=at.date(), counter=counter)
    case = new_id()
    body = registration(str(number), person=person, at=at, **changes)
    work.append(case, body, author=AGENT, moment=Moment.of(at))
    return case


def registered(store: Store, person: Person | None = None, **changes: object) -> str:
    """The same in a transaction of its own."""
    with store.unit_of_work() as work:
        return register(work, person, **changes)  # type: ignore[arg-type]


def act(store: Store, case: str, *bodies: ev.Body, at: datetime = NOON) -> None:
    with store.unit_of_work() as work:
        for body in bodies:
            work.append(case, body, author=AGENT, moment=Moment.of(at))


def day() -> date:
    return NOON.date()
