"""The left column: finding the resident, the card of the one chosen. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFilter, CaseRow, Queries, ResidentRow
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.masking import mask_id, mask_phone
from helpdesk.domain.residents import Resident
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import remaining_text
from helpdesk.i18n.doubts import in_doubt
from helpdesk.i18n.words import SEXES, word
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.new_resident import FormPart
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import (
    Area,
    IntakeView,
    PickLine,
    ResidentCard,
)

NEW = "new"  # the line that opens the form
_MOST = 8


@dataclass(frozen=True, slots=True)
class Known:
    """A resident with what is going on for them."""

    resident: Resident
    open_cases: Sequence[CaseRow]
    count: int


class ResidentPart:
    """Search and card; every change goes into the sheet. GUI thread."""

    def __init__(
        self, bench: Workbench, sheet: Sheet, view: IntakeView, *, known: Callable[[], object]
    ) -> None:
        self._bench = bench
        self._sheet = sheet
        self._view = view
        self._known_changed = known
        self._notified = ""
        self.form = FormPart(bench, sheet, view)
        self.known: Known | None = None

    def load(self) -> None:
        """Show what the sheet says about the resident."""
        intake = self._sheet.intake
        self.known = None
        self._notified = ""
        self._view.residents.show_residents("", ())
        self._view.residents.show_card(None)
        self.form.load()
        if intake.resident:
            self._fetch(intake.resident)
        elif intake.resident_search.strip() and not intake.new_resident:
            self.search(intake.resident_search)

    def search(self, text: str) -> None:
        """Look for residents as one types; whoever was chosen before is no longer."""
        self._sheet.edit(resident_search=text, resident="")
        if self.known:
            self.known = None
            self._view.residents.show_card(None)
            self._known_changed()
        if not text.strip():
            self._view.residents.show_residents(text, ())
            return
        self._bench.background.run(
            lambda: self._bench.queries.find_residents(text.strip(), limit=_MOST),
            done=partial(self._found, text),
            key="intake-residents",
        )

    def pick(self, resident_id: str) -> None:
        """Take the resident of this line, or open the form for a new one."""
        if resident_id == NEW:
            self.form.open()
            return
        self._sheet.edit(resident=resident_id, new_resident={})
        self.form.show()
        self._fetch(resident_id)
        self._view.focus(Area.MATTER)

    def forget(self) -> None:
        """Somebody else is at the counter."""
        self.known = None
        self._view.residents.show_card(None)
        if self._notified and self._sheet.intake.notify == self._notified:
            self._sheet.edit(notify="")
            self._view.fill(self._sheet.intake)
        self._known_changed()

    def reload(self) -> None:
        """What is known of the chosen resident changed."""
        if self._sheet.intake.resident:
            self._fetch(self._sheet.intake.resident)

    def close_form(self) -> None:
        """Back to the search; what was typed is dropped by the agent's own wish."""
        self._sheet.edit(new_resident={})
        self.form.show()
        self._view.focus(Area.RESIDENT)
        self.search(self._sheet.intake.resident_search)

    def use_twin(self) -> None:
        """Take the known resident who has the same number."""
        if self.form.twin:
            self.pick(self.form.twin)

    def _found(self, text: str, rows: Sequence[ResidentRow]) -> None:
        if text != self._sheet.intake.resident_search:
            return
        lines = [_line(row, today=self._today()) for row in rows]
        words = _("New resident: “{text}”").format(text=text.strip())
        new = PickLine(NEW, words if not text.isascii() else _("New resident"))
        # Names that only sound so stand behind: Enter must not take another person.
        lines.insert(
            0 if rows and all(_sounds(row, text.strip()) for row in rows) else len(lines), new
        )
        self._view.residents.show_residents(text, lines)

    def _fetch(self, resident_id: str) -> None:
        self._bench.background.run(
            lambda: known(self._bench.queries, resident_id),
            done=partial(self._fetched, resident_id),
            key="intake-card",
        )

    def _fetched(self, resident_id: str, found: Known | None) -> None:
        if self._sheet.intake.resident != resident_id:
            return
        if found is None:  # removed meanwhile by the city: to be chosen again
            self.search(self._sheet.intake.resident_search)
            return
        self.known = found
        session = self._bench.session
        self._view.residents.show_card(card(found, session=session))
        self._suggest_notify(found.resident)
        self._known_changed()

    def _suggest_notify(self, resident: Resident) -> None:
        """A message to the telephone, unless the agent wrote something else."""
        if self._sheet.intake.notify not in ("", self._notified) or not resident.phone:
            return
        self._notified = _("SMS to {phone}").format(phone=mask_phone(resident.phone))
        self._sheet.edit(notify=self._notified)
        self._view.fill(self._sheet.intake)

    def _today(self) -> date:
        return self._bench.session.clock.now().local.date()


def known(queries: Queries, resident_id: str) -> Known | None:
    """A resident and the newest of their open cases. Background thread."""
    resident = queries.resident(resident_id)
    if resident is None:
        return None
    wanted = CaseFilter(resident=resident_id, open_only=True)
    rows = queries.cases(wanted, offset=0, limit=_MOST)
    return Known(resident, rows, len(rows) if len(rows) < _MOST else queries.count_cases(wanted))


def card(found: Known, *, session: Session) -> ResidentCard:
    """The card of a chosen resident, numbers masked."""
    resident, now = found.resident, session.clock.now().local
    doubted = {conflict.field for conflict in resident.conflicts}
    numbers = (
        in_doubt(mask_id(resident.document_number), "document_number", doubted),
        in_doubt(mask_phone(resident.phone), "phones", doubted),
    )
    place = session.reference.divisions.find(resident.division)
    address = (place.place if place else "", in_doubt(resident.address, "address", doubted))
    return ResidentCard(
        name=in_doubt(resident.name, "name", doubted),
        about=_about(resident.sex, resident.age(now.date())),
        numbers=" · ".join(filter(None, numbers)),
        address="".join(filter(None, address)),
        open_cases=_open_cases(found, now=now, calendar=session.reference.calendar),
        photo=resident.photo,
    )


def _open_cases(found: Known, *, now: datetime, calendar: WorkCalendar) -> str:
    if not found.open_cases:
        return ""
    first = found.open_cases[0]
    words = ngettext("{n} open case: {title}", "{n} open cases: {title} …", found.count)
    words = words.format(n=found.count, title=first.title)
    if first.due is None:
        return words
    left = remaining_text(days_left(first.due, now, calendar), first.due)
    return _("{words} ({left})").format(words=words, left=left)


def days_left(due: datetime, now: datetime, calendar: WorkCalendar) -> int:
    """Working days left after today, below 0 when overdue; as `domain.clocks.remaining` counts."""
    if now > due:
        return -max(1, calendar.count(due.date(), now.date()))
    return calendar.count(now.date(), due.date())


def _sounds(row: ResidentRow, typed: str) -> bool:
    """Whether this is a name of the same length in other characters."""
    return len(row.name) == len(typed) and row.name != typed and not typed.isascii()


def _line(row: ResidentRow, *, today: date) -> PickLine:
    age = Resident(row.id, row.name, birth=row.birth).age(today)
    detail = (_about(row.sex, age), mask_id(row.document_number), row.address)
    return PickLine(row.id, row.name, " · ".join(filter(None, detail)))


def _about(sex: str, age: int | None) -> str:
    years = ngettext("{n} year", "{n} years", age).format(n=age) if age is not None else ""
    return " · ".join(filter(None, (word(SEXES, sex), years)))
