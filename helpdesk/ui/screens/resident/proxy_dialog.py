"""Who may act for a resident: person, scope, powers, period. GUI thread."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from helpdesk.application.list_rows import ResidentRow
from helpdesk.application.proxies import NewProxy, authorise_proxy
from helpdesk.application.residents import read_date
from helpdesk.application.search_keys import MatterFinder
from helpdesk.domain.identity import check_phone
from helpdesk.domain.problems import Problem
from helpdesk.domain.resident_events import Power
from helpdesk.domain.residents import clean_name
from helpdesk.i18n import N_, _
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import POWERS, word
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.picker import Picker
from helpdesk.ui.screens.intake.state import PickLine
from helpdesk.ui.screens.resident.people import PeoplePicker
from helpdesk.ui.screens.resident.sheet import Entry
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.text import label

_RELATIONS = (
    N_("Son or daughter"),
    N_("Husband or wife"),
    N_("Father or mother"),
    N_("Other relative"),
    N_("Neighbour"),
    N_("Agent of this desk"),
)
_DAYS = 90  # an authorisation as it is mostly given; the last day can be changed
_MATTERS = 6


class ProxyDialog(Sheet):
    """Members of the household are one choice away; everybody else is searched for or typed."""

    def __init__(
        self, bench: Workbench, principal: str, members: Sequence[Entry], parent: QWidget
    ) -> None:
        super().__init__(_("Authorise a proxy"), _("Save"), parent)
        self._bench, self._principal = bench, principal
        self._proxy = ""
        self.matters: dict[str, str] = {}
        self._finder: MatterFinder | None = None
        today = bench.session.clock.now().local.date()
        self.people = PeoplePicker(bench, _("Somebody recorded here"), taken=self._take)
        self.name = Field(_("Name"), QLineEdit())
        self.relation = Field(_("What they are to the resident"), QComboBox())
        self.relation.editor.setEditable(True)
        self.relation.editor.addItems(["", *(_(each) for each in _RELATIONS)])
        self.number = Field(_("Document number"), QLineEdit())
        self.phone = Field(_("Telephone"), QLineEdit())
        self.begins = Field(_("From"), QLineEdit(today.isoformat()))
        self.ends = Field(_("Until, the last day"), QLineEdit(_later(today)))
        self.powers = {power: QCheckBox(word(POWERS, power)) for power in Power}
        for power in (Power.HAND_IN, Power.COLLECT):
            self.powers[power].setChecked(True)
        self.picker = Picker(_("For which matters"), rows=4, hints=(_("Empty means all matters"),))
        self.picker.typed.connect(self._find_matter)
        self.picker.picked.connect(self._take_matter)
        self._chosen_box = QWidget()
        self._chosen = FlowLayout(self._chosen_box)
        self._compose(members)
        self._connect()
        self.people.edit.setFocus()

    def submit(self) -> None:
        """Record it, or say what is wrong at its field."""
        if not self.confirm.isEnabled():
            return
        try:
            wanted = self._wanted()
        except Problem as problem:
            self._refuse(problem)
            return
        self.wait()
        self._bench.background.run(
            lambda: authorise_proxy(self._bench.session, self._principal, wanted),
            done=lambda _id: self.accept(),
            failed=self._refuse,
        )

    # -- inside

    def _compose(self, members: Sequence[Entry]) -> None:
        hint = _("Nobody may pass the authorisation on, and there is none for everything at once.")
        self.body.addWidget(Note(hint, Tone.BLUE))
        if members:
            box = QWidget()
            row = FlowLayout(box)
            row.addWidget(label(_("Of the household:"), "secondary"))
            for each in members:
                link = LinkButton(each.lead)
                link.clicked.connect(partial(self._take_member, each.id))
                row.addWidget(link)
            self.body.addWidget(box)
        self.body.addWidget(self.people)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        fields: tuple[tuple[QWidget, QWidget], ...] = (
            (self.name, self.relation),
            (self.number, self.phone),
            (self.begins, self.ends),
        )
        for number, (left, right) in enumerate(fields):
            grid.addWidget(left, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(right, number, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(grid)
        self.body.addWidget(self.picker)
        self.body.addWidget(self._chosen_box)
        may = QWidget()
        powers = FlowLayout(may, gap=16)
        for power in self.powers.values():
            powers.addWidget(power)
        self.body.addWidget(label(_("What the proxy may do"), "secondary"))
        self.body.addWidget(may)
        self.body.addStretch(1)
        self.setMinimumWidth(tokens().length(620))

    def _connect(self) -> None:
        checks: tuple[tuple[Field[QLineEdit], Callable[[str], object]], ...] = (
            (self.name, clean_name),
            (self.phone, check_phone),
            (self.begins, read_date),
            (self.ends, read_date),
        )
        for field, check in checks:
            field.editor.editingFinished.connect(partial(_checked, field, check))
        self.name.editor.textEdited.connect(lambda _text: self._forget())

    def _wanted(self) -> NewProxy:
        begins = read_date(self.begins.editor.text())
        ends = read_date(self.ends.editor.text())
        if begins is None or ends is None:
            raise Problem("date-impossible", text="")
        return NewProxy(
            name=self.name.editor.text(),
            begins=begins,
            ends=ends,
            relation=self.relation.editor.currentText(),
            document_number=self.number.editor.text(),
            phone=self.phone.editor.text(),
            resident=self._proxy,
            matters=tuple(self.matters),
            powers=tuple(power for power, box in self.powers.items() if box.isChecked()),
        )

    def _take_member(self, resident: str) -> None:
        queries = self._bench.queries

        def taken(file: object) -> None:
            row = getattr(file, "row", None)
            if isinstance(row, ResidentRow):
                self._take(row)

        self._bench.background.run(lambda: queries.residents.file(resident), done=taken)

    def _take(self, row: ResidentRow) -> None:
        self._proxy = row.id
        self.people.set_text("")
        self.name.editor.setText(row.name)
        self.number.editor.setText(row.document_number)
        self.phone.editor.setText(row.phone)
        self.relation.setFocus()

    def _forget(self) -> None:
        """Another name is another person."""
        self._proxy = ""

    def _find_matter(self, text: str) -> None:
        catalogue = self._bench.session.reference.catalogue

        def find() -> list[PickLine]:
            if self._finder is None:
                self._finder = MatterFinder(catalogue)
            found = self._finder.find(text, limit=_MATTERS) if text.strip() else []
            return [PickLine(each.code, each.name, each.department) for each in found]

        self._bench.background.run(
            find, done=lambda lines: self.picker.show_lines(text, lines), key="proxy-matters"
        )

    def _take_matter(self, code: str) -> None:
        matter = self._bench.session.reference.catalogue.find(code)
        self.picker.set_text("")
        self.picker.list.hide()
        if matter is None or code in self.matters:
            return
        self.matters[code] = matter.name
        link = LinkButton(f"{matter.name} ✕")
        link.setAccessibleName(_("Take {name} out").format(name=matter.name))
        link.clicked.connect(partial(self._drop_matter, code, link))
        self._chosen.addWidget(link)

    def _drop_matter(self, code: str, link: LinkButton) -> None:
        self.matters.pop(code, None)
        link.hide()
        link.deleteLater()

    def _refuse(self, problem: Problem) -> None:
        fields = {
            "name": self.name,
            "id": self.number,
            "phone": self.phone,
            "date": self.ends,
            "proxy-period": self.ends,
            "proxy-ended": self.ends,
        }
        field = fields.get(problem.code) or fields.get(problem.code.split("-")[0])
        words = sentence(problem)
        self.fail("" if field else words)
        if field is not None:
            field.set_error(words)
            field.editor.setFocus()


def _checked(field: Field[QLineEdit], check: Callable[[str], object]) -> None:
    """The sentence at a field that somebody leaves; empty is missing, not wrong."""
    text = field.editor.text()
    try:
        if text.strip():
            check(text)
        field.set_error("")
    except Problem as problem:
        field.set_error(sentence(problem))


def _later(today: date) -> str:
    return (today + timedelta(days=_DAYS)).isoformat()
