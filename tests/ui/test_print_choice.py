"""How a paper is to come out, remembered without personal data."""

from pathlib import Path

import pytest

from helpdesk.bootstrap.settings import Settings
from helpdesk.ui.printing_dialog.choice import (
    PrintChoice,
    choice_text,
    file_name,
    offered,
    remember,
    remembered,
)
from helpdesk.ui.printing_dialog.options import PrintOptions

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


def test_a_thermal_printer_has_the_size_of_its_roll_and_receipts_alone(settings: Settings) -> None:
    settings.set("print.thermal", f"{PRINTERS[1]}|network:192.0.2.50:9100|58")
    assert offered(settings, "receipt", PRINTERS)[PRINTERS[1]] == ("ROLL58",)
    assert list(offered(settings, "authorisation", PRINTERS)) == [PRINTERS[0]]
    remember(settings, PrintChoice(size="A5", printer=PRINTERS[1]))
    assert remembered(settings, "receipt", printers=PRINTERS).size == "ROLL58"
    other = remembered(settings, "authorisation", printers=PRINTERS)
    assert (other.size, other.printer) == ("A5", PRINTERS[0])
    assert remembered(settings, "authorisation", printers=PRINTERS[1:]).to_file


def test_another_printer_brings_its_own_sizes(settings: Settings, qtbot) -> None:
    settings.set("print.thermal", f"{PRINTERS[1]}|network:192.0.2.50:9100|80")
    options = PrintOptions()
    qtbot.addWidget(options)
    options.show_choice(
        PrintChoice(printer=PRINTERS[0]), printers=offered(settings, "receipt", PRINTERS)
    )
    heard: list[PrintChoice] = []
    options.changed.connect(heard.append)
    for number, size in ((1, "ROLL80"), (0, "A5")):
        options.output.editor.setCurrentIndex(number)
        options.output.editor.activated.emit(number)
        assert heard[-1] == PrintChoice(printer=PRINTERS[number], size=size)
        assert options.size_row.editor.currentData() == size
    assert options.size_row.editor.count() == 6


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
