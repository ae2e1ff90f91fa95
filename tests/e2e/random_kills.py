"""Desks and a city that are killed at random, on a line that fails at random; then peace.

What the desks said to be durable is kept in `Claims`; `both_sides` compares it with what is there.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from helpdesk.bootstrap.city_parts import open_city
from helpdesk.bootstrap.enrolment import enrol_desk
from helpdesk.bootstrap.exchange import engine_of, exchange
from helpdesk.bootstrap.file_round import FileRound, terms_of
from helpdesk.bootstrap.folder import init_desk, open_desk
from helpdesk.server.ports import Desk as CityDesk
from helpdesk.server.principal import SYSTEM
from helpdesk.store.store import NO_DESK
from tests.desk import PASSWORD, QUICK, WUYUN
from tests.e2e.line import FAULTS, Line, line_to
from tests.e2e.own_city import OwnCity, own_city
from tests.e2e.programs import ROOT, SECONDS, Desk
from tests.server.running import OTHER_VILLAGE, VILLAGE

TOWNSHIP = "150502100000"
DESKS = (VILLAGE, TOWNSHIP, VILLAGE, OTHER_VILLAGE)  # of so many as a run has, the first
LONGEST, SAID = 1.0, 60  # seconds, and claims, before a kill
LEAST = 30  # records of a run
BAD = 0.25  # of the requests meet a fault
ROUNDS = 5  # exchanges of each desk within which everything must be everywhere
_FAULTS = tuple(fault for fault in FAULTS if fault)


@dataclass(slots=True)
class Claims:
    """What was said to be durable, over all lives of all desks, and what happened."""

    words: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    kills: dict[str, int] = field(default_factory=dict)
    lives: int = 0
    bundles: int = 0
    returns: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, line: str) -> None:
        """A line of a desk's."""
        with self.lock:
            match line.split():
                case ["act", word]:
                    self.words.add(word)
                case ["file", sha256]:
                    self.files.add(sha256)
                case ["bundle"]:
                    self.bundles += 1
                case ["return"]:
                    self.returns += 1

    def killed(self, what: str) -> None:
        """One more."""
        with self.lock:
            self.kills[what] = self.kills.get(what, 0) + 1


@dataclass(slots=True)
class Run:
    """One run: the same dice throw the same faults, though never at the same moments."""

    city: OwnCity
    line: Line
    desks: list[Desk]
    sticks: Path
    seed: int
    claims: Claims = field(default_factory=Claims)
    over: threading.Event = field(default_factory=threading.Event)

    def stick(self, desk: Desk) -> Path:
        """The folder that goes between this desk and the city."""
        return self.sticks / desk.folder.name

    def trouble(self, seconds: float) -> None:
        """Everything works and everything is killed, for so long, and until enough was recorded on a slow
        machine; the first defect ends it."""
        jobs: list[Callable[[random.Random], None]] = [self._city_dies, self._carry]
        jobs += [lambda dice, desk=desk: self._live(desk, dice) for desk in self.desks]  # type: ignore[misc]
        with ThreadPoolExecutor(len(jobs)) as pool:
            running = [
                pool.submit(self._repeat, job, random.Random(f"{self.seed}-{number}"))
                for number, job in enumerate(jobs)
            ]
            end = time.monotonic() + seconds
            while time.monotonic() < end or len(self.claims.words) < LEAST:
                if self.over.wait(0.1):
                    break
            self.over.set()
            for each in running:
                each.result()

    def rest(self) -> None:
        """The line is good, the city serves, every desk syncs until nothing waits."""
        self.line.weather = None
        if not _answers(self.city):
            self.city.start()
        for _ in range(ROUNDS):
            if not sum([_moved(desk) for desk in self.desks]):
                return
        raise AssertionError("no rest")

    def _repeat(self, job: Callable[[random.Random], None], dice: random.Random) -> None:
        try:
            while not self.over.is_set():
                job(dice)
        finally:
            self.over.set()

    def _live(self, desk: Desk, dice: random.Random) -> None:
        """A desk at work for a while, and sometimes its command line beside or after it."""
        if dice.random() < 0.25:
            self._commanded(desk, dice)
            return
        command = [sys.executable, "-m", "tests.e2e.desk_at_work"]
        command += [str(desk.folder), str(self.stick(desk)), str(dice.randrange(2**32))]
        child = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        power = threading.Timer(dice.uniform(0, LONGEST), child.kill)
        lines = dice.randrange(1, SAID)  # after which it is killed, however slow the machine
        if dice.random() < 0.2:
            power.start()
        try:
            for heard, line in enumerate(child.stdout, start=1):
                if line.endswith("\n"):
                    self.claims.hear(line)
                if (heard >= lines or self.over.is_set()) and not power.ident:
                    power.start()
        finally:
            power.cancel()
            child.kill()
        _out, err = child.communicate()
        assert child.returncode == -signal.SIGKILL, err
        assert "Traceback" not in err, err
        self.claims.lives += 1
        self.claims.killed("desk")

    def _commanded(self, desk: Desk, dice: random.Random) -> None:
        stick = str(self.stick(desk))
        command = dice.choice((("sync",), ("bundle", "export", stick), ("bundle", "import", stick)))
        self._cut_short("command", desk.start(*command), dice)

    def _carry(self, dice: random.Random) -> None:
        """A stick comes to the city, and goes back; copies of what is on it lie about, some of them half."""
        desk = dice.choice(self.desks)
        place = self.stick(desk)
        bundles = sorted(place.glob("*.hdb"))
        if bundles and dice.random() < 0.5:
            content = dice.choice(bundles).read_bytes()
            half = content[: dice.randrange(len(content))] if dice.random() < 0.4 else content
            there = self.stick(dice.choice(self.desks)) / f"copy-{dice.randrange(10**6)}.hdb"
            there.write_bytes(half)
        if bundles:
            self._cut_short("import", self.city.begin("bundle", "import", str(place)), dice)
        for old in bundles[: -3 if dice.random() < 0.5 else None]:
            old.unlink(missing_ok=True)
        self.over.wait(dice.uniform(0, 2))

    def _city_dies(self, dice: random.Random) -> None:
        self.over.wait(dice.uniform(1, 6))
        luck = dice.random()
        if luck < 0.25:
            os.kill(_postmaster(self.city), signal.SIGKILL)
            self.claims.killed("database")
        if luck < 0.8:
            self.city.kill()
            self.claims.killed("city")
        else:
            self.city.stop()
        self.city.options = ("--processes", "2") if dice.random() < 0.3 else ()
        self.city.start()

    def _cut_short(self, what: str, process: subprocess.Popen[bytes], dice: random.Random) -> None:
        """Killed somewhere, or let to its end, which must be a decent one."""
        power = threading.Timer(dice.uniform(0.5, 4), process.kill)
        if dice.random() < 0.6:
            power.start()
        try:
            _out, err = process.communicate(timeout=SECONDS)
        finally:
            power.cancel()
            process.kill()
        if process.returncode == -signal.SIGKILL:
            self.claims.killed(what)
        assert b"Traceback" not in err, err.decode()
        assert process.returncode in (0, 1, 3, -signal.SIGKILL), (process.args, err.decode())


