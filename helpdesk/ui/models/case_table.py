"""The columns of the table of all cases, and a case as its row. GUI thread (widths are measured)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.application.case_export import city_words
from helpdesk.application.case_table import SortBy, TableLine
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.moments import Moment
from helpdesk.i18n import N_, _
from helpdesk.i18n.words import KINDS, word
from helpdesk.ui.models.case_lines import aside_aloud, case_line, put_right
from helpdesk.ui.models.case_rows import HEADS, cells, columns, room
from helpdesk.ui.models.rows import Cell, Row
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.painting import CHIP_PADDING
from helpdesk.ui.widgets.work_table import MARK_ROOM, Column, Look

_SIGN = 11  # pixels of the sign before a number
CITY = (N_("Received"), N_("Not sent"), N_("Put aside"))


@dataclass(frozen=True, slots=True)
class CaseColumn:
    """A column: its name in settings, its head, the order that its head chooses, and whether it is
    shown before anybody chose."""

    id: str
    head: str
    sort: SortBy | None = None
    shown: bool = False


COLUMNS = (
    CaseColumn("number", HEADS[0], SortBy.NUMBER, shown=True),
    CaseColumn("resident", HEADS[1], shown=True),
    CaseColumn("matter", HEADS[2], shown=True),
    CaseColumn("department", HEADS[3], SortBy.DEPARTMENT, shown=True),
    CaseColumn("limit", HEADS[4], SortBy.LIMIT, shown=True),
    CaseColumn("state", HEADS[5], SortBy.STATE, shown=True),
    CaseColumn("registered", N_("Registered at"), SortBy.REGISTERED, shown=True),
    CaseColumn("city", N_("City"), shown=True),
    CaseColumn("agent", N_("Agent"), SortBy.AGENT),
    CaseColumn("missing", N_("Materials missing")),
    CaseColumn("deferred", N_("Deferred until")),
    CaseColumn("kind", N_("Kind")),
    CaseColumn("desk", N_("Desk")),
    CaseColumn("their_number", N_("Department's number")),
    CaseColumn("changed", N_("Last change")),
)
NUMBER_OF = {column.id: number for number, column in enumerate(COLUMNS)}
SHOWN = tuple(n for n, column in enumerate(COLUMNS) if column.shown)


def table_columns() -> tuple[Column, ...]:
    """The columns of COLUMNS as they are drawn."""
    number, *rest = columns()
    sent = room([*map(_, CITY), _("City")], 13) + 2 * CHIP_PADDING
    day = room(["2026-00-00", _("Registered at"), _("Deferred until")], 15)
    return (
        Column(number.look, number.width + MARK_ROOM - 26 + _SIGN),
        *rest,
        Column(Look.MUTED, day, optional=True),
        Column(Look.CHIP, sent),
        Column(Look.PLAIN, 92),
        Column(Look.PLAIN, room([_("Materials missing")], 13)),
        Column(Look.PLAIN, day),
        Column(Look.PLAIN, room([_(kind) for kind in KINDS.values()], 15)),
        Column(Look.MUTED, 170),
        Column(Look.NUMBER, 150),
        Column(Look.MUTED, room(["2026-00-00 00:00"], 15)),
    )


def table_heads() -> tuple[str, ...]:
    """The heads in the language in use."""
    return tuple(_(column.head) for column in COLUMNS)


def table_row(
    line: TableLine,
    now: datetime,
    calendar: WorkCalendar,
    *,
    desk: Callable[[str], str] = lambda code: code,
) -> Row:
    """The row of a case at local time `now`; `desk` names a desk by its code."""
    case = line.case
    base = case_line(case, now, calendar)
    if line.to_put_right:
        base = put_right(base)
    changed = Moment(case.changed_ms).local.strftime("%Y-%m-%d %H:%M")
    rest: Sequence[Cell] = (
        Cell(base.registered),
        _city(line),
        Cell(line.agent),
        Cell(str(line.missing), Tone.AMBER) if line.missing else Cell(),
        Cell(case.deferred_until.isoformat() if case.deferred_until else ""),
        Cell(word(KINDS, case.kind)),
        Cell(desk(case.stream)),
        Cell(case.department_number),
        Cell(changed),
    )
    _number, *shown = cells(base)
    return Row(base.id, (_numbered(line), *shown, *rest), edge=base.tone)


def _numbered(line: TableLine) -> Cell:
    """The number; its column is always there, so it is marked where a record of the case is put aside and
    needs a person."""
    number, aside = line.case.number, line.aside
    if aside is None or not aside.is_open:
        return Cell(number)
    aloud = _("{name}: {value}").format(name=number, value=aside_aloud(aside))
    return Cell(number, Tone.RED, lead="!", aloud=aloud)


def _city(line: TableLine) -> Cell:
    """Whether the city has the case, and what of it counts for nothing there or here, and why."""
    words, aside = city_words(line), line.aside
    if aside is not None:
        tone = Tone.RED if aside.is_open else Tone.GREY
        return Cell(words, tone, aloud=aside_aloud(aside))
    return Cell(words, Tone.AMBER if line.case.unsent else Tone.GREEN)
