"""Recording a resident and putting their data right: every field with its check beside it. GUI thread."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from helpdesk.application.lookalikes import traits_of
from helpdesk.application.resident_queries import Lookalike
from helpdesk.application.residents import change_resident, read_date, record_resident
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import EDITABLE, DocumentKind, Need, Resident
from helpdesk.i18n import _
from helpdesk.i18n.alike import reason_text
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import CONTACTS, DOCUMENT_KINDS, NEEDS, SEXES, word
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake import resident_form as form
from helpdesk.ui.screens.intake.picker import Picker
from helpdesk.ui.screens.intake.places import Places
from helpdesk.ui.screens.intake.resident_form_view import NotedField
from helpdesk.ui.screens.resident.card_filling import CardFilling
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.text import label

_PHONES = 3
_SIMILAR = 3  # residents who look alike that are named


class ResidentDialog(Sheet):
    """With `known` it changes a resident, else it records one, begun with what was `searched` for;
    `saved` is told the id."""

    def __init__(
        self,
        bench: Workbench,
        parent: QWidget,
        *,
        known: Resident | None = None,
        searched: str = "",
        saved: Callable[[str], object] = lambda _id: None,
    ) -> None:
        title = _("Put data right") if known else _("New resident")
        super().__init__(title, _("Save"), parent)
        self._bench, self._known, self._saved = bench, known, saved
        session = bench.session
        self._places = Places(session.reference.divisions, desk=session.desk.code)
        self._division = ""
        self._derived: dict[str, str] = {}
        self._make_editors()
        self.cards = CardFilling(
            bench,
            self,
            put=self._put,
            number=self.lines[form.NUMBER].editor.text,
            owned=known is not None,
        )
        self._compose()
        self._fill(known or self._begun(searched))
        self._connect()
        self.check()
        self.lines[form.NAME].setFocus()
        bench.background.run(self._places.prepare)

    # -- making

    def _make_editors(self) -> None:
        self.lines = {
            form.NAME: NotedField(_("Name")),
            form.NUMBER: NotedField(_("Document number")),
            form.BIRTH: NotedField(_("Birth date")),
            "ethnic_group": NotedField(_("Ethnic group")),
            "mongolian_name": NotedField(_("Mongolian name")),
            form.ADDRESS: NotedField(_("Address")),
        }
        self.kind = Field(_("Kind of document"), QComboBox())
        for kind in DocumentKind:
            self.kind.editor.addItem(word(DOCUMENT_KINDS, kind), kind.value)
        self.sex = Field(_("Sex"), ChoiceRow(_("Sex"), [(s, word(SEXES, s)) for s in SEXES]))
        self.place = Picker(_("Village or community"), rows=4)
        self.phones = [NotedField(_("Telephone {n}").format(n=n + 1)) for n in range(_PHONES)]
        self.neighbours = [QCheckBox(_("a neighbour's")) for _n in range(_PHONES)]
        for number, box in enumerate(self.neighbours, 1):
            box.setAccessibleName(_("Telephone {n} is a neighbour's").format(n=number))
        self.contact = Field(_("Notify by"), QComboBox())
        self.contact.editor.setEditable(True)
        self.contact.editor.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.contact.editor.addItem("", "")
        for code in CONTACTS:
            self.contact.editor.addItem(word(CONTACTS, code), code)
        self.needs = {need: QCheckBox(word(NEEDS, need)) for need in Need}
        self.consent = QCheckBox(_("Consents to the use of their data for their cases"))
        self.sensitive = QCheckBox(
            _("Consents separately to the use of sensitive data (ID number, health, money, minors)")
        )
        self._alike = Note("", Tone.AMBER)
        self._open_alike = LinkButton(_("Open that resident instead"))
        self._first_alike = ""
        self._alike.hide()
        self._open_alike.hide()

    def _compose(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        lines, top = self.lines, Qt.AlignmentFlag.AlignTop
        rows: tuple[tuple[QWidget, ...], ...] = (
            (lines[form.NAME], lines["mongolian_name"], lines["ethnic_group"]),
            (self.kind, lines[form.NUMBER], self.sex),
            (lines[form.BIRTH], self.place, lines[form.ADDRESS]),
            tuple(map(_stacked, self.phones, self.neighbours)),
        )
        for row, widgets in enumerate(rows):
            for column, widget in enumerate(widgets):
                grid.addWidget(widget, row, column, top)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        needs = QHBoxLayout()
        needs.setSpacing(18)
        for box in self.needs.values():
            needs.addWidget(box)
        needs.addStretch(1)
        content = ScrollColumn()
        content.body.addLayout(grid)
        content.body.addWidget(self.contact)
        content.body.addWidget(label(_("Needs"), "secondary"))
        content.body.addLayout(needs)
        content.body.addWidget(
            label(_("Consent, recorded with your name and the time"), "secondary")
        )
        content.body.addWidget(self.consent)
        content.body.addWidget(self.sensitive)
        content.body.addStretch(1)
        self.body.addWidget(self.cards)
        self.body.addWidget(self._alike)
        self.body.addWidget(self._open_alike, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(content, 1)
        self.resize(tokens().length(880), tokens().length(640))

    def _connect(self) -> None:
        for name, field in self.lines.items():
            field.editor.textEdited.connect(partial(self._typed, name))
        for phone in self.phones:
            phone.editor.textEdited.connect(partial(self._typed, form.PHONE))
        self.kind.editor.activated.connect(lambda _n: self._typed(form.NUMBER, ""))
        self.sex.editor.chosen.connect(partial(self._typed, form.SEX))
        self.place.typed.connect(self._find_place)
        self.place.picked.connect(self._take_place)
        self._open_alike.clicked.connect(self._go_to_alike)

    def _begun(self, searched: str) -> Resident:
        values = form.prefilled(searched)
        desk = self._bench.session.desk.code
        known = self._bench.session.reference.divisions.find(desk)
        return Resident(
            id="",
            name=values.get(form.NAME, ""),
            document_kind=DocumentKind.RESIDENT_ID,
            document_number=values.get(form.NUMBER, ""),
            phones=tuple(filter(None, (values.get(form.PHONE, ""),))),
            division=desk if known else "",
        )

    def _fill(self, resident: Resident) -> None:
        for name, field in self.lines.items():
            value = getattr(resident, name)
            field.editor.setText("" if value is None else str(value))
        self.kind.editor.setCurrentIndex(self.kind.editor.findData(resident.document_kind.value))
        self.sex.editor.set_value(resident.sex if resident.sex in SEXES else "")
        for place, phone in enumerate(resident.phones[:_PHONES]):
            self.phones[place].editor.setText(phone)
            self.neighbours[place].setChecked(phone in resident.neighbour_phones)
        divisions = self._bench.session.reference.divisions
        self._division = resident.division
        if divisions.find(resident.division):
            self.place.set_text(divisions.label(resident.division))
        self.contact.editor.setCurrentText(word(CONTACTS, resident.preferred_contact))
        for need, box in self.needs.items():
            box.setChecked(need in resident.needs)
        self.consent.setChecked(resident.consent)
        self.sensitive.setChecked(resident.sensitive_consent)

    def _put(self, values: dict[str, str]) -> None:
        """What a card says; a field that it leaves open stays."""
        for name, field in self.lines.items():
            if name in values:
                field.editor.setText(values[name])
        kind = self.kind.editor.findData(values.get(form.KIND, ""))
        self.kind.editor.setCurrentIndex(max(0, kind))
        self.sex.editor.set_value(values.get(form.SEX, ""))
        if form.DIVISION in values:
            self._division = values[form.DIVISION]
            self.place.set_text(values[form.DIVISION_TEXT])
        self._derived = {}
        self._typed(form.NAME, "")

    # -- while somebody types

    def check(self) -> None:
        """Sentences at the fields; empty ones are missing, not wrong."""
        values, today = self._values(), self._bench.session.clock.now().local.date()
        checked = form.check_form(values, today=today)
        for name, field in self.lines.items():
            field.set_error(checked.errors.get(name, ""))
            field.set_note(checked.notes.get(name, ""))
        self.sex.set_error(checked.errors.get(form.SEX, ""))
        typing = self.place.edit.hasFocus()
        self.place.set_error("" if typing else checked.errors.get(form.DIVISION, ""))
        for phone in self.phones:
            one = form.check_form({form.PHONE: phone.editor.text()}, today=today)
            phone.set_error(one.errors.get(form.PHONE, ""))
            phone.set_note(one.notes.get(form.PHONE, ""))

    def _typed(self, name: str, _text: str) -> None:
        if name == form.NUMBER:
            self._derive()
        self.check()
        self._look_alike()

    def _derive(self) -> None:
        """Birth and sex from the ID number, where nothing else was typed."""
        today = self._bench.session.clock.now().local.date()
        derived = dict(form.check_form(self._values(), today=today).derived)
        birth, sex = self.lines[form.BIRTH].editor, self.sex.editor
        if birth.text() in ("", self._derived.get(form.BIRTH, "")):
            birth.setText(derived.get(form.BIRTH, ""))
        if (sex.value() or "") in ("", self._derived.get(form.SEX, "")):
            sex.set_value(derived.get(form.SEX, ""))
        self._derived = derived

    def _values(self) -> dict[str, str]:
        values = {name: field.editor.text() for name, field in self.lines.items()}
        return values | {
            form.KIND: str(self.kind.editor.currentData()),
            form.SEX: self.sex.editor.value() or "",
            form.DIVISION: self._division,
            form.DIVISION_TEXT: self.place.edit.text(),
        }

    def _find_place(self, text: str) -> None:
        self._division = ""
        self._bench.background.run(
            lambda: self._places.find(text),
            done=lambda lines: self.place.show_lines(text, lines),
            key="resident-places",
        )

    def _take_place(self, code: str) -> None:
        self._division = code
        self.place.set_text(self._bench.session.reference.divisions.label(code))
        self.place.list.hide()
        self.lines[form.ADDRESS].setFocus()
        self.check()

    def _look_alike(self) -> None:
        try:
            traits = traits_of(self._resident())
        except Problem:
            return
        apart = {self._known.id, *self._known.apart} if self._known else set()

        def find() -> Sequence[Lookalike]:
            found = self._bench.queries.residents.lookalikes(traits, limit=_SIMILAR + len(apart))
            return [each for each in found if each.row.id not in apart][:_SIMILAR]

        self._bench.background.run(find, done=self._show_alike, key="resident-alike")

    def _show_alike(self, found: Sequence[Lookalike]) -> None:
        words = _("Possibly recorded already: {name} ({why})")
        self._alike.set_state(
            "\n".join(
                words.format(name=each.row.name, why=reason_text(each.reasons)) for each in found
            ),
            Tone.AMBER,
        )
        self._first_alike = found[0].row.id if found else ""
        self._alike.setVisible(bool(found))
        self._open_alike.setVisible(bool(found))

    def _go_to_alike(self) -> None:
        self.accept()
        self._bench.navigator.open_resident(self._first_alike)

    # -- saving

    def _resident(self) -> Resident:
        """What was typed. Raises Problem `date-impossible`."""
        phones = [each.editor.text().strip() for each in self.phones]
        theirs = [
            p for p, box in zip(phones, self.neighbours, strict=True) if p and box.isChecked()
        ]
        contact = self.contact.editor.currentText().strip()
        codes = {word(CONTACTS, code): code for code in CONTACTS}
        number = self.lines[form.NUMBER].editor.text().strip()
        kind = DocumentKind(self.kind.editor.currentData())
        if not number and kind is DocumentKind.RESIDENT_ID:
            kind = DocumentKind.NONE
        base = self._known or Resident(id="", name="")
        return replace(
            base,
            name=self.lines[form.NAME].editor.text(),
            document_kind=kind,
            document_number=number,
            sex=self.sex.editor.value() or "",
            ethnic_group=self.lines["ethnic_group"].editor.text().strip(),
            birth=read_date(self.lines[form.BIRTH].editor.text()),
            division=self._division,
            address=self.lines[form.ADDRESS].editor.text(),
            phones=tuple(filter(None, phones)),
            neighbour_phones=tuple(theirs),
            needs=tuple(need for need, box in self.needs.items() if box.isChecked()),
            preferred_contact=codes.get(contact, contact),
            consent=self.consent.isChecked(),
            sensitive_consent=self.sensitive.isChecked(),
            mongolian_name=self.lines["mongolian_name"].editor.text(),
        )

    def submit(self) -> None:
        """Save, or say what is wrong at its field."""
        if not self.confirm.isEnabled():
            return
        if self.place.edit.text().strip() and not self._division:
            self.place.set_error(_("Choose the place from the list."))
            self.place.edit.setFocus()
            return
        try:
            wanted = self._resident()
        except Problem as problem:
            self._refuse(problem)
            return
        self.wait()
        session, known, photo = self._bench.session, self._known, self.cards.photo

        def save() -> str:
            if known is None:
                return record_resident(session, wanted, photo=photo)
            changes = {
                name: getattr(wanted, name)
                for name in sorted(EDITABLE)
                if getattr(wanted, name) != getattr(known, name)
            }
            change_resident(session, known.id, changes, photo=photo)
            return known.id

        self._bench.background.run(save, done=self._done, failed=self._refuse)

    def _done(self, resident_id: str) -> None:
        self.accept()
        self._saved(resident_id)

    def _refuse(self, problem: Problem) -> None:
        name, words = form.field_of(problem), sentence(problem)
        field = self.lines.get(name)
        if name == form.PHONE:
            field = self.phones[0]
        self.fail("" if field else words)
        if field is not None:
            field.set_error(words)
            field.editor.setFocus()


def _stacked(field: Field[QLineEdit], box: QCheckBox) -> QWidget:
    body = field.layout()
    assert body is not None
    body.addWidget(box)
    return field
