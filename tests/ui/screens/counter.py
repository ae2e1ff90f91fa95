"""The intake screen in the real frame on a real desk, and a keyboard that counts its keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from helpdesk.application.cases import checklist, open_case
from helpdesk.application.intake import Draft, Intake
from helpdesk.application.ports import Session
from helpdesk.application.printers import Capabilities
from helpdesk.application.queries import CaseFilter, CaseRow, Queries
from helpdesk.bootstrap.filing import filing_of
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.bootstrap.scanning import open_signing
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.printing.preview import page_count
from helpdesk.printing.spool import Spooled
from helpdesk.ui.frame import Frame
from helpdesk.ui.presenting import Background, Workbench
from helpdesk.ui.screens.intake.view import IntakeScreen
from tests.ui.screens.desk import Desk

ALLOWANCE = "TL-0014"  # 最低生活保障审核确认
LASER = "HP LaserJet"


@dataclass
class Tray:
    """Printers of a test: what came out, or a sheet that jams."""

    printers: tuple[str, ...] = (LASER,)
    jammed: bool = False
    sheets: list[tuple[str, int]] = field(default_factory=list)
    trays: list[str] = field(default_factory=list)
    tells: Capabilities = field(default_factory=Capabilities)

    def names(self) -> tuple[str, ...]:
        return self.printers

    def capabilities(self, printer: str) -> Capabilities:
        return self.tells

    def submit(self, pdf: bytes, *, printer: str, title: str, tray: str = "") -> str:
        if self.jammed:
            raise EnvironmentProblem("printer-failed", printer=printer)
        self.sheets.append((printer, page_count(pdf)))
        self.trays.append(tray)
        return ""

    def state(self, job: str) -> Spooled:
        raise AssertionError("this tray tells nothing of its jobs")

    def cancel(self, job: str) -> None:
        raise AssertionError("nothing to take back")


@dataclass
class Guide:
    """A navigator that remembers what was said; the newest of a topic stands."""

    said: list[tuple[str, str]] = field(default_factory=list)
    buttons: dict[str, Callable[[], object]] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def open_case(self, case_id: str) -> None:
        self.opened.append(case_id)

    def new_case(
        self, *, draft_id: str = "", resident_id: str = "", like: str = "", matter: str = ""
    ) -> None:
        self.shown.append("intake")

    def show(self, screen_id: str) -> None:
        self.shown.append(screen_id)

    def say(
        self,
        sentence: str,
        *,
        tone: str = "info",
        action: str = "",
        do: Callable[[], object] | None = None,
        topic: str = "",
    ) -> None:
        self.said.append((tone, sentence))
        if do is not None:
            self.buttons[action] = do

    def tones(self) -> set[str]:
        return {tone for tone, _sentence in self.said}


def bench_for(
    session: Session, queries: Queries, background: Background, *, tray: Tray, guide: Guide
) -> Workbench:
    """A workbench with the real papers."""
    papers = DeskPapers(session, queries, printers=tray)
    return Workbench(session, queries, background, guide, papers, filing_of(session.store))


class Counter:
    """The window at a desk. `press` and `type` are what hands do; every key is counted."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.tray = Tray()
        self.guide = Guide()
        self.settings = Settings(folder)
        self.bench = bench_for(
            desk.session, desk.store.queries, desk.tasks, tray=self.tray, guide=self.guide
        )
        self.frame = Frame()
        self.screen = IntakeScreen(
            self.bench,
            self.settings,
            actions=self.frame.actions_offered,
            sign=partial(open_signing, self.bench, self.frame, self.bench.papers),
        )
        self.frame.add_screen("today", QLabel(), action="today")
        self.frame.add_screen("intake", self.screen, action="intake")
        self.keys = 0

    # -- hands

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """One keystroke (with its modifier held) where the keyboard is."""
        self.keys += 1
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        QTest.keyClick(self.focused(), key, held)

    def type(self, text: str) -> None:
        """Search text: not counted."""
        QTest.keyClicks(self.focused(), text)

    def commit(self, text: str) -> None:
        """What an input method hands over."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.focused(), event)

    def focused(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    # -- what is there

    def drafts(self) -> Sequence[Draft]:
        return self.bench.queries.drafts()

    def cases(self) -> Sequence[CaseRow]:
        return self.bench.queries.cases(CaseFilter(), offset=0, limit=50)

    @property
    def intake(self) -> Intake:
        return self.screen.presenter.intake

    @property
    def bar(self) -> str:
        return self.screen._missing.text()

    @property
    def chip(self) -> str:
        return self.screen.header._chip.text()


def taken(session: Session, code: str = ALLOWANCE) -> Intake:
    """An intake with every material of a matter, without a resident."""
    matter = session.reference.catalogue.find(code)
    assert matter is not None
    return Intake(matter=code, materials=tuple(m.take() for m in checklist(matter)))


def often(desk: Desk, resident: str, *, code: str = ALLOWANCE, times: int = 3) -> None:
    """The matter is a frequent one: closed cases of somebody else."""
    for _n in range(times):
        open_case(desk.session, replace(taken(desk.session, code), resident=resident))