def weather_of(seed: int) -> Callable[[], tuple[str, float]]:
    """A line on which a share of the requests meets a fault, on the way there or back."""
    dice, lock = random.Random(f"{seed}-weather"), threading.Lock()

    def weather() -> tuple[str, float]:
        with lock:
            if dice.random() > BAD:
                return "", 1.0
            return dice.choice(_FAULTS), dice.choice((0.0, 0.5, 1.0, 1.0))

    return weather


@contextmanager
def desks_and_city(folder: Path, *, count: int, seed: int) -> Iterator[Run]:
    """So many enrolled desks with their sticks, and a city behind a bad line."""
    with own_city() as city, line_to(city.url) as line:
        desks = [Desk(folder / f"desk-{number}") for number in range(count)]
        run = Run(city, line, desks, folder / "sticks", seed)
        with open_city(city.data, city.postgres.url) as inside:
            codes = [inside.enrolments.issue(CityDesk(code), by=SYSTEM) for code in DESKS[:count]]
            inside.grants.grant(TOWNSHIP, VILLAGE)
        for desk, code in zip(desks, codes, strict=True):
            run.stick(desk).mkdir(parents=True)
            with closing(
                init_desk(
                    desk.folder, agent=WUYUN, password=PASSWORD, desk=NO_DESK, stretching=QUICK
                )
            ) as made:
                enrol_desk(made, line.url, code)
        line.weather = weather_of(seed)
        yield run


def _moved(desk: Desk) -> int:
    """A whole exchange, which must not fail; answers what moved in it."""
    with closing(open_desk(desk.folder, password=PASSWORD)) as opened:
        report = exchange(opened, engine_of(opened), lambda: False)
        assert report.synced, report
        terms = terms_of(lambda _key: "", metered=False, held=False)
        files = FileRound(opened).run(terms=terms).tally
        assert (files.error, files.waiting, files.failed) == (None, 0, 0), files
        assert opened.queries.sync_state().waiting == 0
    return report.tally.sent + report.tally.received + files.sent + files.fetched


def _postmaster(city: OwnCity) -> int:
    pid = (city.data / "postgres/cluster/postmaster.pid").read_text(encoding="utf-8")
    return int(pid.splitlines()[0])


def _answers(city: OwnCity) -> bool:
    return city.process is not None and city.process.poll() is None
