"""`helpdesk print --batch` and `--day`: many receipts in one PDF, recorded when it is written."""

from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.bootstrap.drawing import Drawing
from helpdesk.bootstrap.receipts import cases_of_day, save_receipts
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.printing import Size
from helpdesk.printing.papers.receipt import render_receipt, render_receipts
from tests.bootstrap.conftest import Run
from tests.desk import MONDAY, VILLAGE, desk_in
from tests.printing import reading, samples

APPLICANT = {"name": "包玉兰", "phone": "13847516701", "division": VILLAGE}


@pytest.fixture
def number(folder: Path, run: Run, case_file: Callable[..., Path]) -> str:
    """A registered case's number."""
    said = run("open", "--json", case_file(matter="TL-0001", applicant=APPLICANT), "--number")
    assert said.code == 0, said.err
    return said.out.strip()


def test_a_file_of_numbers_and_a_day(number: str, run: Run, tmp_path: Path) -> None:
    out, names = tmp_path / "r.pdf", tmp_path / "numbers.txt"
    names.write_text(f"\n{number}\n{number.lower()}\n", encoding="utf-8-sig")
    said = run("print", "--batch", names, "--out", out, "--json")
    assert (said.code, said.json["receipts"]) == (0, 1), said.err
    assert number in "".join(pypdf.PdfReader(out).pages[0].extract_text().split()).replace("‑", "-")
    day = run("list", "--json").json["cases"][0]["registered_at"][:10]
    assert run("print", "--day", day, "--size", "ROLL80", "--out", out).code == 0
    assert run("show", number, "--json").json["prints"]["receipt"] == 2


def test_what_cannot_be_printed_is_said(number: str, run: Run, tmp_path: Path) -> None:
    out, names = tmp_path / "r.pdf", tmp_path / "numbers.txt"
    names.write_text(f"{number}\nnonsense\n", encoding="utf-8")
    wrong = [
        (("--batch", names), Problem("batch-line", line=2)),
        (("--batch", names, "--day", "2026-11-23"), Problem("print-unclear")),
        ((number, "--batch", names), Problem("print-unclear")),
        ((), Problem("print-unclear")),
        (("--day", "1999-01-01"), Problem("print-nothing")),
    ]
    for arguments, problem in wrong:
        said = run("print", *arguments, "--out", out)
        assert (said.code != 0, sentence(problem) in said.err) == (True, True), said.err
    assert not out.exists()
    assert run("show", number, "--json").json["prints"].get("receipt", 0) == 0


def test_a_batch_given_up_leaves_nothing_behind(tmp_path: Path) -> None:
    with desk_in(tmp_path / "desk") as desk:
        intake = Intake(new_resident={"name": "包玉兰"}, matter="TL-0014")
        cases = [open_case(desk.session, intake).case for _n in range(3)]
        assert cases_of_day(desk.queries, MONDAY.date()) == cases
        saved: list[bytes] = []
        drawing = Drawing(desk.queries)
        told: list[tuple[int, int]] = []

        def stop(done: int, total: int) -> None:
            told.append((done, total))
            if done == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            save_receipts(desk.session, drawing, cases, size="A5", save=saved.append, told=stop)
        assert (told, saved) == ([(0, 3), (1, 3), (2, 3)], [])
        save_receipts(desk.session, drawing, cases, size="A5", save=saved.append)
        files = [desk.queries.case_file(case) for case in cases]
        assert [file.case.copies_of("receipt") for file in files if file] == [1, 1, 1]


@pytest.mark.parametrize("size", [Size.A5, Size.ROLL80])
def test_each_in_the_batch_is_as_it_is_alone(size: Size) -> None:
    papers = (samples.receipt(), samples.marked_receipt())
    alone = "".join(reading.text(render_receipt(paper, size=size)) for paper in papers)
    assert reading.text(render_receipts(papers, size=size)) == alone
