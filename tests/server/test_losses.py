"""A lost device: what was on it, which receipts never arrived, and their re-entry from paper, also where two
claim one number at the same moment, on the real PostgreSQL (C3)."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.application.day_sheet import SheetLine
from helpdesk.application.progress import act
from helpdesk.application.queries import CaseFilter
from helpdesk.application.reentry import Stub, reenter_case
from helpdesk.domain.events import Author, Noted
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.server.losses import LISTED_MAX, missing
from helpdesk.server.principal import SYSTEM
from helpdesk.sync.engine import Report
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity
from tests.sync.desk import Device

Make = Callable[..., Device]
CLERK = Author("city:李丽", "李丽")
THIRD_VILLAGE = "150502100219"
_WAITING = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'case_number_rows'::regclass"
)


@pytest.fixture
def make(city: RunningCity, tmp_path: Path) -> Iterator[Make]:
    made: list[Device] = []

    def device(desk: str = VILLAGE) -> Device:
        made.append(Device.enrolled(tmp_path / f"desk{len(made)}", city.url, city.code(desk)))
        return made[-1]

    yield device
    for one in made:
        one.close()


def numbered(device: Device, case: str) -> str:
    file = device.store.queries.case_file(case)
    assert file is not None
    return file.case.number


def day_sheet(device: Device) -> Sequence[SheetLine]:
    """The cases of everything that this device ever recorded."""
    span = {"since_ms": 0, "until_ms": 2**53, "first": date.min, "last": date.max}
    return device.store.reconciliation.reckon(**span).lines  # type: ignore[arg-type]


def stub(number: str, name: str = "包玉兰", **changes: object) -> Stub:
    said = {"number": number, "name": name, "received": CaseNumber.parse(number).on}
    return Stub(**(said | {"title": "路灯不亮"} | changes))  # type: ignore[arg-type]


def n(counter: int, *, prefix: str = "021", day: date = date(2026, 11, 23)) -> str:
    return str(CaseNumber.make(division=VILLAGE, prefix=prefix, day=day, counter=counter))


@given(st.sets(st.integers(1, 60), min_size=1), st.sets(st.integers(1, 60)))
def test_the_holes_are_exactly_what_lies_between(one: set[int], other: set[int]) -> None:
    later = date(2026, 11, 24)
    holes = missing([*map(n, one), *(n(c, day=later) for c in other), "nonsense", ""])
    wanted = [n(c) for c in range(1, max(one)) if c not in one]
    wanted += [n(c, day=later) for c in range(1, max(other, default=1)) if c not in other]
    assert [str(number) for number in holes.numbers] == wanted
    assert holes.total == len(wanted)


def test_a_slip_of_the_pen_lists_no_millions() -> None:
    holes = missing([n(9_999_999)])
    assert (len(holes.numbers), holes.total) == (LISTED_MAX, 9_999_998)


def test_a_lost_laptop(city: RunningCity, make: Make) -> None:
    """Nobody has, 22: revoke, list what was on it, re-enter what the paper says."""
    device = make()
    sent = numbered(device, device.register())
    assert device.sync().synced
    papers = [numbered(device, device.register(name)) for name in ("格日勒图", "王德福")]
    prefix = device.store.desk.prefix
    city.inside.standings.revoke_device(prefix, SYSTEM)
    loss = city.inside.losses.of(prefix, SYSTEM)
    assert loss.device.revoked
    assert (list(loss.arrived), list(loss.reentered)) == ([sent], [])
    assert missing(loss.known).total == 0  # above the highest only paper can tell
    case = city.inside.losses.reenter(stub(papers[1], "王德福"), author=CLERK, principal=SYSTEM)
    loss = city.inside.losses.of(prefix, SYSTEM)
    assert [str(number) for number in missing(loss.known).numbers] == [papers[0]]
    city.inside.losses.reenter(stub(papers[0], "格日勒图"), author=CLERK, principal=SYSTEM)
    assert missing(city.inside.losses.of(prefix, SYSTEM).known).total == 0
    file = city.inside.casework(SYSTEM).case_file(case)
    assert file is not None
    assert (file.case.number, file.case.registered_by) == (papers[1], "李丽")
    assert file.row.stream == VILLAGE


def test_the_lost_devices_own_record_arrives_after_all(city: RunningCity, make: Make) -> None:
    """The device is found: its case and the re-entered one are one, at the desks and in the city; its own
    facts are true, what the stub's registration adds is kept, and a person decides where they differ."""
    device, colleague = make(), make()
    late = device.register("格日勒图")
    other = device.register("王德福")
    number = numbered(device, late)
    words = stub(number, "格日乐图", title="", matter="TL-0018")
    case = city.inside.losses.reenter(words, author=CLERK, principal=SYSTEM)
    assert colleague.sync().synced
    act(colleague.session, case, Noted("票根在家里"))
    assert colleague.sync().synced
    act(device.session, late, Noted("孩子来取"))
    assert device.sync().synced
    assert city.query("SELECT id FROM city_case WHERE number = %s", number) == [(case,)]
    assert city.query("SELECT 1 FROM city_case WHERE id = %s", other)
    assert city.query("SELECT reason FROM quarantine") == []
    loss = city.inside.losses.of(device.store.desk.prefix, SYSTEM)
    assert (number in loss.arrived, list(loss.aside), dict(loss.reentered)) == (True, [], {})
    assert colleague.sync().synced
    assert not device.store.queries.refusals(limit=5)
    seen = [
        city.inside.casework(SYSTEM).case_file(case),
        device.store.queries.case_file(case),
        device.store.queries.case_file(late),  # the window was open on it
        colleague.store.queries.case_file(case),
    ]
    for file in seen:
        assert file is not None
        registered = file.case.registered
        assert registered is not None
        assert (file.case.id, registered.reentered) == (case, "")
        assert registered.applicant.name == "格日勒图"
        notes = [event.body.words for event in file.events if isinstance(event.body, Noted)]
        assert notes == ["票根在家里", "孩子来取"]
        (doubt,) = [each for each in file.case.conflicts if each.field == "name"]
        assert [claim.value for claim in doubt.claims] == ["格日乐图", "格日勒图"]
        assert file.row.events == len(file.events)
    for desk in (device, colleague):
        assert desk.store.queries.count_cases(CaseFilter(text=number)) == 1
        assert [fault.code for fault in desk.store.checks.faults()] == []
    act(device.session, late, Noted("又来了"))
    (waits,) = device.store.queries.waiting(limit=5)
    assert (waits.subject, waits.name) == (case, "格日勒图")
    lines = day_sheet(device)
    assert [line.number for line in lines].count(number) == 1, "by number, each once"
    (line,) = [line for line in lines if line.number == number]
    assert (line.case, line.given, line.at_city, line.counts.waiting) == (case, True, True, 1)
    assert device.sync().synced
    before = device.store.queries.case_file(case)
    assert before is not None
    assert before.row.unsent == 0
    device.store.rebuild()
    assert device.store.queries.case_file(late) == before


