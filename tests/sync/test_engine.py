"""The engine between a real store and a real city, on lines that fail."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from filelock import FileLock
from msgspec.structs import replace as replaced

from helpdesk.domain import events as ev
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.domain.stages import Stage
from helpdesk.i18n.problems import sentence
from helpdesk.protocol.messages import PROTOCOL, SyncAnswer, SyncRequest
from helpdesk.sync.engine import LOCK, UNFINISHED, Engine, Report
from helpdesk.sync.ports import Applied, Outbox
from helpdesk.sync.transport import Reply, Transport
from helpdesk.sync.turns import Step, Tally, Watch
from tests.server.running import VILLAGE, RunningCity, fresh_database, serving
from tests.sync.desk import Device, SystemTimer
from tests.sync.disturbed import Line, answering, closed_port

Make = Callable[[], Device]


@pytest.fixture
def make(city: RunningCity, tmp_path: Path) -> Iterator[Make]:
    made: list[Device] = []

    def device() -> Device:
        made.append(Device.enrolled(tmp_path / f"desk{len(made)}", city.url, city.code()))
        return made[-1]

    yield device
    for one in made:
        one.close()


def events_of(city: RunningCity, device: Device) -> list[int]:
    rows = city.query(
        "SELECT dseq FROM event WHERE incarnation = %s ORDER BY position", device.store.incarnation
    )
    return [row[0] for row in rows]


def test_before_enrolment_nothing_is_tried(tmp_path: Path) -> None:
    device = Device.new(tmp_path)
    report = device.sync()
    assert report.error is not None
    assert report.error.code == "not-enrolled"
    assert not report.synced
    device.close()


def test_the_loop_closes(city: RunningCity, make: Make) -> None:
    """Registered offline, synced, accepted by the department, seen at the desk."""
    device = make()
    case = device.register()
    assert device.sync().synced
    with city.api() as api:
        api.post(f"/api/cases/{case}/acts", json={"act": "accept", "number": "民-7"})
        api.post(f"/api/cases/{case}/acts", json={"act": "answer", "words": "准予"})
    report = device.sync()
    assert report.synced
    assert case in report.tally.changed
    file = device.store.queries.case_file(case)
    assert file is not None
    assert (file.case.stage, file.case.department_number) == (Stage.ANSWERED, "民-7")


def test_what_is_known_before_enrolment_goes_up_after_it(city: RunningCity, tmp_path: Path) -> None:
    device = Device.new(tmp_path, city.url)
    device.enrol(city.code())
    case = device.register()
    assert device.sync().synced
    assert city.query("SELECT stream FROM city_case WHERE id = %s", case) == [(VILLAGE,)]
    device.close()


@pytest.mark.parametrize("fault", ["request", "answer", "double"])
def test_each_exchange_disturbed_once(city: RunningCity, make: Make, fault: str) -> None:
    """C15: every request and every answer lost once; each event is in the city exactly once."""
    device, other = make(), make()
    for _ in range(3):
        device.register()
    for broken in range(1, 4):
        device.register()
        line = Line(lambda n, broken=broken: fault if n == broken else "")
        reports = [device.sync(dial=line) for _ in range(4)]
        assert reports[-1].synced
    recorded = device.store.queries.sync_state().recorded
    assert recorded == 12
    assert events_of(city, device) == list(range(1, recorded + 1))
    assert other.sync().synced
    assert other.store.status().cases >= 6


def test_after_an_unclean_end_the_city_is_asked_first(make: Make) -> None:
    """C15: no batch is sent again before it is known what of it arrived."""
    device = make()
    device.register()
    line = Line(lambda n: "answer" if n == 1 else "")
    assert device.sync(dial=line).error is not None
    assert (device.folder / UNFINISHED).exists()
    assert device.sync(dial=line).synced
    assert [len(request.events) for request in line.requests] == [2, 0]
    assert not (device.folder / UNFINISHED).exists()


def test_nothing_new_is_one_request(make: Make) -> None:
    device = make()
    device.register()
    device.sync()
    report = device.sync()
    assert report.synced
    assert report.tally.requests == 1
    # With HTTP headers; what the city signs is held already and does not travel.
    assert report.tally.bytes_out + report.tally.bytes_in < 640


def test_never_green_when_it_is_not(make: Make) -> None:
    """C12: "sync succeeded" only with every receipt and the head reached."""
    device = make()
    device.register()
    failed = device.sync(dial=Line(lambda _: "answer"))
    state = device.store.queries.sync_state()
    assert not failed.synced
    assert not state.synced
    assert (state.waiting, state.last_error) == (2, "network-cut")
    assert device.sync().synced
    state = device.store.queries.sync_state()
    assert state.synced
    assert (state.waiting, state.last_error, state.acknowledged) == (0, "", 2)


def test_sending_removes_nothing(make: Make) -> None:
    """C8: what was sent stays at the desk, receipt or not."""
    device = make()
    cases = [device.register() for _ in range(3)]
    assert device.sync().synced
    assert device.store.queries.sync_state().recorded == 6
    assert all(device.store.queries.case_file(case) for case in cases)


def record_much(device: Device, *, notes: int = 60) -> None:
    """Enough for several requests."""
    session = device.session
    case = session.ids.new()
    with device.store.unit_of_work() as work:
        for i in range(notes):
            body = ev.Noted(f"{i} " + "字" * 9_000)
            work.append(case, body, author=session.author, moment=session.clock.now())


def test_many_batches_in_order(city: RunningCity, make: Make) -> None:
    """C14: what does not fit into one request follows in the next, in the device's order."""
    device, other = make(), make()
    record_much(device)
    heard: list[int] = []
    report = device.sync(Watch(progress=lambda tally: heard.append(tally.sent)))
    assert report.synced
    assert report.tally.requests == 4
    assert heard == sorted(heard)
    assert events_of(city, device) == list(range(1, 61))
    assert other.sync().synced


