"""A person at the counter, until the power goes: types into the real screen and registers now and then.

    python -m tests.ui.screens.typing_child FOLDER

Says on stdout `saved DRAFT LENGTH` whenever a draft was saved, and `registered SENTENCE` when the
screen says so. It never ends by itself.
"""

import os
import sys
from functools import partial
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from helpdesk.application.intake import Draft, Intake
from helpdesk.application.ports import Session
from helpdesk.bootstrap.scanning import open_signing
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.system import SystemClock, UuidIds
from helpdesk.domain.stages import CaseKind
from helpdesk.store import keys
from helpdesk.store.store import Store
from helpdesk.ui import fonts, theme
from helpdesk.ui.frame import Frame
from helpdesk.ui.screens.intake import autosave
from helpdesk.ui.screens.intake.view import IntakeScreen
from helpdesk.ui.tasks import Tasks
from helpdesk.ui.tokens import LIGHT
from tests.ui.screens.counter import Guide, Tray, bench_for
from tests.ui.screens.desk import PASSWORD, WUYUN

EVERY = 12  # milliseconds between two keys
LONG = 40  # characters after which the case is registered


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class TellingKeeper(autosave.DraftKeeper):
    """Tells the parent what has just become durable."""

    def save(self, intake: Intake, *, version: int) -> Draft | None:
        draft = super().save(intake, version=version)
        if draft is not None:
            say("saved", draft.id, len(draft.intake.text))
        return draft


class Typist(Guide):
    """Types one character after the other; hears what the screen says."""

    def begin(self, screen: IntakeScreen) -> None:
        self.screen = screen
        screen.presenter.set_kind(CaseKind.REQUEST)

    def key(self) -> None:
        presenter = self.screen.presenter
        if presenter.registering.busy:
            return
        if presenter.intake.kind is not CaseKind.REQUEST:
            presenter.set_kind(CaseKind.REQUEST)
        presenter.type("title", "三组主路路灯不亮")
        presenter.type("text", presenter.intake.text + "灯")
        if len(presenter.intake.text) >= LONG and presenter.intake.resident:
            presenter.registering.register()
        elif not presenter.intake.resident:
            presenter.resident.pick(sys.argv[2])

    def say(self, sentence: str, **options: object) -> None:  # type: ignore[override]
        if options.get("topic") == "registered":
            say("registered", sentence)


def main() -> None:
    folder = Path(sys.argv[1])
    autosave.DraftKeeper = TellingKeeper
    app = QApplication([])
    fonts.load_first()
    theme.apply(app, LIGHT)
    store = Store.open(folder, keys.unlock(folder, WUYUN.id, PASSWORD))
    session = Session(store, SystemClock(), UuidIds(), store.reference, WUYUN, store.desk)
    typist = Typist()
    bench = bench_for(session, store.queries, Tasks(), tray=Tray(), guide=typist)
    frame = Frame()
    sign = partial(open_signing, bench, frame, bench.papers)
    screen = IntakeScreen(bench, Settings(folder), actions=frame.actions_offered, sign=sign)
    frame.add_screen("intake", screen, action="intake")
    frame.show()
    typist.begin(screen)
    timer = QTimer(interval=EVERY)
    timer.timeout.connect(typist.key)
    timer.start()
    say("ready")
    app.exec()


if __name__ == "__main__":
    main()
