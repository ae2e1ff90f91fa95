"""Short ways to make events and matters in tests; not a test module."""

from datetime import datetime

from helpdesk.domain.events import Applicant, Author, Body, CaseRegistered, Clock, Event, Origin
from helpdesk.domain.materials import Material
from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import CaseKind

WUYUN = Author("wuyun", "乌云其其格")
MONDAY = datetime(2026, 11, 23, 10, 45)
CASE = "0" * 31 + "1"


def registered(**changes: object) -> CaseRegistered:
    """A registration on Monday morning, promised for 2026-12-14."""
    values: dict[str, object] = {
        "number": "BA-1505-021-261123-0008-M",
        "case_kind": CaseKind.MATTER,
        "applicant": Applicant(name="包玉兰"),
        "received_at": MONDAY,
        "title": "城乡居民最低生活保障申请",
        "close_by": Clock(
            due=datetime(2026, 12, 14, 17, 30),
            days=15,
            unit="working",
            counted_from=MONDAY.date(),
            table="2026",
        ),
        "materials": (
            Material("居民身份证", originals=1, copies=1),
            Material("收入证明", originals=1, deferrable=True),
        ),
    }
    return CaseRegistered(**{**values, **changes})  # type: ignore[arg-type]


def event(
    body: Body,
    *,
    dseq: int = 1,
    at: datetime = MONDAY,
    position: int | None = None,
    base: int = 0,
    incarnation: str = "00000000000000aa",
    subject: str = CASE,
) -> Event:
    """An event of this device about the test case."""
    return Event(
        origin=Origin(incarnation, dseq),
        stream="150502101201",
        subject=subject,
        body=body,
        author=WUYUN,
        moment=Moment.of(at),
        base=base,
        position=position,
    )
