"""Thermal printers: our own picture of the paper goes out over a real line, and is believed only if the
printer says that it is well (C27, C28)."""

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageChops

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.printing import Size
from helpdesk.printing.papers import render_receipt
from helpdesk.printing.preview import page_images
from helpdesk.printing.spool import Spooled
from helpdesk.printing.thermal import DPI, HEADS, ThermalSpooler, raster
from tests.printing import samples
from tests.printing.thermal_player import Player, UsbPrinter, on_network, on_serial

NAME = "窗口热敏"


def receipt(size: Size = Size.ROLL80, *, name: str = samples.RARE_NAME) -> bytes:
    paper = samples.receipt()
    return render_receipt(replace(paper, applicant=replace(paper.applicant, name=name)), size=size)


def spooler(address: str, width: int = 80) -> ThermalSpooler:
    return ThermalSpooler(lambda: f"{NAME}|{address}|{width}")


def sent(player: Player, pdf: bytes, *, width: int = 80, line: Callable = on_network) -> str:
    with line(player) as address:
        return spooler(address, width).submit(pdf, printer=NAME, title="")


def refused(player: Player, pdf: bytes) -> EnvironmentProblem:
    with pytest.raises(EnvironmentProblem) as raised:
        sent(player, pdf)
    assert raised.value.params["printer"] == NAME
    return raised.value


@pytest.mark.parametrize(("size", "width"), [(Size.ROLL80, 80), (Size.ROLL58, 58)])
def test_the_printer_gets_the_paper_as_a_picture_and_cuts(size: Size, width: int) -> None:
    """C27: no letter of it depends on the printer's fonts; the code is read back from the dots."""
    player = Player()
    job = sent(player, receipt(size), width=width)
    (paper,) = player.papers
    assert (paper.width, player.bands, player.unknown) == (HEADS[width], [], b"")
    (code,) = zxingcpp.read_barcodes(paper)
    assert code.text == samples.QR_TEXT
    assert spooler("network:127.0.0.1:1").state(job) is Spooled.PRINTED


def test_rare_characters_and_mongolian_are_drawn() -> None:
    """C27: each rare character changes the picture; a missing one would be an equal box."""
    pictures = set()
    for name in (*samples.RARE_NAME, "ᠪᠠᠶᠠᠷ", " "):
        player = Player()
        sent(player, receipt(name=name))
        pictures.add(player.papers[0].tobytes())
    assert len(pictures) == len(set(samples.RARE_NAME)) + 2


def test_what_is_sent_is_what_the_preview_shows() -> None:
    pdf = receipt()
    player = Player()
    sent(player, pdf)
    (page,) = page_images(pdf, dpi=DPI)
    shown = Image.frombuffer(
        "RGB", (page.width, page.height), page.rgb, "raw", "RGB", page.stride, 1
    )
    difference = ImageChops.difference(shown.convert("L"), player.papers[0])
    assert max(difference.histogram()[160:]) == 0  # only the grey of edges became black or white
    assert player.papers[0].histogram()[0] > 20_000


def test_every_copy_is_cut_off() -> None:
    paper = samples.receipt()
    player = Player()
    issue = replace(paper.issue, copies=2)
    sent(player, render_receipt(replace(paper, issue=issue), size=Size.ROLL80))
    assert len(player.papers) == 2


def test_a_printer_that_says_nothing_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.printing.thermal._ANSWER_SECONDS", 0.1)
    player = Player(talks=False)
    assert sent(player, receipt()) == ""
    assert len(player.papers) == 1


def test_a_printer_that_does_not_say_when_it_is_done_has_confirmed_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It stands well and still has the paper before it: it may run out yet."""
    monkeypatch.setattr("helpdesk.printing.thermal._OUT_SECONDS", 0.1)
    monkeypatch.setattr("helpdesk.printing.thermal._SLOWEST", 1e6)
    assert sent(Player(ends=False), receipt()) == ""


def test_a_printer_without_paper_gets_nothing() -> None:
    """C28: said before the first byte of the paper."""
    player = Player(paper_for=0)
    assert refused(player, receipt()).code == "printer-empty"
    assert (player.papers, player.bands) == ([], [])


def test_an_open_cover_is_said() -> None:
    assert refused(Player(open=True), receipt()).code == "printer-empty"


def test_paper_that_ends_in_the_middle_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.printing.thermal._OUT_SECONDS", 0.1)
    monkeypatch.setattr("helpdesk.printing.thermal._SLOWEST", 1e6)
    player = Player(paper_for=2)
    assert refused(player, receipt()).code == "printer-empty"


@pytest.mark.parametrize("talks", [True, False])
def test_a_printer_that_vanishes_in_the_middle(talks: bool) -> None:
    player = Player(talks=talks, dies_at=20_000)
    assert refused(player, receipt()).code == "printer-failed"


def test_a_printer_that_is_not_there() -> None:
    with on_network(Player()) as address:
        pass
    for where in (address, "serial:/dev/tty-none:9600", "usb:0000:ffff"):
        with pytest.raises(EnvironmentProblem, match="printer-missing"):
            spooler(where).submit(receipt(), printer=NAME, title="")
    with pytest.raises(EnvironmentProblem, match="printer-missing"):
        spooler(address).submit(receipt(), printer="另一台", title="")


def test_a_paper_wider_than_the_roll_is_refused() -> None:
    player = Player()
    with pytest.raises(Problem, match="printer-narrow"):
        sent(player, receipt(Size.ROLL80), width=58)
    with pytest.raises(Problem, match="printer-narrow"):
        sent(player, receipt(Size.A5))
    assert player.taken == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_serial_printer() -> None:
    player = Player()
    assert sent(player, receipt(Size.ROLL58), width=58, line=on_serial)
    (code,) = zxingcpp.read_barcodes(player.papers[0])
    assert code.text == samples.QR_TEXT


def test_a_usb_printer_by_the_ends_that_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    player = Player()
    monkeypatch.setattr("usb.core.find", lambda **asked: UsbPrinter(player, asked))
    spooler("usb:04b8:0e15").submit(receipt(), printer=NAME, title="")
    (code,) = zxingcpp.read_barcodes(player.papers[0])
    assert code.text == samples.QR_TEXT


def test_the_dots_are_as_wide_as_the_head() -> None:
    for size, width in ((Size.ROLL80, 80), (Size.ROLL58, 58)):
        (page,) = page_images(receipt(size), dpi=DPI)
        assert raster(page).width == HEADS[width]
