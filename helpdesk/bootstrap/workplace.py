"""One agent's window over one open desk: the screens, the search, the sync line. GUI thread."""

import contextlib
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from helpdesk.application import thermal_printers
from helpdesk.application.ports import Session
from helpdesk.application.queries import Queries, SyncState
from helpdesk.application.under_way import SyncStage, UnderWay
from helpdesk.bootstrap.bilingual import paper_words
from helpdesk.bootstrap.card_readers import CardReaders
from helpdesk.bootstrap.day_care import day_care_of
from helpdesk.bootstrap.emblem import DeskEmblem
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.bootstrap.print_watch import PrintWatch
from helpdesk.bootstrap.qt_camera import camera_finder
from helpdesk.bootstrap.qt_printers import system_printers
from helpdesk.bootstrap.reminding import Reminding
from helpdesk.bootstrap.scanned import Scanned
from helpdesk.bootstrap.scanning import Scanning, open_signing
from helpdesk.bootstrap.search import Search
from helpdesk.bootstrap.services import Services, Sheets, sheets_of
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.settings_panels import panels_of
from helpdesk.bootstrap.sync_line import notices_line, sync_lines
from helpdesk.bootstrap.sync_ways import sync_ways_of
from helpdesk.bootstrap.thermal import ThermalPrinters
from helpdesk.domain.matters import Matter
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _
from helpdesk.i18n.counting import day_text, weekday_text
from helpdesk.i18n.problems import sentence
from helpdesk.printing.spool import Spooler
from helpdesk.ui.decision_dialog.dialog import DecisionDialog
from helpdesk.ui.frame import Frame
from helpdesk.ui.later import QtLater
from helpdesk.ui.models.case_lines import day_end
from helpdesk.ui.notices import Notice
from helpdesk.ui.palette import Palette
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.printing_dialog.batch_dialog import open_batch
from helpdesk.ui.printing_dialog.choice import remembered_tray
from helpdesk.ui.printing_dialog.dialog import open_print
from helpdesk.ui.screens.case.presenter import Ways
from helpdesk.ui.screens.case.view import CaseScreen
from helpdesk.ui.screens.cases.view import CasesScreen
from helpdesk.ui.screens.day_sheet.view import DaySheetScreen
from helpdesk.ui.screens.intake.view import IntakeScreen
from helpdesk.ui.screens.resident.view import ResidentScreen
from helpdesk.ui.screens.residents.view import ResidentsScreen
from helpdesk.ui.screens.settings.view import SettingsScreen
from helpdesk.ui.screens.sync.view import SyncScreen
from helpdesk.ui.screens.today.view import TodayScreen, TodayWays
from helpdesk.ui.tasks import Tasks
from helpdesk.ui.tokens import Tone

MINUTE = 60_000  # milliseconds
SETTLED = 2_000  # milliseconds until Today stands and nobody has begun anything yet
TONES = {"info": Tone.BLUE, "warning": Tone.AMBER, "error": Tone.RED, "success": Tone.GREEN}


def papers_of(
    session: Session, queries: Queries, settings: Settings, services: Services, printers: Spooler
) -> DeskPapers:
    """The papers of a window, Mongolian and emblem included where its computer's settings say so."""
    words = paper_words(settings.get, services.mongolian)
    save, files = services.save, services.filing.store
    papers = DeskPapers(session, queries, printers=printers, save=save, words=words, files=files)
    papers.tray_of = partial(remembered_tray, settings)
    emblem = DeskEmblem(services.lists.preferences, settings)
    papers.emblem, papers.emblem_of = emblem.picture, emblem.kept
    return papers


