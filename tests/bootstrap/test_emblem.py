"""The emblem on papers, from a file in the settings to the PDF and back to none."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.signing import Given
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.emblem import DeskEmblem
from helpdesk.bootstrap.folder import open_desk
from helpdesk.bootstrap.settings import LOCKED_NAME, Settings
from helpdesk.domain.problems import Problem
from helpdesk.domain.signing_events import SigningWay
from helpdesk.i18n.problems import sentence
from helpdesk.ui.screens.settings.emblem import SETTING, EmblemPanel
from helpdesk.ui.widgets.banner import NoticeStack
from tests.application.test_signing import drawn
from tests.bootstrap.conftest import Run
from tests.bootstrap.settings_window import opened
from tests.desk import PASSWORD, VILLAGE, WUYUN
from tests.ui import focus_chain

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

APPLICANT = {"name": "包玉兰", "phone": "13847516701", "division": VILLAGE}


SQUARE, WIDE = (85, 85), (170, 39)


def emblems(path: Path) -> list[tuple[int, int]]:
    """The sizes in dots of the pictures on the pages."""
    pages = pypdf.PdfReader(path).pages
    return [each.image.size for page in pages for each in page.images if each.image]


def logo(folder: Path) -> Path:
    """A blue disc on nothing."""
    picture = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((20, 20, 380, 380), fill=(20, 60, 160, 255))
    picture.save(folder / "logo.png")
    return folder / "logo.png"


@pytest.fixture
def desktop(folder: Path, qtbot) -> Iterator[Desktop]:
    result = opened(folder, qtbot)
    yield result
    result.close()


def panel(desktop: Desktop) -> EmblemPanel:
    found = desktop.window.findChild(EmblemPanel)
    assert found is not None
    return found


def said(desktop: Desktop) -> list[str]:
    stack = desktop.window.findChild(NoticeStack)
    assert stack is not None
    return [notice.sentence for notice in stack.notices]


def test_it_is_chosen_shown_refused_and_removed_by_keys(
    desktop: Desktop, qtbot, tmp_path: Path
) -> None:
    """Issue 6: a logo of 50 MB is refused with a sentence, and the one before stays."""
    shown, workplace = panel(desktop), desktop.workplace
    assert workplace is not None
    assert focus_chain.problems(shown) == []
    assert (shown.state.isHidden(), shown.remove_button.isEnabled()) == (False, False)
    shown.choose_button.setFocus()
    qtbot.keyClick(shown.choose_button, Qt.Key.Key_Space)
    dialog = shown.findChild(QFileDialog)
    dialog.fileSelected.emit(str(logo(tmp_path)))
    dialog.reject()
    qtbot.waitUntil(shown.remove_button.isEnabled)
    assert (shown.shown.isHidden(), shown.state.isHidden()) == (False, True)
    assert shown.shown.pixmap().height() == 85
    papers = workplace.bench.papers
    assert papers.emblem() != b""
    large = tmp_path / "large.bmp"
    Image.new("RGB", (4_096, 4_096), "white").save(large)
    shown.take(str(large))
    refused = sentence(Problem("emblem-large", limit=10))
    qtbot.waitUntil(lambda: refused in said(desktop))
    assert shown.choose_button.isEnabled()
    assert not shown.shown.isHidden()
    desktop.window.activateWindow()
    qtbot.waitUntil(desktop.window.isActiveWindow)
    shown.remove_button.setFocus()
    qtbot.keyClick(shown.remove_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not shown.state.isHidden())
    assert QApplication.focusWidget() is shown.choose_button
    assert papers.emblem() == b""


def test_it_stays_for_the_next_start_and_the_command_line(
    folder: Path, run: Run, case_file: Callable[..., Path], tmp_path: Path
) -> None:
    case = case_file(matter="TL-0001", applicant=APPLICANT)
    number = run("open", "--json", case, "--number").out.strip()
    with contextlib.closing(open_desk(folder, agent=WUYUN.id, password=PASSWORD)) as desk:
        DeskEmblem(desk.store.queries.preferences, Settings(folder)).choose(str(logo(tmp_path)))
    out, names = tmp_path / "r.pdf", tmp_path / "numbers.txt"
    names.write_text(number, encoding="utf-8")
    for asked in ((number,), ("--batch", names)):
        assert run("print", *asked, "--out", out).code == 0
        assert len(pypdf.PdfReader(out).pages[0].images) == 1
    assert run("print", number, "--all", "--out", out).code == 0
    assert emblems(out) == [SQUARE, SQUARE], "as the papers were printed"
    (folder / LOCKED_NAME).write_text(json.dumps({SETTING: ""}), encoding="utf-8")
    assert run("print", number, "--out", out).code == 0
    assert len(pypdf.PdfReader(out).pages[0].images) == 0


def test_a_paper_is_drawn_again_with_the_emblem_that_it_bore(
    folder: Path, run: Run, case_file: Callable[..., Path], tmp_path: Path
) -> None:
    """Whatever was chosen, replaced or removed since."""
    case, out = case_file(matter="TL-0001", applicant=APPLICANT), tmp_path / "r.pdf"
    number = run("open", "--json", case, "--number").out.strip()
    wide = tmp_path / "wide.png"
    Image.linear_gradient("L").resize((400, 100)).save(wide)
    for chosen in (logo(tmp_path), wide, None):
        with contextlib.closing(open_desk(folder, agent=WUYUN.id, password=PASSWORD)) as desk:
            emblem = DeskEmblem(desk.store.queries.preferences, Settings(folder))
            emblem.choose(str(chosen)) if chosen else emblem.remove()
            assert emblem.kept("0" * 32) == b"", "another computer's"
        assert run("print", number, "--out", out).code == 0
    assert run("print", number, "--all", "--out", out).code == 0
    assert emblems(out) == [SQUARE, WIDE]


def test_what_is_signed_at_the_desk_looks_like_what_is_printed(
    desktop: Desktop, qtbot, tmp_path: Path
) -> None:
    workplace = desktop.workplace
    assert workplace is not None
    panel(desktop).take(str(logo(tmp_path)))
    qtbot.waitUntil(panel(desktop).remove_button.isEnabled)
    session = workplace.bench.session
    case = open_case(session, Intake(new_resident=APPLICANT, matter="TL-0001")).case
    dialog = workplace._sign(case, "receipt")
    signing = dialog.presenter._signing
    shown, _pages = signing.show(case, "receipt")
    given = Given(SigningWay.PAD, "包玉兰", *signing.picture(drawn()))
    sealed = workplace.bench.filing.store.read(signing.sign(case, shown, given).sealed)
    path = tmp_path / "signed.pdf"
    path.write_bytes(sealed)
    assert SQUARE in emblems(path), "beside the signature"
    dialog.reject()


def test_the_administrator_decides(folder: Path, qtbot, tmp_path: Path) -> None:
    (folder / LOCKED_NAME).write_text(json.dumps({SETTING: "chosen"}), encoding="utf-8")
    desktop = opened(folder, qtbot)
    try:
        shown = panel(desktop)
        assert not shown.choose_button.isEnabled()
        shown.take(str(logo(tmp_path)))
        qtbot.waitUntil(lambda: sentence(Problem("setting-locked")) in said(desktop))
        assert not shown.choose_button.isEnabled()
        assert desktop.workplace is not None
        assert desktop.workplace.bench.papers.emblem() == b""
    finally:
        desktop.close()
