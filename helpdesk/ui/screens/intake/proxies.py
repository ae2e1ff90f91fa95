"""Who acts for the applicant: known proxies to choose from, or one typed in. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from helpdesk.application.intake_checks import proxy_of, proxy_words
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import Authorisation
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import IntakeView, ProxyQuestion


class ProxyPart:
    """The proxy of the intake; every change goes into the sheet. GUI thread."""

    def __init__(self, bench: Workbench, sheet: Sheet, view: IntakeView) -> None:
        self._bench = bench
        self._sheet = sheet
        self._view = view

    def ask(self) -> None:
        """Ask for the proxy, with those who are authorised already."""
        intake = self._sheet.intake
        today = self._bench.session.clock.now().local.date()
        if not intake.resident:
            self._ask(())
            return
        self._bench.background.run(
            lambda: self._bench.queries.residents.proxies(
                intake.resident, on=today, matter=intake.matter
            ),
            done=self._ask,
            key="intake-proxies",
        )

    def _ask(self, known: Sequence[Authorisation]) -> None:
        self._view.dialogs.ask_proxy(
            ProxyQuestion(
                values=dict(self._sheet.intake.represented),
                known=[_offered(each) for each in known],
                answer=self._answer,
            )
        )

    def _answer(self, typed: Mapping[str, str]) -> str:
        today = self._bench.session.clock.now().local.date()
        kept = {name: text.strip() for name, text in typed.items() if text.strip()}
        intake = replace(self._sheet.intake, represented=kept)
        try:
            proxy = proxy_of(intake, today=today)
        except Problem as problem:
            return sentence(problem)
        words = proxy_words(proxy) if proxy else ""
        self._sheet.edit(represented=kept, proxy=words)
        self._view.fill(self._sheet.intake)
        return ""


def _offered(known: Authorisation) -> tuple[str, Mapping[str, str]]:
    words = _("{name} ({relation}), authorised until {day}").format(
        name=known.name, relation=known.relation or "—", day=known.valid_until.isoformat()
    )
    fields = {
        "name": known.name,
        "relation": known.relation,
        "document_number": known.document_number,
        "phone": known.phone,
        "until": known.valid_until.isoformat(),
    }
    return words, fields
