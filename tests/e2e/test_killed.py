"""C1, C3, C15, C30: kill -9 at any moment of a working day loses nothing and doubles nothing.

`HELPDESK_KILLS` and `HELPDESK_SEED` choose how often and by which dice; `make soak` kills 500 times.
"""

import os
import random
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from helpdesk.application.queries import CaseFilter
from helpdesk.bootstrap.enrolment import enrol_desk
from helpdesk.bootstrap.exchange import engine_of, exchange
from helpdesk.bootstrap.folder import OpenDesk, init_desk, open_desk
from helpdesk.domain import events as ev
from helpdesk.store.store import NO_DESK
from tests.desk import PASSWORD, QUICK, WUYUN
from tests.server.running import RunningCity, city, database, postgres

__all__ = ["city", "database", "postgres"]

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("HELPDESK_KILLS", "15"))
SEED = int(os.environ.get("HELPDESK_SEED", "20261123"))


@dataclass
class Said:
    """Everything that the program claimed before it was killed."""

    drafts: dict[str, int] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    papers: dict[str, Path] = field(default_factory=dict)
    acts: list[str] = field(default_factory=list)

    def hear(self, line: str) -> None:
        kind, *rest = line.split()
        if kind == "draft":
            self.drafts[rest[0]] = int(rest[1])
        elif kind == "case":
            self.cases[rest[0]] = rest[1]
        elif kind == "paper":
            self.papers[rest[0]] = Path(rest[1])
        elif kind == "act":
            self.acts.append(rest[0])


@pytest.mark.timeout(max(120, 20 * KILLS))
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_at_any_moment(city: RunningCity, tmp_path: Path) -> None:
    folder, said, dice = tmp_path / "desk", Said(), random.Random(SEED)
    print(f"seed {SEED}, {KILLS} kills")  # noqa: T201  to be able to do it again
    with closing(
        init_desk(folder, agent=WUYUN, password=PASSWORD, desk=NO_DESK, stretching=QUICK)
    ) as desk:
        enrol_desk(desk, city.url, city.code())
    (folder / "papers").mkdir()
    for turn in range(KILLS):
        work_until_killed(folder, said, dice)
        with closing(open_desk(folder, password=PASSWORD)) as desk:
            check(desk, said, whole=turn % 25 == 0 or turn == KILLS - 1)
    assert said.cases
    assert said.papers
    with closing(open_desk(folder, password=PASSWORD)) as desk:
        report = exchange(desk, engine_of(desk), lambda: False)
        assert report.synced, report
        check(desk, said, whole=True)
        here = desk.queries.count_cases(CaseFilter())
    rows = city.query("SELECT count(*), count(DISTINCT number) FROM city_case")
    assert rows == [(here, here)]
    assert city.query("SELECT count(*) FROM quarantine") == [(0,)]


def work_until_killed(folder: Path, said: Said, dice: random.Random) -> None:
    """The power goes at some moment after the program said so many things, however slow the machine."""
    seed, lines, seconds = dice.randrange(10**6), dice.randrange(12), dice.uniform(0.0, 0.2)
    command = [sys.executable, "-m", "tests.e2e.working_day", str(folder), str(seed)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    guard = threading.Timer(60, child.kill)
    guard.start()
    assert child.stdout.readline() == "ready\n", seed
    power = threading.Timer(seconds, child.kill)
    try:
        if not lines:
            power.start()
        for heard, line in enumerate(child.stdout, start=1):
            if heard == lines:
                power.start()
            if line.endswith("\n"):
                said.hear(line)
    finally:
        guard.cancel()
        power.cancel()
        child.kill()
        child.wait()
        child.stdout.close()


def check(desk: OpenDesk, said: Said, *, whole: bool) -> None:
    """Nothing that was claimed is missing, nothing is half or twice; `whole` reads every record."""
    rows = {row.id: row for row in desk.queries.cases(CaseFilter(), offset=0, limit=100_000)}
    numbers = [row.number for row in rows.values()]
    assert len(set(numbers)) == len(numbers)
    assert said.cases.items() <= {row.id: row.number for row in rows.values()}.items()
    drafts = {draft.id: draft.intake for draft in desk.queries.drafts()}
    for draft_id, length in said.drafts.items():
        if draft_id in drafts:
            assert len(drafts[draft_id].text) >= length
    gone = [draft_id for draft_id in said.drafts if draft_id not in drafts]
    assert len(gone) <= len(rows)
    for path in (desk.store.folder / "papers").iterdir():
        assert path.suffix == ".pdf", path  # no half of a paper stays
        assert path.stem in numbers
    assert all(path.stat().st_size for path in said.papers.values())
    if whole:
        assert list(desk.store.checks.faults()) == []
        for case_id in rows:
            file = desk.queries.case_file(case_id)
            assert file is not None
            assert [job.paper for job in file.jobs] == ["receipt"]
            done = sum(isinstance(event.body, ev.Progressed) for event in file.events)
            assert done >= said.acts.count(case_id)
