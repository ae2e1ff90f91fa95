"""Today on a real store: figures, work, messages, drafts, and what they lead to."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from helpdesk.application.sync_texts import unsent_text
from helpdesk.domain import events as ev
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, set_language
from helpdesk.i18n.problems import sentence
from helpdesk.ui import theme
from helpdesk.ui.models.rows import RowsModel
from helpdesk.ui.screens.today.view import TodayScreen
from helpdesk.ui.tokens import Tone, chosen
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.entry_list import EntryList
from helpdesk.ui.widgets.figure_card import FigureCard
from helpdesk.ui.widgets.work_table import Role, WorkTable
from tests.ui import focus_chain
from tests.ui.screens.desk import NOW, Desk


@pytest.fixture
def lists_shown() -> list[str]:
    return []


@pytest.fixture
def screen(qtbot, desk, put_up, lists_shown):
    return put_up(TodayScreen(desk.bench, lists_shown.append))


def read(qtbot, screen, rows: int) -> WorkTable:
    screen.refresh()
    table = screen.findChild(WorkTable)
    qtbot.waitUntil(lambda: table.model().rowCount() == rows)
    return table


def figures(screen) -> list[str]:
    return [card.accessibleName().rsplit(" ", 1)[1] for card in screen.findChildren(FigureCard)]


def entries(screen, position: int) -> EntryList:
    """The lists of the side in their order: messages, materials, drafts."""
    lists = sorted(
        screen.findChildren(EntryList), key=lambda each: each.mapTo(screen, each.pos()).y()
    )
    return [each for each in lists if each.isVisible()][position]


def test_a_new_desk_says_what_to_do_next(qtbot, screen, desk) -> None:
    screen.refresh()
    qtbot.waitUntil(lambda: figures(screen) == ["0"] * 5)
    nothing = next(each for each in screen.findChildren(EmptyState) if each.isVisible())
    nothing.acted.emit()
    assert desk.travels.steps == [("new", "")]
    assert focus_chain.problems(screen) == []


def test_work_stands_by_due_time_with_its_urgency(qtbot, screen, cases) -> None:
    table = read(qtbot, screen, 8)
    model = table.model()
    order = [model.index(n, 0).data(Role.ID) for n in range(8)]
    names = ("包玉兰", "王德福", "白长命", "张桂芝", "特木尔", "斯琴高娃", "容缺", "李秀英")
    assert order == [cases[name] for name in names]
    tones = [model.index(n, 0).data(Role.EDGE) for n in range(8)]
    assert tones == [
        *(Tone.RED, Tone.RED, Tone.AMBER, Tone.GREEN),
        *(Tone.GREEN, Tone.BLUE, Tone.GREEN, Tone.BLUE),
    ]
    assert figures(screen) == ["2", "1", "1", "1", "1"]


def test_a_bad_callback_says_what_the_resident_waits_for(qtbot, screen, desk, cases) -> None:
    case = cases["斯琴高娃"]

    def state() -> tuple[str, Tone]:
        model = read(qtbot, screen, 8).model()
        row = [model.index(n, 0).data(Role.ID) for n in range(8)].index(case)
        last = model.index(row, model.columnCount() - 1)
        return last.data(), last.data(Role.TONE)

    desk.act(case, ev.Delivered("pick_up", "本人"))
    desk.act(case, ev.CalledBack(solved=False, rating=1, words="证上名字错了"))
    screen.refresh()
    qtbot.waitUntil(lambda: state() == (_("To put right"), Tone.RED))
    desk.act(case, ev.Redone("证上名字错了"))
    screen.refresh()
    qtbot.waitUntil(lambda: state()[0] == _("To hand over again"))
    desk.act(case, ev.Progressed("已退回改正"))
    screen.refresh()
    qtbot.waitUntil(lambda: state()[0] == _("In progress"))


@pytest.mark.parametrize(
    ("position", "chip"), list(enumerate(["overdue", "soon", "correct", "deliver", "call_back"]))
)
def test_a_figure_opens_the_list_it_counts(qtbot, screen, lists_shown, position, chip) -> None:
    card = screen.findChildren(FigureCard)[position]
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert lists_shown == [chip]


def test_enter_opens_the_case(qtbot, screen, desk, cases) -> None:
    table = read(qtbot, screen, 8)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert desk.travels.steps == [("case", cases["王德福"])]


def test_the_chosen_case_stays_chosen_when_others_move(qtbot, screen, desk, cases) -> None:
    table = read(qtbot, screen, 8)
    model = table.model()
    assert isinstance(model, RowsModel)
    table.setCurrentIndex(model.index(model.number_of(cases["张桂芝"]), 0))
    desk.act(cases["包玉兰"], ev.Withdrawn("已进城"))
    desk.from_city(cases["王德福"], ev.Extended(5, "系统升级", NOW + timedelta(days=7)))
    read(qtbot, screen, 7)
    assert table.current_id() == cases["张桂芝"]


def test_messages_from_the_city_are_sentences_newest_first(qtbot, screen, desk, cases) -> None:
    desk.from_city(cases["特木尔"], ev.Accepted("农牧局", "农-7"), at=NOW)
    read(qtbot, screen, 8)
    news = entries(screen, 0)
    first = news.model().index(0, 0)
    assert first.data(Role.ID) == cases["特木尔"]
    assert first.data(Role.LEAD) == "特木尔"
    assert "农-7" in first.siblingAtColumn(1).data()
    assert news.model().rowCount() == 7
    news.setFocus()
    qtbot.keyClick(news, Qt.Key.Key_Return)
    assert desk.travels.steps == [("case", cases["特木尔"])]


def test_own_acts_are_no_message(qtbot, screen, desk, cases) -> None:
    desk.act(cases["特木尔"], ev.Noted("只是备注"))
    read(qtbot, screen, 8)
    assert entries(screen, 0).model().rowCount() == 6


def test_a_draft_is_gone_on_with(qtbot, screen, desk, cases) -> None:
    read(qtbot, screen, 8)
    drafts = entries(screen, 2)
    assert drafts.model().index(0, 0).data(Role.LEAD) == "张桂芝"
    drafts.setFocus()
    qtbot.keyClick(drafts, Qt.Key.Key_Return)
    (draft,) = desk.bench.queries.drafts()
    assert desk.travels.steps == [("new", draft.id)]


def test_a_deferred_material_is_due_soon(qtbot, screen, cases) -> None:
    read(qtbot, screen, 8)
    materials = entries(screen, 1)
    assert materials.model().index(0, 0).data(Role.ID) == cases["容缺"]
    assert materials.model().index(0, 0).data(Role.EDGE) == Tone.AMBER


@pytest.mark.parametrize(("big", "speech"), [(False, "zh_CN"), (True, "zh_CN"), (True, "en")])
def test_keyboard_and_room(qtbot, qapp, desk, cases, put_up, big, speech) -> None:
    set_language(speech)
    theme.apply(qapp, chosen(big_type=big))
    screen = put_up(TodayScreen(desk.bench, print))
    read(qtbot, screen, 8)
    assert focus_chain.problems(screen) == []
    qtbot.waitUntil(lambda: focus_chain.clipped(screen) == [])
    assert screen.minimumSizeHint().width() <= screen.width()


def test_a_desk_closed_meanwhile_draws_nothing(qtbot, desk: Desk, put_up) -> None:
    screen = put_up(TodayScreen(desk.bench, print))
    screen.refresh()
    desk.tasks.close()
    assert figures(screen) == ["—"] * 5


def test_what_the_city_lacks_is_said_with_its_time(qtbot, screen, desk, cases) -> None:
    """C11: a total never stands without what of it the city has."""
    screen.refresh()
    words = unsent_text(2, refused=0, at="10:45")
    qtbot.waitUntil(lambda: any(each.text() == words for each in screen.findChildren(QLabel)))
    desk.receive(at=NOW)
    screen.refresh()
    whole = unsent_text(0, refused=0, at="10:45")
    qtbot.waitUntil(lambda: any(each.text() == whole for each in screen.findChildren(QLabel)))
    desk.refuse(1, "number-reused")
    screen.refresh()
    aside = unsent_text(0, refused=1, at="10:45")
    assert _("all with the city") not in aside
    qtbot.waitUntil(lambda: any(each.text() == aside for each in screen.findChildren(QLabel)))


def test_a_case_with_a_record_put_aside_says_so_in_the_work_list(
    qtbot, screen, desk, cases
) -> None:
    """C10: in place of its state, with the cause; its time limit keeps its own urgency."""
    desk.receive(at=NOW)
    file = desk.bench.queries.case_file(cases["白长命"])
    desk.refuse(file.events[0].origin.dseq, "number-reused")
    screen.refresh()
    table = screen.findChild(WorkTable)

    def rows() -> dict[str, tuple[str, str]]:
        model = table.model()
        return {
            model.index(n, 1).data(): (model.index(n, 5).data(), model.index(n, 4).data(Role.TONE))
            for n in range(model.rowCount())
        }

    qtbot.waitUntil(lambda: rows().get("白长命") == (_("Put aside"), Tone.AMBER))
    assert [name for name, (state, _tone) in rows().items() if state == _("Put aside")] == [
        "白长命"
    ]
    row = next(n for n, name in enumerate(rows()) if name == "白长命")
    assert sentence(Problem("number-reused")) in table.model().index(row, 5).data(
        Qt.ItemDataRole.ToolTipRole
    )
