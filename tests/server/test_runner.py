"""One process among several makes the ladder's rounds; whoever is killed loses that by itself."""

import subprocess
import sys
from collections.abc import Callable

from helpdesk.bootstrap.city_ladder import LadderThread
from helpdesk.domain.moments import Moment
from helpdesk.server.ladder import Round
from tests.server.running import ROOT, RunningCity


class Broken:
    """A ladder with a mistake in it."""

    def round(self, now: Moment) -> Round:
        raise ZeroDivisionError


def child(city: RunningCity) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.server.ladder_child", str(city.data), city.database],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def a_minute_later(city: RunningCity) -> None:
    city.query("UPDATE runner SET until = until - interval '60 seconds'")


def test_who_is_killed_loses_the_rounds_and_another_goes_on(city: RunningCity) -> None:
    """kill -9: nothing to clean up; the term runs out by the database's clock."""
    process = child(city)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "made\n"
        here = LadderThread.of(city.inside)
        assert here.once() is None
        state = city.inside.runner.state()
        assert f"/{process.pid}/" in state.holder
        assert state.last.began_ms > 0
    finally:
        process.kill()
        process.communicate()
    assert here.once() is None  # its minute is not over
    a_minute_later(city)
    assert city.inside.runner.state().holder == ""
    assert here.once() is not None
    other = LadderThread.of(city.inside)
    assert other.once() is None
    city.inside.runner.release(here._holder)
    assert other.once() is not None
    city.inside.runner.release(other._holder)


def test_a_round_that_fails_is_noted_and_the_thread_goes_on(
    city: RunningCity, expect_log: Callable[[str], None]
) -> None:
    expect_log("The ladder's round failed")
    thread = LadderThread(
        Broken(), city.inside.runner, now=lambda: Moment(city.inside.now_ms()), every=0.01
    )
    with thread.running():
        while city.inside.runner.state().error != "ZeroDivisionError":
            pass
    assert city.inside.runner.state().holder == ""
    assert LadderThread.of(city.inside).once() is not None
    assert city.inside.runner.state().error == ""
