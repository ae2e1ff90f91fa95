"""kill -9 at any moment of a day at the counter: whole cases or drafts, no number twice, all synced."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
import pytest

from helpdesk.application.queries import CaseFilter
from helpdesk.domain.numbering import CaseNumber
from helpdesk.store import keys
from helpdesk.store.store import Store
from tests.desk import PASSWORD
from tests.e2e.programs import LANGUAGE, ROOT, SOAK, Desk
from tests.server.running import RunningCity

KILLS = 50 * SOAK or 4
LONGEST = 3.0  # seconds of work before a kill
START = 6.0  # seconds within which a kill may hit the start
SEED = os.environ.get("HELPDESK_SEED") or f"{random.getrandbits(32):08x}"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


@dataclass(slots=True)
class Day:
    """What was said to be durable, over all the lives of the program."""

    desk: Desk
    papers: Path
    drafts: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)
    lives: int = 0
    cut_papers: int = 0

    def heard(self, line: str) -> None:
        match line.split():
            case ["draft", title]:
                self.drafts.add(title)
            case ["registered", title, number]:
                self.numbers[title] = number
            case ["paper", title]:
                self.printed.add(title)


@pytest.fixture
def day(city: RunningCity, tmp_path: Path) -> Day:
    """A desk enrolled with the running city."""
    desk = Desk(tmp_path / "desk")
    desk.enrol(city.url, city.code())
    papers = tmp_path / "papers"
    papers.mkdir()
    return Day(desk, papers)


def live(day: Day, dice: random.Random) -> None:
    """Start the program, let it work, kill it."""
    seed = f"{SEED}-{day.lives}"
    day.lives += 1
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.at_the_counter", day.desk.folder, day.papers, seed],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HELPDESK_LANGUAGE": LANGUAGE},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    ready, said = threading.Event(), [""]

    def listen() -> None:
        assert child.stdout is not None
        for line in child.stdout:
            if line.endswith("\n"):
                said.append(line)
                ready.set()

    listener = threading.Thread(target=listen)
    listener.start()
    if dice.random() < 0.2:
        ready.wait(dice.uniform(0.3, START))
    else:
        assert ready.wait(60), child.stderr.read() if child.stderr else ""
        time.sleep(dice.uniform(0, LONGEST))
    assert child.poll() is None, child.stderr.read() if child.stderr else ""
    child.kill()
    child.wait(timeout=30)
    listener.join(timeout=30)
    assert child.returncode == -signal.SIGKILL
    for pipe in (child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()
    for line in said:
        day.heard(line)


def check(day: Day) -> set[str]:
    """What the next start finds; answers the numbers."""
    folder = day.desk.folder
    store = Store.open(folder, keys.unlock(folder, "wuyun", PASSWORD))
    try:
        assert store.damage() == ()
        queries = store.queries
        rows = queries.cases(CaseFilter(), offset=0, limit=100_000)
        titles = [row.title for row in rows]
        numbers = {row.number for row in rows}
        assert len(numbers) == len(titles) == len(set(titles)), "nothing twice"
        drafts = [draft.intake.title for draft in queries.drafts()]
        assert not set(drafts) & set(titles), "a draft ends with its registration"
        assert day.drafts <= set(drafts) | set(titles), "the draft or the case is there"
        assert day.numbers.items() <= {row.title: row.number for row in rows}.items()
        for row in rows:
            file = queries.case_file(row.id)
            assert file is not None
            assert len(file.jobs) == 1, "case and print job, both or none"
            assert queries.resident(row.resident) is not None, "case and resident, both or none"
            assert str(CaseNumber.parse(row.number)) == row.number
    finally:
        store.close()
    for path in day.papers.glob("*.pdf"):
        assert number_on(path) in numbers, "a paper only of what is registered"
    assert {path.stem for path in day.papers.glob("*.pdf")} >= day.printed
    day.cut_papers = len(list(day.papers.glob("*.part")))
    return numbers


def number_on(path: Path) -> str:
    """The case number that a paper shows; fails if it is not a whole PDF."""
    with pypdfium2.PdfDocument(path) as document:
        text = document[0].get_textpage().get_text_range().replace(" ", "")
    start = text.index("BA-")
    return str(CaseNumber.parse(text[start:].split()[0]))


@pytest.mark.timeout(120 + 20 * KILLS)
def test_a_day_with_many_deaths(day: Day, city: RunningCity) -> None:
    """C1, C3, C4, C8, C30: type, take, register, print and sync, killed anywhere."""
    sys.stdout.write(f"HELPDESK_SEED={SEED}, {KILLS} kills\n")
    dice = random.Random(SEED)
    numbers: set[str] = set()
    for _ in range(KILLS):
        live(day, dice)
        after = check(day)
        assert numbers <= after
        numbers = after
    ran = day.desk.run("sync", "--json")
    assert (ran.code, ran.json["synced"], ran.json["waiting"]) == (0, True, 0), ran
    held = [number for (number,) in city.query("SELECT number FROM case_number")]
    assert len(held) == len(set(held))
    assert set(held) == check(day) == set(day.desk.numbers())
    assert day.desk.run("rebuild", "--json").json["differed"] is False
    status = day.desk.status("--check")
    assert (status["damaged"], status["refused"], status["waiting"]) == (False, 0, 0)
    said = f"{len(numbers)} cases, {len(day.printed)} papers, {day.cut_papers} cut papers left"
    sys.stdout.write(said + "\n")
