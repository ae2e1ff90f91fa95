"""Who lives together: members added by search, each with what they are to the head. GUI thread."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from helpdesk.application.households import set_household
from helpdesk.application.list_rows import ResidentRow
from helpdesk.application.resident_queries import ResidentFile
from helpdesk.domain.masking import mask_id
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import Relation
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import RELATIONS, word
from helpdesk.ui.models.resident_lines import about_row
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.resident.people import PeoplePicker
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.text import label


class HouseholdDialog(Sheet):
    """The household of a resident; those at the same address are offered."""

    def __init__(self, bench: Workbench, resident: str, parent: QWidget) -> None:
        super().__init__(_("Household"), _("Save"), parent)
        self._bench, self._resident = bench, resident
        self._household = ""
        self._before: tuple[str, ...] = ()
        self.members: dict[str, tuple[ResidentRow, QComboBox]] = {}
        self._offered: Sequence[ResidentRow] = ()
        hint = _(
            "One is the head of the household. Whoever is added leaves the household they were in."
        )
        self.body.addWidget(Note(hint, Tone.BLUE))
        self._column = ScrollColumn()
        self.body.addWidget(self._column, 1)
        self.picker = PeoplePicker(bench, _("Add somebody"), taken=self._add)
        self.body.addWidget(self.picker)
        self.confirm.setEnabled(False)
        self.resize(tokens().length(640), tokens().length(520))
        bench.background.run(lambda: bench.queries.residents.file(resident), done=self._show_file)

    def submit(self) -> None:
        """Save; whoever was taken out belongs to no household afterwards."""
        if not self.confirm.isEnabled():
            return
        self.wait()
        chosen = {each: str(box.currentData()) for each, (_row, box) in self.members.items()}
        leaving = tuple(each for each in self._before if each not in chosen)
        self._bench.background.run(
            lambda: set_household(self._bench.session, self._household, chosen, leaving=leaving),
            done=lambda _id: self.accept(),
            failed=self._refuse,
        )

    # -- inside

    def _show_file(self, file: ResidentFile | None) -> None:
        if file is None:
            self.fail(sentence(Problem("resident-unknown")))
            return
        self._household = file.resident.household
        self._before = tuple(each.row.id for each in file.members)
        relations = {each.row.id: each.relation for each in file.members}
        rows = [each.row for each in file.members] or [file.row]
        if not file.members:
            relations[file.row.id] = Relation.HEAD
        self._offered = [each.row for each in file.neighbours]
        for row in rows:
            self._insert(row, relations.get(row.id, ""))
        self._draw()
        self.confirm.setEnabled(True)
        self.picker.edit.setFocus()

    def _add(self, row: ResidentRow) -> None:
        if row.id not in self.members:
            self._insert(row, "")
        self.picker.set_text("")
        self._draw()
        self.members[row.id][1].setFocus()

    def _insert(self, row: ResidentRow, relation: str) -> None:
        box = QComboBox()
        for code in RELATIONS:
            box.addItem(word(RELATIONS, code), code)
        box.setCurrentIndex(box.findData(relation or Relation.OTHER.value))
        name = _("What {name} is to the head").format(name=row.name)
        box.setAccessibleName(name)
        self.members[row.id] = (row, box)

    def _remove(self, resident: str) -> None:
        row, box = self.members.pop(resident)
        box.deleteLater()
        self._offered = [*self._offered, row]
        self._draw()
        self.picker.edit.setFocus()

    def _draw(self) -> None:
        body = self._column.body
        for _row, box in self.members.values():
            box.setParent(None)  # it outlives the table that it stood in
        self._column.clear()
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(0, 1)
        for number, (row, box) in enumerate(self.members.values()):
            grid.addWidget(label(self._line(row), "body"), number, 0)
            grid.addWidget(box, number, 1)
            out = LinkButton(_("Take out"))
            out.setAccessibleName(_("Take {name} out").format(name=row.name))
            out.clicked.connect(partial(self._remove, row.id))
            grid.addWidget(out, number, 2)
        start = len(self.members)
        offered = [row for row in self._offered if row.id not in self.members]
        if offered:
            grid.addWidget(label(_("At the same address"), "secondary"), start, 0)
        for number, row in enumerate(offered, start + 1):
            grid.addWidget(label(self._line(row), "secondary"), number, 0)
            add = LinkButton(_("Add"))
            add.setAccessibleName(_("Add {name}").format(name=row.name))
            add.clicked.connect(partial(self._add, row))
            grid.addWidget(add, number, 2)
        body.addWidget(table)
        body.addStretch(1)
        for _row, box in self.members.values():
            box.show()

    def _line(self, row: ResidentRow) -> str:
        today = self._bench.session.clock.now().local.date()
        parts = (row.name, about_row(row, today), mask_id(row.document_number))
        return " · ".join(filter(None, parts))

    def _refuse(self, problem: Problem) -> None:
        self.fail(sentence(problem))
