"""One city, one desk, one browser for all of these tests: real processes, a clock that is set by hand."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser

from helpdesk.application.ports import Session
from helpdesk.bootstrap import city_parts
from helpdesk.bootstrap.city_ladder import LadderThread
from helpdesk.domain.cases import Case
from helpdesk.server.people import Role
from helpdesk.sync.engine import Engine
from helpdesk.sync.transport import Transport
from tests.browser.chromium import Seat, chromium
from tests.browser.clock import CLOCK, FileClock
from tests.server.running import PASSWORD, VILLAGE, RunningCity, serving
from tests.sync.desk import Device

PROGRAM = "tests.browser.city_on_clock"
MONDAY = "2026-09-14 09:00"


class VillageDesk(Device):
    """A workplace that lives by the file's clock."""

    clock: FileClock

    @property
    def session(self) -> Session:
        """An agent at work."""
        return replace(Device.session.fget(self), clock=self.clock)  # type: ignore[attr-defined]

    def engine(self, **changes: object) -> Engine:
        """The device's sync."""
        return Engine(
            self.store.outbox,
            dial=Transport,
            timer=self.clock,
            folder=self.folder,
            **changes,  # type: ignore[arg-type]
        )

    def case(self, case_id: str) -> Case:
        """What the desk shows of a case, after a sync."""
        assert self.sync().synced
        file = self.store.queries.case_file(case_id)
        assert file is not None
        return file.case


@dataclass(slots=True)
class World:
    """What a test of the browser works with."""

    city: RunningCity
    browser: Browser
    clock: FileClock
    desk: VillageDesk
    rounds: LadderThread

    def at(self, local: str) -> None:
        """Go on to this time; the city's clock makes its round, as it does every 20 seconds."""
        self.clock.set(local)
        assert self.rounds.once()

    def go_on(self, local: str, *seats: Seat) -> None:
        """The same, for people whose sessions have ended meanwhile: they sign in again."""
        self.at(local)
        for seat in seats:
            self.sign_in(seat, seat.login)

    @contextmanager
    def seat(self, **options: object) -> Iterator[Seat]:
        """A browser of somebody who is not signed in."""
        with Seat.taken(self.browser, self.city.url, **options) as seat:  # type: ignore[arg-type]
            yield seat

    @contextmanager
    def signed_in(
        self, role: Role = Role.DISPATCHER, *, name: str = "李丽", **scope: str
    ) -> Iterator[Seat]:
        """Somebody of this role who signed in by the login page."""
        login = self.city.person(role, name=name, ready=True, **scope)
        with self.seat() as seat:
            self.sign_in(seat, login)
            yield seat

    def sign_in(self, seat: Seat, login: str) -> None:
        """Type login and password."""
        seat.login = login
        seat.go("/console/login")
        seat.page.get_by_label("登录名").fill(login)
        seat.page.get_by_label("密码", exact=True).fill(PASSWORD)
        seat.click("登录")
        seat.page.wait_for_url("**/console/**")


@contextmanager
def opened(folder: Path, database: str) -> Iterator[World]:
    """The world, from its first page to its end."""
    clock = FileClock(folder / "clock")
    clock.set(MONDAY)
    os.environ[CLOCK] = str(clock.path)
    real, city_parts.now_ms = city_parts.now_ms, clock.now_ms
    try:
        with ExitStack() as stack:
            city = stack.enter_context(serving(folder / "city", database, program=PROGRAM))
            desk = VillageDesk.enrolled(folder / "desk", city.url, city.code(VILLAGE))
            stack.callback(desk.close)
            desk.clock = clock
            rounds = LadderThread.of(city.inside)
            yield World(city, stack.enter_context(chromium(folder)), clock, desk, rounds)
    finally:
        city_parts.now_ms = real
        del os.environ[CLOCK]
