"""The page of one resident: masked, with household, proxies, cases and merged records."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from helpdesk.application.households import set_household
from helpdesk.application.proxies import NewProxy, authorise_proxy
from helpdesk.application.resident_merging import merge_residents
from helpdesk.domain import events as ev
from helpdesk.domain.audit import NumberUnmasked
from helpdesk.domain.problems import Problem
from helpdesk.domain.resident_events import Power
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.frame import Frame
from helpdesk.ui.reason_dialog import ReasonDialog
from helpdesk.ui.screens.case.unmasking import UnmaskDialog
from helpdesk.ui.screens.resident.happenings import HappeningsPanel
from helpdesk.ui.screens.resident.household_dialog import HouseholdDialog
from helpdesk.ui.screens.resident.panels import DataPanel, EntriesPanel, MongolianName
from helpdesk.ui.screens.resident.proxy_dialog import ProxyDialog
from helpdesk.ui.screens.resident.resident_dialog import ResidentDialog
from helpdesk.ui.screens.resident.view import ResidentScreen
from helpdesk.ui.widgets.buttons import PrimaryButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.work_table import Role, WorkTable
from tests.ui import focus_chain
from tests.ui.screens.village import PEOPLE

NUMBER, PHONE, _ADDRESS = PEOPLE["包玉兰"]
TODAY = "2026-11-23"


@pytest.fixture
def screen(qtbot, desk, cases):
    frame = Frame()
    qtbot.addWidget(frame)
    screen = ResidentScreen(desk.bench, frame.actions_offered)
    frame.add_screen("resident", screen)
    frame.show()
    frame.show_screen("resident")
    return screen


@pytest.fixture
def bao(qtbot, desk, screen) -> str:
    (row,) = desk.store.queries.find_residents(NUMBER, limit=2)
    screen.open_resident(row.id)
    qtbot.waitUntil(lambda: "包玉兰" in said(screen))
    return row.id


def said(widget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def entries(screen, title: str) -> list[tuple[str, str]]:
    panel = next(p for p in screen.findChildren(EntriesPanel) if p.accessibleName() == title)
    model = panel.list.model()
    return [
        (model.index(n, 0).data(Qt.ItemDataRole.AccessibleTextRole), model.index(n, 1).data())
        for n in range(model.rowCount())
    ]


def dialog(qtbot, screen, kind):
    qtbot.waitUntil(lambda: bool(screen.findChildren(kind)))
    return screen.findChildren(kind)[-1]


def test_everything_is_reached_by_the_keyboard(screen, bao) -> None:
    assert focus_chain.problems(screen) == []


def test_numbers_are_masked_until_a_reason_is_recorded(qtbot, desk, screen, bao) -> None:
    panel = screen.findChild(DataPanel)
    assert NUMBER not in said(screen)
    assert PHONE not in said(screen)
    panel.numbers_asked.emit()
    asked = dialog(qtbot, screen, UnmaskDialog)
    asked.reason.setCurrentText("核对证件")
    asked.submit()
    qtbot.waitUntil(lambda: NUMBER in said(panel))
    file = desk.store.queries.residents.file(bao)
    assert [e.body.reason for e in file.events if isinstance(e.body, NumberUnmasked)] == [
        "核对证件"
    ]
    panel.toggle()
    assert NUMBER not in said(screen)


def test_the_cases_and_a_new_one(qtbot, desk, cases, screen, bao) -> None:
    table = next(t for t in screen.findChildren(WorkTable) if t.isVisible())
    assert table.model().rowCount() == 2
    table.setCurrentIndex(table.model().index(1, 0))
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert desk.travels.steps[-1] == ("case", cases["包玉兰"])
    screen.findChild(PrimaryButton).click()
    assert desk.travels.steps[-1] == ("new", bao)


def test_data_is_put_right_with_neighbour_and_mongolian_name(qtbot, desk, screen, bao) -> None:
    screen._edit.trigger()
    form = dialog(qtbot, screen, ResidentDialog)
    name = "\u182a\u1824\u1824"  # three letters, no word
    form.lines["mongolian_name"].editor.setText(name)
    form.phones[1].editor.setText("13948556218")
    form.neighbours[1].setChecked(True)
    form.consent.setChecked(True)
    form.submit()
    qtbot.waitUntil(lambda: desk.store.queries.resident(bao).mongolian_name == name)
    screen.refresh()
    shown = screen.findChild(MongolianName)
    qtbot.waitUntil(shown.isVisible)
    assert shown.height() > shown.width()  # from the top down
    qtbot.waitUntil(lambda: "邻居电话" in said(screen) and f"✓ {TODAY}" in said(screen))


def test_a_household_is_put_together(qtbot, desk, screen, bao) -> None:
    """Item 9: its cases are on the page."""
    other = desk.store.queries.find_residents(PEOPLE["王德福"][0], limit=1)[0]
    screen._household.trigger()
    asked = dialog(qtbot, screen, HouseholdDialog)
    qtbot.waitUntil(asked.confirm.isEnabled)
    assert focus_chain.problems(asked) == []
    asked._add(other)
    box = asked.members[other.id][1]
    box.setCurrentIndex(box.findData("head"))
    asked.submit()
    qtbot.waitUntil(asked._problem.isVisible)  # two heads: refused, nothing kept
    box.setCurrentIndex(box.findData("spouse"))
    asked.submit()
    qtbot.waitUntil(lambda: bool(desk.store.queries.resident(other.id).household))
    screen.refresh()
    qtbot.waitUntil(lambda: len(entries(screen, "家庭户")) == 2)
    first, second = entries(screen, "家庭户")
    assert "包玉兰" in first[0]
    assert "户主" in first[0]
    assert "配偶" in second[0]
    choice = screen.findChild(HappeningsPanel).findChild(ChoiceRow)
    choice.set_value("household")
    choice.chosen.emit("household")
    table = next(t for t in screen.findChildren(WorkTable) if t.isVisible())
    assert table.model().index(0, 1).data() == "王德福"


@pytest.mark.parametrize(("whose", "at_home"), [("王德福", False), ("包玉兰", True)])
def test_after_a_bad_callback_a_case_is_to_be_put_right(
    qtbot, desk, screen, cases, whose: str, at_home: bool
) -> None:
    """In the person's own list, and in that of somebody else of the household."""
    ids = {each.name: each.id for each in desk.store.queries.find_residents("", limit=99)}
    set_household(desk.session, "", {ids["包玉兰"]: "head", ids["王德福"]: "spouse"})
    screen.open_resident(ids[whose])

    def states() -> list[str]:
        if screen._presenter.sheet is None or screen._presenter.sheet.id != ids[whose]:
            return []
        sheet = screen._presenter.sheet
        lines = sheet.household_cases if at_home else sheet.cases
        return [line.state for line in lines if line.id == cases["王德福"]]

    desk.act(cases["王德福"], ev.CalledBack(solved=True, rating=5))
    screen.refresh()
    qtbot.waitUntil(lambda: states() == [_("To close")])
    desk.act(cases["王德福"], ev.Redone("没有到账"))
    desk.act(cases["王德福"], ev.Answered("已补发"))
    desk.act(cases["王德福"], ev.Delivered("pick_up", "本人"))
    desk.act(cases["王德福"], ev.CalledBack(solved=False, rating=1))
    screen.refresh()
    qtbot.waitUntil(lambda: states() == [_("To put right")])


