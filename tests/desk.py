"""A desk on disk for tests: the real encrypted store, with a password that is quickly stretched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from helpdesk.application.ports import DeskProfile, Session
from helpdesk.bootstrap.folder import OpenDesk, desk_profile, init_desk
from helpdesk.domain.events import Author
from helpdesk.domain.moments import Moment
from helpdesk.store.keys import Stretching

WUYUN = Author("wuyun", "乌云其其格")
PASSWORD = "草原上的八个字符"
VILLAGE = "150502100217"  # 科尔沁区 大林镇 保安嘎查
PREFIX = "021"
MONDAY = datetime(2026, 11, 23, 10, 45)
QUICK = Stretching(iterations=1, memory_kib=64, lanes=1)


@dataclass(slots=True)
class SetClock:
    """A clock that is set by hand."""

    local: datetime = MONDAY

    def now(self) -> Moment:
        """The local time it was set to."""
        return Moment.of(self.local)


def profile(**changes: object) -> DeskProfile:
    """The desk of a village, enrolled."""
    return replace(desk_profile(VILLAGE), **{"prefix": PREFIX, **changes})  # type: ignore[arg-type]


@contextmanager
def desk_in(folder: Path, *, desk: DeskProfile | None = None) -> Iterator[OpenDesk]:
    """A fresh desk on a Monday morning, closed afterwards; its clock is a `SetClock`."""
    opened = init_desk(
        folder, agent=WUYUN, password=PASSWORD, desk=desk or profile(), stretching=QUICK
    )
    opened.session = replace(opened.session, clock=SetClock())
    try:
        yield opened
    finally:
        opened.close()


def at(session: Session, local: datetime) -> Session:
    """The same person at another time."""
    return replace(session, clock=SetClock(local))
