"""The files of a case at the counter: attached, shown, looked at, withdrawn, fetched."""

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow

from helpdesk.application.files import attach_file
from helpdesk.domain.attachments import FileAttached
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.files.blacken_dialog import BlackenDialog
from helpdesk.ui.files.camera_dialog import CameraDialog
from helpdesk.ui.files.lines import FileLine
from helpdesk.ui.files.strip import FileModel
from helpdesk.ui.files.viewer import ViewerDialog
from helpdesk.ui.reason_dialog import ReasonDialog
from helpdesk.ui.screens.case.presenter import Ways
from helpdesk.ui.screens.case.view import CaseScreen
from tests.imaging.pictures import as_bytes, photo
from tests.ui.screens.desk import Desk


@pytest.fixture
def case(desk: Desk) -> str:
    return desk.case(desk.resident("包玉兰", phone="13847516701"), "TL-0018")


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def screen(desk, case, asked, put_up, qtbot) -> CaseScreen:
    ways = Ways(lambda _case: None, lambda _id, _name: None, sync_now=lambda: asked.append("sync"))
    window = QMainWindow()
    result = CaseScreen(desk.bench, ways, ActionSet(window))
    window.setCentralWidget(result)
    desk.store.listen(lambda _changed: None)
    put_up(window)
    result.open_case(case)
    qtbot.waitUntil(lambda: result._presenter.sheet is not None)
    return result


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "身份证.jpg"
    path.write_bytes(as_bytes(photo(400, 300, noisy=False)))
    return path


def lines(screen: CaseScreen) -> tuple[FileLine, ...]:
    return screen._files.presenter.sheet.lines


def settled(screen: CaseScreen, qtbot, count: int) -> None:
    """The record is there, and then the screen that was told of it."""
    qtbot.waitUntil(lambda: not screen._presenter._bench.background._running)
    screen.refresh()
    qtbot.waitUntil(lambda: len(lines(screen)) == count)


def dropped(screen: CaseScreen, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(QPoint(5, 5)),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    assert screen._files._zone.eventFilter(screen, event)


def open_dialog(kind: type, qtbot):
    def found():
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def choose(path: Path, qtbot) -> None:
    """In the system's dialog."""
    dialog = open_dialog(QFileDialog, qtbot)
    dialog.filesSelected.emit([str(path)])
    dialog.reject()


def test_dropped_on_the_screen(screen, picture, desk, qtbot) -> None:
    """C7: it is attached at once, and the case waits for nothing."""
    dropped(screen, picture)
    settled(screen, qtbot, 1)
    (line,) = lines(screen)
    assert (line.here, line.state, line.name) == (True, "等待上传", "图片")
    assert line.thumbnail
    assert screen._files.strip.isVisible()
    assert "0 个" in screen._files._summary.text()
    assert picture.name not in repr(screen._presenter.sheet)


def test_pasted(screen, desk, qtbot) -> None:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(image)
    screen._files._actions[2].trigger()
    settled(screen, qtbot, 1)
    assert lines(screen)[0].file.media_type == "image/jpeg"


def test_a_wrong_file_is_a_sentence_and_the_others_are_taken(
    screen, picture, tmp_path, desk, qtbot
) -> None:
    text = tmp_path / "notes.jpg"
    text.write_text("just words")
    dropped(screen, text, picture, tmp_path / "gone.pdf")
    settled(screen, qtbot, 1)
    assert desk.travels.steps[-1][0] == "say"
    assert "只能附图片" in desk.travels.steps[-1][-1]


def test_withdrawn_is_kept_and_struck(screen, picture, desk, qtbot) -> None:
    dropped(screen, picture)
    settled(screen, qtbot, 1)
    screen._files.strip.setFocus()
    QTest.keyClick(screen._files.strip, Qt.Key.Key_Delete)
    dialog = open_dialog(ReasonDialog, qtbot)
    dialog.reason.setCurrentText("附错了办件")
    dialog.submit()
    settled(screen, qtbot, 1)
    qtbot.waitUntil(lambda: lines(screen)[0].withdrawn)
    assert "附错了办件" in lines(screen)[0].state
    assert screen._files.presenter.sheet.count == 0


def test_looked_at_by_keyboard(screen, picture, tmp_path, qtbot) -> None:
    other = tmp_path / "2.png"
    other.write_bytes(as_bytes(photo(300, 400, noisy=False), "PNG"))
    dropped(screen, picture, other)
    settled(screen, qtbot, 2)
    screen._files.strip.setFocus()
    QTest.keyClick(screen._files.strip, Qt.Key.Key_Return)
    viewer = open_dialog(ViewerDialog, qtbot)
    qtbot.waitUntil(lambda: viewer.view._item.pixmap().width() == 400)
    fit = viewer.view.zoom
    QTest.keyClick(viewer, Qt.Key.Key_Plus)
    assert viewer.view.zoom == pytest.approx(fit * 1.25)
    QTest.keyClick(viewer, Qt.Key.Key_R)
    assert viewer.view.turned == 90
    QTest.keyClick(viewer, Qt.Key.Key_0)
    assert viewer.view.zoom <= 1
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: viewer.view._item.pixmap().width() == 300)
    assert viewer.view.turned == 0
    assert viewer.place.text() == "第 2 个，共 2 个"
    QTest.keyClick(viewer, Qt.Key.Key_Escape)