@pytest.mark.parametrize("fault", ["request", "answer", "double"])
@pytest.mark.parametrize("broken", [1, 2, 3, 4])
def test_a_long_push_disturbed_anywhere(
    city: RunningCity, make: Make, fault: str, broken: int
) -> None:
    """C15: the next batch is under way while the answer to the last is stored; whichever fails."""
    device = make()
    record_much(device)
    line = Line(lambda n: fault if n == broken else "")
    reports = [device.sync(dial=line) for _ in range(2)]
    assert reports[0].synced == (fault == "double")
    assert reports[1].synced
    assert events_of(city, device) == list(range(1, 61))
    assert device.store.queries.sync_state().waiting == 0


def test_a_full_disk_while_the_next_batch_is_under_way(city: RunningCity, make: Make) -> None:
    """C21: receipts that could not be kept are asked for again; no event is sent as another."""

    class FullOnce:
        def __init__(self) -> None:
            self.applied = 0

        def __getattr__(self, name: str) -> object:
            return getattr(device.store.outbox, name)

        def apply(self, answer: SyncAnswer) -> Applied:
            self.applied += 1
            if self.applied == 2:
                raise EnvironmentProblem("disk-full")
            return device.store.outbox.apply(answer)

    device = make()
    record_much(device)
    outbox = cast(Outbox, FullOnce())
    engine = Engine(outbox, dial=Transport, timer=SystemTimer(), folder=device.folder)
    report = engine.run()
    assert report.error is not None
    assert report.error.code == "disk-full"
    assert engine.run().synced
    assert events_of(city, device) == list(range(1, 61))
    assert device.store.queries.sync_state().waiting == 0


def test_cancel_stops_between_batches_and_loses_nothing(city: RunningCity, make: Make) -> None:
    device = make()
    device.register()
    report = device.sync(Watch(cancelled=lambda: True))
    assert report.tally.cancelled
    assert not report.synced
    assert report.tally.requests == 0
    state = device.store.queries.sync_state()
    assert (state.last_success_ms, state.last_error) == (0, "sync-stopped"), (
        "C12: it was no success"
    )
    assert device.sync().synced
    assert device.store.queries.sync_state().last_error == ""


def test_two_who_ask_at_once_share_one_exchange(make: Make) -> None:
    """C16: a press while the background sync runs joins it; nothing is sent twice."""
    device = make()
    device.register()
    entered, go = threading.Event(), threading.Event()

    def hold(_: int) -> str:
        entered.set()
        assert go.wait(10)
        return ""

    line = Line(hold)
    engine = device.engine(dial=line)
    reports: list[Report] = []
    first = threading.Thread(target=lambda: reports.append(engine.run()))
    first.start()
    assert entered.wait(10)
    second = threading.Thread(target=lambda: reports.append(engine.run()))
    second.start()
    go.set()
    first.join()
    second.join()
    assert reports[0].synced
    assert reports[1].synced
    sent = [request for request in line.requests if request.events]
    assert len(sent) == 1


def test_another_process_is_not_disturbed(make: Make) -> None:
    """C16: one sync per data folder, whoever started it."""
    device = make()
    with FileLock(device.folder / LOCK):
        report = device.sync()
    assert report.error is not None
    assert report.error.code == "sync-elsewhere"
    assert device.sync().synced


def test_failures_wait_longer_each_time_and_success_forgets_them(make: Make) -> None:
    """C9: the next try is known, and never more than a quarter of an hour away."""
    device = make()
    timer, broken = SystemTimer(), True
    engine = device.engine(dial=Line(lambda _: "request" if broken else ""), chance=lambda: 1.0)
    waits = []
    for _ in range(12):
        report = engine.run()
        waits.append(report.next_ms - timer.now_ms())
    assert all(a <= b + 1000 for a, b in pairwise(waits))
    assert 4_000 < waits[0] <= 5_000
    assert waits[-1] <= 900_000
    broken = False
    assert engine.run().next_ms == 0


