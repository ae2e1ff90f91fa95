"""Restored, copied, reinstalled: nothing lost, nothing doubled, no number twice (C3, C6)."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.application.progress import act
from helpdesk.domain import events as ev
from helpdesk.protocol.outbox import ClosedTip, RenewalState, Settlement
from helpdesk.protocol.renewal import PROBES, Parting, RenewAnswer, RenewRequest
from helpdesk.store.backup import Place
from helpdesk.store.restore import restore
from helpdesk.store.store import Store
from helpdesk.sync.renewal import renew
from tests.server.running import OTHER_VILLAGE, RunningCity
from tests.sync.desk import AGENT, Device
from tests.sync.disturbed import Line

Make = Callable[[], Device]
PASSWORD = "帮办代办-2026"  # as `Device.new` sets it


@pytest.fixture
def make(city: RunningCity, tmp_path: Path) -> Iterator[Make]:
    made: list[Device] = []

    def device() -> Device:
        made.append(Device.enrolled(tmp_path / f"desk{len(made)}", city.url, city.code()))
        return made[-1]

    yield device
    for one in made:
        one.close()


def photograph(device: Device) -> Path:
    """The folder as it is, as a careless backup has it."""
    device.close()
    image = device.folder.with_name(f"{device.folder.name}-image")
    shutil.rmtree(image, ignore_errors=True)
    shutil.copytree(device.folder, image)
    device.store = Store.open(device.folder, device.key)
    return image


def put_back(device: Device, image: Path) -> None:
    device.close()
    shutil.rmtree(device.folder)
    shutil.copytree(image, device.folder)
    device.store = Store.open(device.folder, device.key)


def city_cases(city: RunningCity, device: Device) -> list[str]:
    """The case of each registration in the city, those kept aside too."""
    rows = city.query(
        "SELECT encode(subject, 'hex') FROM event WHERE kind = 'case.registered'"
        " AND stream = %s ORDER BY position",
        device.store.desk.code,
    )
    return [row[0] for row in rows]


def aside(city: RunningCity, *cases: str) -> list[str]:
    """Why something of these cases is kept aside."""
    rows = city.query(
        "SELECT reason FROM quarantine JOIN event USING (stream, position)"
        " WHERE encode(subject, 'hex') = ANY(%s)",
        list(cases),
    )
    return [row[0] for row in rows]


def numbers(device: Device, *cases: str) -> list[str]:
    files = [device.store.queries.case_file(case) for case in cases]
    return [file.case.number for file in files if file is not None]


def test_an_image_put_back_and_worked_on(city: RunningCity, make: Make) -> None:
    """What only the city has comes back; what only the desk has goes up; each once."""
    device = make()
    old = [device.register()]
    assert device.sync().synced
    old.append(device.register())
    image = photograph(device)
    lost = [device.register(), device.register()]
    assert device.sync().synced
    put_back(device, image)
    before = device.store.desk.prefix
    assert device.sync().synced
    assert device.store.desk.prefix != before
    new = [device.register()]
    assert device.sync().synced
    everything = [*old, *lost, *new]
    held = city_cases(city, device)
    assert [held.count(case) for case in everything] == [1] * 5
    assert aside(city, *everything) == []
    assert len(set(numbers(device, *everything))) == 5
    assert device.store.queries.sync_state().waiting == 0


def test_a_number_drawn_twice_is_kept_aside_loudly(city: RunningCity, make: Make) -> None:
    device = make()
    image = photograph(device)
    device.register("格日勒图")
    assert device.sync().synced
    put_back(device, image)
    twice = device.register("包玉兰")
    assert device.sync().synced
    assert city_cases(city, device).count(twice) == 1
    assert aside(city, twice) == ["number-reused"]
    assert device.store.queries.refusals(limit=9)


@pytest.mark.parametrize("fault", ["request", "answer", "double"])
@pytest.mark.parametrize("at", [1, 2, 3, 4, 5])
def test_on_a_bad_line(city: RunningCity, make: Make, fault: str, at: int) -> None:
    """C15: each request and each answer of the way back lost or doubled once."""
    device = make()
    cases = [device.register()]
    image = photograph(device)
    cases.append(device.register())
    assert device.sync().synced
    put_back(device, image)
    line = Line(lambda n: fault if n == at else "")
    for _ in range(3):
        device.sync(dial=line)
    assert device.sync().synced
    cases.append(device.register())
    assert device.sync().synced
    held = city_cases(city, device)
    assert [held.count(case) for case in cases] == [1, 1, 1]
    assert aside(city, *cases) == []


def test_two_copies_of_one_folder(city: RunningCity, make: Make) -> None:
    """A cloned device: both go on, each with numbers of its own, and see each other's cases."""
    device = make()
    cases = [device.register()]
    assert device.sync().synced
    twin = Device(device.store, photograph(device), device.server, device.key)
    twin.store = Store.open(twin.folder, twin.key)
    for one in (device, twin, device, twin):
        for _ in range(2):
            cases.append(one.register())
            assert one.sync().synced
    assert device.sync().synced
    held = city_cases(city, device)
    assert [held.count(case) for case in cases] == [1] * 9
    assert aside(city, *cases) == ["number-reused"]  # drawn before the twins knew of each other
    # What the city keeps aside of the one stays with the one.
    assert sorted(len(numbers(each, *cases)) for each in (device, twin)) == [8, 9]
    twin.close()


