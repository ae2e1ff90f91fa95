"""One city, one desk, one browser for all of these tests: real processes, a clock that is set by hand."""

import base64
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser

from helpdesk.application.ports import Session
from helpdesk.bootstrap import city_parts
from helpdesk.bootstrap.city_ladder import LadderThread
from helpdesk.domain.cases import Case
from helpdesk.server.people import Person, Role
from helpdesk.server.principal import SYSTEM
from helpdesk.server.second_factor import code_at
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
        with self.seat() as seat:
            if role is Role.ADMINISTRATOR:
                secret = self.set_up(seat, name=name)
                self.clock.set(f"{self.clock.now().local + timedelta(minutes=1):%Y-%m-%d %H:%M}")
                self.sign_in(seat, seat.login, digits=self.digits(secret))
            else:
                self.sign_in(seat, self.city.person(role, name=name, ready=True, **scope))
            yield seat

    def set_up(self, seat: Seat, *, name: str) -> str:
        """A new administrator behind their one-time link: password, authenticator; answers its secret."""
        seat.login = f"admin-{secrets.token_hex(3)}"
        code = self.city.inside.people.add(Person(seat.login, name, Role.ADMINISTRATOR), by=SYSTEM)
        seat.go(f"/console/setup/{code}")
        secret = seat.page.locator(".factor .number").inner_text()
        seat.page.get_by_label("新密码").fill(PASSWORD)
        seat.page.get_by_label("再次输入").fill(PASSWORD)
        seat.page.get_by_label("动态验证码").fill(self.digits(secret))
        seat.click("保存")
        seat.page.wait_for_url("**/console/login")
        return secret

    def digits(self, secret: str) -> str:
        """What the authenticator shows now."""
        raw = base64.b32decode(secret.replace(" ", ""))
        return code_at(raw, self.clock.now_ms() // 30_000)

    def sign_in(self, seat: Seat, login: str, *, digits: str = "") -> None:
        """Type login and password."""
        seat.login = login
        seat.go("/console/login")
        seat.page.get_by_label("动态验证码（已设置的填写）").fill(digits)
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
