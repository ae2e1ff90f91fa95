"""Looks at the clock beside the work: says what is odd, and lets somebody vouch for the date. GUI thread."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from helpdesk.application.ports import Session
from helpdesk.application.trusted_time import blocked_by, vouch_for_date
from helpdesk.bootstrap.system import SystemClock
from helpdesk.domain.trusted_time import ClockFinding, Doubt, KnownTime
from helpdesk.i18n import N_, _
from helpdesk.i18n.clock import clock_text
from helpdesk.i18n.counting import day_text
from helpdesk.i18n.problems import sentence
from helpdesk.store.connection import FILE_NAME
from helpdesk.ui.presenting import Background, Navigator
from helpdesk.ui.reason_dialog import ReasonDialog

EVERY_MS = 60_000
_TOPIC = "clock"
_REASONS = (N_("Compared with a telephone"), N_("The battery was empty and the clock was set anew"))


class ClockWatch(QObject):
    """One for each workplace; call `end` before the workplace closes."""

    def __init__(
        self,
        session: Session,
        finding: Callable[[], ClockFinding | None],
        *,
        background: Background,
        navigator: Navigator,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._finding = finding
        self._background = background
        self._navigator = navigator
        self._window = window
        self._said = ""
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def end(self) -> None:
        """Look no more: the workplace and its background work are about to end."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Look at the clock now, and whether it keeps numbers from being given."""
        self._background.run(
            lambda: (self._finding(), blocked_by(self._session)), done=self._say, key="clock"
        )

    def _say(self, found: tuple[ClockFinding | None, date | None]) -> None:
        finding, last = found
        text = clock_text(finding) if finding else ""
        if last is not None:
            today = self._session.clock.now().local.date()
            text = _(
                "Today is {today} by the clock, but numbers were given on {last}. Set the clock, or confirm."
            ).format(today=day_text(today), last=day_text(last))
        if not text or text == self._said:
            return
        self._said = text
        if last is None:
            self._navigator.say(text, tone="warning", topic=_TOPIC)
        else:
            self._navigator.say(
                text, tone="warning", action=_("Confirm the date"), do=self._ask, topic=_TOPIC
            )

    def _ask(self) -> None:
        ReasonDialog(
            _("Confirm the date"),
            _("Numbers are given with this date from now on. Your name and reason are recorded."),
            [_(reason) for reason in _REASONS],
            self._window,
            submitted=self._vouch,
        ).open()

    def _vouch(
        self, reason: str, done: Callable[[], object], failed: Callable[[str], object]
    ) -> None:
        def recorded(_nothing: object) -> None:
            done()
            self._said = ""
            self._navigator.say(_("The date is confirmed."), tone="success", topic=_TOPIC)

        self._background.run(
            lambda: vouch_for_date(self._session, reason=reason),
            done=recorded,
            failed=lambda problem: failed(sentence(problem)),
        )


def warning_before_login(data: Path) -> str:
    """What can be said of the clock while the database is closed: its file was not written later."""
    try:
        written = max(path.stat().st_mtime for path in data.glob(f"{FILE_NAME}*"))
    except (OSError, ValueError):
        return ""
    finding = SystemClock(KnownTime(0, 0, int(written * 1000))).finding()
    return clock_text(finding) if finding and finding.doubt is not Doubt.LONG else ""