def test_without_a_spare_prefix_the_city_is_asked_for_one(city: RunningCity, make: Make) -> None:
    device = make()
    (device.folder / "spare-prefix.json").unlink()
    assert device.sync().synced
    spare = city.query(
        "SELECT spare FROM device WHERE id = %s", device.store.outbox.identity().device
    )
    assert spare[0][0] in (device.folder / "spare-prefix.json").read_text()
    assert device.store.desk.prefix == device.session.desk.prefix


def foreign(device: Device, case: str, words: str) -> None:
    """Something about a case of a stream that the desk was never given."""
    act(device.session, case, ev.Noted(words))
    with device.store._connections.write() as connection:
        sql = "UPDATE event SET stream = ? WHERE kind = ? AND position IS NULL"
        connection.execute(sql, (OTHER_VILLAGE, ev.Noted.KIND))


def test_restored_from_before_it_heard_that_a_record_is_put_aside(
    city: RunningCity, make: Make
) -> None:
    """C10: what the city refused is not shown as accepted because an old backup came back."""
    device = make()
    case = device.register()
    foreign(device, case, "一")
    image = photograph(device)
    assert device.sync().synced
    refused = [refusal.reason for refusal in device.store.queries.refusals(limit=9)]
    assert refused == ["stream-foreign"]
    put_back(device, image)
    later = device.register()
    assert device.sync().synced
    again = [refusal.reason for refusal in device.store.queries.refusals(limit=9)]
    assert again == refused
    state = device.store.queries.sync_state()
    assert (state.refused, state.waiting) == (1, 0)
    held = city_cases(city, device)
    assert [held.count(each) for each in (case, later)] == [1, 1]


class Log:
    """An outbox with one closed log of `last` events, of which the city has the first `common`."""

    def __init__(self, last: int, common: int, first: int) -> None:
        self.common, self.first, self.last = common, first, last
        self.asked = 0
        self.settled: Settlement | None = None

    def renewal(self) -> RenewalState:
        return RenewalState(b"new", "021", [ClosedTip(b"old", self.first, self.last)])

    def head_at(self, _incarnation: bytes, dseq: int) -> bytes:
        return b"ours" if dseq > self.common else b"both"

    def settle(self, settlement: Settlement) -> frozenset[str]:
        self.settled = settlement
        return frozenset()

    def ask(self, request: RenewRequest) -> RenewAnswer:
        self.asked += 1
        (closed,) = request.closed
        assert 0 < len(closed.probes) <= PROBES
        common = max([p.dseq for p in closed.probes if p.head == b"both"], default=0)
        return RenewAnswer("022", "023", 0, [Parting(b"old", common, [])])


@given(st.integers(1, 2_000_000), st.data())
def test_the_place_is_found_in_a_few_questions(last: int, data: st.DataObject) -> None:
    common = data.draw(st.integers(0, last))
    log = Log(last, common, first=data.draw(st.integers(1, last)))
    questions = renew(log)  # type: ignore[arg-type]
    with contextlib.suppress(StopIteration):
        question = next(questions)
        while True:
            question = questions.send(log.ask(question))
    assert log.settled is not None
    assert log.settled.common == {b"old": common}
    assert log.asked <= 6


@pytest.mark.parametrize("spare", [True, False])
def test_restored_from_an_old_backup(
    city: RunningCity, make: Make, tmp_path: Path, spare: bool
) -> None:
    """The database is lost, a backup comes back, people go on offline: everything is there, once."""
    device = make()
    cases = [device.register()]
    assert device.sync().synced
    cases.append(device.register())
    backup = device.store.backups.make(Place(tmp_path / "b", 1_000_000), now_ms=1_795_406_400_000)
    cases.append(device.register())
    assert device.sync().synced
    before = device.store.desk.prefix
    device.close()
    (device.folder / "helpdesk.db").write_bytes(b"ruined" * 1000)
    if not spare:
        (device.folder / "spare-prefix.json").unlink()
    said = restore(backup.path, device.folder, agent=AGENT.id, password=PASSWORD, now_ms=1)
    device.store = Store.open(device.folder, device.key)
    assert bool(said.prefix) is spare
    if spare:
        cases.append(device.register())
    assert device.sync().synced
    cases.append(device.register())
    assert device.sync().synced
    held = city_cases(city, device)
    assert [held.count(case) for case in cases] == [1] * len(cases)
    assert aside(city, *cases) == []
    assert len(set(numbers(device, *cases))) == len(cases)
    assert device.store.desk.prefix != before
    assert not device.store.desk.restored
