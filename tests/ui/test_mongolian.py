"""Mongolian script is joined on the screen as it is written, with our own font."""

import pytest
from PySide6.QtGui import QFont, QTextLayout
from PySide6.QtWidgets import QApplication

from helpdesk.ui import fonts
from helpdesk.ui.theme import tokens

THREE = "\u182a\u1824\u1824"  # three letters, no word


def glyphs(text: str, font: QFont) -> tuple[list[int], set[str]]:
    """What is really drawn, and with which fonts."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    return [g for run in runs for g in run.glyphIndexes()], {r.rawFont().familyName() for r in runs}


@pytest.mark.parametrize("text", [THREE, f"包玉兰 {THREE}"])
def test_letters_take_the_forms_of_their_place(qapp: QApplication, text: str) -> None:
    font = fonts.application_font(tokens())
    drawn, families = glyphs(text, font)
    alone = [glyph for letter in text for glyph in glyphs(letter, font)[0]]
    assert "Noto Sans Mongolian" in families
    assert families <= set(fonts.FAMILIES)
    assert 0 not in drawn
    assert drawn != alone
