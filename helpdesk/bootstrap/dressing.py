"""The look of the process, as the settings say: language, colours, size of type. GUI thread."""

import sys

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from helpdesk.bootstrap import memory
from helpdesk.bootstrap.settings import Settings
from helpdesk.i18n import set_language
from helpdesk.ui import fonts, qt_texts, theme, tokens
from helpdesk.ui.actions import Composition


def application(settings: Settings) -> QApplication:
    """The one QApplication of the process, dressed as the settings say."""
    memory.share()
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("helpdesk")
    if app.findChild(Composition) is None:
        Composition(app)  # also before there is a window with actions
    fonts.load_first()
    dress(app, settings)
    return app


def dress(app: QCoreApplication | None, settings: Settings) -> None:
    """Language, colours and type of the settings, now. What is built already keeps its words and lengths."""
    set_language(settings.get("language") or None)
    qt_texts.follow_language()
    look = tokens.chosen(dark=settings.get("dark") == "1", big_type=settings.get("big_type") == "1")
    if isinstance(app, QApplication):
        theme.apply(app, look)