def test_damaged_on_the_disk_is_said_in_the_viewer(screen, picture, desk, qtbot) -> None:
    dropped(screen, picture)
    settled(screen, qtbot, 1)
    desk.store.files.vault.path(lines(screen)[0].file.sha256).write_bytes(b"rubbish")
    screen._files._open(0)
    viewer = open_dialog(ViewerDialog, qtbot)
    qtbot.waitUntil(viewer.problem.isVisible)
    assert "损坏" in viewer.problem.text()
    viewer.reject()


def test_of_another_desk_it_is_fetched(screen, case, asked, desk, qtbot) -> None:
    """A file that another desk attached: its state in words, and a button once the city has it."""
    content = as_bytes(photo(200, 100, noisy=False))
    files = desk.store.files
    digest = files.keep(content, now_ms=1)
    files.vault.drop(digest)
    with desk.store._connections.write() as connection:
        connection.execute("DELETE FROM file")
    attach_file(desk.session, case, FileAttached(digest, len(content), "image/jpeg"))
    settled(screen, qtbot, 1)
    assert lines(screen)[0].state == "附上它的站点尚未上传"
    desk.store.file_queue.arrived([digest])
    screen.refresh()
    qtbot.waitUntil(lambda: lines(screen)[0].state == "在市平台，本机没有")
    assert screen._files.fetch.isVisible()
    screen._files.fetch.click()
    qtbot.waitUntil(lambda: asked == ["sync"])
    desk.store.file_queue.hold("files-wait-line")
    screen.refresh()
    why = sentence(Problem("files-wait-line"))
    qtbot.waitUntil(lambda: lines(screen)[0].state == why)
    desk.store.file_queue.take_piece(digest, 0, content)
    screen.refresh()
    qtbot.waitUntil(lambda: lines(screen)[0].here)
    assert not screen._files.fetch.isVisible()


def test_blackened_before_it_is_kept(screen, tmp_path, desk, qtbot) -> None:
    """What is under a region is in no file: not in the picture, not in its thumbnail."""
    white = tmp_path / "white.png"
    white.write_bytes(as_bytes(Image.new("RGB", (400, 300), "white"), "PNG"))
    screen._files._actions[3].trigger()
    choose(white, qtbot)
    dialog = open_dialog(BlackenDialog, qtbot)
    place = dialog.picture.place()
    QTest.mousePress(dialog.picture, Qt.MouseButton.LeftButton, pos=place.center())
    QTest.mouseMove(dialog.picture, place.bottomRight())
    QTest.mouseRelease(dialog.picture, Qt.MouseButton.LeftButton, pos=place.bottomRight())
    QTest.mouseClick(dialog.picture, Qt.MouseButton.LeftButton, pos=place.center())  # no region
    QTest.keyClick(dialog.picture, Qt.Key.Key_Insert)
    for _ in range(30):
        QTest.keyClick(dialog.picture, Qt.Key.Key_Up)
    QTest.keyClick(dialog.picture, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert "2" in dialog.picture.accessibleName()
    dialog.submit()
    settled(screen, qtbot, 1)
    (line,) = lines(screen)
    for raw in (desk.store.files.read(line.file.sha256), line.thumbnail):
        kept = Image.open(io.BytesIO(raw)).convert("L")
        width, height = kept.size
        shades = [
            kept.getpixel((int(width * x), int(height * y)))
            for x, y in ((0.75, 0.75), (0.5, 0.2), (0.25, 0.75))
        ]
        assert shades == [
            pytest.approx(0, abs=12),
            pytest.approx(0, abs=12),
            pytest.approx(255, abs=9),
        ]


def test_a_document_cannot_be_blackened(screen, tmp_path, desk, qtbot) -> None:
    paper = tmp_path / "a.pdf"
    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    document.save(paper)
    document.close()
    screen._files._actions[3].trigger()
    choose(paper, qtbot)
    qtbot.waitUntil(lambda: any("涂黑" in step[-1] for step in desk.travels.steps))


class SimulatedCamera:
    """A camera that sees one picture."""

    name = "高拍仪"

    def __init__(self) -> None:
        self.stopped = False

    def start(self, show) -> None:
        frame = QImage(320, 240, QImage.Format.Format_RGB32)
        frame.fill(Qt.GlobalColor.lightGray)
        show(frame)

    def stop(self) -> None:
        self.stopped = True


def test_photographed(screen, desk, qtbot) -> None:
    camera = SimulatedCamera()
    object.__setattr__(desk.bench, "camera", lambda: camera)
    screen._files.take(0, camera=True)
    dialog = open_dialog(CameraDialog, qtbot)
    assert not dialog.confirm.isEnabled()
    QTest.keyClick(dialog.shutter, Qt.Key.Key_Space)
    dialog.submit()
    settled(screen, qtbot, 1)
    assert camera.stopped
    assert lines(screen)[0].file.line == 0
    assert lines(screen)[0].name == screen._presenter.sheet.materials[0].name


def test_the_model(qtmodeltester) -> None:
    model = FileModel()
    model.set_lines([])
    qtmodeltester.check(model)
