"""Signing in the window: on the pad, by a picture, or not at all; and checking a sealed PDF."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.bootstrap.scanning import Scanning, open_signing
from helpdesk.domain.cases import Case
from helpdesk.ui.frame import Frame
from helpdesk.ui.paper_check import PdfCheckDialog
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.signing_dialog.dialog import SigningDialog
from helpdesk.ui.widgets.signature_pad import SignaturePad
from tests.application.test_signing import drawn
from tests.ui.screens.desk import Desk

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def bench(desk: Desk) -> Workbench:
    return replace(desk.bench, session=replace(desk.bench.session, seal=desk.store.seal))


@pytest.fixture
def case(desk: Desk) -> str:
    return desk.case(desk.resident("包玉兰", phone="13847516701"), "TL-0018")


@pytest.fixture
def frame(bench: Workbench, qtbot) -> Frame:
    frame = Frame()
    qtbot.addWidget(frame)
    frame.show()
    return frame


@pytest.fixture
def dialog(bench: Workbench, frame: Frame, case: str, qtbot) -> SigningDialog:
    papers = DeskPapers(bench.session, bench.queries)
    dialog = open_signing(bench, frame, papers, case, "authorisation")
    qtbot.waitUntil(dialog.confirm.isEnabled)
    return dialog


def stroke(pad: SignaturePad, *points: tuple[int, int]) -> None:
    places = [QPoint(*point) for point in points]
    QTest.mousePress(pad, LEFT, NONE, places[0])
    for place in places[1:]:
        QTest.mouseMove(pad, place)
    QTest.mouseRelease(pad, LEFT, NONE, places[-1])


def case_now(desk: Desk, case: str) -> Case:
    file = desk.bench.queries.case_file(case)
    assert file is not None
    return file.case


def test_read_tick_sign_done(desk: Desk, dialog: SigningDialog, case: str, qtbot) -> None:
    assert dialog.preview.page_count == 1
    assert dialog.by.editor.text() == "包玉兰"
    dialog.submit()
    qtbot.waitUntil(lambda: dialog._problem.isVisibleTo(dialog))
    dialog._boxes[0].setChecked(True)
    assert not dialog.confirm.isEnabled(), "first it is shown"
    qtbot.waitUntil(dialog.confirm.isEnabled)
    stroke(dialog.pad, (40, 60), (120, 100), (200, 50))
    stroke(dialog.pad, (210, 50), (260, 90))
    dialog.submit()
    qtbot.waitUntil(lambda: not dialog.is_there or not dialog.isVisible())
    (signature,) = case_now(desk, case).signing.signatures
    assert (signature.signed.by, len(signature.signed.ticks)) == ("包玉兰", 1)
    assert len(case_now(desk, case).files) == 2
    assert desk.travels.steps[-1][:2] == ("say", "success")


def test_a_pad_takes_back_and_clears_and_takes_a_pen(frame: Frame, qtbot) -> None:
    pad = SignaturePad(frame)
    qtbot.addWidget(pad)
    pad.show()
    stroke(pad, (20, 20), (60, 60))
    stroke(pad, (70, 20), (90, 60))
    QTest.keyClick(pad, Qt.Key.Key_Backspace)
    assert len(pad._strokes) == 1
    QTest.keyClick(pad, Qt.Key.Key_Delete)
    assert pad.is_empty
    pen = QPointingDevice.primaryPointingDevice()
    for kind in (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease):
        place = QPointF(30, 30)
        event = QTabletEvent(kind, pen, place, place, 0.5, 0, 0, 0, 0, 0, NONE, LEFT, LEFT)
        pad.tabletEvent(event)
    assert not pad.is_empty
    assert pad.picture().startswith(b"\x89PNG")


def test_a_thumb_print_is_a_picture_with_a_witness(
    desk: Desk, dialog: SigningDialog, case: str, tmp_path: Path, qtbot
) -> None:
    dialog.way._group.button(1).click()
    assert dialog.witness.isVisibleTo(dialog)
    dialog.submit()
    qtbot.waitUntil(lambda: dialog._problem.isVisibleTo(dialog))
    path = tmp_path / "thumb.png"
    path.write_bytes(drawn())
    dialog.presenter.take([path])
    qtbot.waitUntil(lambda: not dialog._picture.pixmap().isNull())
    dialog.witness.editor.setText("巴图")
    dialog.submit()
    qtbot.waitUntil(lambda: bool(case_now(desk, case).signing.signatures))
    (signature,) = case_now(desk, case).signing.signatures
    assert (signature.signed.way, signature.signed.witness) == ("thumb", "巴图")


def test_who_refuses_needs_a_witness(desk: Desk, dialog: SigningDialog, case: str, qtbot) -> None:
    dialog.way._group.button(3).click()
    dialog.submit()
    qtbot.waitUntil(lambda: dialog._problem.isVisibleTo(dialog))
    dialog.witness.editor.setText("巴图")
    dialog.reason.editor.setText("要先问儿子")
    dialog.submit()
    qtbot.waitUntil(lambda: bool(case_now(desk, case).signing.signatures))
    assert case_now(desk, case).files == ()


def test_a_pdf_is_checked_in_the_window(
    desk: Desk, bench: Workbench, frame: Frame, dialog: SigningDialog, case: str, tmp_path, qtbot
) -> None:
    stroke(dialog.pad, (40, 60), (120, 100), (200, 50))
    dialog.submit()
    qtbot.waitUntil(lambda: bool(case_now(desk, case).signing.signatures))
    (signature,) = case_now(desk, case).signing.signatures
    path = tmp_path / "paper.pdf"
    path.write_bytes(desk.store.files.read(signature.signed.sealed))
    scanning = Scanning(bench, frame)
    frame.actions_offered.trigger("check-pdf")
    for asked in frame.findChildren(QFileDialog):
        asked.reject()
    scanning.check([path])
    qtbot.waitUntil(lambda: bool(frame.findChildren(PdfCheckDialog)))
    (shown,) = frame.findChildren(PdfCheckDialog)
    assert "未被改动" in shown.finding.accessibleName() or shown.confirm.isVisibleTo(shown)
    shown.reject()
