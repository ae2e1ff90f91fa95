"""Decides what a slip's dialog shows and does: signing for it, answering it, the paper. Plain Python."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from helpdesk.application.ports import PrintJob
from helpdesk.application.slips import answer_slip, sign_for_slip
from helpdesk.domain.events import SlipAnswered, SlipSignedFor
from helpdesk.domain.problems import Problem
from helpdesk.domain.slips import Said, Slip, may_act
from helpdesk.i18n import _
from helpdesk.i18n.counting import minute_text
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.slip_history import SLIP_STATES, slip_name
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.choice import PrintChoice, missing_text, remembered
from helpdesk.ui.printing_dialog.presenter import job_for

PAPER = "slip"


@dataclass(frozen=True, slots=True)
class SlipSheetShown:
    """A slip in words: `facts` are names and values, in order; what may be done now."""

    name: str
    state: str
    facts: tuple[tuple[str, str], ...]
    may_sign: bool
    may_answer: bool
    glyphs: str  # characters that its paper lacks a font for


class SlipView(Protocol):
    """What the presenter asks of the dialog."""

    def show_slip(self, shown: SlipSheetShown) -> None: ...
    def fail(self, sentence: str) -> None: ...
    def ask_file(self, name: str, chosen: Callable[[str], object]) -> None: ...
    def finish(self) -> None: ...


class SlipPresenter:
    """One slip of one case; everything is recorded in the background."""

    def __init__(
        self, case_id: str, key: str, *, bench: Workbench, settings: Settings, view: SlipView
    ) -> None:
        self._case_id, self._key = case_id, key
        self._bench = bench
        self._settings = settings
        self._view = view

    def open(self) -> None:
        """Read the slip."""
        self._bench.background.run(self._read, done=self._view.show_slip, failed=self._failed)

    def open_case(self) -> None:
        """The case that it is about."""
        self._bench.navigator.open_case(self._case_id)

    def sign(self, by: str) -> None:
        """It has arrived; `by` signed on the paper, where that was somebody else."""
        self._act(
            lambda: sign_for_slip(self._bench.session, self._case_id, self._key, by=by),
            _("Signed for; now say what was done."),
            stay=True,
        )

    def answer(self, words: str) -> None:
        """What was done about it."""
        self._act(
            lambda: answer_slip(self._bench.session, self._case_id, self._key, words=words),
            _("The answer goes to the city with the next sync."),
        )

    def print(self) -> None:
        """On the printer used last; without one it is saved. Until it is out it waits in the queue."""
        papers = self._bench.papers

        def come_out() -> str:
            choice = remembered(self._settings, PAPER, printers=papers.printers())
            if choice.printer:
                papers.print_job(self._job(choice), printer=choice.printer)
            return choice.printer

        def printed(printer: str) -> None:
            if printer:
                text = _("Sent to the printer {name}.").format(name=printer)
                self._bench.navigator.say(text, tone="success", topic="printed")
            else:
                self._view.ask_file(f"{_('Slip')}-{self._key.replace('/', '-')}.pdf", self._save)

        self._bench.background.run(come_out, done=printed, failed=self._failed)

    def _save(self, path: str) -> None:
        if path:
            choice = replace(remembered(self._settings, PAPER, printers=()), copies=1)
            self._bench.background.run(
                lambda: self._bench.papers.save_job(self._job(choice), path=path),
                done=lambda _nothing: self._bench.navigator.say(
                    _("The PDF is saved."), tone="success", topic="printed"
                ),
                failed=self._failed,
            )

    def _job(self, choice: PrintChoice) -> PrintJob:
        bench = self._bench
        return job_for(bench.session, bench.queries, self._case_id, choice=choice, slip=self._key)

    def _act(self, record: Callable[[], object], said: str, *, stay: bool = False) -> None:
        def recorded(_event: object) -> None:
            self._bench.navigator.say(said, tone="success", topic="slip")
            if stay:
                self.open()
            else:
                self._view.finish()

        self._bench.background.run(record, done=recorded, failed=self._failed)

    def _failed(self, problem: Problem) -> None:
        self._view.fail(sentence(problem))

    def _read(self) -> SlipSheetShown:
        file = self._bench.queries.case_file(self._case_id)
        slip = file.case.escalation.slip(self._key) if file else None
        if file is None or slip is None:
            raise Problem("slip-unknown")
        who = " · ".join(filter(None, (file.row.applicant, file.case.title, file.row.number)))
        facts, content = _facts(slip, who), slip.issued.content
        said = (*(value for _name, value in facts), content.issuer, content.responsible)
        return SlipSheetShown(
            name=slip_name(slip.key),
            state=_(SLIP_STATES[slip.state]),
            facts=tuple(facts),
            may_sign=may_act(slip, SlipSignedFor),
            may_answer=may_act(slip, SlipAnswered),
            glyphs=missing_text(self._bench.papers.missing_glyphs("\n".join(said))),
        )


def _facts(slip: Slip, case: str) -> list[tuple[str, str]]:
    content, until = slip.issued.content, slip.issued.answer_by
    facts = [
        (_("Case"), case),
        (_("Addressee"), content.addressee),
        (_("What is wrong"), content.problem),
        (_("What is demanded"), content.demand),
        (_("Basis"), content.basis),
        (_("To be answered by"), minute_text(until) if until else ""),
        (_("Signed for"), _said(slip.signed_for)),
        (_("Feedback"), _said(slip.answered)),
        (_("Verification"), _said(slip.verified)),
    ]
    return [(name, value) for name, value in facts if value]


def _said(said: Said | None) -> str:
    return f"{said.by} {minute_text(said.at)} {said.words}".rstrip() if said else ""
