"""`helpdesk bulletin`: a month's figures as a table, as JSON, as a paper."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bootstrap.conftest import Run

REQUEST = {"title": "路灯不亮", "applicant": {"name": "特木尔"}}


@pytest.fixture
def month(folder: Path, run: Run, case_file: Callable[..., Path]) -> str:
    """The month in which the one case of the desk was registered."""
    assert run("open", "--json", case_file(**REQUEST)).code == 0
    sheet = run("day-sheet", "--json").json
    return str(sheet["as_of"][:7])


def test_the_month_as_table_json_and_paper(month: str, run: Run, tmp_path: Path) -> None:
    told = run("bulletin", "--month", month, "--json", "--pdf", tmp_path / "b.pdf").json
    assert (told["month"], told["whole"], told["kinds"]) == (month, False, {"request": 1})
    [place] = told["places"]
    assert (place["registered"], place["rates"]["solved"], place["rank"]) == (1, None, None)
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")
    said = run("bulletin", "--month", month)
    assert (said.code, place["name"] in said.out, "特木尔" in said.out) == (0, True, False)
    last = run("bulletin", "--json").json
    assert (last["whole"], last["month"] < month, last["places"]) == (True, True, [])


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--month", "2999-01"), 1),
        (("--size", "ROLL80"), 1),
        (("--month", "2026-13"), 2),
        (("--month", "November"), 2),
        (("--pdf", "none/b.pdf"), 3),
    ],
)
def test_nonsense_is_one_sentence(
    folder: Path, run: Run, options: tuple[str, ...], code: int
) -> None:
    said = run("bulletin", *options)
    assert (said.code, said.out, said.err.count("\n")) == (code, "", 1)
