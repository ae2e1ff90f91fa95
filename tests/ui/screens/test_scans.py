"""Signed papers in the window: taken in, filed, sorted by hand; told of, wherever one is."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

from helpdesk.application.paper_check import filed_check
from helpdesk.application.paper_proof import Likeness
from helpdesk.application.prints import queue_paper
from helpdesk.application.scans import keep_scan
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.bootstrap.scanning import Scanning
from helpdesk.domain.comparing_events import OTHER_WORDS
from helpdesk.i18n import _
from helpdesk.i18n.history import describe
from helpdesk.i18n.paper_check import LIKENESS, fact_rows
from helpdesk.ui.compare_dialog import CompareDialog
from helpdesk.ui.comparing import Comparable, load, of_case
from helpdesk.ui.frame import Frame
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.scans.dialog import ScansDialog
from helpdesk.ui.screens.case.paper_lines import compared_words
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.pick_popup import PickPopup
from tests.imaging.photographs import page, photographed
from tests.imaging.pictures import as_bytes
from tests.ui.screens.desk import Desk


@pytest.fixture
def bench(desk: Desk) -> Workbench:
    return replace(desk.bench, session=replace(desk.bench.session, seal=desk.store.seal))


@pytest.fixture
def case(desk: Desk) -> str:
    return desk.case(desk.resident("包玉兰", phone="13847516701"), "TL-0018")


@pytest.fixture
def scan(bench: Workbench, case: str, tmp_path: Path) -> Path:
    """The signed receipt from the side, and a page without a code, in one TIFF."""
    papers, pdf = DeskPapers(bench.session, bench.queries), tmp_path / "paper.pdf"
    job = queue_paper(bench.session, case, paper="receipt", size="A5", copies=1)
    papers.save_job(job, path=str(pdf))
    path, blank = tmp_path / "all.tif", Image.new("RGB", (300, 400), "white")
    sheet = photographed(page(pdf.read_bytes()))
    path.write_bytes(as_bytes(sheet, "TIFF", save_all=True, append_images=[blank]))
    return path


@pytest.fixture
def scanning(desk: Desk, bench: Workbench, qtbot) -> Scanning:
    frame = Frame()
    qtbot.addWidget(frame)
    frame.show()
    return Scanning(bench, frame)


def drop(scanning: Scanning, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    place, keys = QPointF(QPoint(5, 5)), Qt.KeyboardModifier.NoModifier
    event = QDropEvent(place, copy, mime, left, keys)
    assert scanning._zone.eventFilter(scanning._frame, event)


def dialog_of(scanning: Scanning) -> ScansDialog:
    view = scanning.presenter.view
    assert isinstance(view, ScansDialog)
    return view


def test_dropped_anywhere_filed_and_the_rest_sorted_by_hand(
    desk: Desk, scanning: Scanning, case: str, scan: Path, qtbot
) -> None:
    drop(scanning, scan)
    said = desk.travels.steps
    qtbot.waitUntil(lambda: any(step[0] == "say" for step in said))
    assert said[-1] == ("say", "warning", "已归档 1 页，涉及 1 个办件。1 页需要您整理。")
    scanning._frame.actions_offered.trigger("scan")
    dialog = dialog_of(scanning)
    qtbot.waitUntil(lambda: bool(dialog.picker.model.lines))
    assert dialog.page is not None
    assert "没有读出二维码" in dialog.page.reason
    assert dialog.picker.model.lines[0].id == case, "the page before was of this case"
    qtbot.waitUntil(lambda: not dialog.picture._item.pixmap().isNull())
    QTest.keyClick(dialog.picker.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(PickPopup)))
    (papers,) = dialog.findChildren(PickPopup)
    QTest.keyClick(papers.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.page is None)
    dialog.reject()
    file = desk.bench.queries.case_file(case)
    assert file is not None
    copies = file.case.signing.copies_of("receipt")
    assert [(c.filed.by_hand, c.filed.copy) for c in copies] == [(False, 1), (True, 0)]


def test_pasted_pictures_are_scans_and_no_paper_of_ours_goes(
    desk: Desk, scanning: Scanning, qtbot
) -> None:
    scanning.open()
    dialog = dialog_of(scanning)
    QGuiApplication.clipboard().setText("no picture")
    dialog.paste()
    assert desk.travels.steps[-1][:2] == ("say", "warning")
    scanning.presenter.take([as_bytes(Image.new("RGB", (300, 400), "white")), b"a letter"])
    qtbot.waitUntil(lambda: dialog.page is not None)
    assert dialog.outcome.isVisibleTo(dialog)
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: dialog.page is None)
    dialog.reject()
    assert scanning.presenter.view is None


def test_what_a_kill_left_goes_on_at_the_start(
    desk: Desk, scanning: Scanning, case: str, scan: Path, qtbot
) -> None:
    keep_scan(scanning.presenter._work._room, desk.bench.session, scan.read_bytes())
    scanning.presenter.resume()
    qtbot.waitUntil(lambda: bool(desk.travels.steps))
    assert desk.bench.queries.scans.unread() == []
    scanning.presenter.resume()
    qtbot.waitUntil(lambda: len(desk.travels.steps) == 2)
    assert desk.travels.steps[-1][2] == "有 1 页扫描件待整理。"


def test_a_signed_copy_is_compared_field_by_field(
    scanning: Scanning, bench: Workbench, case: str, scan: Path, qtbot
) -> None:
    """Issue 6, line 4: altered printing beside a genuine code is found by going down what was signed."""
    drop(scanning, scan)
    qtbot.waitUntil(lambda: bool(bench.queries.case_file(case).case.signing.copies))
    file = bench.queries.case_file(case)
    (copy,) = file.case.signing.copies_of("receipt")
    check = filed_check(file, copy.filed)
    assert check.facts, "those that were printed"
    assert any("包**" in fact or "包*" in fact for fact in check.facts), "masked as on the paper"
    papers = DeskPapers(bench.session, bench.queries, files=bench.filing.store)
    bench = replace(bench, papers=papers)
    found: list[Comparable] = []
    load(bench, lambda: of_case(bench, case, "receipt"), found.append)
    qtbot.waitUntil(lambda: bool(found))
    (shown,) = found
    assert shown.words == _(LIKENESS[Likeness.SAME])
    assert (len(shown.drawn), list(shown.filed), shown.files) == (1, [1], (copy.filed.file,))
    dialog = CompareDialog(shown, bench, scanning._frame)
    dialog.show()
    boxes = [*dialog.lines.same, *dialog.lines.other]
    assert len(dialog.lines.same) == len(fact_rows(check.facts)) + 3, "number, minute, other words"
    assert len(boxes) == len({box.accessibleName() for box in boxes})
    pages = dialog.pages
    qtbot.waitUntil(lambda: pages.printed.isVisible() and pages.back.isVisible())
    assert pages.printed.zoom == pytest.approx(pages.back.zoom), "at the same scale"
    pages.zoom_by(2)
    assert pages.printed.zoom == pytest.approx(pages.back.zoom)
    assert not dialog.confirm.isEnabled()
    left = dialog.agreed.text()
    for box in dialog.lines.same:
        box.click()
    assert dialog.agreed.text() == _("Every printed fact agrees.") != left
    assert dialog.confirm.isEnabled()
    dialog.lines.same[0].click()
    assert dialog.agreed.text() == _("{n} fact is left.").format(n=1)
    dialog.lines.same[0].click()
    other = dialog.lines.other[-1]
    other.click()
    assert not dialog.lines.same[-1].isChecked(), "one or the other"
    dialog.confirm.click()
    qtbot.waitUntil(dialog._problem.isVisible)
    dialog.words.editor.setText("地址写成了别处")
    dialog.confirm.click()
    qtbot.waitUntil(lambda: not dialog.is_there)
    last = bench.queries.case_file(case).case.signing.compared("receipt")
    assert last is not None
    body = last.compared
    assert (body.printing, body.copy, body.files) == (1, 1, (copy.filed.file,))
    assert (body.differing, body.words) == ((OTHER_WORDS,), "地址写成了别处")
    words, tone = compared_words(bench.queries.case_file(case).case, "receipt")
    assert (_("other words") in words, tone) == (True, Tone.RED)
    alone = CompareDialog(replace(shown, filed={}), bench, scanning._frame)
    alone.show()
    qtbot.waitUntil(alone.pages.printed.isVisible)
    alone.grab()
    assert alone.pages.printed.zoom < 1, "a picture that is not there leads nothing"
    alone.reject()
    assert "地址写成了别处" in describe(body)