def test_re_entered_at_another_desk(city: RunningCity, make: Make) -> None:
    """The neighbour has the stub in hand; the city takes the foreign prefix for once."""
    device, neighbour = make(), make(OTHER_VILLAGE)
    late = device.register()
    number = numbered(device, late)
    case = reenter_case(neighbour.session, stub(number)).case
    assert neighbour.sync().synced
    assert not neighbour.store.queries.refusals(limit=5)
    assert list(city.inside.losses.of(device.store.desk.prefix, SYSTEM).reentered.items()) == [
        (number, case)
    ]
    assert device.sync().synced
    assert city.query("SELECT id FROM city_case WHERE number = %s", number) == [(case,)]


def test_twice_is_refused(city: RunningCity, make: Make) -> None:
    device = make()
    known = numbered(device, device.register())
    with pytest.raises(Problem, match="number-known"):
        reenter_case(device.session, stub(known))
    assert device.sync().synced
    with pytest.raises(Problem, match="number-known"):
        city.inside.losses.reenter(stub(known), author=CLERK, principal=SYSTEM)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": "BA-1505-021-261123-0008-X"}, "number-check"),
        ({"number": "ring me"}, "number-format"),
        ({"received": date(2026, 11, 22)}, "stub-date"),
        ({"name": " "}, "name-empty"),
        ({"title": " "}, "stub-empty"),
        ({"matter": "TL-9999"}, "matter-unknown"),
    ],
)
def test_a_stub_that_was_misread(
    city: RunningCity, make: Make, change: dict[str, object], code: str
) -> None:
    device = make()
    good = stub(n(8, prefix=device.store.desk.prefix))
    wrong = Stub(**({f: getattr(good, f) for f in Stub.__slots__} | change))  # type: ignore[arg-type]
    with pytest.raises(Problem, match=code):
        city.inside.losses.reenter(wrong, author=CLERK, principal=SYSTEM)


