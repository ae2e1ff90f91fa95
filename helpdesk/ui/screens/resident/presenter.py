"""Decides what the page of a resident shows and does. Plain Python; everything is read in the background."""

from collections.abc import Callable
from typing import Protocol

from helpdesk.application.audit import look_at_numbers
from helpdesk.application.proxies import revoke_proxy
from helpdesk.application.resident_merging import undo_merge
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.resident.sheet import ResidentSheet, read_sheet


class ResidentView(Protocol):
    """What the presenter asks of the widgets."""

    def show_sheet(self, sheet: ResidentSheet) -> None:
        """The resident as they stand."""
        ...

    def show_nothing(self) -> None:
        """There is no such resident here."""
        ...


class ResidentPresenter:
    """One resident at a time."""

    def __init__(self, bench: Workbench, view: ResidentView) -> None:
        self._bench = bench
        self._view = view
        self._id = ""
        self.sheet: ResidentSheet | None = None

    def show(self, resident_id: str) -> None:
        """Another resident."""
        if resident_id != self._id:
            self.sheet = None
        self._id = resident_id
        self.refresh()

    def refresh(self) -> None:
        """Read the resident anew."""
        if not self._id:
            return
        session, queries, wanted = self._bench.session, self._bench.queries, self._id
        self._bench.background.run(
            lambda: (wanted, read_sheet(session, queries, wanted)),
            done=lambda answer: self._read(*answer),
            key="resident",
        )

    def open_case(self, case_id: str) -> None:
        """Go to a case."""
        self._bench.navigator.open_case(case_id)

    def open(self, resident_id: str) -> None:
        """Go to another resident."""
        self._bench.navigator.open_resident(resident_id)

    def new_case(self) -> None:
        """Go to the counter with this resident."""
        if self.sheet is not None:
            self._bench.navigator.new_case(resident_id=self.sheet.id)

    def decide(self) -> None:
        """Ask what is in doubt about this resident."""
        if self.sheet is not None:
            self._bench.navigator.decide(self.sheet.id)

    def record_look(
        self, reason: str, *, done: Callable[[], object], failed: Callable[[str], object]
    ) -> None:
        """Record that the full numbers are about to be seen, and why; only then `done`."""
        if self.sheet is not None:
            subject = self.sheet.id
            self._act(
                lambda: look_at_numbers(self._bench.session, subject, reason=reason), done, failed
            )

    def undo_merge(
        self,
        record: str,
        reason: str,
        *,
        done: Callable[[], object],
        failed: Callable[[str], object],
    ) -> None:
        """A merged record is somebody else after all."""
        session, residents = self._bench.session, self._bench.queries.residents

        def undone() -> None:
            done()
            self._bench.navigator.say(_("The merge is undone: there are two residents again."))

        self._act(lambda: undo_merge(session, residents, record, reason=reason), undone, failed)

    def revoke(
        self,
        authorisation: str,
        reason: str,
        *,
        done: Callable[[], object],
        failed: Callable[[str], object],
    ) -> None:
        """End an authorisation before its time."""
        if self.sheet is not None:
            principal = self.sheet.id
            self._act(
                lambda: revoke_proxy(self._bench.session, principal, authorisation, reason=reason),
                done,
                failed,
            )

    def _act(
        self,
        act: Callable[[], object],
        done: Callable[[], object],
        failed: Callable[[str], object],
    ) -> None:
        def refuse(problem: Problem) -> None:
            failed(sentence(problem))

        self._bench.background.run(act, done=lambda _result: done(), failed=refuse)

    def _read(self, wanted: str, sheet: ResidentSheet | None) -> None:
        if wanted != self._id:
            return
        self.sheet = sheet
        if sheet is None:
            self._view.show_nothing()
        else:
            self._view.show_sheet(sheet)
