"""What Today says of the day's reconciliation and of this computer's safety; background work."""

from collections.abc import Callable
from datetime import datetime, timedelta

from helpdesk.application.day_sheet import DaySheet, day_span
from helpdesk.application.ports import Session
from helpdesk.application.queries import Queries
from helpdesk.bootstrap.day_sheets import DaySheets
from helpdesk.bootstrap.services import Services
from helpdesk.i18n.clock import clock_text
from helpdesk.ui.printing_dialog.batch_presenter import WAITING
from helpdesk.ui.screens.today.care import DayCare

_FRESH = timedelta(seconds=30)  # the sheet reads the day's records: not with every commit


def day_care_of(
    session: Session, queries: Queries, *, services: Services, sheets: DaySheets
) -> Callable[[], DayCare]:
    """Reads it whenever it is called."""
    last: list[tuple[datetime, DaySheet]] = []

    def sheet_at(now: datetime) -> DaySheet:
        if not last or not timedelta() <= now - last[0][0] < _FRESH:
            since, until = day_span(now.date())
            last[:] = [(now, sheets.read(since, until))]
        return last[0][1]

    def read() -> DayCare:
        finding = services.clock_finding()
        return DayCare(
            safety=services.vault.safety(),
            clock=clock_text(finding) if finding else "",
            sheet=sheet_at(session.clock.now().local),
            papers=sum(len(queries.print_jobs(state=state)) for state in WAITING),
        )

    return read
