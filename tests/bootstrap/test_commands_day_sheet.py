"""`helpdesk day-sheet`: the numbers of a day with what became of them (C2)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bootstrap.conftest import Run

REQUEST = {"title": "路灯不亮", "applicant": {"name": "特木尔"}}


@pytest.fixture
def number(folder: Path, run: Run, case_file: Callable[..., Path]) -> str:
    return run("open", "--json", case_file(**REQUEST), "--number").out.strip()


def test_a_printed_number_without_receipt_is_the_point(
    number: str, run: Run, tmp_path: Path
) -> None:
    assert run("print", number, "--out", tmp_path / "r.pdf").code == 0
    sheet = run("day-sheet", "--json", "--pdf", tmp_path / "sheet.pdf").json
    assert (sheet["whole"], sheet["gaps"]) == (False, [number])
    [line] = sheet["cases"]
    assert (line["printed"], line["saved"], line["with_city"]) == (0, 2, False)
    assert (line["applicant"], line["recorded"], line["sent"]) == ("特**", 2, 0)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    said = run("day-sheet")
    assert (said.code, number in said.out, "特木尔" in said.out) == (0, True, False)


def test_another_day_has_nothing(number: str, run: Run) -> None:
    sheet = run("day-sheet", "--day", "2020-02-29", "--json").json
    assert (sheet["whole"], sheet["cases"], sheet["total"]["recorded"]) == (True, [], 0)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--since", "2026-11-24T08:00", "--until", "2026-11-23T08:00"), 1),
        (("--until", "2026-11-23T08:00"), 1),
        (("--day", "2026-11-23", "--since", "2026-11-23T08:00"), 1),
        (("--size", "A3"), 1),
        (("--day", "2026-13-01"), 2),
        (("--since", "2026-11-23T08:00Z"), 2),
    ],
)
def test_nonsense_is_one_sentence(
    folder: Path, run: Run, options: tuple[str, ...], code: int
) -> None:
    said = run("day-sheet", *options)
    assert (said.code, said.out, said.err.count("\n")) == (code, "", 1)


def test_a_file_that_cannot_be_written_is_said(number: str, run: Run, tmp_path: Path) -> None:
    said = run("day-sheet", "--pdf", tmp_path / "none" / "sheet.pdf")
    assert (said.code, said.err.count("\n")) == (3, 1)
