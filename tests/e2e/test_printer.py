"""A printer that is not there: the case stands, the paper waits, another way is one press away."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.e2e.programs import Desk, sentence
from tests.e2e.window import window

PRINTER = "惠普 LaserJet 1020（已搬走）"


def test_registering_to_a_printer_that_was_carried_away(
    desk: Desk, tmp_path: Path, qapp: QApplication
) -> None:
    with window(desk.folder) as seen:
        seen.unlock()
        seen.new_intake(request=True)
        seen.new_resident("乌云")
        seen.tell("路灯")
        confirmation = seen.presenter.confirmation
        seen.wait(lambda: confirmation._found, "the printers that there are")
        confirmation.choose(replace(confirmation.choice, printer=PRINTER))
        seen.register()
        sentence(seen.text("回执未打印"), PRINTER)
        queries = seen.workplace.bench.queries
        (job,) = seen.workplace.bench.session.store.queries.print_jobs(state="failed")
        hit = queries.find("路灯", limit=1)[0]
        assert job.case == hit.subject
        assert seen.desktop.settings.get("print.printer") == PRINTER
    with window(desk.folder) as seen:
        seen.unlock()
        seen.workplace.open_case(hit.subject)
        seen.wait(lambda: seen.shows(hit.number), "the case")
        seen.tour.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        seen.wait(QApplication.activeModalWidget, "the printing dialog")
        sentence(seen.text("没有"), "PDF")
    assert desk.run("print", hit.number, "--out", tmp_path / "receipt.pdf").code == 0
    assert len(desk.numbers()) == 1