def test_a_proxy_is_authorised_and_revoked(qtbot, desk, screen, bao) -> None:
    screen._proxy.trigger()
    form = dialog(qtbot, screen, ProxyDialog)
    assert focus_chain.problems(form) == []
    form.name.editor.setText("包国庆")
    form.ends.editor.setText("2026-11-22")
    form.submit()
    qtbot.waitUntil(lambda: bool(form.ends.error))
    form.ends.editor.setText("2026-12-31")
    form._take_matter("TL-0014")
    form.submit()
    qtbot.waitUntil(lambda: bool(desk.store.queries.resident(bao).authorisations))
    screen.refresh()
    qtbot.waitUntil(lambda: len(entries(screen, "委托代理")) == 1)
    ((lead, detail),) = entries(screen, "委托代理")
    assert "包国庆" in lead
    assert "有效" in lead
    assert "2026-12-31" in detail
    (given,) = desk.store.queries.resident(bao).authorisations
    screen._ask_to_revoke(given.id)
    asked = dialog(qtbot, screen, ReasonDialog)
    asked.reason.setCurrentText("本人自己来")
    asked.submit()
    qtbot.waitUntil(lambda: desk.store.queries.resident(bao).authorisations[0].revoked)


def test_an_expired_one_says_so(qtbot, desk, screen, bao) -> None:
    day = desk.clock.now().local.date()
    authorise_proxy(desk.session, bao, NewProxy("包国庆", day, day, powers=(Power.SIGN,)))
    desk.clock.set(desk.clock.now().local.replace(day=25))
    screen.refresh()
    qtbot.waitUntil(lambda: any("已过期" in lead for lead, _d in entries(screen, "委托代理")))


def test_a_merge_is_undone_from_the_page(qtbot, desk, screen, bao) -> None:
    twin = desk.resident("包玉蘭", phone="13900000000")
    merge_residents(desk.session, bao, twin, other=(), both=())
    screen.refresh()
    qtbot.waitUntil(lambda: len(entries(screen, "已合并的档案")) == 1)
    screen._ask_to_undo(twin)
    asked = dialog(qtbot, screen, ReasonDialog)
    asked.submit()
    qtbot.waitUntil(lambda: "原因" in said(asked))
    asked.reason.setCurrentText("是两个人")
    asked.submit()
    qtbot.waitUntil(lambda: desk.store.queries.residents.shown(twin) == twin)
    screen.refresh()
    qtbot.waitUntil(lambda: entries(screen, "已合并的档案") == [])


def test_somebody_who_is_not_here(qtbot, screen) -> None:
    screen.open_resident("f" * 32)
    qtbot.waitUntil(lambda: "同步" in said(screen))


def test_a_case_with_a_record_put_aside_says_so_on_its_residents_page(
    qtbot, desk, screen, bao
) -> None:
    """C10: in place of its state, as in Today, with the cause."""
    desk.receive()
    (case, *_others) = desk.store.queries.residents.file(bao).cases
    file = desk.bench.queries.case_file(case.id)
    desk.refuse(file.events[0].origin.dseq, "number-reused")
    screen.refresh()
    model = screen.findChild(HappeningsPanel)._own.model()

    def marked() -> list[str]:
        cells = [model.index(n, 3) for n in range(model.rowCount())]
        return [cell.data(Role.ID) for cell in cells if cell.data() == _("Put aside")]

    qtbot.waitUntil(lambda: marked() == [case.id])
    cell = model.index(model.number_of(case.id), 3)
    assert sentence(Problem("number-reused")) in cell.data(Qt.ItemDataRole.AccessibleTextRole)
