"""Reminds whoever works here of cases and slips, never in quiet hours. GUI thread."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Slot

from helpdesk.application.queries import CaseFilter
from helpdesk.application.reminders import (
    SEEN,
    Reminder,
    hours_of,
    is_quiet,
    reminders,
    seen_until,
)
from helpdesk.bootstrap.settings import Settings
from helpdesk.i18n import _, ngettext
from helpdesk.ui.presenting import Workbench

AHEAD = timedelta(days=20)  # further ahead nothing is due within 48 office hours, holidays included
_MOST = 500
EVERY_MS = 60_000


@dataclass(frozen=True, slots=True)
class Found:
    """What to say at `now`."""

    now: datetime
    due: tuple[Reminder, ...]
    slips: int


class Reminding(QObject):
    """Looks once a minute; what was said is not said again after the next start. `stop` it before the
    workplace closes."""

    def __init__(self, bench: Workbench, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._queries = bench.session, bench.queries
        self._background, self._navigator = bench.background, bench.navigator
        self._settings = settings
        self._slips = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Look in the background, and say what came up."""
        self._background.run(self._find, done=self._say, key="reminders")

    def _find(self) -> Found | None:
        hours = hours_of(self._settings.get)
        now, calendar = self._session.clock.now().local, self._session.reference.calendar
        if hours is None or is_quiet(now, calendar, hours):
            return None
        soon = CaseFilter(open_only=True, due_from=now, due_before=now + AHEAD)
        rows = self._queries.cases(soon, offset=0, limit=_MOST)
        since = seen_until(self._settings.get(SEEN), now)
        due = reminders(rows, since=since, now=now, calendar=calendar, hours=hours)
        return Found(now, due, self._queries.slips.count_to_do())

    def _say(self, found: Found | None) -> None:
        if found is None:
            return
        self._settings.set(SEEN, found.now.isoformat(timespec="seconds"))
        texts = [reminder_text(each) for each in found.due]
        if found.slips > self._slips:
            text = ngettext(
                "{n} slip from the city waits for you.",
                "{n} slips from the city wait for you.",
                found.slips,
            )
            texts.append(text.format(n=found.slips))
        self._slips = found.slips
        if texts:
            self._navigator.say(
                " ".join(texts),
                tone="warning",
                action=_("Today"),
                do=lambda: self._navigator.show("today"),
                topic="reminders",
            )


def reminder_text(reminder: Reminder) -> str:
    """One sentence."""
    text = ngettext(
        "{n} case is due within {hours} hours.",
        "{n} cases are due within {hours} hours.",
        reminder.cases,
    )
    return text.format(n=reminder.cases, hours=reminder.hours)
