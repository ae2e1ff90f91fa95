"""Takes a list out: to Excel, to a printer, to a PDF. Plain Python; the writing happens elsewhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Protocol

from helpdesk.application.case_export import PAPER, Wanted
from helpdesk.i18n import _, ngettext
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.printing_dialog.choice import (
    PrintChoice,
    missing_text,
    offered,
    remember,
    remembered,
)
from helpdesk.ui.printing_dialog.sheet_out import Asking
from helpdesk.ui.screens.cases.ports import CaseLists


class TakingOutView(Asking, Protocol):
    """What is asked of the widgets."""

    def ask_export(self, count: int, chosen: Callable[[str], object]) -> None:
        """Masked, or in full with a reason: `chosen(reason)`, empty for masked."""
        ...


class TakingOut:
    """`wanted` says what is taken: the marked cases, or else the whole list as it is shown."""

    def __init__(
        self, bench: Workbench, view: TakingOutView, lists: CaseLists, wanted: Callable[[], Wanted]
    ) -> None:
        self._bench, self._view, self._lists, self._wanted = bench, view, lists, wanted

    def export(self) -> None:
        """To Excel: how people are named, then where to, then in the background with progress."""
        wanted = self._wanted()
        if not wanted.rows:
            self._say(_("There is no case in this list."), tone="info")
            return

        def chosen(reason: str) -> None:
            named = replace(wanted, reason=reason)
            name = f"{_('Cases')}-{self._today():%Y-%m-%d}.xlsx"
            self._view.ask_file(name, lambda path: self._export(named, path), suffix="xlsx")

        self._view.ask_export(len(wanted.rows), chosen)

    def print(self) -> None:
        """Ask for the printer, then print, or save where that was chosen."""
        wanted = self._wanted()
        if not wanted.rows:
            self._say(_("There is no case in this list."), tone="info")
            return

        def look() -> tuple[tuple[str, ...], str]:
            papers = self._bench.papers
            text = self._lists.papers.text(wanted)
            return papers.printers(), missing_text(papers.missing_glyphs(text))

        def ask(found: tuple[tuple[str, ...], str]) -> None:
            settings, (printers, glyphs) = self._lists.settings, found
            self._view.ask_print(
                remembered(settings, PAPER, printers=printers),
                offered(settings, PAPER, printers),
                lambda chosen: self._print(wanted, chosen),
                glyphs=glyphs,
            )

        self._bench.background.run(look, done=ask)

    def _export(self, wanted: Wanted, path: str) -> None:
        if not path:
            return
        papers = self._lists.papers

        def work(cancel: object, report: Callable[..., object]) -> None:  # noqa: ARG001
            def so_far(done: int, total: int) -> None:
                report(done, total, _("Exporting …"))

            papers.export(wanted, path=path, report=so_far)

        count = len(wanted.rows)
        text = ngettext("{n} case exported to Excel.", "{n} cases exported to Excel.", count)
        said = text.format(n=f"{count:,}")
        self._bench.background.run(work, done=lambda _nothing: self._say(said))

    def _print(self, wanted: Wanted, choice: PrintChoice) -> None:
        remember(self._lists.settings, choice)
        papers = self._lists.papers
        if choice.to_file:
            name = f"{_('List of cases')}-{self._today():%Y-%m-%d}.pdf"
            self._view.ask_file(name, lambda path: self._save(wanted, choice.size, path))
            return
        self._bench.background.run(
            lambda: papers.print(
                wanted,
                size=choice.size,
                copies=choice.copies,
                printer=choice.printer,
                tray=choice.tray,
            ),
            done=lambda _nothing: self._say(_("The list was given to the printer.")),
        )

    def _save(self, wanted: Wanted, size: str, path: str) -> None:
        if path:
            self._bench.background.run(
                lambda: self._lists.papers.save(wanted, size=size, path=path),
                done=lambda _nothing: self._say(_("The list is saved as PDF.")),
            )

    def _today(self) -> date:
        return self._bench.session.clock.now().local.date()

    def _say(self, sentence: str, *, tone: str = "success") -> None:
        self._bench.navigator.say(sentence, tone=tone, topic="taken-out")