def test_the_servers_wish_is_kept(make: Make) -> None:
    device = make()
    device.register()
    with answering(503, b"", retry_after="600") as server:
        engine = device.engine(dial=lambda _: Transport(server))
        report = engine.run()
    assert report.error is not None
    assert report.error.code == "server-busy"
    assert report.next_ms - SystemTimer().now_ms() > 590_000


def test_a_login_page_in_between_changes_nothing(make: Make) -> None:
    device = make()
    device.register()
    with answering(200, b"<html>", content_type="text/html") as server:
        report = device.sync(dial=lambda _: Transport(server))
    assert report.error is not None
    assert report.error.code == "server-not-ours"
    assert device.store.queries.sync_state().waiting == 2
    assert device.sync().synced


def test_no_line_at_all(make: Make) -> None:
    device = make()
    report = device.sync(dial=lambda _: Transport(closed_port()))
    assert report.error is not None
    assert report.error.code == "network-unreachable"
    assert report.next_ms > 0


def test_a_foreign_city_makes_nobody_delete_anything(
    city: RunningCity, postgres: str, make: Make, tmp_path: Path
) -> None:
    """An empty or foreign server never makes a device delete anything."""
    device = make()
    device.register()
    assert device.sync().synced
    before = device.store.status().events
    with serving(tmp_path / "other", fresh_database(postgres)) as foreign:
        report = device.sync(dial=lambda _: Transport(foreign.url))
    assert report.error is not None
    assert report.error.code == "device-unknown"
    assert device.store.status().events == before
    assert device.sync().synced


def test_a_revoked_device_is_told(city: RunningCity, make: Make) -> None:
    device = make()
    device.register()
    city.query("UPDATE device SET revoked = true WHERE incarnation = %s", device.store.incarnation)
    report = device.sync()
    assert report.error is not None
    assert report.error.code == "sync-revoked"
    assert device.store.queries.sync_state().waiting == 2


@pytest.mark.parametrize(
    ("spoken", "code"), [(PROTOCOL - 1, "sync-protocol-city"), (PROTOCOL + 1, "sync-protocol")]
)
def test_programs_too_far_apart_say_which_is_older(
    city: RunningCity, make: Make, spoken: int, code: str
) -> None:
    """Whichever side is updated, everything that waited goes then, once."""
    device = make()
    device.register()

    class Apart(Line):
        def exchange(self, request: SyncRequest, **how: object) -> Reply:
            reply = super().exchange(
                replaced(request, events=[], head=request.prev_head, signature=b"", abilities=0),
                **how,  # type: ignore[arg-type]
            )
            refused = replaced(reply.answer, problem="protocol", protocol=spoken, placed=[])
            return replace(reply, answer=replaced(refused, streams=[]))

    waiting = device.store.queries.sync_state().waiting
    report = device.sync(dial=Apart(lambda _n: ""))
    assert report.error is not None
    assert report.error.code == code
    assert sentence(report.error)
    assert device.store.queries.sync_state().waiting == waiting > 0
    assert device.sync().synced
    assert events_of(city, device) == list(range(1, waiting + 1))


def test_a_city_that_acknowledges_nothing_is_not_believed(make: Make) -> None:
    """C12: an answer without receipts is no success, and no endless loop."""

    class Deaf(Line):
        def exchange(self, request, *, sent_ms, **_: object):  # type: ignore[no-untyped-def]
            self.requests.append(request)
            before = request.first_dseq - 1
            answer = SyncAnswer(request.history, sent_ms, before, request.prev_head)
            return Reply(answer, 1, 1)

    device = make()
    device.register()
    line = Deaf(lambda _: "")
    report = device.sync(dial=line)
    assert not report.synced
    assert report.error is not None
    assert report.error.code == "sync-stuck"
    assert len(line.requests) < 10


def test_a_bug_is_raised_to_everybody_who_joined(make: Make) -> None:
    device = make()

    def broken(_: str) -> Transport:
        raise ZeroDivisionError

    engine = Engine(device.store.outbox, dial=broken, timer=SystemTimer(), folder=device.folder)
    with pytest.raises(ZeroDivisionError):
        engine.run()
    with pytest.raises(ZeroDivisionError):
        engine.run()


def test_progress_names_the_step(make: Make) -> None:
    device = make()
    device.register()
    (device.folder / UNFINISHED).touch()
    steps: list[Step] = []

    def hear(tally: Tally) -> None:
        steps.append(tally.step)

    assert device.sync(Watch(progress=hear)).synced
    assert steps[:2] == [Step.PROBE, Step.SEND]