class Workplace(QObject):
    """Composes the screens of a logged-in agent and leads from one to the other (`Navigator`)."""

    changed = Signal()
    restore_asked = Signal()
    enrolled = Signal()
    dressed = Signal()

    def __init__(
        self,
        session: Session,
        queries: Queries,
        *,
        settings: Settings,
        services: Services,
    ) -> None:
        super().__init__()
        self.frame = Frame()
        self.tasks = Tasks(self)
        self._session, self._queries = session, queries
        self._desk_sync, self._services = services.sync, services
        self._under_way: UnderWay | None = None
        self._unread, self._visited = 0, list[str]()
        self._closed = False  # what other threads had queued still arrives afterwards
        self._leading = False  # the intake is being shown with what it begins with
        printers = system_printers(partial(settings.get, thermal_printers.SETTING))
        papers = papers_of(session, queries, settings, services, printers)
        self.bench = Workbench(
            session,
            queries,
            self.tasks,
            self,
            papers,
            services.filing,
            camera=camera_finder(settings.get),
            cards=CardReaders(settings),
        )
        self._sign = partial(open_signing, self.bench, self.frame, papers)
        sheets = sheets_of(session, services, printers)
        self._compose(settings, sheets, ThermalPrinters(session, settings, printers))
        self._print_watch = PrintWatch(papers, self.tasks, self)
        self._reminding = Reminding(self.bench, settings, self)
        lines = filter(None, (session.desk.place, session.desk.name))
        self.frame.set_desk(*lines, agent=session.author.name)
        self._connect()
        self.show("today")
        self._reminding.look()
        self.scanning.presenter.resume()

    # -- Navigator

    def open_case(self, case_id: str) -> None:
        """Show one case."""
        self.case.open_case(case_id)
        self.show("case")

    def new_case(self, *, matter: str = "", **beginning: str) -> None:
        """Show the intake: as it stands, with a draft, for a known resident, like another case, or
        with a matter chosen in what stands there."""
        if any(beginning.values()):
            self.intake.put_aside()
            self.intake.begin(**beginning)
        self._leading = True
        self.show("intake")
        self._leading = False
        if matter:
            self.intake.presenter.matter.pick(matter)

    def open_resident(self, resident_id: str) -> None:
        """Show one resident."""
        self.resident.open_resident(resident_id)
        self.show("resident")

    def decide(self, subject: str, *, first: str = "") -> None:
        """Ask what is to be decided about a case or resident."""
        DecisionDialog(subject, bench=self.bench, parent=self.frame, first=first).open()

    def show(self, screen_id: str) -> None:
        """Show a screen by its id."""
        self.frame.show_screen(screen_id)

    def say(
        self,
        sentence: str,
        *,
        tone: str = "info",
        action: str = "",
        do: Callable[[], object] | None = None,
        topic: str = "",
    ) -> None:
        """A sentence in the banner, with a button if there is something to do."""
        notice = Notice(tone=TONES[tone], sentence=sentence, action=action, do=do, topic=topic)
        self.frame.show_notice(notice)

    # -- told by other threads

    def store_changed(self, _subjects: frozenset[str]) -> None:
        """Cases changed; any thread."""
        self.changed.emit()

    # -- refresh

    @Slot()
    def refresh(self) -> None:
        """Read what is shown anew."""
        if self._closed:
            return
        self.frame.set_date_line(date_line(self._session))
        self.tasks.run(self._queries.sync_state, done=self._show_sync, key="sync-state")
        current = self.frame.current_screen
        for screen_id, refresh in self._refreshers.items():
            if screen_id == current:
                refresh()
        if current != "today":
            self._badge()

    def close(self) -> None:
        """End background work; drafts are flushed first. A disk in the way must not stop the end."""
        self._closed = True
        self._later.close()
        self._desk_sync.told.disconnect(self._exchange)
        self._clock.stop()
        self._pending.stop()
        self._print_watch.stop()
        self._reminding.stop()
        with contextlib.suppress(EnvironmentProblem):
            self.intake.flush()
        self.tasks.close()

    # -- inside

    def _compose(self, settings: Settings, sheets: Sheets, thermal: ThermalPrinters) -> None:
        print_waiting = partial(open_batch, bench=self.bench, settings=settings, parent=self.frame)
        care = day_care_of(self._session, self._queries, services=self._services, sheets=sheets[0])
        today = TodayWays(care, settings, print_waiting)
        self._today = TodayScreen(self.bench, self._show_cases, today)
        actions = self.frame.actions_offered
        self.intake = IntakeScreen(self.bench, settings, actions=actions, sign=self._sign)
        self._cases = CasesScreen(self.bench, self._services.lists, actions=actions)
        self.scanning = Scanning(self.bench, self.frame)
        self.case = CaseScreen(self.bench, _case_ways(self, settings, print_waiting), actions)
        self._residents = ResidentsScreen(self.bench, actions)
        self.resident = ResidentScreen(self.bench, actions)
        sync_ways = sync_ways_of(self.bench, self._services, self.frame)
        self._sync = SyncScreen(self.bench, self._desk_sync, sync_ways)
        self._day_sheet = DaySheetScreen(self.bench, *sheets, settings, actions=actions)
        panels = panels_of(
            self.bench, settings, self._services, printers=thermal, dressed=self.dressed.emit
        )
        self.settings_screen = SettingsScreen(
            self.bench,
            self._services.vault,
            settings=settings,
            restore=self.restore_asked.emit,
            enrolled=self.enrolled.emit,
            panels=panels,
        )
        self.frame.add_screen("today", self._today, action="today")
        self.frame.add_screen("intake", self.intake, action="intake")
        self.frame.add_screen("cases", self._cases, action="cases")
        self.frame.add_screen("case", self.case, under="cases")
        self.frame.add_screen("residents", self._residents, action="residents")
        self.frame.add_screen("resident", self.resident, under="residents")
        self.frame.add_screen("sync", self._sync, under=None)
        self.frame.add_screen("day_sheet", self._day_sheet, under=None)
        self.frame.add_screen("settings", self.settings_screen, under=None)

    def _connect(self) -> None:
        self._refreshers = {
            "today": self._today.refresh,
            "cases": self._cases.refresh,
            "case": self.case.refresh,
            "residents": self._residents.refresh,
            "resident": self.resident.refresh,
            "sync": self._sync.refresh,
            "day_sheet": self._day_sheet.refresh,
            "settings": self.settings_screen.refresh,
        }
        self.tasks.noticed.connect(self.frame.show_notice)
        self.tasks.busy_changed.connect(self.frame.set_busy)
        self.palette = Palette(
            self.frame.actions_offered,
            self.settings_screen,
            show_settings=lambda: self.show("settings"),
            matters=partial(_matters_in_force, self._session),
        )
        self._search = Search(self.bench, self.frame, self.palette)
        self.scanned = Scanned(self.bench, self.frame, self.intake, refresh=self.refresh)
        self.frame.sync_chosen.connect(lambda: self.show("sync"))
        self.frame.actions_offered.register("sync", self._desk_sync.now)
        self.frame.actions_offered.register("day_sheet", partial(self._day_sheet.open, month=False))
        self.frame.actions_offered.register("bulletin", partial(self._day_sheet.open, month=True))
        self.frame.actions_offered.register("settings", lambda: self.show("settings"))
        self.frame.back_requested.connect(self._back)
        self.frame.screen_shown.connect(self._shown)
        self.changed.connect(self._soon, Qt.ConnectionType.QueuedConnection)
        self._desk_sync.told.connect(self._exchange, Qt.ConnectionType.QueuedConnection)
        self._pending = QTimer(self, singleShot=True, interval=50)
        self._pending.timeout.connect(self.refresh)
        self._clock = QTimer(self, interval=MINUTE)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()
        self._later = QtLater(self)
        self._later(SETTLED, self._search.warm_up)

    @Slot()
    def _soon(self) -> None:
        """Many commits in a row are one refresh."""
        if not self._closed and not self._pending.isActive():
            self._pending.start()

    @Slot(object)
    def _exchange(self, under_way: UnderWay | None) -> None:
        """A sync is so far, or ended."""
        if self._closed:
            return
        changed = (under_way is None) != (self._under_way is None)
        self._under_way = under_way
        self._sync.show_progress(under_way)
        if changed:
            self.refresh()
        else:
            self.tasks.run(self._queries.sync_state, done=self._show_sync, key="sync-state")

    @Slot(str)
    def _shown(self, screen_id: str) -> None:
        before = self._visited[-1] if self._visited else ""
        if before != screen_id:
            self._visited.append(screen_id)
        if screen_id == "intake" and before == "resident" and not self._leading:
            self.new_case(resident_id=self.resident.resident)  # F2 at a resident is for them
        self.refresh()

    @Slot()
    def _back(self) -> None:
        """Esc: the screen before this one, in the end Today. A draft is kept."""
        if self.frame.current_screen == "intake":
            self.intake.put_aside()
        self._visited = self._visited[:-1]
        self.show(self._visited[-1] if self._visited else "today")

    def _show_cases(self, chip: str) -> None:
        self._cases.choose(chip)
        self.show("cases")

    def _badge(self) -> None:
        now = self._session.clock.now().local
        self.tasks.run(
            lambda: self._queries.figures(now=day_end(now), soon=day_end(now)),
            done=lambda figures: self.frame.set_badge("today", figures.overdue),
            key="badge",
        )

    def _show_sync(self, kept: SyncState) -> None:
        state = self._desk_sync.seen(kept)
        under_way = self._under_way
        records = under_way is not None and under_way.stage is not SyncStage.FILES
        # With an error the worker's own pause decides; what an exchange is just sending needs no other one.
        if state.waiting and not state.last_error and not records:
            self._desk_sync.soon()
        offset = self._session.clock.now().offset_minutes
        last = Moment(state.last_success_ms, offset_minutes=offset).local
        lines = sync_lines(state, last=last, under_way=self._under_way)
        self.frame.set_sync_state(*lines)
        self._tell_notices(state.notices)

    def _tell_notices(self, unread: int) -> None:
        """What the city said stands above the work until somebody has read it; the Sync screen lists it."""
        if self.frame.current_screen == "sync":
            unread = 0
        if unread == self._unread:
            return
        self._unread = unread
        self.frame.close_topic("notices")
        if unread:
            read = partial(self.show, "sync")
            self.say(
                notices_line(unread), tone="warning", action=_("Read"), do=read, topic="notices"
            )


def date_line(session: Session) -> str:
    """Today and the place, as they stand above every screen."""
    today = session.clock.now().local.date()
    words = _("{weekday}, {day}").format(weekday=weekday_text(today), day=day_text(today))
    return " · ".join([words, *session.desk.place.split()[-1:]])


def ask_enrolment(workplace: Workplace) -> None:
    """The first start was not finished: say so, and offer what is left of it."""

    def enrol() -> None:
        workplace.show("settings")
        workplace.settings_screen.enrol()

    workplace.say(
        sentence(Problem("not-enrolled")),
        tone="warning",
        action=_("Enrol this computer…"),
        do=enrol,
        topic="enrolment",
    )


def _matters_in_force(session: Session) -> list[Matter]:
    return list(session.reference.catalogue.in_force(session.clock.now().local.date()))


def _case_ways(
    place: Workplace, settings: Settings, print_waiting: Callable[[str], object]
) -> Ways:
    return Ways(
        scan_papers=place.scanning.open,
        sign=place._sign,
        open_print=partial(open_print, bench=place.bench, settings=settings, parent=place.frame),
        show_resident=lambda resident, _name: place.open_resident(resident),
        sync_now=place._desk_sync.now,
        print_waiting=print_waiting,
    )
