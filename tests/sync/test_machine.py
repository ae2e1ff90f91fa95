"""Anything in any order on the real parts: SQLCipher files, PostgreSQL, the real core on both sides."""

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from helpdesk.domain import events as ev
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.protocol.messages import SyncRequest
from helpdesk.store.store import Store
from helpdesk.sync.transport import Reply
from tests.server.running import OTHER_VILLAGE, VILLAGE, fresh_database
from tests.sync.desk import Device
from tests.sync.inside import Inside, inside

STEPS = 12
EXAMPLES = 3 if "HELPDESK_WORLDS" not in os.environ else 200
LOGS = "SELECT stream, position, incarnation, dseq, subject, body FROM event"


class Broken(Inside):
    """The same line, on which one answer is lost, or one request."""

    def __init__(self, wire: Inside, fault: str) -> None:
        super().__init__(wire.city)
        self.fault = fault

    def exchange(self, request: SyncRequest, *, device: str, **rest: object) -> Reply:
        fault, self.fault = self.fault, ""
        if fault == "request":
            raise EnvironmentProblem("network-cut")
        reply = super().exchange(request, device=device, **rest)
        if fault == "answer":
            raise EnvironmentProblem("network-cut")
        return reply


class Desks(RuleBasedStateMachine):
    """Two windows of one village and one of another."""

    def __init__(self, wire: Inside, folder: Path, url: str) -> None:
        super().__init__()
        self.wire, self.url = wire, url
        shutil.rmtree(folder, ignore_errors=True)
        self.devices = [Device.new(folder / f"d{n}", "http://127.0.0.1:9") for n in range(3)]
        for device, desk in zip(self.devices, (VILLAGE, VILLAGE, OTHER_VILLAGE), strict=True):
            wire.enrol(device, desk)
        self.cases: list[str] = []
        self.granted = False

    @rule(which=st.integers(0, 2), notes=st.integers(1, 3))
    def record(self, which: int, notes: int) -> None:
        session = self.devices[which].session
        case = session.ids.new()
        with session.store.unit_of_work() as work:
            for n in range(notes):
                moment = session.clock.now()
                work.append(case, ev.Noted(f"{case} {n}"), author=session.author, moment=moment)
        self.cases += [case] * notes

    @rule(which=st.integers(0, 2), fault=st.sampled_from(["", "", "request", "answer"]))
    def sync(self, which: int, fault: str) -> None:
        report = self.devices[which].sync(dial=Broken(self.wire, fault))
        assert report.synced == (not fault)

    @rule(which=st.integers(0, 2))
    def put_back(self, which: int) -> None:
        """The log goes on under a new name, as after an image."""
        self.devices[which].store.outbox.begin_log()

    @rule()
    def change_scope(self) -> None:
        grants = self.wire.city.grants
        act = grants.end if self.granted else grants.grant
        act(OTHER_VILLAGE, VILLAGE)
        self.granted = not self.granted

    @rule(which=st.integers(0, 2))
    def end_and_begin(self, which: int) -> None:
        """The program ends and begins again."""
        device = self.devices[which]
        device.close()
        device.store = Store.open(device.folder, device.key)

    def teardown(self) -> None:
        for device in (*self.devices, *self.devices):
            assert device.sync(dial=self.wire).synced
        with psycopg.connect(self.url) as connection:
            truth = {tuple(row) for row in connection.execute(LOGS).fetchall()}
        counted = Counter(row[4].hex() for row in truth)
        assert all(counted[case] == times for case, times in Counter(self.cases).items())
        for device in self.devices:
            self._compare(device, truth)
            assert list(device.store.checks.faults()) == []
            device.close()
        if self.granted:
            self.wire.city.grants.end(OTHER_VILLAGE, VILLAGE)

    def _compare(self, device: Device, truth: set[tuple[Any, ...]]) -> None:
        with device.store._connections.read() as connection:
            here = set(connection.execute(LOGS).fetchall())
            streams = connection.execute("SELECT stream FROM cursor WHERE NOT ended").fetchall()
        read = {stream for (stream,) in streams}
        assert {row for row in here if row[0] in read} == {row for row in truth if row[0] in read}


def test_anything_in_any_order(postgres: str, tmp_path: Path) -> None:
    url = fresh_database(postgres)
    with inside(tmp_path / "city", url) as wire:
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            lambda: Desks(wire, tmp_path / "desks", url),
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
