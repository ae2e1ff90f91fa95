"""Files taken in before the case is registered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from helpdesk.ui.screens.intake.state import Area
from tests.imaging.pictures import as_bytes, photo
from tests.ui.screens.counter import Counter


@pytest.fixture
def page() -> bytes:
    return as_bytes(photo(300, 200, noisy=False))


def taken(counter: Counter, qtbot, count: int) -> None:
    part = counter.screen.presenter.files
    qtbot.waitUntil(lambda: len(part.sheet.lines) == count)


def test_sealed_at_once_and_registered_with_the_case(counter: Counter, page, qtbot) -> None:
    """Kept with the draft, attached in the registration's own transaction."""
    desk, presenter = counter.desk, counter.screen.presenter
    presenter.resident.pick(desk.resident("包玉兰", phone="13847516701"))
    presenter.matter.pick("TL-0018")
    presenter.files.take([page], line=1)
    taken(counter, qtbot, 1)
    (file,) = presenter.intake.files
    assert desk.store.files.states([file.sha256])[file.sha256].here
    rows = counter.screen.matters.materials.model()
    assert "1 个附件" in rows.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    presenter.flush()
    (draft,) = desk.store.queries.drafts()
    assert draft.intake.files == (file,)
    presenter.registering.register()
    qtbot.waitUntil(lambda: not desk.store.queries.drafts())
    (waiting,) = desk.store.files.waiting(limit=9)
    found = desk.store.queries.case_file(waiting.case)
    assert [each.key for each in found.case.files] == [(file.sha256, 1)]
    taken(counter, qtbot, 0)


def test_another_matter_keeps_what_its_materials_share(counter: Counter, page, qtbot) -> None:
    presenter = counter.screen.presenter
    presenter.matter.pick("TL-0018")
    presenter.files.take([page], line=2)
    taken(counter, qtbot, 1)
    presenter.matter.pick("TL-0014")
    names = [m.name for m in presenter.intake.materials]
    (file,) = presenter.intake.files
    assert file.line == -1 or names[file.line] == "高龄津贴申请表"


def test_left_out_again(counter: Counter, page, qtbot) -> None:
    presenter = counter.screen.presenter
    presenter.matter.pick("TL-0018")
    presenter.files.take([page])
    taken(counter, qtbot, 1)
    strip = counter.screen.matters.files.strip
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Delete)
    assert presenter.intake.files == ()
    taken(counter, qtbot, 0)


def test_never_into_another_case(counter: Counter, page, qtbot) -> None:
    """Put aside while a file is still being taken in: it does not end up with the next resident."""
    presenter = counter.screen.presenter
    presenter.matter.pick("TL-0018")
    presenter.files.take([page])
    presenter.put_aside()
    qtbot.waitUntil(lambda: any("另一个办件" in words for _tone, words in counter.guide.said))
    assert presenter.intake.files == ()


def test_keys_of_the_checklist(counter: Counter, page, qtbot) -> None:
    """F asks for files of the chosen material."""
    counter.screen.presenter.matter.pick("TL-0018")
    counter.screen.focus(Area.MATERIALS)
    asked = []
    counter.screen._files.take = lambda line, camera=False: asked.append((line, camera))
    QTest.keyClick(counter.screen.matters.materials, Qt.Key.Key_F)
    QTest.keyClick(counter.screen.matters.materials, Qt.Key.Key_C)
    assert asked == [(0, False), (0, True)]
