"""A sheet about many cases goes out: printer and size are asked for, then it is printed or saved. No Qt."""

from collections.abc import Callable
from functools import partial
from typing import Generic, Protocol, TypeVar

from helpdesk.i18n import _
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.choice import (
    Offered,
    PrintChoice,
    missing_text,
    offered,
    remember,
    remembered,
)

Sheet = TypeVar("Sheet")
Asked = TypeVar("Asked", contravariant=True)


class Outlet(Protocol[Asked]):
    """Makes papers of sheets; background work."""

    def save(self, sheet: Asked, /, *, size: str, path: str) -> None:
        """As PDF. Raises EnvironmentProblem `file-unwritable`."""
        ...

    def print(
        self, sheet: Asked, /, *, size: str, copies: int, printer: str, tray: str = ""
    ) -> None:
        """On paper. Raises EnvironmentProblem `printer-*`."""
        ...


class Asking(Protocol):
    """What is asked of the widgets."""

    def ask_print(
        self,
        choice: PrintChoice,
        printers: Offered,
        chosen: Callable[[PrintChoice], object],
        *,
        glyphs: str,
    ) -> None:
        """Printer, size and copies; `glyphs` warns of characters that no font has."""
        ...

    def ask_file(self, name: str, chosen: Callable[[str], object], *, suffix: str = "pdf") -> None:
        """Where to save."""
        ...


class SheetOut(Generic[Sheet]):
    """Of one kind of sheet, by the name of its paper."""

    def __init__(
        self,
        bench: Workbench,
        asking: Asking,
        outlet: Outlet[Sheet],
        *,
        paper: str,
        settings: Settings,
    ) -> None:
        self._bench, self._asking, self._outlet = bench, asking, outlet
        self._paper, self._settings = paper, settings

    def print(self, sheet: Sheet, *, name: str, said: str) -> None:
        """Ask for the printer, then print, or save under `name` where that was chosen; `said` is all that
        the sheet says of people and matters."""
        papers = self._bench.papers
        self._bench.background.run(
            lambda: (papers.printers(), missing_text(papers.missing_glyphs(said))),
            done=lambda found: self._ask(sheet, name, *found),
        )

    def save(self, sheet: Sheet, *, name: str) -> None:
        """Ask where to, then save the PDF."""
        size = remembered(self._settings, self._paper, printers=()).size
        self._asking.ask_file(name, lambda path: self._save(sheet, size, path))

    def take(self, sheet: Sheet, name: str, choice: PrintChoice) -> None:
        """As it was chosen, which is kept for the next one."""
        remember(self._settings, choice)
        if choice.to_file:
            self._asking.ask_file(name, lambda path: self._save(sheet, choice.size, path))
            return
        self._bench.background.run(
            lambda: self._outlet.print(
                sheet,
                size=choice.size,
                copies=choice.copies,
                printer=choice.printer,
                tray=choice.tray,
            ),
            done=lambda _nothing: self._say(_("The sheet was given to the printer.")),
        )

    def _ask(self, sheet: Sheet, name: str, printers: tuple[str, ...], glyphs: str) -> None:
        choice = remembered(self._settings, self._paper, printers=printers)
        known = offered(self._settings, self._paper, printers)
        self._asking.ask_print(choice, known, partial(self.take, sheet, name), glyphs=glyphs)

    def _save(self, sheet: Sheet, size: str, path: str) -> None:
        if path:
            self._bench.background.run(
                lambda: self._outlet.save(sheet, size=size, path=path),
                done=lambda _nothing: self._say(_("The sheet is saved as PDF.")),
            )

    def _say(self, sentence: str) -> None:
        self._bench.navigator.say(sentence, tone="success")
