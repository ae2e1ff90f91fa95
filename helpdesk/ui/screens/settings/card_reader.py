"""The settings screen's card reader: which driver, where it is, and a test. GUI thread."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from helpdesk.application.card_readers import Installed
from helpdesk.application.cards import CardFound
from helpdesk.domain.masking import mask_id, mask_name
from helpdesk.i18n import N_, _
from helpdesk.ui.card_reading import CardReading
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.screens.settings.locked import locked_note
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.text import paragraph

_NAMES = {"simulated": N_("Made-up cards, for practising")}


class CardReaderPanel(Panel):
    """Every change is kept at once; the test says what it read, masked."""

    def __init__(self, bench: Workbench, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(_("Card reader"), parent=parent)
        self._cards = bench.cards
        self._reading = CardReading(bench, keeps=False)
        text = _(
            "Readers that type like a keyboard, for cards or codes, work everywhere without being set. "
            "Others need their maker's driver."
        )
        self.driver = Field(_("Driver"), QComboBox())
        self.place = Field(
            _("Where it is (port, address or folder), if the driver asks"), QLineEdit()
        )
        self.place.editor.setMaxLength(300)
        self.test_button = SecondaryButton(_("Read a card to test"))
        self.test_button.clicked.connect(self._test)
        self.said = Note("", Tone.BLUE)
        self.said.hide()
        row = QWidget()
        flow = FlowLayout(row)
        flow.addWidget(self.test_button)
        self._locked = settings.locked("card_reader")
        note = locked_note(settings, "card_reader")
        for part in (paragraph(text, "secondary"), self.driver, self.place, note, row, self.said):
            self.body.addWidget(part)
        self.driver.editor.setMinimumWidth(tokens().length(240))
        self._show()
        self.driver.editor.activated.connect(self._keep)
        self.place.editor.editingFinished.connect(self._keep)

    def _show(self) -> None:
        driver, place = self._cards.chosen()
        box = self.driver.editor
        box.addItem(_("none"), "")
        installed = self._cards.installed()
        for each in installed:
            box.addItem(_words(each), each.name)
        if driver and all(each.name != driver for each in installed):
            box.addItem(_("{driver} (not installed any more)").format(driver=driver), driver)
        box.setCurrentIndex(box.findData(driver))
        self.place.editor.setText(place)
        self._allow()

    def _keep(self, *_value: object) -> None:
        self._cards.choose(str(self.driver.editor.currentData()), self.place.editor.text())
        self._allow()

    def _allow(self) -> None:
        chosen = bool(self.driver.editor.currentData())
        self.driver.setEnabled(not self._locked)
        self.place.setEnabled(chosen and not self._locked)
        self.test_button.setEnabled(chosen)

    def _test(self) -> None:
        self._keep()
        self._reading.read(self._read, failed=self._refused, ended=self._ended)
        if self._reading.waiting:
            self.test_button.set_words(_("Stop waiting"))
            self._say(_("Lay the card on the reader …"), Tone.BLUE)

    def _ended(self) -> None:
        self.test_button.set_words(_("Read a card to test"))
        self.said.hide()

    def _read(self, found: CardFound) -> None:
        card = found.card
        parts = [mask_name(card.name), mask_id(card.number), card.ethnic_group]
        parts.append(_("with photograph") if card.photo else _("without photograph"))
        words = _("Read: {what}. Nothing was recorded.")
        self._say(words.format(what=" · ".join(filter(None, parts))), Tone.GREEN)

    def _refused(self, words: str) -> None:
        self._say(words, Tone.RED)

    def _say(self, words: str, tone: Tone) -> None:
        self.said.set_state(words, tone)
        self.said.show()


def _words(driver: Installed) -> str:
    known = _(_NAMES[driver.name]) if driver.name in _NAMES else ""
    return known or _("{driver} ({package})").format(driver=driver.name, package=driver.package)
