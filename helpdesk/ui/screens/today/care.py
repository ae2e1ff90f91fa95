"""How the day is reconciled and how safe it is, in sentences that say what to do. GUI thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from helpdesk.application.day_sheet import DaySheet
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import minute_text
from helpdesk.i18n.problems import sentence
from helpdesk.ui.screens.settings.ports import SafetyNote
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.clearing import clear
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import Run, RunLabel


@dataclass(frozen=True, slots=True)
class DayCare:
    """Backups, the clock (empty when nothing is odd), today's sheet, papers that did not come out."""

    safety: SafetyNote
    clock: str = ""
    sheet: DaySheet | None = None
    papers: int = 0


@dataclass(frozen=True, slots=True)
class CareLine:
    """A sentence and its tone; a sign stands in front of it."""

    words: str
    tone: Tone


def care_lines(care: DayCare, *, offset_minutes: int) -> tuple[CareLine, ...]:
    """What is wrong first, each with what to do; then what is well, in one line each."""
    lines = [
        *_reconciled(care.sheet),
        *_papers(care.papers),
        _backed_up(care.safety, offset_minutes),
        *_rehearsed(care.safety),
        CareLine(care.clock, Tone.AMBER) if care.clock else _well(_("The clock is right")),
    ]
    return tuple(sorted(lines, key=lambda line: line.tone is Tone.GREEN))


def _well(words: str) -> CareLine:
    return CareLine(words, Tone.GREEN)


def _reconciled(sheet: DaySheet | None) -> list[CareLine]:
    if sheet is None:
        return []
    total, gaps = sheet.total, len(sheet.gaps) + len(sheet.lost)
    counts = _("Today {recorded} records, {acknowledged} with the city").format(
        recorded=total.recorded, acknowledged=total.acknowledged
    )
    if gaps:
        text = ngettext(
            "{n} number given today is not with the city: sync, then look at the day sheet",
            "{n} numbers given today are not with the city: sync, then look at the day sheet",
            gaps,
        )
        both = _("{counts}. {what}").format(counts=counts, what=text.format(n=gaps))
        return [CareLine(both, Tone.AMBER)]
    if total.refused:
        return [CareLine(_("{counts}, some refused: look at Sync").format(counts=counts), Tone.RED)]
    if sheet.is_whole:
        return [_well(counts)]
    return [CareLine(_("{counts}: sync before you close").format(counts=counts), Tone.AMBER)]


def _papers(waiting: int) -> list[CareLine]:
    if not waiting:
        return []
    text = ngettext("{n} paper did not come out", "{n} papers did not come out", waiting)
    return [CareLine(text.format(n=waiting), Tone.AMBER)]


def _backed_up(note: SafetyNote, offset_minutes: int) -> CareLine:
    if note.error:
        return CareLine(
            _("The backup failed. {reason}").format(reason=sentence(Problem(note.error))), Tone.RED
        )
    if not note.made_ms:
        return CareLine(_("No backup yet: the first one comes within the hour"), Tone.AMBER)
    local = Moment(note.made_ms, offset_minutes=offset_minutes).local
    return _well(_("Backed up {time}").format(time=minute_text(local)))


def _rehearsed(note: SafetyNote) -> list[CareLine]:
    if note.fault:
        return [
            CareLine(
                _("The backup could not be restored on trial: make a new one in Settings (F10)"),
                Tone.RED,
            )
        ]
    return [_well(_("The last backup was restored on trial"))] if note.rehearsed_ms else []


class CarePanel(Panel):
    """`day_sheet_asked`, `papers_asked` and `settings_asked` lead to what can be done."""

    day_sheet_asked = Signal()
    papers_asked = Signal()
    settings_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Reconciled and safe"), parent=parent)
        self.body.setSpacing(4)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self._shown: Sequence[CareLine] = ()
        self._sheet = LinkButton(_("Day sheet (Ctrl D)"))
        self._sheet.clicked.connect(self.day_sheet_asked)
        self._papers = LinkButton(_("Print them"))
        self._papers.clicked.connect(self.papers_asked)
        self._settings = LinkButton(_("Settings (F10)"))
        self._settings.clicked.connect(self.settings_asked)
        links = QWidget()
        row = FlowLayout(links, gap=12, line_gap=2)
        for link in (self._sheet, self._papers, self._settings):
            row.addWidget(link)
        self.body.addLayout(self._lines)
        self.body.addWidget(links)
        self.hide()

    def show_care(self, care: DayCare, *, offset_minutes: int) -> None:
        """How it stands, times in the zone so many minutes from UTC."""
        lines = care_lines(care, offset_minutes=offset_minutes)
        if lines != self._shown:
            self._shown = lines
            clear(self._lines)
            for line in lines:
                sign = "✓" if line.tone is Tone.GREEN else "⚠"
                self._lines.addWidget(RunLabel(Run(sign, tone=line.tone, small=True), _words(line)))
        self._papers.setVisible(care.papers > 0)
        self._settings.setVisible(bool(care.safety.error or care.safety.fault))
        self.show()


def _words(line: CareLine) -> Run:
    well = line.tone is Tone.GREEN
    return Run(line.words, muted=well, small=True, tone=Tone.PLAIN if well else line.tone)
