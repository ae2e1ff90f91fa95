"""The power goes at any moment of the intake: what the screen claimed is there, and nothing half."""

import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from helpdesk.application.queries import CaseFilter
from helpdesk.store import keys
from helpdesk.store.store import Store
from tests.ui.screens.desk import PASSWORD, WUYUN, Desk

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Typist:
    """The child process, killed without warning some time after it has said so many lines."""

    folder: Path
    resident: str
    said: list[str] = field(default_factory=list)

    def until(self, lines: int, *, and_seconds: float) -> None:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.screens.typing_child", self.folder, self.resident],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        guard = threading.Timer(60, child.kill)
        guard.start()
        power = guard
        try:
            assert child.stdout is not None
            for line in child.stdout:
                self.said.append(line.strip())
                if len(self.said) == lines + 1:
                    power = threading.Timer(and_seconds, child.kill)
                    power.start()
        finally:
            guard.cancel()
            power.cancel()
            child.kill()
            child.wait()
            child.stdout.close()


# After so many claims of the screen: a first save, in the middle of typing, around registering.
@pytest.mark.parametrize(("claims", "seconds"), [(1, 0.0), (2, 0.19), (4, 0.31)])
def test_kill_9_leaves_the_draft_or_the_case(qapp, tmp_path, claims, seconds) -> None:
    desk = Desk(tmp_path / "desk")
    resident = desk.resident("包玉兰", document_number="15230119580612242X")
    desk.close()
    typist = Typist(tmp_path / "desk", resident)
    typist.until(claims, and_seconds=seconds)
    assert len(typist.said) > claims, typist.said

    store = Store.open(tmp_path / "desk", keys.unlock(tmp_path / "desk", WUYUN.id, PASSWORD))
    try:
        assert store.damage() == ()
        drafts = {draft.id: draft.intake for draft in store.queries.drafts()}
        cases = store.queries.cases(CaseFilter(), offset=0, limit=100)
        numbers = [case.number for case in cases]
        files = [store.queries.case_file(case.id) for case in cases]
        last: dict[str, int] = {}
        for line in typist.said:
            kind, _space, rest = line.partition(" ")
            if kind == "saved":
                draft_id, length = rest.split()
                last[draft_id] = int(length)
            elif kind == "registered":
                assert any(number in rest for number in numbers), line
        assert last
        # Each draft that was claimed is still there, or its case is.
        assert len([draft for draft in last if draft not in drafts]) <= len(cases)
        for draft_id, length in last.items():
            if draft_id in drafts:
                assert len(drafts[draft_id].text) >= length
        assert len(set(numbers)) == len(numbers)
        for file in files:
            assert file.case.registered.text == "灯" * 40
            assert [job.paper for job in file.jobs] == ["receipt"]
    finally:
        store.close()
