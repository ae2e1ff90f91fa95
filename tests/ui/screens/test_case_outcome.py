"""After the result: delivery, callback, redo, originals, papers that wait, the whole case as PDF."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from helpdesk.application.prints import queue_paper
from helpdesk.domain import events as ev
from helpdesk.domain.callbacks import CallbackResult
from helpdesk.domain.stages import Stage
from helpdesk.i18n import _
from helpdesk.ui.frame import Frame
from helpdesk.ui.screens.case.dialogs import ProgressDialog
from helpdesk.ui.screens.case.presenter import Ways
from helpdesk.ui.screens.case.returning import ReturnDialog
from helpdesk.ui.screens.case.view import CaseScreen
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.timeline import Timeline
from tests.ui import focus_chain
from tests.ui.screens.desk import NOW

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def led() -> list[tuple[str, ...]]:
    return []


@pytest.fixture
def screen(qtbot, desk, led):
    frame = Frame()
    qtbot.addWidget(frame)
    ways = Ways(
        open_print=lambda case_id, *, paper: led.append(("print", case_id, paper)),
        show_resident=lambda *_who: None,
        print_waiting=lambda case_id: led.append(("batch", case_id)),
    )
    result = CaseScreen(desk.bench, ways, frame.actions_offered)
    frame.add_screen("case", result)
    frame.show_screen("case")
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    return result


def opened(qtbot, screen, case_id: str) -> None:
    screen.open_case(case_id)
    qtbot.waitUntil(
        lambda: screen._presenter.sheet is not None and screen._presenter.sheet.id == case_id
    )


def case_of(desk, case_id: str):
    return desk.bench.queries.case_file(case_id).case


def words(screen) -> str:
    return "\n".join(each.accessibleName() or each.text() for each in screen.findChildren(QLabel))


def press(qtbot, screen, key: Qt.Key) -> None:
    screen.window().activateWindow()
    qtbot.waitUntil(screen.window().isActiveWindow)
    qtbot.keyClick(screen.findChild(Timeline), key, CONTROL)


def dialog(qtbot, screen, kind):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in screen.findChildren(kind)))
    return next(each for each in screen.findChildren(kind) if each.isVisible())


def fill(progress: ProgressDialog, **values: str) -> None:
    for name, value in values.items():
        editor = progress.form._fields[name].editor
        (editor.set_value if hasattr(editor, "set_value") else editor.setText)(value)
        progress.form.changed.emit()


def step(qtbot, screen, act: str, **values: str) -> ProgressDialog:
    """Ctrl+L, the fields, Ctrl+Enter."""
    qtbot.waitUntil(lambda: screen._presenter.sheet.step == act)
    press(qtbot, screen, Qt.Key.Key_L)
    progress = dialog(qtbot, screen, ProgressDialog)
    assert progress.form.act.id == act
    fill(progress, **values)
    return progress


def test_a_delivery_refused_is_left_before_a_witness(qtbot, screen, desk, cases) -> None:
    """To whom, as what, the document with its last day; the refusal needs place and witness."""
    opened(qtbot, screen, cases["斯琴高娃"])
    assert _("To deliver") in words(screen)
    progress = step(
        qtbot,
        screen,
        "delivered",
        how="brought",
        to="巴特尔",
        relation="代理人",
        document="食品经营许可证 JY215",
        valid_until="2027-01-05",
        refused="yes",
    )
    assert focus_chain.problems(progress) == []
    progress.confirm.click()
    assert progress.form._fields["witness"].error
    fill(progress, place="住所", witness="王嘎查达 保安嘎查委员会", at="2026-11-22 16:30")
    progress.confirm.click()
    qtbot.waitUntil(lambda: case_of(desk, cases["斯琴高娃"]).stage is Stage.DELIVERED)
    case = case_of(desk, cases["斯琴高娃"])
    assert case.valid_until == date(2027, 1, 5)
    assert case.delivered_at == datetime(2026, 11, 22, 16, 30)
    qtbot.waitUntil(lambda: "王嘎查达" in words(screen))
    assert "食品经营许可证 JY215" in words(screen)


def test_what_cannot_be_a_time_or_lies_ahead_is_said(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["斯琴高娃"])
    progress = step(qtbot, screen, "delivered", at="昨天下午")
    progress.confirm.click()
    qtbot.waitUntil(lambda: "昨天下午" in words(progress))
    fill(progress, at="2026-12-24")
    progress.confirm.click()
    qtbot.waitUntil(lambda: "2026-12-24" in words(progress))
    assert case_of(desk, cases["斯琴高娃"]).stage is Stage.ANSWERED
    progress.reject()


def test_three_callbacks_in_vain_end_as_unreachable(qtbot, screen, desk, cases) -> None:
    """The script stands beside the form, with the attempts that were made; no number is needed to
    see it. Unreachable is told apart from refused."""
    case_id = cases["王德福"]
    opened(qtbot, screen, case_id)
    for n in range(3):
        progress = step(qtbot, screen, "call_back", reached="no")
        assert _("Callback {n} of {most}").format(n=n + 1, most=3) not in words(progress)
        assert "王德福" in words(progress)
        progress.confirm.click()
        qtbot.waitUntil(lambda n=n: len(case_of(desk, case_id).attempts) == n + 1)
        qtbot.waitUntil(lambda: not any(d.isVisible() for d in screen.findChildren(ProgressDialog)))
    assert case_of(desk, case_id).callback is CallbackResult.UNREACHABLE
    qtbot.waitUntil(lambda: _("Not reached in {n} attempts").format(n=3) in words(screen))
    assert "call_back" not in screen._presenter.sheet.allowed


def test_a_bad_rating_proposes_a_redo(qtbot, screen, desk, cases) -> None:
    case_id = cases["王德福"]
    opened(qtbot, screen, case_id)
    progress = step(qtbot, screen, "call_back", reached="yes", solved="no")
    progress.confirm.click()
    assert progress.form._fields["rating"].error
    fill(progress, rating="2", to="本人")
    progress.confirm.click()
    qtbot.waitUntil(lambda: case_of(desk, case_id).to_put_right)
    qtbot.waitUntil(lambda: screen._presenter.sheet.step == "redo")
    redo = next(b for b in screen.findChildren(LinkButton) if b.text() == _("Do again"))
    qtbot.waitUntil(redo.isVisible)
    redo.click()
    progress = dialog(qtbot, screen, ProgressDialog)
    progress.form._fields["reason"].editor.setPlainText("补贴没有到账")
    progress.confirm.click()
    qtbot.waitUntil(lambda: case_of(desk, case_id).redone == 1)
    qtbot.waitUntil(lambda: _("To put right") in words(screen))
    assert [each.name for each in screen._presenter.counted()][-1] == _("To put right")


def test_more_time_is_asked_for_before_the_case_is_due(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["包玉兰"])  # overdue
    assert "ask_extension" not in screen._presenter.sheet.allowed
    case_id = cases["张桂芝"]
    opened(qtbot, screen, case_id)
    assert "ask_extension" in screen._presenter.sheet.allowed
    values = {"days": "5", "reason": "等待核查"}
    screen._presenter.record("ask_extension", values, done=lambda: None, failed=pytest.fail)
    qtbot.waitUntil(lambda: "ask_extension" not in screen._presenter.sheet.allowed)
    assert case_of(desk, case_id).dispatching.extension is not None


def test_originals_go_back_against_a_signature(qtbot, screen, desk, cases, led) -> None:
    case_id = cases["白长命"]
    opened(qtbot, screen, case_id)
    held = [each.line for each in screen._presenter.sheet.held]
    press(qtbot, screen, Qt.Key.Key_U)
    back = dialog(qtbot, screen, ReturnDialog)
    assert focus_chain.problems(back) == []
    for tick in back.ticks.values():
        tick.setChecked(False)
    back.confirm.click()
    qtbot.waitUntil(lambda: _("Tick the originals that go back.") in words(back))
    back.ticks[held[0]].setChecked(True)
    back.confirm.click()
    qtbot.waitUntil(lambda: case_of(desk, case_id).materials[held[0]].returned)
    material = case_of(desk, case_id).materials[held[0]]
    assert (material.returned_to, material.returned_on) == ("白长命", NOW.date())
    qtbot.waitUntil(lambda: led == [("print", case_id, "materials_receipt")])
    qtbot.waitUntil(lambda: len(screen._presenter.sheet.held) == len(held) - 1)


def test_what_waits_is_printed_together(qtbot, screen, desk, cases, led) -> None:
    case_id = cases["容缺"]
    for paper in ("receipt", "one_time_notice"):
        queue_paper(desk.session, case_id, paper=paper, size="A5", copies=1)
    opened(qtbot, screen, case_id)
    batch = [b for b in screen.findChildren(LinkButton) if "2" in b.text() and b.isVisible()]
    batch[0].click()
    assert led == [("batch", case_id)]


def test_the_desks_own_limits_after_the_result_are_counted_out(qtbot, screen, desk, cases) -> None:
    """C29: delivery within ten working days, the callback the working day after; each day shown."""
    opened(qtbot, screen, cases["斯琴高娃"])
    delivery = screen._presenter.counted()[-1]
    assert (delivery.name, len([d for d in delivery.days if "第" in d])) == (_("Delivery"), 10)
    desk.act(cases["斯琴高娃"], ev.Delivered("pick_up", "斯琴高娃"))
    screen.refresh()
    qtbot.waitUntil(lambda: screen._presenter.counted()[-1].name == _("Callback"))
