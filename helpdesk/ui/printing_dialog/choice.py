"""How a paper is to come out, remembered on this computer. No Qt, no personal data."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.application.paper_forms import sizes_for
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.words import SIZES, word
from helpdesk.ui.presenting import Settings

COPIES_MAX = 4
_DEFAULT_COPIES = 2  # one for the applicant, one for the desk
_FILE, _PRINTER = "file", "printer"


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """`printer` is a system printer's name; empty means: save as PDF."""

    paper: str = "receipt"
    size: str = "A5"
    copies: int = 2
    printer: str = ""

    @property
    def to_file(self) -> bool:
        """Whether the paper is saved instead of printed."""
        return not self.printer


def remembered(settings: Settings, paper: str, *, printers: Sequence[str]) -> PrintChoice:
    """The last choice for this paper; a printer that is gone gives way to the default one."""
    size = settings.get(f"print.{paper}.size")
    copies = settings.get(f"print.{paper}.copies")
    printer = settings.get("print.printer")
    if settings.get("print.output") == _FILE:
        printer = ""
    elif printer not in printers:
        printer = printers[0] if printers else ""
    return PrintChoice(
        paper=paper,
        size=size if size in sizes_for(paper) else sizes_for(paper)[0],
        copies=_count(copies, otherwise=_DEFAULT_COPIES),
        printer=printer,
    )


def remember(settings: Settings, choice: PrintChoice) -> None:
    """Keep the choice for the next paper of this kind."""
    settings.set(f"print.{choice.paper}.size", choice.size)
    settings.set(f"print.{choice.paper}.copies", str(choice.copies))
    settings.set("print.output", _FILE if choice.to_file else _PRINTER)
    if choice.printer:
        settings.set("print.printer", choice.printer)


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
