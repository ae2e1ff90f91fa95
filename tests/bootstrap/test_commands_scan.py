"""Signed papers by command: a multi-page scan filed page by page, the rest listed and sorted by hand."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.bootstrap.conftest import Run
from tests.imaging.photographs import page, photographed
from tests.imaging.pictures import as_bytes

MATTER = {"applicant": {"name": "包玉兰", "phone": "13847516701"}, "matter": "TL-0014"}


@pytest.fixture
def numbers(folder: Path, run: Run, case_file: Callable[..., Path]) -> list[str]:
    return [run("open", "--json", case_file(**MATTER), "--number").out.strip() for _n in range(2)]


@pytest.fixture
def scans(numbers: list[str], run: Run, tmp_path: Path) -> Path:
    """Two receipts and a page without a code, each askew, in one TIFF."""
    sheets = []
    for number in numbers:
        pdf = tmp_path / "paper.pdf"
        said = run("print", number, "--size", "A5", "--copies", "1", "--out", pdf)
        assert said.code == 0, said.err
        sheets.append(photographed(page(pdf.read_bytes())))
    blank = Image.new("RGB", (300, 400), "white")
    path = tmp_path / "scans" / "all.tif"
    path.parent.mkdir()
    path.write_bytes(as_bytes(sheets[0], "TIFF", save_all=True, append_images=[sheets[1], blank]))
    return path


def test_a_scan_is_spread_over_its_cases(numbers: list[str], scans: Path, run: Run) -> None:
    (scans.parent / "letter.txt").write_text("no scan")
    (scans.parent / "telephone").mkdir()
    (scans.parent / "telephone" / "1.HEIC").write_bytes(b"\0\0\0\x18ftypheic")
    said = run("scan", scans.parent, "--json")
    assert said.code == 1, "a page waits"
    assert [each["error"] for each in said.json["problems"]] == ["attachment-heic"]
    assert [(each["number"], each["copy"]) for each in said.json["filed"]] == [
        (numbers[0], 1),
        (numbers[1], 1),
    ]
    (waiting,) = said.json["waiting"]
    assert waiting["reason"] == "no-code"
    (file,) = run("files", numbers[0], "--json").json["files"]
    assert "回执" in file["name"]
    assert run("scan", "--page", str(waiting["page"]), "--json").code == 1
    done = run("scan", "--page", str(waiting["page"]), "--case", numbers[1], "--json")
    assert (done.code, done.json["waiting"]) == (0, [])
    assert len(run("files", numbers[1], "--json").json["files"]) == 2
    assert run("scan").code == 0
    assert run("scan", scans.parent / "letter.txt").code == 1


def test_killed_in_the_middle_nothing_is_lost(numbers: list[str], scans: Path, run: Run) -> None:
    """kill -9 after the first page: the next command goes on, and files nothing twice."""
    program = (
        "import os, sys\n"
        "from helpdesk.application import scans\n"
        "from helpdesk.bootstrap.command_line import main\n"
        "kept = scans._kept\n"
        "def once(*given, **named):\n"
        "    if named['near']: os.kill(os.getpid(), 9)\n"
        "    return kept(*given, **named)\n"
        "scans._kept = once\n"
        "main(sys.argv[1:])\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, "scan", scans], check=False)
    assert ended.returncode == -9
    scans.unlink()
    said = run("scan", "--json")
    assert [each["number"] for each in said.json["filed"]] == numbers
    assert len(said.json["waiting"]) == 1
    for number in numbers:
        assert len(run("files", number, "--json").json["files"]) == 1
