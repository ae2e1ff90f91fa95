"""The city's quiet work goes on, whatever one turn of it met."""

import threading
from types import SimpleNamespace
from typing import Any, cast

from helpdesk.bootstrap.city_quiet import quiet_work
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.server.city import City


def test_neither_a_mistake_nor_a_database_that_is_away_ends_it(expect_log: Any) -> None:
    """Otherwise new search terms and parts of snapshots would wait for the next start, and nobody knew."""
    expect_log("Quiet work failed: ZeroDivisionError")
    turns: list[BaseException | None] = [ZeroDivisionError(), EnvironmentProblem("database-away")]
    made = threading.Event()

    def tidy() -> None:
        if turns:
            raise cast(BaseException, turns.pop(0))

    def make() -> bool:
        made.set()
        return False

    city = SimpleNamespace(
        operations=SimpleNamespace(tidy=tidy), snapshots=SimpleNamespace(make=make)
    )
    with quiet_work(cast(City, city), threading.Event(), every=0.001):
        assert made.wait(timeout=20)
