"""How a paper is to come out, remembered without personal data."""

from pathlib import Path

import pytest

from helpdesk.bootstrap.settings import Settings
from helpdesk.ui.printing_dialog.choice import (
    PrintChoice,
    choice_text,
    file_name,
    remember,
    remembered,
)

PRINTERS = ("HP LaserJet", "针式打印机")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def test_the_first_time_the_default_printer_is_taken(settings: Settings) -> None:
    assert remembered(settings, "receipt", printers=PRINTERS) == PrintChoice(printer=PRINTERS[0])


def test_the_last_choice_survives_a_restart(settings: Settings, tmp_path: Path) -> None:
    chosen = PrintChoice(size="A4", copies=1, printer=PRINTERS[1])
    remember(settings, chosen)
    assert remembered(Settings(tmp_path), "receipt", printers=PRINTERS) == chosen


def test_each_paper_has_its_own_size_but_all_one_printer(settings: Settings) -> None:
    remember(settings, PrintChoice(size="A4", copies=1, printer=PRINTERS[1]))
    other = remembered(settings, "one_time_notice", printers=PRINTERS)
    assert (other.size, other.copies, other.printer) == ("A5", 2, PRINTERS[1])


def test_a_printer_that_is_gone_gives_way(settings: Settings) -> None:
    remember(settings, PrintChoice(printer=PRINTERS[1]))
    assert remembered(settings, "receipt", printers=PRINTERS[:1]).printer == PRINTERS[0]
    assert remembered(settings, "receipt", printers=()).to_file
    assert remembered(settings, "receipt", printers=PRINTERS).printer == PRINTERS[1]


def test_saving_as_pdf_is_a_choice_too(settings: Settings) -> None:
    remember(settings, PrintChoice(printer=""))
    assert remembered(settings, "receipt", printers=PRINTERS).to_file


@pytest.mark.parametrize("nonsense", ["", "0", "99", "many", "-1"])
def test_a_damaged_setting_is_the_default(settings: Settings, nonsense: str) -> None:
    settings.set("print.receipt.copies", nonsense)
    settings.set("print.receipt.size", nonsense)
    assert remembered(settings, "receipt", printers=PRINTERS) == PrintChoice(printer=PRINTERS[0])


def test_the_line_names_size_printer_and_copies() -> None:
    words = choice_text(PrintChoice(printer="HP LaserJet"))
    assert words.startswith("A5 · ")
    assert "HP LaserJet" in words
    assert "2" in words


def test_a_file_is_named_by_paper_and_number() -> None:
    assert file_name("回执", "BA-1505-021-1123-0008") == "回执-BA-1505-021-1123-0008.pdf"
    assert file_name("一次性告知单", "") == "一次性告知单.pdf"
