"""The power goes at any moment: whole cases or none, no number twice, every acknowledged one there."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpdesk.application.queries import CaseFilter
from helpdesk.store.store import Store

KILLS = 15
_LOOP = """
import sys
from pathlib import Path
from helpdesk.application.intake import Draft, Intake
from helpdesk.store.store import Store
from tests.store.desk import Person, record, register

store = Store.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
for turn in range(100_000):
    with store.unit_of_work() as work:
        work.save_draft(Draft(f"draft-{turn}", Intake(new_resident={"name": "\u5305\u7389\u5170"}), turn))
    with store.unit_of_work() as work:
        person = Person()
        record(work, person)
        case = register(work, person)
        work.queue_print(case, paper="receipt", size="A5", copies=2)
        work.drop_draft(f"draft-{turn}")
    print(case, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_while_registering(folder: Path, key: bytes) -> None:
    """C1, C3, C30: kill -9 in a tight loop of drafts and registrations."""
    acknowledged: set[str] = set()
    dice = random.Random(7)
    for _ in range(KILLS):
        acknowledged |= _killed(folder, key, lines=dice.randrange(1, 15), pause=dice.random() / 100)
        _check(folder, key, acknowledged)
    assert len(acknowledged) > KILLS


def _killed(folder: Path, key: bytes, *, lines: int, pause: float) -> set[str]:
    """Run the loop, kill it somewhere behind so many registrations; answers what it acknowledged."""
    child = subprocess.Popen(
        [sys.executable, "-c", _LOOP, str(folder), key.hex()], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    said = [child.stdout.readline() for _ in range(lines)]
    time.sleep(pause)
    child.kill()
    rest, _ = child.communicate(timeout=30)
    assert child.returncode == -signal.SIGKILL
    return {
        line.strip() for line in (*said, *rest.splitlines(keepends=True)) if line.endswith("\n")
    }


def _check(folder: Path, key: bytes, acknowledged: set[str]) -> None:
    store = Store.open(folder, key)
    try:
        rows = store.queries.cases(CaseFilter(), offset=0, limit=100_000)
        assert acknowledged <= {row.id for row in rows}
        assert len({row.number for row in rows}) == len(rows)
        jobs = store.queries.print_jobs(state="queued")
        assert sorted(job.case for job in jobs) == sorted(row.id for row in rows)
        assert store.status().residents == len(rows)
        assert len(store.queries.drafts()) <= KILLS
        assert store.damage() == ()
    finally:
        store.close()
