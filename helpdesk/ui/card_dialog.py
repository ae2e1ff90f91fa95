"""A card that says something else than the record: side by side, and a person decides. GUI thread."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton, QWidget

from helpdesk.application.cards import CardFound, Difference, take_from_card
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import SEXES, field_word, word
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.sheet import Sheet, while_open
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.portrait import Portrait
from helpdesk.ui.widgets.text import label, paragraph

RECORDED, CARD = range(2)


class CardDialog(Sheet):
    """What was typed once wins nothing by itself: each field is chosen, Esc changes nothing.

    A card is right about a person; where somebody lives now it may not know.
    """

    def __init__(
        self,
        bench: Workbench,
        found: CardFound,
        parent: QWidget,
        *,
        taken: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(_("The card says something else"), _("Record what is chosen"), parent)
        self._bench, self._found, self._taken = bench, found, taken
        self.choices: dict[str, QButtonGroup] = {}
        words = _("Choose what is right in each line. Esc leaves the record as it is.")
        self.body.addWidget(Note(words, Tone.AMBER))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._table(), 1)
        portrait = Portrait()
        portrait.load(bench, found.photo.sha256 if found.photo else "")
        row.addWidget(portrait)
        self.body.addLayout(row, 1)
        self.resize(tokens().length(760), tokens().length(320))
        first = next((group.checkedButton() for group in self.choices.values()), None)
        if first is not None:
            first.setFocus()

    def submit(self) -> None:
        """Record the chosen ones, and the photograph."""
        if not self.confirm.isEnabled():
            return
        chosen = {name for name, group in self.choices.items() if group.checkedId() == CARD}
        fields = {each.field: each.card for each in self._found.differences if each.field in chosen}
        self.wait()
        self._bench.background.run(
            lambda: take_from_card(self._bench.session, self._found, fields),
            done=while_open(self, self._recorded),
            failed=while_open(self, self._refused),
        )

    def _table(self) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(label(_("Recorded"), "heading"), 0, 1)
        grid.addWidget(label(_("On the card"), "heading"), 0, 2)
        for row, each in enumerate(self._found.differences, 1):
            self._add(grid, row, each)
        grid.setRowStretch(len(self._found.differences) + 1, 1)
        return table

    def _add(self, grid: QGridLayout, row: int, each: Difference) -> None:
        name = field_word(each.field)
        grid.addWidget(label(name, "secondary"), row, 0)
        group = self.choices[each.field] = QButtonGroup(grid.parentWidget())
        for choice, value in ((RECORDED, each.recorded), (CARD, each.card)):
            words = word(SEXES, value) if each.field == "sex" else value
            button = QRadioButton()
            button.setAccessibleName(f"{name}: {words or _('nothing')}")
            group.addButton(button, choice)
            said = paragraph(words or _("nothing"), "body")
            said.mousePressEvent = partial(_press, button)  # type: ignore[method-assign]
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(button)
            line.addWidget(said, 1)
            grid.addLayout(line, row, choice + 1)
        keeps = each.field == "address" and each.recorded
        group.button(RECORDED if keeps else CARD).setChecked(True)

    def _recorded(self, _nothing: object) -> None:
        self.accept()
        self._taken()

    def _refused(self, problem: Problem) -> None:
        self.fail(sentence(problem))


def compare_card(
    bench: Workbench, found: CardFound, parent: QWidget, *, changed: Callable[[], object]
) -> None:
    """Ask at once where the record says something else; offer what it only lacks."""

    def recorded() -> None:
        bench.navigator.say(_("Recorded as on the card."), tone="success", topic="card")
        changed()

    def add() -> None:
        fields = {each.field: each.card for each in found.differences}
        bench.background.run(
            lambda: take_from_card(bench.session, found, fields), done=lambda _nothing: recorded()
        )

    if found.contradicts:
        CardDialog(bench, found, parent, taken=recorded).open()
    elif found.adds:
        names = [field_word(each.field) for each in found.differences]
        names += (
            [_("Photograph")]
            if found.photo and not (found.resident and found.resident.photo)
            else []
        )
        text = _("The card says more than is recorded: {fields}.")
        bench.navigator.say(
            text.format(fields=_(", ").join(names)), action=_("Add it"), do=add, topic="card"
        )


def _press(button: QRadioButton, _event: object) -> None:
    button.click()
