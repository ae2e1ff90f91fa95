"""Puts tokens on the running application: palette, font and style sheet at once. GUI thread."""

from functools import lru_cache
from string import Template

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from helpdesk.ui import fonts, resources
from helpdesk.ui.tokens import LIGHT, Tokens

_PROPERTY = "helpdesk.tokens"


def apply(application: QApplication, tokens: Tokens) -> None:
    """Gives the application this look, now; open windows redraw themselves."""
    application.setProperty(_PROPERTY, tokens)
    application.setStyle("Fusion")
    application.setPalette(palette(tokens))
    application.setFont(fonts.application_font(tokens))
    application.setStyleSheet(style_sheet(tokens))


def tokens() -> Tokens:
    """The look of the running application, for what is painted by hand; ask for it when painting."""
    application = QApplication.instance()
    current = application.property(_PROPERTY) if application else None
    return current if isinstance(current, Tokens) else LIGHT


@lru_cache(maxsize=4)
def style_sheet(look: Tokens) -> str:
    """The one style sheet, its `$token` places filled. Raises KeyError for an unknown token."""
    text = (resources.folder() / "styles" / "helpdesk.qss").read_text(encoding="utf-8")
    icons = (resources.folder() / "icons").as_posix()
    # Style sheets measure inside the border: 1 px at rest, 2 px in focus.
    inner, focused = look.field - 2, look.field - 4
    return Template(text).substitute(
        look.as_mapping(), icons=icons, field_inner=inner, field_focus=focused
    )


def palette(look: Tokens) -> QPalette:
    """The same colours for what style sheets do not reach: selection, links, tool tips."""
    role = QPalette.ColorRole
    colours = {
        role.Window: look.ground,
        role.WindowText: look.ink,
        role.Base: look.panel,
        role.AlternateBase: look.hover,
        role.Text: look.ink,
        role.PlaceholderText: look.placeholder,
        role.Button: look.panel,
        role.ButtonText: look.ink,
        role.ToolTipBase: look.panel,
        role.ToolTipText: look.ink,
        role.Highlight: look.brand,
        role.HighlightedText: look.on_brand,
        role.Link: look.brand_ink,
    }
    result = QPalette()
    for each, colour in colours.items():
        result.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, each, QColor(look.disabled))
    return result


def mark(widget: QWidget, name: str, value: object) -> None:
    """Sets a dynamic property that the style sheet looks at, and lets the widget take its new look."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    QWidget.update(widget)  # until PySide6 6.8 an item view's own `update` wants an index