def test_stubs_from_nowhere(city: RunningCity, make: Make) -> None:
    with pytest.raises(Problem, match="stub-device"):
        city.inside.losses.reenter(stub(n(8, prefix="Z0ZZZ")), author=CLERK, principal=SYSTEM)
    device = make()
    later = device.session.clock.now().local.date() + timedelta(days=2)  # zones differ
    ahead = stub(n(1, prefix=device.store.desk.prefix, day=later))
    with pytest.raises(Problem, match="stub-future"):
        city.inside.losses.reenter(ahead, author=CLERK, principal=SYSTEM)
    with pytest.raises(Problem, match="device-missing"):
        city.inside.losses.of("ZZZZZ", SYSTEM)


def test_by_command(city: RunningCity, make: Make) -> None:
    device = make()
    device.register()
    papers = [numbered(device, device.register()) for _ in range(2)]
    words = ("--name", "特木尔", "--title", "路灯不亮", "--by", "李丽", "--json")
    said = city.run("reenter", papers[1].replace("-", " ").lower(), *words)
    assert said.returncode == 0, said.stderr
    told = json.loads(city.run("loss", device.store.desk.prefix.lower(), "--json").stdout)
    assert told["missing"][-1] == papers[0]
    assert told["reentered"] == [papers[1]]
    assert city.run("loss", "nobody").returncode == 1


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@contextmanager
def gate(city: RunningCity) -> Iterator[Callable[[int], None]]:
    """Who wants to write a number stands here, having asked for it already; open at the end. Answers what
    waits until so many stand."""
    with psycopg.connect(city.database) as holding:
        holding.execute("LOCK TABLE case_number_rows IN SHARE MODE")

        def stand(many: int) -> None:
            while city.query(_WAITING) != [(many,)]:
                time.sleep(0.005)

        yield stand


def two_syncs(city: RunningCity, pool: ThreadPoolExecutor, *devices: Device) -> list[Report]:
    with gate(city) as stand:
        running = [pool.submit(device.sync) for device in devices]
        stand(len(devices))
    return [each.result() for each in running]


def reasons(device: Device) -> list[str]:
    return [each.reason for each in device.store.queries.refusals(limit=9)]


def holders(city: RunningCity, number: str) -> list[str]:
    return [row[0] for row in city.query("SELECT id FROM city_case WHERE number = %s", number)]


def test_two_desks_with_one_stub(city: RunningCity, make: Make, pool: ThreadPoolExecutor) -> None:
    """Both are told the truth: one has the number, the other reads that it was entered already."""
    lost, one, other = make(), make(OTHER_VILLAGE), make(THIRD_VILLAGE)
    number = numbered(lost, lost.register())
    cases = [reenter_case(desk.session, stub(number)).case for desk in (one, other)]
    more = [numbered(desk, desk.register()) for desk in (one, other)]
    assert all(report.synced for report in two_syncs(city, pool, one, other))
    (holder,) = holders(city, number)
    won, gave_way = (one, other) if holder == cases[0] else (other, one)
    assert (reasons(won), reasons(gave_way)) == ([], ["number-reentered"])
    for desk, case, another in zip((one, other), cases, more, strict=True):
        assert len(holders(city, another)) == 1, "what else was in the request stands"
        assert desk.store.queries.sync_state().waiting == 0
        kept = desk.store.queries.case_file(case)
        assert kept is not None, "whoever gave way still has what was typed"
        assert kept.case.number == number


@pytest.mark.parametrize("device_first", [True, False])
def test_found_while_the_city_re_enters_it(
    city: RunningCity, make: Make, pool: ThreadPoolExecutor, device_first: bool
) -> None:
    """The city's clerk has locked the stream, the device the number, or the other way round: nobody waits
    for ever, and there is one case."""
    device, colleague = make(), make()
    number = numbered(device, device.register("格日勒图"))

    def clerk() -> str:
        words = stub(number, "格日勒图", phone="13847510000")
        return city.inside.losses.reenter(words, author=CLERK, principal=SYSTEM)

    jobs: list[Callable[[], object]] = [device.sync, clerk]
    running: list[Future[object]] = []
    with gate(city) as stand:
        for job in jobs if device_first else jobs[::-1]:
            running.append(pool.submit(job))
            stand(len(running))
    ends = [job.exception() for job in running]
    assert device.sync().synced
    assert colleague.sync().synced
    (case,) = holders(city, number)
    assert reasons(device) == []
    for problem in ends:
        if isinstance(problem, Problem):
            assert problem.code == "number-known", "the clerk reads that it has come"
        else:
            assert problem is None
    for desk in (device, colleague):
        file = desk.store.queries.case_file(case)
        assert file is not None
        assert file.case.registered is not None
        assert (file.case.number, file.case.registered.reentered) == (number, "")
