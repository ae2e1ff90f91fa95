"""A certificate that expires: call, offer its renewal, begin the new case, or set it aside. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QWidget

from helpdesk.application.certificates import Expiring
from helpdesk.application.renewals import begin_renewal, settle_renewal
from helpdesk.domain.problems import Problem
from helpdesk.i18n import N_, _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.text import paragraph

_REASONS = (
    N_("Not needed any more"),
    N_("Renewed elsewhere"),
    N_("Moved away"),
    N_("Does not want it"),
)


class RenewalDialog(Sheet):
    """Ctrl+Enter opens a new case with resident, matter and checklist; a reason sets it aside."""

    def __init__(self, certificate: Expiring, *, bench: Workbench, parent: QWidget) -> None:
        super().__init__(_("Call and offer the renewal"), _("New case, filled in"), parent)
        self._certificate, self._bench = certificate, bench
        text = _("{name}: {document}, valid until {day}.").format(
            name=certificate.applicant or _("Anonymous"),
            document=certificate.document or certificate.title,
            day=certificate.valid_until.isoformat(),
        )
        hint = _(
            "Call and ask. The new case begins with the resident, the matter and its checklist."
        )
        self.reason = Field(_("Or why it is not offered any more"), QComboBox())
        self.reason.editor.setEditable(True)
        self.reason.editor.addItems([_(each) for each in _REASONS])
        self.reason.editor.setCurrentText("")
        self.reason.editor.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.aside = SecondaryButton(_("Set it aside"))
        self.aside.clicked.connect(self._set_aside)
        self.case = SecondaryButton(_("Open the earlier case"))
        self.case.clicked.connect(self._open_case)
        buttons = QWidget()
        row = FlowLayout(buttons, gap=8)
        row.addWidget(self.case)
        row.addWidget(self.aside)
        for part in (paragraph(text, "body"), Note(hint, Tone.BLUE), self.reason, buttons):
            self.body.addWidget(part)
        self.setMinimumWidth(tokens().length(480))
        self.confirm.setFocus()

    def submit(self) -> None:
        """A draft for the same resident and matter, and on to it."""
        if not self.confirm.isEnabled():
            return
        session = self._bench.session

        def begun(draft_id: str) -> None:
            self.accept()
            self._bench.navigator.new_case(draft_id=draft_id)

        self._run(lambda: begin_renewal(session, self._certificate).id, begun)

    def _set_aside(self) -> None:
        session, case_id = self._bench.session, self._certificate.case
        reason = self.reason.editor.currentText()
        self._run(
            lambda: settle_renewal(session, case_id, reason=reason), lambda _event: self.accept()
        )

    def _open_case(self) -> None:
        self.reject()
        self._bench.navigator.open_case(self._certificate.case)

    def _run(self, work: Callable[[], object], done: Callable[..., object]) -> None:
        self.wait()
        self._bench.background.run(work, done=done, failed=self._failed)

    def _failed(self, problem: Problem) -> None:
        self.fail(sentence(problem))
