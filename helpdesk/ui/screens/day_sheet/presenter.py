"""Decides what the day sheet shows, prints it and saves it. Plain Python; reads in the background."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from helpdesk.application.day_sheet import DaySheet, SheetLine, day_span
from helpdesk.domain.masking import mask_name
from helpdesk.i18n import _, ngettext
from helpdesk.ui.models.box import Box
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.sheet_out import Asking, Outlet, SheetOut
from helpdesk.ui.tokens import Tone

PAPER = "day_sheet"


class Sheets(Outlet[DaySheet], Protocol):
    """Reads sheets and makes papers of them; background work."""

    def read(self, since: datetime, until: datetime) -> DaySheet:
        """The sheet of a span of local time. Raises Problem `span-empty`."""
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


class DaySheetPresenter:
    """Begins with today; `choose` takes another span."""

    def __init__(
        self,
        bench: Workbench,
        view: DaySheetView,
        asking: Asking,
        *,
        sheets: Sheets,
        settings: Settings,
    ) -> None:
        self._bench = bench
        self._view = view
        self._sheets = sheets
        self._out = SheetOut(bench, asking, sheets, paper=PAPER, settings=settings)
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
        if sheet := self._sheet:
            said = "\n".join(mask_name(line.applicant) + line.title for line in sheet.lines)
            self._out.print(sheet, name=_file_name(sheet), said=said)

    def save(self) -> None:
        """Ask where to, then save the PDF."""
        if self._sheet:
            self._out.save(self._sheet, name=_file_name(self._sheet))

    def _read(self, sheet: DaySheet) -> None:
        self._sheet = sheet
        self._view.show_sheet(shown_of(sheet))


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
