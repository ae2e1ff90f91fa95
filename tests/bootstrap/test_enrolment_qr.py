"""The QR code of an enrolment holds address and code, whatever reads it."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from helpdesk.application.enrolment_text import enrolment_text, read_enrolment
from helpdesk.bootstrap.enrolment_qr import check_qr, write_qr
from helpdesk.domain.problems import EnvironmentProblem, Problem

SERVER, CODE = "https://city.example:8150", "7KQ2-M9XD-4T"


def test_a_scanner_reads_what_was_issued(tmp_path: Path) -> None:
    path = tmp_path / "code.png"
    write_qr(path, server=f"{SERVER}/", code=CODE)
    with Image.open(path) as picture:
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert read_enrolment(found.text) == (SERVER, CODE)


def test_svg(tmp_path: Path) -> None:
    write_qr(tmp_path / "code.svg", server=SERVER, code=CODE)
    assert "<svg" in (tmp_path / "code.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", CODE, SERVER, f"{SERVER}/enrol#", "/enrol#X", "/enrol#"])
def test_anything_else_is_left_alone(text: str) -> None:
    assert read_enrolment(text) is None


def test_the_line_and_back() -> None:
    assert read_enrolment(f" {enrolment_text(SERVER, CODE)}\n") == (SERVER, CODE)


def test_what_is_wrong_is_said_before_a_code_is_issued(tmp_path: Path) -> None:
    check_qr(None, "")
    with pytest.raises(Problem, match="qr-kind"):
        check_qr(tmp_path / "code.pdf", SERVER)
    with pytest.raises(Problem, match="qr-server"):
        check_qr(tmp_path / "code.png", "")
    with pytest.raises(EnvironmentProblem, match="qr-unwritable"):
        write_qr(tmp_path / "nowhere" / "code.png", server=SERVER, code=CODE)


def test_the_command_writes_it(city, tmp_path: Path) -> None:
    path = tmp_path / "desk.png"
    ran = city.run(
        *("enrol", "--desk", "150502100217", "--url", city.url, "--qr", str(path)), "--json"
    )
    assert ran.returncode == 0, ran.stderr
    with Image.open(path) as picture:
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    server, code = read_enrolment(found.text) or ("", "")
    assert server == city.url
    assert code in ran.stdout
