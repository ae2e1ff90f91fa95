"""The day sheet 日结单 and the trip sheet 出行对账单: what was printed, sent and acknowledged, by number.

A number that stands on somebody's paper without the city having it is the point of the sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from helpdesk.application.ports import Session
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class Counts:
    """Records of this device: `sent` left it at least once, `acknowledged` and `refused` have the
    city's receipt; what has neither waits."""

    recorded: int = 0
    sent: int = 0
    acknowledged: int = 0
    refused: int = 0

    @property
    def waiting(self) -> int:
        """Without a receipt."""
        return self.recorded - self.acknowledged - self.refused

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.recorded + other.recorded,
            self.sent + other.sent,
            self.acknowledged + other.acknowledged,
            self.refused + other.refused,
        )


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A case with records of the span. `given`: its number was drawn in the span; `at_city`: the city
    has it under this number. `printed` counts copies that came out, `unconfirmed` those of them that a
    printer took which confirms nothing, `saved` PDF files, `not_out` print jobs that never came out:
    those count as nothing else. Names in the clear: who shows masks."""

    case: str
    number: str
    applicant: str
    title: str
    given: bool
    at_city: bool
    counts: Counts
    printed: int = 0
    unconfirmed: int = 0
    saved: int = 0
    not_out: int = 0
    files: int = 0
    files_missing: int = 0

    @property
    def is_gap(self) -> bool:
        """Somebody may hold a paper with a number that the city does not have."""
        return not self.at_city and bool(self.given or self.printed or self.saved)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What the store knows of a span: cases, records of other kinds, and numbers that were drawn but
    have no case here."""

    lines: tuple[SheetLine, ...]
    others: Counts
    lost: tuple[str, ...] = ()


class Reconciliation(Protocol):
    """Reads the log for the sheet; any thread."""

    def reckon(self, *, since_ms: int, until_ms: int, first: date, last: date) -> Reckoned:
        """Everything of this device from `since_ms` on and before `until_ms`, ms UTC, and the numbers
        drawn from day `first` to `last`."""
        ...


@dataclass(frozen=True, slots=True)
class DaySheet:
    """The sheet for `since` until before `until`, as things stood at `as_of`; local wall times."""

    since: datetime
    until: datetime
    as_of: datetime
    lines: tuple[SheetLine, ...]
    others: Counts
    lost: tuple[str, ...]

    @property
    def day(self) -> date | None:
        """The day, if the span is one whole day."""
        since, until = day_span(self.since.date())
        return self.since.date() if (self.since, self.until) == (since, until) else None

    @property
    def gaps(self) -> tuple[SheetLine, ...]:
        """Numbers given or printed that the city does not have."""
        return tuple(line for line in self.lines if line.is_gap)

    @property
    def total(self) -> Counts:
        """All records of the span."""
        return sum((line.counts for line in self.lines), self.others)

    @property
    def is_whole(self) -> bool:
        """Everything of the span is with the city, files too."""
        total = self.total
        settled = not total.waiting and not total.refused and not self.gaps and not self.lost
        return settled and not any(line.files_missing for line in self.lines)


def day_span(day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight."""
    since = datetime(day.year, day.month, day.day)
    return since, since + timedelta(days=1)


def day_sheet(
    session: Session, reconciliation: Reconciliation, *, since: datetime, until: datetime
) -> DaySheet:
    """The sheet for a span of local time. Raises Problem `span-empty`."""
    if since >= until:
        raise Problem("span-empty")
    now = session.clock.now()
    since_ms, until_ms = (
        Moment.of(each, offset_minutes=now.offset_minutes).utc_ms for each in (since, until)
    )
    last = until - timedelta(microseconds=1)
    found = reconciliation.reckon(
        since_ms=since_ms, until_ms=until_ms, first=since.date(), last=last.date()
    )
    return DaySheet(
        since=since,
        until=until,
        as_of=now.local,
        lines=_in_order(found.lines),
        others=found.others,
        lost=found.lost,
    )


def _in_order(lines: Sequence[SheetLine]) -> tuple[SheetLine, ...]:
    """What needs somebody first, then by number."""
    return tuple(sorted(lines, key=lambda line: (not line.is_gap, line.number)))
