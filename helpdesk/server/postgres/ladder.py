"""A round of the ladder over all open clocks: what is due now, each step once. One thread at a time.

A round reads which cases to look at from `open_clock` and works stream by stream, each in a transaction
that has the stream to itself: it folds the cases anew, so that whatever happened meanwhile counts, and a
step that was taken already is not taken again (`ladder_step`). What a round does not reach in its time is
the next one's.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from helpdesk.application.ladder import Names, body_of_step, climb_of
from helpdesk.application.recounting import recounts
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case, apply_to_case
from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.event import PROGRAM
from helpdesk.domain.events import Author, Body, CaseWarned, SlipIssued
from helpdesk.domain.ladder import LadderLimits, Step, due_now, in_office, next_at, steps
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n.texts import N_, _
from helpdesk.protocol.calendars import encoded
from helpdesk.server.bugs import whereabouts
from helpdesk.server.ladder import LadderRules, Round
from helpdesk.server.postgres import open_clocks
from helpdesk.server.postgres.casework import desk_label
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.unit_of_work import CityStore, CityUnitOfWork
from helpdesk.server.principal import SYSTEM

log = logging.getLogger(__name__)

NAME = N_("The city's clock")
# And at most one stream's cases more: a round lasts less than ten also on a busy machine.
BUDGET_SECONDS = 7.0
_AT_ONCE = 200  # cases of one stream in one transaction: a sync waits for no more
_MOST = 50_000  # rows that a round asks for
_READ = 1_000  # cases read at once
_BACKLOG_MOST = 1_000_000
_DUE = "SELECT stream, case_id FROM open_clock WHERE at <= %s AND epoch >= %s ORDER BY at LIMIT %s"
_STALE = "SELECT stream, case_id FROM open_clock WHERE epoch < %s LIMIT %s"
_LEFT = (
    "SELECT count(*) FROM (SELECT 1 FROM open_clock WHERE epoch < %(epoch)s UNION ALL"
    " SELECT 1 FROM open_clock WHERE %(office)s AND at <= %(now)s AND epoch >= %(epoch)s"
    " LIMIT %(most)s) AS left_over"
)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a round goes by."""

    limits: LadderLimits
    calendar: WorkCalendar
    epoch: int


