"""Mongolian on papers: on or off at this computer, and what the city has sent of it. GUI thread."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from helpdesk.application.mongolian import missing
from helpdesk.i18n import _
from helpdesk.i18n.paper_texts import paper_texts
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.screens.settings.locked import locked_note
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import paragraph

_SETTING, _ON = "print.mongolian", "1"

Edition = Callable[[], tuple[int, Mapping[str, str]]]


class MongolianPanel(Panel):
    """`edition` answers the number of the city's words (0: none came) and Chinese -> Mongolian."""

    def __init__(
        self,
        bench: Workbench,
        settings: Settings,
        edition: Edition,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Mongolian on papers"), parent=parent)
        self._bench = bench
        self._edition = edition
        self._locked = settings.locked(_SETTING)
        text = _(
            "Residents' papers can carry Mongolian columns beside the Chinese. The words come from the"
            " city, from a certified translator; what has none stays Chinese alone."
        )
        self.on = QCheckBox(_("Print Mongolian beside the Chinese"))
        self.on.setChecked(settings.get(_SETTING) == _ON)
        self.on.toggled.connect(lambda on: settings.set(_SETTING, _ON if on else ""))
        self.state = paragraph("", "secondary")
        self.body.addWidget(paragraph(text, "secondary"))
        self.body.addWidget(self.on)
        self.body.addWidget(self.state)
        self.body.addWidget(locked_note(settings, _SETTING))

    def showEvent(self, event: QShowEvent) -> None:
        """What is here may have come with the last sync."""
        super().showEvent(event)
        self._bench.background.run(self._edition, done=self._show, key="mongolian")

    def _show(self, edition: tuple[int, Mapping[str, str]]) -> None:
        version, words = edition
        total = len(paper_texts())
        said = _("The city has not sent any Mongolian yet.")
        if version:
            said = _("Edition {version} of the city: {n} of {total} texts have Mongolian.").format(
                version=version, n=total - len(missing(words)), total=total
            )
        self.state.setText(said)
        self.on.setEnabled(not self._locked and (bool(version) or self.on.isChecked()))
