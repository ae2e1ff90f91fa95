"""Cases as rows of a table: which columns there are and what stands in them. GUI thread."""

from helpdesk.i18n import N_, _
from helpdesk.ui.models.case_lines import CaseLine
from helpdesk.ui.models.rows import Cell, Row
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.work_table import Column, Look

HEADS = (
    N_("Case number"),
    N_("Resident"),
    N_("Matter"),
    N_("Department"),
    N_("Time limit"),
    N_("State"),
)
COLUMNS = (
    Column(Look.NUMBER, 211),
    Column(Look.BOLD, 78),
    Column(Look.PLAIN, 174, 3),
    Column(Look.MUTED, 82, 1, optional=True),
    Column(Look.PLAIN, 168),
    Column(Look.CHIP, 84),
)
LIST_HEADS = (*HEADS, N_("Registered at"), N_("City"))
LIST_COLUMNS = (*COLUMNS, Column(Look.MUTED, 138, optional=True), Column(Look.CHIP, 76))


def heads(names: tuple[str, ...]) -> tuple[str, ...]:
    """Column heads in the language in use."""
    return tuple(_(name) for name in names)


def work_row(line: CaseLine) -> Row:
    """A row of the day's work: the edge and the words of the limit have the urgency's tone."""
    return Row(line.id, _cells(line), edge=line.tone)


def list_row(line: CaseLine) -> Row:
    """A row of the list of all cases: also when it was registered, and whether the city has it."""
    sent = Cell(_("Not sent"), Tone.AMBER) if line.unsent else Cell(_("Received"), Tone.GREEN)
    return Row(line.id, (*_cells(line), Cell(line.registered), sent), edge=line.tone)


def _cells(line: CaseLine) -> tuple[Cell, ...]:
    return (
        Cell(line.number),
        Cell(line.applicant),
        Cell(line.title),
        Cell(line.department),
        Cell(line.limit, line.tone),
        Cell(line.state, line.tone),
    )