class PostgresLadder:
    """Makes rounds. `now_ms` is the server's clock, for receipts; a round's own moment is passed in."""

    def __init__(
        self,
        database: Database,
        rules: LadderRules,
        *,
        divisions: DivisionTree,
        history: str,
        now_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._rules = rules
        self._divisions = divisions
        self._history = history
        self._now_ms = now_ms
        self._issuer = issuer_of(divisions)

    def round(self, now: Moment, *, seconds: float = BUDGET_SECONDS) -> Round:
        """Do what is due at `now`, as far as it can be done in `seconds`."""
        began = time.monotonic()
        rules = self._known()
        taken = 0
        office = in_office(now.local, rules.calendar, rules.limits.hours)
        for waiting, anew in self._waiting(rules, now, office=office):
            look = _Look(rules, now, anew=anew)
            for stream, cases in self._to_act(waiting, look).items():
                taken += self._tried(stream, cases, look)
                if time.monotonic() - began > seconds:
                    break
            if time.monotonic() - began > seconds:
                break
        with self._database.transaction(SYSTEM) as connection:
            values = {
                "epoch": rules.epoch,
                "office": office,
                "now": now.local,
                "most": _BACKLOG_MOST,
            }
            row = connection.execute(_LEFT, values).fetchone()
        took_ms = int((time.monotonic() - began) * 1000)
        return Round(now.utc_ms, took_ms, steps=taken, backlog=int(row[0]) if row else 0)

    def _known(self) -> _Rules:
        """The rules in force; others than in the last round make every clock be looked at."""
        limits, calendar = self._rules.limits(), self._rules.calendar()
        said = msgspec.json.encode(limits) + encoded(calendar.tables)
        digest = sha256(said).hexdigest()[:32]
        with self._database.transaction(SYSTEM) as connection:
            row = connection.execute(
                "UPDATE runner SET rules = %(digest)s,"
                " epoch = epoch + CASE WHEN rules = %(digest)s THEN 0 ELSE 1 END"
                " WHERE name = 'ladder' RETURNING epoch",
                {"digest": digest},
            ).fetchone()
        return _Rules(limits, calendar, epoch=int(row[0]) if row else 1)

    def _waiting(
        self, rules: _Rules, now: Moment, *, office: bool
    ) -> Iterator[tuple[Sequence[open_clocks.Waiting], bool]]:
        """The cases to look at, some at a time: those due first, as long as the office is open, then
        those about which something is new (that is said beside them)."""
        with self._database.transaction(SYSTEM) as connection:
            due = open_clocks.due(connection, now.local, rules.epoch, _MOST) if office else []
            stale = open_clocks.stale(connection, rules.epoch, _MOST)
        for rows, anew in ((due, False), (stale, True)):
            for first in range(0, len(rows), _READ):
                yield rows[first : first + _READ], anew

    def _to_act(
        self, waiting: Sequence[open_clocks.Waiting], look: "_Look"
    ) -> dict[str, list[str]]:
        """Those of the cases to which something happens now, by stream. Of all others it is noted when to
        look again, unless something happened to them meanwhile."""
        acting: dict[str, list[str]] = {}
        with self._database.transaction(SYSTEM) as connection:
            cases = open_clocks.cases_of(connection, waiting)
            looked = []
            for row in waiting:
                case = cases[row.stream, row.case]
                if self._happens(case, look):
                    acting.setdefault(row.stream, []).append(row.case)
                else:
                    over = case.ended or case.registered is None
                    looked.append((row, self._next(case, look), over))
            open_clocks.settle_unchanged(connection, looked, look.rules.epoch)
        return {stream: cases[:_AT_ONCE] for stream, cases in acting.items()}

    @staticmethod
    def _happens(case: Case, look: "_Look") -> bool:
        if look.anew and next(recounts(case, look.rules.calendar), None) is not None:
            return True
        if look.anew and case.redone and case.due is None and not case.ended:
            return True  # told of only by what the lists showed
        return bool(_due_steps(case, look))

    def _tried(self, stream: str, cases: Sequence[str], look: "_Look") -> int:
        """One stream's fault holds no other one up."""
        try:
            return self._act(stream, cases, look)
        except Problem:
            raise
        except Exception as error:  # noqa: BLE001  tried again in the next round
            log.error("The ladder left out some cases: %s", whereabouts(error))
            return 0

    def _act(self, stream: str, case_ids: Sequence[str], look: "_Look") -> int:
        """Do what is due about these cases of a stream; answers how many steps were taken."""
        rules, now = look.rules, look.now
        store = CityStore(
            self._database,
            stream=stream,
            history=self._history,
            calendar=rules.calendar,
            now_ms=self._now_ms,
        )
        author = Author(f"{PROGRAM}ladder", _(NAME))
        with store.unit_of_work() as work:
            cases = work.cases(case_ids)
            shown = _shown(work, case_ids) if look.anew else {}
            said: list[tuple[str, Body]] = []
            for case in cases.values():
                again = (
                    list(recounts(case, rules.calendar, was=shown.get(case.id)))
                    if look.anew
                    else []
                )
                # What was counted anew moves the steps: they come with the next look.
                said += [(case.id, body) for body in again or self._steps(work, case, look)]
            for event in work.append_all(said, author=author, moment=now):
                cases[event.subject] = apply_to_case(cases[event.subject], event)
            looked = [
                (case.id, self._next(case, look), case.ended or case.registered is None)
                for case in cases.values()
            ]
            open_clocks.settle(work.connection, stream, looked, rules.epoch)
        return len(said)

    def _steps(self, work: CityUnitOfWork, case: Case, look: "_Look") -> list[Body]:
        """The events of what is due now and was never done."""
        rules, now = look.rules, look.now
        names = Names(
            issuer=rules.limits.issuer or self._issuer,
            desk=desk_label(self._divisions, work.stream),
        )
        bodies = []
        for step in _due_steps(case, look):
            body = body_of_step(
                step,
                case,
                now=now.local,
                calendar=rules.calendar,
                limits=rules.limits,
                names=names,
            )
            if _first_time(work.connection, work.stream, case, body, now):
                bodies.append(body)
        return bodies

    @staticmethod
    def _next(case: Case, look: "_Look") -> datetime | None:
        climb = climb_of(case, look.rules.calendar)
        coming = steps(climb, look.rules.calendar, look.rules.limits)
        return next_at(coming, look.now.local, due=climb.due)


@dataclass(frozen=True, slots=True)
class _Look:
    """By what rules cases are looked at, at which moment, and whether something is new about them."""

    rules: _Rules
    now: Moment
    anew: bool


def _due_steps(case: Case, look: _Look) -> Sequence[Step]:
    """What the rules say is due now."""
    rules, climb = look.rules, climb_of(case, look.rules.calendar)
    coming = steps(climb, rules.calendar, rules.limits)
    return due_now(
        coming, look.now.local, calendar=rules.calendar, limits=rules.limits, due=climb.due
    )


def issuer_of(divisions: DivisionTree) -> str:
    """Who issues slips unless the settings name somebody."""
    roots = [each for each in divisions.divisions if not divisions.find(each.parent)]
    return _("{city} Government Service Centre").format(city=roots[0].name if roots else "")


def _first_time(connection: Connection, stream: str, case: Case, body: Body, now: Moment) -> bool:
    """Whether this step of this case was never taken, as the key says."""
    if isinstance(body, CaseWarned):
        step = f"{body.due.isoformat()}/{body.hours}"
    else:
        level = getattr(body, "level", "")
        step = f"{case.redone}/{'slip' if isinstance(body, SlipIssued) else 'proposal'}/{level}"
    row = connection.execute(
        "INSERT INTO ladder_step VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING step",
        [stream, case.id, step, now.utc_ms],
    ).fetchone()
    return row is not None


def _shown(work: CityUnitOfWork, case_ids: Sequence[str]) -> dict[str, datetime | None]:
    """When each case was due as the lists had it."""
    rows = work.connection.execute(
        "SELECT id, due FROM city_case WHERE stream = %s AND id = ANY(%s)",
        [work.stream, list(case_ids)],
    )
    return dict(rows.fetchall())
