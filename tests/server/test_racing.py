"""Two connections that claim one case number at the same moment, on the real PostgreSQL: both have asked who
has it, and nobody had, when both write. One is done again, and finds the other (C3)."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from helpdesk.application.reentry import reenter_case
from helpdesk.domain.problems import Problem
from helpdesk.server.principal import SYSTEM
from helpdesk.sync.engine import Report
from tests.server.running import OTHER_VILLAGE, RunningCity
from tests.server.test_losses import CLERK, Make, make, numbered, stub
from tests.sync.desk import Device

__all__ = ["make"]
THIRD_VILLAGE = "150502100219"
_WAITING = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'case_number_rows'::regclass"
)


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
