"""Decides what the day sheet shows, prints it and saves it. Plain Python; reads in the background."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from helpdesk.application.day_sheet import DaySheet, SheetLine, day_span
from helpdesk.domain.masking import mask_name
from helpdesk.i18n import _, ngettext
from helpdesk.ui.models.box import Box
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.choice import (
    Offered,
    PrintChoice,
    missing_text,
    offered,
    remember,
    remembered,
)
from helpdesk.ui.tokens import Tone

PAPER = "day_sheet"


class Sheets(Protocol):
    """Reads sheets and makes papers of them; background work."""

    def read(self, since: datetime, until: datetime) -> DaySheet:
        """The sheet of a span of local time. Raises Problem `span-empty`."""
        ...

    def save(self, sheet: DaySheet, *, size: str, path: str) -> None:
        """As PDF. Raises EnvironmentProblem `file-unwritable`."""
        ...

    def print(
        self, sheet: DaySheet, *, size: str, copies: int, printer: str, tray: str = ""
    ) -> None:
        """On paper. Raises EnvironmentProblem `printer-*`."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the case, its number, who and what, its figures, how it stands."""

    case: str
    number: str
    who: str
    what: str
    figures: tuple[str, ...]
    state: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything on the screen."""

    state: str
    tone: Tone
    note: str
    papers: Box
    records: Box
    gaps: Box
    files: Box
    lines: tuple[Line, ...]


class DaySheetView(Protocol):
    """What the presenter asks of the widgets."""

    def show_sheet(self, shown: Shown) -> None:
        """Draw it; the chosen row stays chosen."""
        ...

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

    def ask_file(self, name: str, chosen: Callable[[str], object]) -> None:
        """Where to save."""
        ...


class DaySheetPresenter:
    """Begins with today; `choose` takes another span."""

    def __init__(
        self, bench: Workbench, view: DaySheetView, *, sheets: Sheets, settings: Settings
    ) -> None:
        self._bench = bench
        self._view = view
        self._sheets = sheets
        self._settings = settings
        self.span = day_span(self.today)
        self._sheet: DaySheet | None = None

    @property
    def today(self) -> date:
        """By the corrected clock."""
        return self._bench.session.clock.now().local.date()

    def refresh(self) -> None:
        """Read the chosen span anew."""
        since, until = self.span
        self._bench.background.run(
            lambda: self._sheets.read(since, until), done=self._read, key=PAPER
        )

    def choose(self, since: datetime, until: datetime) -> None:
        """Another span; one that ends before it begins is read as its first minute."""
        self.span = (since, max(until, since + timedelta(minutes=1)))
        self.refresh()

    def open(self, case_id: str) -> None:
        """A case of the sheet."""
        self._bench.navigator.open_case(case_id)

    def print(self) -> None:
        """Ask for the printer, then print, or save where that was chosen."""
        papers, sheet = self._bench.papers, self._sheet
        said = [mask_name(line.applicant) + line.title for line in sheet.lines] if sheet else []
        self._bench.background.run(
            lambda: (papers.printers(), missing_text(papers.missing_glyphs("\n".join(said)))),
            done=self._ask,
        )

    def save(self) -> None:
        """Ask where to, then save the PDF."""
        sheet = self._sheet
        if sheet is not None:
            choice = remembered(self._settings, PAPER, printers=())
            self._view.ask_file(
                _file_name(sheet), lambda path: self._save(sheet, choice.size, path)
            )

    def _read(self, sheet: DaySheet) -> None:
        self._sheet = sheet
        self._view.show_sheet(shown_of(sheet))

    def _ask(self, found: tuple[tuple[str, ...], str]) -> None:
        printers, glyphs = found
        choice = remembered(self._settings, PAPER, printers=printers)
        known = offered(self._settings, PAPER, printers)
        self._view.ask_print(choice, known, self._print, glyphs=glyphs)

    def _print(self, choice: PrintChoice) -> None:
        sheet = self._sheet
        remember(self._settings, choice)
        if sheet is None:
            return
        if choice.to_file:
            self._view.ask_file(
                _file_name(sheet), lambda path: self._save(sheet, choice.size, path)
            )
            return
        self._bench.background.run(
            lambda: self._sheets.print(
                sheet,
                size=choice.size,
                copies=choice.copies,
                printer=choice.printer,
                tray=choice.tray,
            ),
            done=lambda _nothing: self._say(_("The sheet was given to the printer.")),
        )

    def _save(self, sheet: DaySheet, size: str, path: str) -> None:
        if path:
            self._bench.background.run(
                lambda: self._sheets.save(sheet, size=size, path=path),
                done=lambda _nothing: self._say(_("The sheet is saved as PDF.")),
            )

    def _say(self, sentence: str) -> None:
        self._bench.navigator.say(sentence, tone="success")


def shown_of(sheet: DaySheet) -> Shown:
    """The screen of a sheet."""
    whole = sheet.is_whole
    return Shown(
        state=_("All with the city") if whole else _("Not all with the city"),
        tone=Tone.GREEN if whole else Tone.AMBER,
        note=_("as of {time}").format(time=sheet.as_of.strftime("%H:%M")),
        papers=_papers(sheet),
        records=_records(sheet),
        gaps=_gaps(sheet),
        files=_files(sheet),
        lines=tuple(_line(line) for line in sheet.lines),
    )


def _papers(sheet: DaySheet) -> Box:
    not_out = sum(line.not_out for line in sheet.lines)
    count = sum(line.printed for line in sheet.lines)
    detail = _("{saved} saved as PDF · {not_out} never came out").format(
        saved=sum(line.saved for line in sheet.lines), not_out=not_out
    )
    words = ngettext("{n} copy", "{n} copies", count).format(n=count)
    return Box(words, detail, Tone.AMBER if not_out else Tone.PLAIN)


def _records(sheet: DaySheet) -> Box:
    total = sheet.total
    words = ngettext("{n} record", "{n} records", total.recorded).format(n=f"{total.recorded:,}")
    detail = _("{sent} sent · {acknowledged} acknowledged · {refused} refused").format(
        sent=f"{total.sent:,}", acknowledged=f"{total.acknowledged:,}", refused=f"{total.refused:,}"
    )
    return Box(words, detail, Tone.AMBER if total.waiting else Tone.PLAIN)


def _gaps(sheet: DaySheet) -> Box:
    gaps = len(sheet.gaps) + len(sheet.lost)
    words = ngettext("{n} number", "{n} numbers", gaps).format(n=gaps) if gaps else _("None")
    detail = _("The city has every number of this time.")
    if sheet.gaps:
        detail = _("on somebody's paper, not with the city")
    if sheet.lost:
        detail = _("without a case: {numbers}").format(numbers=_(", ").join(sheet.lost))
    return Box(words, detail, Tone.RED if gaps else Tone.PLAIN)


def _files(sheet: DaySheet) -> Box:
    files = sum(line.files for line in sheet.lines)
    missing = sum(line.files_missing for line in sheet.lines)
    words = _("None missing")
    if missing:
        words = ngettext("{n} missing", "{n} missing", missing).format(n=missing)
    detail = ngettext("of {n} file", "of {n} files", files).format(n=files)
    return Box(words, detail, Tone.AMBER if missing else Tone.PLAIN)


def _line(line: SheetLine) -> Line:
    counts = line.counts
    state, tone = _state(line)
    numbers = (
        line.printed,
        counts.recorded,
        counts.sent,
        counts.acknowledged,
        counts.refused,
        line.files_missing,
    )
    return Line(
        line.case,
        line.number,
        mask_name(line.applicant),
        line.title,
        tuple(str(number) if number else "—" for number in numbers),
        state=state,
        tone=tone,
    )


def _state(line: SheetLine) -> tuple[str, Tone]:
    if line.is_gap:
        return _("Not with the city"), Tone.RED
    if line.counts.refused:
        return _("Refused"), Tone.RED
    if line.counts.waiting:
        return _("Waiting"), Tone.AMBER
    if line.files_missing:
        return _("Files missing"), Tone.AMBER
    return _("Complete"), Tone.GREEN


def _file_name(sheet: DaySheet) -> str:
    title = _("Day sheet") if sheet.day else _("Trip sheet")
    return f"{title}-{sheet.since:%Y-%m-%d}.pdf"
