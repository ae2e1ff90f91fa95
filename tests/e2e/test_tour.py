"""The main job, end to end, as `make tour` walks it."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

SCREEN = (1366, 768)
PNG_SIZE = slice(16, 24)
DIALOGS = ("printing", "delivery-typed", "originals-ticked", "callback-typed")


@pytest.mark.timeout(240)
def test_the_main_job_from_login_to_the_callback() -> None:
    """C1, C4, C12, C30: number and paper offline, queued while the city is away, green only after; the
    answer by sync, its delivery, the originals back, a bad callback and the redo that it proposes."""
    # Not tmp_path: run by root, the city's PostgreSQL is another user, whom pytest's folder shuts out.
    with tempfile.TemporaryDirectory(prefix="helpdesk-tour-") as folder:
        walk(Path(folder) / "tour")


def walk(out: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HELPDESK_LANGUAGE": "zh_CN"}
    walked = subprocess.run(
        [sys.executable, "-m", "helpdesk", "tour", "--out", str(out)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=220,
    )
    assert walked.returncode == 0, walked.stdout + walked.stderr
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["ok"]
    assert all(step["ok"] for step in summary["steps"])
    assert summary["papers"] == [
        "one-time-notice-A4.pdf",
        "one-time-notice-A5.pdf",
        "receipt-A4.pdf",
        "receipt-A5.pdf",
    ]
    papers = [out / name for name in summary["papers"]]
    assert all(paper.read_bytes().endswith(b"%%EOF\n") for paper in papers)
    for step in summary["steps"]:
        header = (out / step["picture"]).read_bytes()[PNG_SIZE]
        size = int.from_bytes(header[:4]), int.from_bytes(header[4:])
        assert size == SCREEN or step["name"] in DIALOGS, step["name"]
