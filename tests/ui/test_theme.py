"""Tokens, style sheet, fonts and icons."""

import re
import time

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QRawFont
from PySide6.QtWidgets import QApplication, QLabel

from helpdesk.ui import actions, fonts, icons, resources, theme
from helpdesk.ui.tokens import DARK, LIGHT, TEXT_ON_GROUND, Tokens, chosen, contrast


def test_contrast_is_wcags() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_every_text_is_readable_on_its_ground(look: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(look, ink), getattr(look, ground)) >= 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_the_focus_ring_stands_out_from_its_ground(look: Tokens) -> None:
    for ring, ground in (("focus", "panel"), ("focus", "ground"), ("focus_on_brand", "brand")):
        assert contrast(getattr(look, ring), getattr(look, ground)) >= 3


def test_the_design_s_tokens() -> None:
    assert (LIGHT.ink, LIGHT.muted, LIGHT.line) == ("#1c2730", "#5d6b76", "#dde3e7")
    assert (LIGHT.body, LIGHT.small, LIGHT.title, LIGHT.figure) == (15, 13, 20, 26)
    assert (LIGHT.row, LIGHT.field, LIGHT.button) == (40, 34, 36)


def test_the_city_s_console_has_the_same_colours() -> None:
    """Two style sheets, one design: by day and by night."""
    folder = resources.folder().parent / "helpdesk" / "server" / "console" / "static"
    text = (folder / "console.css").read_text(encoding="utf-8")
    day, night, _on_paper = re.findall(r":root {(.*?)}", text, flags=re.DOTALL)
    for look, block in ((LIGHT, day), (DARK, night)):
        named = re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)
        assert len(named) > 30
        assert {n: getattr(look, n.replace("-", "_")) for n, _colour in named} == dict(named)
    rules = text.split("/* Rail and content */")[1].split("@media print")[0]
    assert not re.findall(r"#[0-9a-f]{3,6}\b", rules.split("<svg")[0] + rules.split("/svg>")[1])


def test_big_type_is_larger_by_three_tenths() -> None:
    big = chosen(big_type=True)
    assert (big.body, big.small, big.title) == (20, 17, 26)


def test_the_style_sheet_leaves_no_placeholder_and_finds_its_pictures() -> None:
    sheet = theme.style_sheet(LIGHT)
    body = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    assert "$" not in body
    for path in re.findall(r"url\(([^)]+)\)", body):
        assert (resources.folder() / "icons" / path.rsplit("/", 1)[1]).is_file()


def test_a_label_takes_the_new_look_at_once(qapp: QApplication, qtbot) -> None:
    label = QLabel("居民")
    qtbot.addWidget(label)
    label.show()
    theme.apply(qapp, chosen(dark=True, big_type=True))
    assert theme.tokens().dark
    assert label.font().pixelSize() == 20
    assert label.palette().color(label.foregroundRole()).name() == DARK.ink


@pytest.mark.parametrize(
    "character",
    ["居", "\U00020000", "\U0002a700", "\U0002b820", "ᠮ"],
    ids=["common", "ext-B", "ext-C", "ext-E", "mongolian"],
)
def test_a_font_of_ours_has_the_character(character: str, loaded_fonts: None) -> None:
    def has(family: str) -> bool:
        raw = QRawFont.fromFont(QFont(family), QFontDatabase.WritingSystem.Any)
        return raw.familyName() == family and raw.supportsCharacter(ord(character))

    assert any(has(family) for family in fonts.FAMILIES)


def test_what_the_first_window_needs_loads_fast(qapp: QApplication) -> None:
    """Measured at 20 ms; the rare characters wait until the window is shown."""
    begin = time.process_time()
    fonts.load_first()
    assert time.process_time() - begin < 0.3


def test_every_action_s_icon_draws_in_the_colour_asked(qapp: QApplication) -> None:
    names = {action.icon for action in actions.ACTIONS if action.icon}
    for name in names | {"tick", "close", "error", "warning", "info", "empty", "user"}:
        image = icons.pixmap(name, "#ff0000", size=24).toImage()
        inks = {
            image.pixelColor(x, y).name()
            for x in range(24)
            for y in range(24)
            if image.pixelColor(x, y).alpha() > 250
        }
        assert inks == {"#ff0000"}, name


def test_an_icon_is_drawn_once(qapp: QApplication) -> None:
    first = icons.pixmap("today", "#123456", size=20)
    assert icons.pixmap("today", "#123456", size=20).cacheKey() == first.cacheKey()


def test_an_unknown_icon_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon", "#000000", size=16)
