"""Lists of cases that leave the program, as a workbook of any length or as a printed list. Names are
masked, and numbers, telephones and addresses left out, unless a reason was given."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from helpdesk.application.audit import checked_reason, record_export
from helpdesk.application.case_table import CaseTable, PersonLine, TableLine
from helpdesk.application.forms import Column, Facts, Form, Listing, Words
from helpdesk.application.paper_data import paper_desk
from helpdesk.application.papers import Issue
from helpdesk.application.ports import Session
from helpdesk.domain.masking import mask_name
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import dates
from helpdesk.i18n.texts import N_, _
from helpdesk.i18n.words import KINDS, STAGES, word

EXPORT, PAPER = "case_table", "case_list"
PRINTED_MOST = 1_000
"""Cases on a printed list: forty sheets."""
_AT_ONCE = 500  # cases read together
_MARK = "※"

Value = str | int | datetime | date | None


@dataclass(frozen=True, slots=True)
class ListedColumn:
    """A column of an export: its head, its width in characters, and its cell."""

    head: str
    width: int
    cell: Callable[[TableLine], Value]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is taken out: the `rows` of the store in order, the columns by their ids, and in words which
    cases they are. With a `reason` people are named in full."""

    rows: Sequence[int]
    columns: Sequence[str]
    words: str
    reason: str = ""

    def record(self, session: Session, what: str) -> None:
        """Put it on record. Raises Problem of a reason that says nothing."""
        reason = checked_reason(self.reason) if self.reason else ""
        record_export(session, what, rows=len(self.rows), reason=reason)


_PERSON: tuple[tuple[str, int, Callable[[PersonLine], str]], ...] = (
    (N_("Document number"), 22, lambda p: p.document_number),
    (N_("Telephone"), 16, lambda p: p.phone),
    (N_("Address"), 34, lambda p: p.address),
)


def columns_of(session: Session, ids: Sequence[str], *, full: bool) -> list[ListedColumn]:
    """The columns of these ids, in this order; unknown ids are left out."""

    def name(line: TableLine) -> str:
        return line.case.applicant if full else mask_name(line.case.applicant)

    known: dict[str, ListedColumn] = {
        "number": ListedColumn(_("Case number"), 26, lambda line: line.case.number),
        "resident": ListedColumn(_("Resident"), 12, name),
        "matter": ListedColumn(_("Matter"), 34, lambda line: line.case.title),
        "department": ListedColumn(_("Department"), 16, lambda line: line.case.department),
        "limit": ListedColumn(_("Time limit"), 18, lambda line: line.case.due),
        "state": ListedColumn(_("State"), 14, lambda line: word(STAGES, line.case.stage)),
        "registered": ListedColumn(_("Registered at"), 18, lambda line: line.case.registered_at),
        "city": ListedColumn(_("City"), 10, city_words),
        "agent": ListedColumn(_("Agent"), 12, lambda line: line.agent),
        "missing": ListedColumn(_("Materials missing"), 12, lambda line: line.missing or None),
        "deferred": ListedColumn(_("Deferred until"), 14, lambda line: line.case.deferred_until),
        "kind": ListedColumn(_("Kind"), 12, lambda line: word(KINDS, line.case.kind)),
        "desk": ListedColumn(_("Desk"), 24, _desk_of(session)),
        "their_number": ListedColumn(
            _("Department's number"), 22, lambda line: line.case.department_number
        ),
        "changed": ListedColumn(
            _("Last change"), 18, lambda line: Moment(line.case.changed_ms).local
        ),
    }
    return [known[each] for each in ids if each in known]


def city_words(line: TableLine) -> str:
    """What became of a case in the city, in the word of its chip."""
    if line.aside is not None:
        return _("Put aside")
    return _("Not sent") if line.case.unsent else _("Received")


def heads_of(columns: Sequence[ListedColumn], *, full: bool) -> list[tuple[str, int]]:
    """Heads with widths; those of people at the end."""
    more = [(_(head), width) for head, width, _cell in _PERSON] if full else []
    return [*((column.head, column.width) for column in columns), *more]


def table_rows(
    table: CaseTable, wanted: Wanted, columns: Sequence[ListedColumn]
) -> Iterator[list[Value]]:
    """The cells of each case, read a few at a time, so that any length takes the same memory."""
    full = bool(wanted.reason)
    for first in range(0, len(wanted.rows), _AT_ONCE):
        lines = table.lines(wanted.rows[first : first + _AT_ONCE])
        people = table.people([line.case.resident for line in lines]) if full else {}
        for line in lines:
            person = people.get(line.case.resident, PersonLine())
            more = [cell(person) for _head, _width, cell in _PERSON] if full else []
            yield [*(column.cell(line) for column in columns), *more]


def list_form(session: Session, table: CaseTable, wanted: Wanted) -> Form:
    """The printed list: numbered, heads on every page, names masked unless a reason was given. Cases with a
    record put aside are marked, and a line below says what that means.

    Raises Problem `list-long` beyond `PRINTED_MOST` cases.
    """
    if len(wanted.rows) > PRINTED_MOST:
        raise Problem("list-long", count=len(wanted.rows), most=PRINTED_MOST)
    ids = ("number", "matter", "resident", "department", "limit", "state")
    number, matter, *rest = columns_of(session, ids, full=bool(wanted.reason))
    columns = [number, replace(matter, cell=_marked_matter), *rest]
    named = Wanted(wanted.rows, ids, wanted.words)  # the paper has no room for numbers of people
    rows = tuple(_printed(row) for row in table_rows(table, named, columns))
    now = session.clock.now().local
    facts = (
        (_("Which"), wanted.words),
        (_("As of"), dates.moment(now)),
        (_("Cases"), str(len(rows))),
    )
    first = _("{number}, {matter}").format(number=number.head, matter=matter.head)
    heads = (first, *(column.head for column in rest))
    listing = Listing("", tuple(map(Column, heads, (0, 6.4, 6.2, 6.4, 6.8))), rows)
    return Form(
        title=_("List of cases"),
        issue=Issue(
            printed_at=now, agent=session.author.name, practice=session.desk.practice, copies=1
        ),
        desk=paper_desk(session.desk),
        sections=(Facts(facts), listing, Words(_legend(rows))),
        asking=False,
    )


def _desk_of(session: Session) -> Callable[[TableLine], str]:
    known: dict[str, str] = {}

    def name(line: TableLine) -> str:
        code = line.case.stream
        if code not in known:
            division = session.reference.divisions.find(code)
            known[code] = division.desk_name if division else code
        return known[code]

    return name


def _marked_matter(line: TableLine) -> str:
    """The matter; below it, that a record of the case is put aside: a mark that needs no colour."""
    title = line.case.title
    return title if line.aside is None else f"{title}\n{_MARK} {_('Put aside')}"


def _legend(rows: Sequence[Sequence[str]]) -> str:
    """What the mark means; nothing where no case has it."""
    if not any(f"\n{_MARK}" in first for first, *_rest in rows):
        return ""
    return _(
        "{mark} A record of this case was put aside and does not count; why, stands on the page of the case."
    ).format(mark=_MARK)


def _printed(row: Sequence[Value]) -> tuple[str, ...]:
    """Number and matter one below the other, days instead of moments."""
    number, matter, *rest = row
    said = [v.date().isoformat() if isinstance(v, datetime) else str(v or "") for v in rest]
    return (f"{number}\n{matter}", *said)
