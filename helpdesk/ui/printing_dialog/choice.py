"""How a paper is to come out, remembered on this computer. No Qt, no personal data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from helpdesk.application.paper_forms import sizes_for
from helpdesk.application.thermal_printers import SETTING as THERMAL
from helpdesk.application.thermal_printers import roll_width
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.glyphs import missing_text as missing_text
from helpdesk.i18n.words import SIZES, word
from helpdesk.ui.presenting import Settings

COPIES_MAX = 4
_DEFAULT_COPIES = 2  # one for the applicant, one for the desk
_ONE_COPY = ("case_list", "slip")
_FILE, _PRINTER = "file", "printer"

Offered = Mapping[str, Sequence[str]]  # printer -> the sizes of a paper that it prints


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """`printer` is a system printer's name; empty means: save as PDF. `tray` is one of that printer's,
    empty: as it thinks right."""

    paper: str = "receipt"
    size: str = "A5"
    copies: int = 2
    printer: str = ""
    tray: str = ""

    @property
    def to_file(self) -> bool:
        """Whether the paper is saved instead of printed."""
        return not self.printer


def offered(settings: Settings, paper: str, printers: Iterable[str]) -> Offered:
    """The printers that can print the paper, with its sizes there: a thermal one prints what its roll is
    wide enough for."""
    thermal = settings.get(THERMAL)
    sizes = {name: sizes_for(paper, roll=roll_width(thermal, name)) for name in printers}
    return {name: found for name, found in sizes.items() if found}


def remembered(settings: Settings, paper: str, *, printers: Iterable[str]) -> PrintChoice:
    """The last choice for this paper, or what was used last for another; a printer that is gone, or that
    cannot print it, gives way to the first that can."""
    known = offered(settings, paper, printers)
    size = settings.get(f"print.{paper}.size")
    copies = settings.get(f"print.{paper}.copies")
    last = (settings.get(f"print.{paper}.printer"), settings.get("print.printer"))
    printer = next((name for name in (*last, *known) if name in known), "")
    output = settings.get(f"print.{paper}.output") or settings.get("print.output")
    if output == _FILE:
        printer = ""
    sizes = known.get(printer) or sizes_for(paper)
    return PrintChoice(
        paper=paper,
        size=size if size in sizes else sizes[0],
        copies=_count(copies, otherwise=1 if paper in _ONE_COPY else _DEFAULT_COPIES),
        printer=printer,
        tray=remembered_tray(settings, paper, printer),
    )


def remembered_tray(settings: Settings, paper: str, printer: str) -> str:
    """The tray of this printer that this paper was last taken from; empty: as the printer thinks right."""
    return settings.get(_tray_key(paper, printer))


def _tray_key(paper: str, printer: str) -> str:
    return f"print.{paper}.tray.{printer}"


def remember(settings: Settings, choice: PrintChoice) -> None:
    """Keep the choice for the next paper of this kind; papers without one of their own follow it."""
    settings.set(f"print.{choice.paper}.size", choice.size)
    settings.set(f"print.{choice.paper}.copies", str(choice.copies))
    for whose in (f"print.{choice.paper}", "print"):
        settings.set(f"{whose}.output", _FILE if choice.to_file else _PRINTER)
        if choice.printer:
            settings.set(f"{whose}.printer", choice.printer)
    if choice.printer:
        settings.set(_tray_key(choice.paper, choice.printer), choice.tray)


def is_locked(settings: Settings, paper: str) -> bool:
    """Whether the administrator decided how this paper comes out, or how all of them do."""
    own = ("size", "copies", "output", "printer")
    keys = (*(f"print.{paper}.{each}" for each in own), "print.output", "print.printer")
    return any(settings.locked(key) for key in keys)


def choice_text(choice: PrintChoice) -> str:
    """The choice on one line: A5 · 打印机 HP LaserJet · 2 份."""
    where = _("save as PDF")
    if choice.printer:
        where = _("printer {name}").format(name=choice.printer)
    copies = ngettext("{n} copy", "{n} copies", choice.copies).format(n=choice.copies)
    return " · ".join((word(SIZES, choice.size), where, copies))


def file_name(title: str, number: str) -> str:
    """A name for the PDF: what and which number, nobody's name."""
    return f"{title}-{number}.pdf" if number else f"{title}.pdf"


def _count(text: str, *, otherwise: int) -> int:
    return int(text) if text.isdecimal() and 1 <= int(text) <= COPIES_MAX else otherwise
