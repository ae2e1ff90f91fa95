"""A city that does not answer as it should: said in a sentence, nothing lost, all sent afterwards."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.e2e.line import FAULTS, Line, line_to
from tests.e2e.programs import SOAK, Desk, sentence
from tests.e2e.window import leave, window
from tests.server.running import RunningCity

CASE = {"title": "路灯不亮", "applicant": {"name": "特木尔"}}
NETWORK, SERVER = "网络", "市平台"
FREQUENT = ("500", "portal", "cut", "lost", "garbage", "garbage of ours")
SOON = 15.0  # seconds within which a person is obeyed; the silence lasts sixty


@pytest.fixture
def line(city: RunningCity) -> Iterator[Line]:
    with line_to(city.url) as line:
        yield line


@pytest.fixture
def enrolled(city: RunningCity, line: Line, tmp_path: Path) -> Desk:
    """A desk whose way to the city is the line, with a case that waits."""
    desk = Desk(tmp_path / "desk")
    desk.enrol(line.url, city.code())
    desk.opened(**CASE)
    return desk


def in_the_city(city: RunningCity) -> set[str]:
    return {row[0] for row in city.query("SELECT number FROM case_number")}


def test_every_way_an_answer_can_be_wrong(enrolled: Desk, line: Line, city: RunningCity) -> None:
    """C8, C12: exit code 3, a Chinese sentence, what waits goes on waiting; then all of it arrives."""
    waiting = enrolled.status()["waiting"]
    faults = [fault for fault in FAULTS if fault not in ("", "silent")] if SOAK else FREQUENT
    for fault in faults:
        line.fail(fault)
        ran = enrolled.run("sync", "--json")
        assert ran.code == 3, (fault, ran)
        assert (ran.json["synced"], ran.json["waiting"]) == (False, waiting), fault
        said = ran.said()
        assert ran.json["why"] == said
        assert any(word in said for word in (NETWORK, SERVER, "连接", "应答")), (fault, said)
    line.fail("")
    ran = enrolled.run("sync", "--json")
    assert (ran.code, ran.json["synced"], ran.json["waiting"]) == (0, True, 0)
    assert set(enrolled.numbers()) <= in_the_city(city)


@pytest.mark.parametrize("fault", ["lost", "cut", "flipped"])
def test_an_answer_lost_on_the_way_back(
    enrolled: Desk, line: Line, city: RunningCity, fault: str
) -> None:
    """The city has it and the desk does not know: sent once more, there once."""
    line.fail(fault, reaches=True)
    assert enrolled.run("sync").code == 3
    assert enrolled.status()["waiting"] == 2
    (number,) = enrolled.numbers()
    assert number in in_the_city(city)
    line.fail("")
    assert enrolled.run("sync").code == 0
    assert enrolled.status()["waiting"] == 0
    held = city.query("SELECT count(*) FROM case_number WHERE number = %s", number)
    assert held == [(1,)]


def test_nobody_listens(enrolled: Desk, line: Line) -> None:
    line.close()
    enrolled.run("sync").failed(3, "连")
    assert enrolled.status()["waiting"] == 2


def test_a_city_that_takes_the_call_and_says_nothing(
    enrolled: Desk, line: Line, qapp: QApplication
) -> None:
    """The window works on meanwhile, and neither it nor Ctrl-C waits for the silence to end."""
    line.fail("silent")
    process = enrolled.start("sync")
    assert line.arrived.wait(30)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=70)
    assert time.monotonic() - begun < SOON, "Ctrl-C is obeyed"
    assert (process.returncode, b"Traceback" in err) == (130, False), (out, err)
    line.fail("silent")
    with window(enrolled.folder) as seen:
        seen.unlock()
        seen.wait(line.arrived.is_set, "the exchange of the start")
        seen.new_intake(request=True)
        seen.tell("井盖", "不见了")
        seen.wait(lambda: [d.text for d in seen.drafts()] == ["不见了"], "the draft")
        begun = time.monotonic()
        leave(seen.desktop)
        assert time.monotonic() - begun < SOON, "the window closes"
    line.fail("")
    assert enrolled.run("sync", "--json").json["waiting"] == 0


@pytest.mark.skipif(not SOAK, reason="takes a minute by its nature")
@pytest.mark.timeout(180)
def test_silence_ends_by_itself(enrolled: Desk, line: Line) -> None:
    line.fail("silent")
    ran = enrolled.run("sync", "--json")
    assert (ran.code, ran.json["error"]) == (3, "network-slow")
    sentence(ran.json["why"])


def test_the_window_says_why_it_is_not_in_step(
    enrolled: Desk, line: Line, qapp: QApplication
) -> None:
    line.fail("portal")
    with window(enrolled.folder) as seen:
        seen.unlock()
        seen.workplace.show("sync")
        sentence(seen.text("不是市平台"))
        assert not seen.workplace.bench.queries.sync_state().synced
        line.fail("")
        seen.tour.press(Qt.Key.Key_F9)
        seen.wait(lambda: seen.workplace.bench.queries.sync_state().synced, "synced by F9")
    assert enrolled.status()["waiting"] == 0
