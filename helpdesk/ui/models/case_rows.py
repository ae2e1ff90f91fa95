"""Cases as rows of a table: which columns there are and what stands in them. GUI thread."""

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from helpdesk.domain.stages import Stage
from helpdesk.i18n import N_, _
from helpdesk.i18n.counting import remaining_text
from helpdesk.ui import fonts
from helpdesk.ui.models.case_lines import CaseLine, state_text
from helpdesk.ui.models.rows import Cell, Row
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.painting import CHIP_PADDING
from helpdesk.ui.widgets.work_table import Column, Look

HEADS = (
    N_("Case number"),
    N_("Resident"),
    N_("Matter"),
    N_("Department"),
    N_("Time limit"),
    N_("State"),
)
_PADDING, _MOST, _CHIP_MOST = 18, 184, 132


def columns() -> tuple[Column, ...]:
    """The columns of HEADS; those with set words are as wide as their words in this language."""
    due = datetime(2026, 1, 1, 17, 30)  # only its time is said
    limits = [
        remaining_text(-10, due),
        remaining_text(0, due),
        _("Result is out"),
    ]
    return (
        Column(Look.NUMBER, 211),
        Column(Look.BOLD, 92),
        Column(Look.PLAIN, 160, 3),
        Column(Look.MUTED, 82, 1, optional=True),
        Column(Look.PLAIN, room(limits, 15)),
        Column(Look.CHIP, min(_CHIP_MOST, room(map(state_text, Stage), 13) + 2 * CHIP_PADDING)),
    )


def room(words: Iterable[str], pixels: int) -> int:
    """The width for the longest of these at normal type, within reason."""
    metrics = QFontMetrics(fonts.sized(QApplication.font(), pixels))
    return min(_MOST, max(metrics.horizontalAdvance(each) for each in words) + _PADDING)


def heads(names: tuple[str, ...]) -> tuple[str, ...]:
    """Column heads in the language in use."""
    return tuple(_(name) for name in names)


def work_row(line: CaseLine) -> Row:
    """A row of the day's work: the edge and the words of the limit have the urgency's tone."""
    return Row(line.id, cells(line), edge=line.tone)


def cells(line: CaseLine) -> tuple[Cell, ...]:
    """What stands below HEADS."""
    return (
        Cell(line.number),
        Cell(line.applicant),
        Cell(line.title),
        Cell(line.department),
        Cell(line.limit, line.tone),
        state_cell(line),
    )


def state_cell(line: CaseLine) -> Cell:
    """Where the case stands; in its place, that a record of it was put aside."""
    if line.aside:
        return Cell(_("Put aside"), Tone.RED, aloud=line.aside)
    return Cell(line.state, line.tone)
