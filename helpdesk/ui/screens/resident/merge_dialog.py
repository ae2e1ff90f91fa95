"""Two records side by side: each part is chosen, then they are one person; or they are two. GUI thread."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton, QWidget

from helpdesk.application.audit import look_at_numbers
from helpdesk.application.lookalikes import Alike, differ_surely
from helpdesk.application.resident_merging import (
    BOTH,
    PARTS,
    follows_document,
    merge_residents,
    tell_apart,
)
from helpdesk.domain.masking import mask_id, mask_phone
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import Resident
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.alike import reason_text
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import CONTACTS, DOCUMENT_KINDS, NEEDS, SEXES, field_word, word
from helpdesk.ui.models.resident_lines import place_text
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.case.unmasking import UnmaskDialog
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton, SecondaryButton
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.text import label, paragraph

_ONE, _OTHER, _BOTH = range(3)


class MergeDialog(Sheet):
    """Of `pair` the first record is the one that stays in sight; whose values it has is chosen."""

    def __init__(
        self,
        bench: Workbench,
        pair: tuple[str, str],
        parent: QWidget,
        *,
        reasons: Sequence[Alike] = (),
    ) -> None:
        super().__init__(_("Are these the same person?"), _("Merge into one"), parent)
        self._bench, self._ids = bench, pair
        self._pair: tuple[Resident, Resident] | None = None
        self._counts = (0, 0)
        self._full = False
        self.choices: dict[str, QButtonGroup] = {}
        text = reason_text(reasons)
        words = _("Choose what is right in each line. Cases of both go to the merged resident.")
        self._why = Note(
            _("{reason}. {words}").format(reason=text, words=words) if text else words, Tone.BLUE
        )
        self._warning = Note("", Tone.RED)
        self._warning.hide()
        self._column = ScrollColumn()
        self._show = LinkButton(_("Show the full numbers (recorded)"))
        self._show.clicked.connect(self._ask_to_unmask)
        self.body.addWidget(self._why)
        self.body.addWidget(self._warning)
        self.body.addWidget(self._column, 1)
        self._two = SecondaryButton(_("Two different people"))
        self._two.clicked.connect(self._tell_apart)
        row = QHBoxLayout()
        row.addWidget(self._two)
        row.addWidget(self._show)
        row.addStretch(1)
        self.body.addLayout(row)
        self.confirm.setEnabled(False)
        self.resize(tokens().length(900), tokens().length(600))
        bench.background.run(self._read, done=self._show_pair, failed=self._refuse)

    def submit(self) -> None:
        """Merge as chosen."""
        if not self.confirm.isEnabled():
            return
        self.wait()
        one, other = self._ids
        taken = {part: group.checkedId() for part, group in self.choices.items()}
        self._bench.background.run(
            lambda: merge_residents(
                self._bench.session,
                one,
                other,
                other=[part for part, choice in taken.items() if choice == _OTHER],
                both=[part for part, choice in taken.items() if choice == _BOTH],
            ),
            done=lambda _nothing: self._merged(),
            failed=self._refuse,
        )

    # -- inside

    def _read(self) -> tuple[Resident, Resident, tuple[int, int]]:
        queries = self._bench.queries
        files = [queries.residents.file(each) for each in self._ids]
        if files[0] is None or files[1] is None:
            raise Problem("resident-unknown")
        one, other = files[0], files[1]
        return one.resident, other.resident, (one.case_count, other.case_count)

    def _show_pair(self, read: tuple[Resident, Resident, tuple[int, int]]) -> None:
        one, other, counts = read
        self._ids, self._pair, self._counts = (one.id, other.id), (one, other), counts
        differ = differ_surely(one.document_number, other.document_number)
        self._warning.set_state(
            _("They have two different ID numbers: almost certainly two people."), Tone.RED
        )
        self._warning.setVisible(differ)
        self._draw()
        self.confirm.setEnabled(True)

    def _draw(self) -> None:
        if self._pair is None:
            return
        chosen = {part: group.checkedId() for part, group in self.choices.items()}
        self.choices.clear()
        self._column.clear()
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(7)
        for column, stretch in ((1, 3), (2, 3), (3, 1)):
            grid.setColumnStretch(column, stretch)
        titles = (_("Record 1"), _("Record 2"))
        for column, (title, count) in enumerate(zip(titles, self._counts, strict=True), 1):
            cases = ngettext("{n} case", "{n} cases", count).format(n=count)
            grid.addWidget(label(f"{title} · {cases}", "heading"), 0, column)
        for row, part in enumerate(PARTS, 1):
            self._add_part(grid, row, part, self._pair, chosen.get(part, -1))
        self._column.body.addWidget(table)
        self._column.body.addStretch(1)
        self._order()
        self._follow()

    def _order(self) -> None:
        """Tab goes from line to line, then to the buttons."""
        lines = [button for group in self.choices.values() for button in group.buttons()]
        for before, after in pairwise((*lines, self._two, self._show, self._leave, self.confirm)):
            QWidget.setTabOrder(before, after)

    def _add_part(
        self,
        grid: QGridLayout,
        row: int,
        part: str,
        pair: tuple[Resident, Resident],
        chosen: int,
    ) -> None:
        one, other = self._text(pair[0], part), self._text(pair[1], part)
        grid.addWidget(label(field_word(part), "secondary"), row, 0)
        if all(getattr(pair[0], name) == getattr(pair[1], name) for name in PARTS[part]):
            grid.addWidget(paragraph(one or "—", "body"), row, 1, 1, 2)
            return
        group = self.choices[part] = QButtonGroup(grid.parentWidget())
        texts = [one, other, _("both") if part in BOTH and one and other else ""]
        for choice, text in enumerate(texts):
            if choice == _BOTH and not text:
                continue
            button = QRadioButton(text or _("nothing"))
            button.setAccessibleName(f"{field_word(part)}: {text or _('nothing')}")
            group.addButton(button, choice)
            grid.addWidget(button, row, choice + 1)
        usual = _BOTH if texts[_BOTH] else (_ONE if one else _OTHER)
        group.button(usual if chosen < 0 else chosen).setChecked(True)
        group.idToggled.connect(partial(self._chosen, part))

    def _chosen(self, part: str, _id: int, checked: bool) -> None:
        if checked and part == "document_number":
            self._follow()

    def _follow(self) -> None:
        """Birth and sex are no choice where a resident ID says them."""
        group = self.choices.get("birth")
        if group is None or self._pair is None:
            return
        document = self.choices.get("document_number")
        other = {"document_number"} if document and document.checkedId() == _OTHER else set()
        follows = follows_document(*self._pair, other=other)
        for button in group.buttons():
            button.setEnabled(not follows)
        if follows:
            group.button(_OTHER if other else _ONE).setChecked(True)

    def _text(self, resident: Resident, part: str) -> str:
        match part:
            case "document_number":
                number = resident.document_number
                shown = number if self._full else mask_id(number)
                return f"{word(DOCUMENT_KINDS, resident.document_kind)} {shown}".strip()
            case "birth":
                birth = resident.birth.isoformat() if resident.birth else ""
                return " · ".join(filter(None, (birth, word(SEXES, resident.sex))))
            case "address":
                divisions = self._bench.session.reference.divisions
                return f"{place_text(divisions, resident.division)} {resident.address}".strip()
            case "phones":
                return _(", ").join(self._phone(resident, each) for each in resident.phones)
            case "needs":
                return _(", ").join(word(NEEDS, need) for need in resident.needs)
            case "household":
                name = resident.household[-4:].upper()
                return _("Household {name}").format(name=name) if name else ""
            case "consent":
                given = (resident.consent, resident.sensitive_consent)
                names = (field_word("consent"), field_word("sensitive_consent"))
                return _(", ").join(n for n, yes in zip(names, given, strict=True) if yes)
            case "preferred_contact":
                return word(CONTACTS, resident.preferred_contact)
            case _:
                return str(getattr(resident, part))

    def _phone(self, resident: Resident, phone: str) -> str:
        shown = phone if self._full else mask_phone(phone)
        if phone in resident.neighbour_phones:
            return _("{phone} (a neighbour's)").format(phone=shown)
        return shown

    def _ask_to_unmask(self) -> None:
        session = self._bench.session

        def look(reason: str) -> None:
            for each in self._ids:
                look_at_numbers(session, each, reason=reason)

        def record(reason: str, *, done: partial[None], failed: partial[None]) -> None:
            self._bench.background.run(
                lambda: look(reason),
                done=lambda _nothing: done(),
                failed=lambda problem: failed(sentence(problem)),
            )

        UnmaskDialog(self, record=record, shown=self._unmasked).open()

    def _unmasked(self) -> None:
        self._full = True
        self._show.hide()
        self._draw()

    def _tell_apart(self) -> None:
        one, other = self._ids
        self._bench.background.run(
            lambda: tell_apart(self._bench.session, one, other),
            done=lambda _nothing: self.accept(),
            failed=self._refuse,
        )

    def _merged(self) -> None:
        self.accept()
        navigator = self._bench.navigator
        navigator.say(
            _("The two records are one resident now. “Merged records” on the page undoes it."),
            tone="success",
        )
        navigator.open_resident(self._ids[0])

    def _refuse(self, problem: Problem) -> None:
        self.fail(sentence(problem))
