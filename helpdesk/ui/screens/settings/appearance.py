"""How the window looks at this computer: language, colours, size of type; shown at once. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from helpdesk.i18n import _, language
from helpdesk.ui.presenting import Settings
from helpdesk.ui.screens.settings.locked import locked_note
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Panel

LANGUAGE, DARK, BIG = "language", "dark", "big_type"  # settings
_YES, _NO = "1", "0"
# Each in its own words: whoever took the wrong one still finds theirs.
LANGUAGES = (("zh_CN", "中文"), ("en", "English"))


class AppearancePanel(Panel):
    """`changed` draws the window anew; what was typed elsewhere is kept as a draft."""

    def __init__(
        self, settings: Settings, *, changed: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Appearance"), parent=parent)
        self._settings, self._changed = settings, changed
        self.rows: dict[str, ChoiceRow] = {}
        self._add(LANGUAGE, "语言 Language", list(LANGUAGES), settings.get(LANGUAGE) or language())
        colours = [(_NO, _("Light")), (_YES, _("Dark"))]
        self._add(DARK, _("Colours"), colours, settings.get(DARK) or _NO)
        sizes = [(_NO, _("Normal")), (_YES, _("Large"))]
        self._add(BIG, _("Size of type"), sizes, settings.get(BIG) or _NO)
        self.body.addWidget(locked_note(settings, *self.rows))

    def _add(self, key: str, words: str, choices: list[tuple[str, str]], chosen: str) -> None:
        row = self.rows[key] = ChoiceRow(words, choices)
        known = [value for value, _words in choices]
        row.set_value(chosen if chosen in known else known[0])
        row.setEnabled(not self._settings.locked(key))
        row.chosen.connect(lambda value: self._choose(key, value))
        self.body.addWidget(Field(words, row))

    def _choose(self, key: str, value: str) -> None:
        self._settings.set(key, value)
        self._changed()
