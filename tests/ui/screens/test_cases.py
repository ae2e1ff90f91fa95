"""The list of all cases: chips, text, pages, place and choice."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from helpdesk.application.asides import settle_aside
from helpdesk.application.queries import CaseFilter
from helpdesk.domain import events as ev
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, set_language
from helpdesk.i18n.problems import sentence
from helpdesk.ui import theme
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.models.case_lines import day_end, soon_end
from helpdesk.ui.models.case_table import NUMBER_OF, table_columns
from helpdesk.ui.models.pages import PAGE, PagedModel
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.screens.cases.chosen_columns import Columns
from helpdesk.ui.screens.cases.view import CasesScreen, FilterField
from helpdesk.ui.screens.cases.wish import LISTS
from helpdesk.ui.tokens import Tone, chosen
from helpdesk.ui.widgets.work_table import Role, WorkTable
from tests.ui import focus_chain
from tests.ui.screens.desk import NOW


@pytest.fixture
def screen(desk, put_up):
    return show_screen(desk, put_up)


def show_screen(desk, put_up) -> CasesScreen:
    window = QWidget()
    screen = CasesScreen(desk.bench, desk.lists, actions=ActionSet(window))
    window.setParent(screen)
    return put_up(screen)


def listed(screen) -> list[str]:
    model = screen.findChild(WorkTable).model()
    return [model.index(n, 0).data(Role.ID) for n in range(model.rowCount())]


def show(qtbot, screen, expected: list[str], name: str = "all", **wish: str) -> WorkTable:
    screen.choose(name, **wish)
    qtbot.waitUntil(lambda: listed(screen) == expected)
    return screen.findChild(WorkTable)


def newest_first(desk) -> list[str]:
    return [row.id for row in desk.bench.queries.cases(CaseFilter(), offset=0, limit=1000)]


def test_all_cases_newest_first(qtbot, screen, desk, cases) -> None:
    show(qtbot, screen, newest_first(desk))
    assert listed(screen)[0] == cases["容缺"]


@pytest.mark.parametrize(
    ("chip", "names"),
    [
        ("overdue", {"包玉兰", "王德福"}),
        ("soon", {"白长命"}),
        ("correct", {"李秀英"}),
        ("deliver", {"斯琴高娃"}),
        ("call_back", {"王德福"}),
        ("unsent", {"王德福", "容缺"}),
        ("anomalies", set()),
        ("requests", set()),
        ("ended", set()),
    ],
)
def test_chips(qtbot, screen, desk, cases, chip, names) -> None:
    show(qtbot, screen, newest_first(desk))
    screen.choose(chip)
    qtbot.waitUntil(lambda: set(listed(screen)) == {cases[name] for name in names})


def test_chips_count_what_todays_figures_count(qtbot, screen, desk, cases) -> None:
    now, calendar = desk.clock.now().local, desk.session.reference.calendar
    figures = desk.bench.queries.figures(now=day_end(now), soon=soon_end(now, calendar))
    counts = {
        "overdue": figures.overdue,
        "soon": figures.due_soon,
        "correct": figures.to_correct,
        "deliver": figures.to_deliver,
        "call_back": figures.to_call_back,
    }
    for chip, count in counts.items():
        screen.choose(chip)
        qtbot.waitUntil(lambda count=count: len(listed(screen)) == count)


def test_a_request_and_an_act_out_of_order_have_their_chips(qtbot, screen, desk, cases) -> None:
    request = desk.request(desk.resident("哈斯"), "路灯不亮", "三组主路", at=NOW)
    desk.from_city(cases["特木尔"], ev.Delivered("post"), at=NOW)
    desk.act(cases["白长命"], ev.Withdrawn("不办了"))
    show(qtbot, screen, [request], "requests")
    show(qtbot, screen, [cases["特木尔"]], "anomalies")
    show(qtbot, screen, [cases["白长命"]], "ended")


def test_a_record_put_aside_is_marked_with_its_cause(qtbot, screen, desk, cases) -> None:
    """C10: in words, whatever its colour; the cause is read aloud and shown where the mouse rests."""
    refused = cases["特木尔"]
    desk.receive(at=NOW)
    file = desk.bench.queries.case_file(refused)
    desk.refuse(file.events[0].origin.dseq, "number-reused")
    table = show(qtbot, screen, [refused], "aside")
    cell = table.model().index(0, NUMBER_OF["city"])
    assert cell.data() == _("Put aside")
    assert cell.data(Role.TONE) == Tone.RED
    why = cell.data(Qt.ItemDataRole.ToolTipRole)
    assert sentence(Problem("number-reused")) in why
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == why
    show(qtbot, screen, newest_first(desk))
    words = {
        listed(screen)[n]: table.model().index(n, NUMBER_OF["city"]).data()
        for n in range(table.model().rowCount())
    }
    assert [case for case, said in words.items() if said == _("Put aside")] == [refused]


def test_the_mark_stays_where_the_column_of_the_city_is_hidden(qtbot, screen, desk, cases) -> None:
    """C10: the number, whose column cannot be hidden, has it, too, read aloud; it is copied without."""
    refused = cases["特木尔"]
    desk.receive(at=NOW)
    begun = desk.bench.queries.case_file(refused).events[0].origin
    desk.refuse(begun.dseq, "number-reused")
    table = show(qtbot, screen, newest_first(desk))
    screen.columns.show(Columns(shown=("matter",)))
    assert table.isColumnHidden(NUMBER_OF["city"])
    assert not table.isColumnHidden(NUMBER_OF["number"])
    rows = {listed(screen)[n]: table.model().row(n) for n in range(table.model().rowCount())}
    assert [case for case, row in rows.items() if row.cells[0].lead] == [refused]
    index = table.model().index(listed(screen).index(refused), 0)
    aloud = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert aloud.startswith(index.data())
    assert _("Put aside") in aloud
    assert sentence(Problem("number-reused")) in aloud
    assert index.data(Role.TONE) == Tone.RED
    table.setCurrentIndex(index)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    number = desk.bench.queries.case_file(refused).row.number
    assert QGuiApplication.clipboard().text() == number
    settle_aside(desk.session, begun.incarnation, begun.dseq, words="已重新登记")
    screen.refresh()
    qtbot.waitUntil(lambda: index.data(Role.LEAD) == "")


def test_text_filters_as_it_is_typed(qtbot, screen, desk, cases) -> None:
    show(qtbot, screen, newest_first(desk))
    qtbot.keyClicks(screen.findChild(FilterField), "bcm")
    qtbot.waitUntil(lambda: listed(screen) == [cases["白长命"]])
    screen.findChild(FilterField).clear()
    qtbot.waitUntil(lambda: listed(screen) == newest_first(desk))


def test_arrow_down_goes_into_the_table_and_enter_opens(qtbot, screen, desk, cases) -> None:
    table = show(qtbot, screen, newest_first(desk))
    field = screen.findChild(FilterField)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert table.hasFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert desk.travels.steps == [("case", cases["容缺"])]


def test_one_residents_cases_and_back_to_everybody(qtbot, screen, desk, cases) -> None:
    file = desk.bench.queries.case_file(cases["容缺"])
    own = [cases["容缺"], cases["包玉兰"]]
    show(qtbot, screen, own, resident=file.row.resident, person="包玉兰")
    only = next(b for b in screen.findChildren(QPushButton) if "包玉兰" in b.text())
    assert only.isVisible()
    only.click()
    qtbot.waitUntil(lambda: listed(screen) == newest_first(desk))
    assert not only.isVisible()


def test_no_case_says_so(qtbot, screen, desk, cases) -> None:
    show(qtbot, screen, newest_first(desk))
    screen.findChild(FilterField).setText("没有这个人")
    qtbot.waitUntil(lambda: listed(screen) == [])
    words = _("No case fits. Choose another filter or type less.")
    assert any(each.text() == words and each.isVisible() for each in screen.findChildren(QLabel))


def test_refresh_keeps_the_choice(qtbot, screen, desk, cases) -> None:
    table = show(qtbot, screen, newest_first(desk))
    table.setCurrentIndex(table.model().index(listed(screen).index(cases["张桂芝"]), 0))
    desk.case(desk.resident("哈斯"), "TL-0051", at=NOW + timedelta(minutes=5))
    screen.refresh()
    qtbot.waitUntil(lambda: len(listed(screen)) == 9)
    assert table.current_id() == cases["张桂芝"]


def test_counts_say_as_of_and_what_the_city_has(qtbot, screen, desk, cases) -> None:
    show(qtbot, screen, newest_first(desk))
    state = desk.bench.queries.sync_state()
    texts = " ".join(each.text() for each in screen.findChildren(QLabel))
    assert NOW.strftime("%H:%M:%S") in texts
    assert f"{state.recorded}" in texts
    assert f"{state.acknowledged}" in texts
    assert state.waiting == 2


@pytest.mark.parametrize(("big", "speech"), [(False, "zh_CN"), (True, "zh_CN"), (True, "en")])
def test_keyboard_and_room(qtbot, qapp, desk, cases, put_up, big, speech) -> None:
    set_language(speech)
    theme.apply(qapp, chosen(big_type=big))
    screen = show_screen(desk, put_up)
    show(qtbot, screen, newest_first(desk))
    assert focus_chain.problems(screen) == []
    qtbot.waitUntil(lambda: focus_chain.clipped(screen) == [])
    assert screen.minimumSizeHint().width() <= screen.width()


def test_a_chip_is_shown_when_another_screen_chose_it(qtbot, screen, desk, cases) -> None:
    show(qtbot, screen, [cases["李秀英"]], "correct")
    assert screen.chips.chips["state"].value() == "correct"
    assert "待补正" in screen.chips.chips["state"].text()
    assert set(LISTS) >= {"overdue", "soon", "correct", "deliver", "call_back"}


# -- the models by themselves


HEADS = ("Number", "Resident")


def page(number: int) -> list[Row]:
    return [
        Row(f"{n:032x}", (Cell(f"BA-{n}"), Cell("包玉兰")), edge=Tone.GREEN)
        for n in range(number * PAGE, (number + 1) * PAGE)
    ]


def test_paged_model_is_sound(qtmodeltester) -> None:
    model = PagedModel(HEADS)
    qtmodeltester.check(model)
    model.show(2 * PAGE + 30, {0: page(0)})
    qtmodeltester.check(model)
    model.add_pages(model.generation, {2: page(2)[:30]})
    qtmodeltester.check(model)


def test_half_a_million_rows_fetch_only_what_is_in_sight(qtbot, put_up) -> None:
    table = WorkTable(table_columns()[:2], name="办件", edges=True)
    model = PagedModel(HEADS, table)
    wanted: list[int] = []

    def fetch(generation: int, pages: tuple[int, ...]) -> None:
        wanted.extend(pages)
        model.add_pages(generation, {number: page(number) for number in pages})

    model.pages_wanted.connect(fetch)
    table.setModel(model)
    model.show(500_000, {0: page(0)})
    put_up(table)
    table.scrollTo(model.index(400_050, 0))
    qtbot.waitUntil(lambda: model.index(400_050, 0).data(Role.ID) == f"{400_050:032x}")
    assert set(wanted) <= {4000, 4001, 3999}


def test_late_pages_of_an_older_list_are_left_alone() -> None:
    model = PagedModel(HEADS)
    model.show(500, {0: page(0)})
    older = model.generation
    model.show(300, {0: page(1)})
    model.add_pages(older, {1: page(4)})
    assert model.row(PAGE) is None
    assert model.row(0).id == f"{PAGE:032x}"


def test_rows_change_in_place(qtmodeltester) -> None:
    model = RowsModel(("", ""))
    rows = [Row(str(n), (Cell(f"{n}"), Cell(""))) for n in range(6)]
    model.set_rows(rows)
    qtmodeltester.check(model)
    gone: list[tuple[int, int]] = []
    model.rowsRemoved.connect(lambda _parent, first, last: gone.append((first, last)))
    model.set_rows([*rows[:2], *rows[3:], Row("9", (Cell("9"), Cell("")))])
    assert gone == [(2, 2)]
    assert [model.row(n).id for n in range(model.rowCount())] == ["0", "1", "3", "4", "5", "9"]


def test_the_filter_takes_no_flood_of_text(screen) -> None:
    assert screen.findChild(QLineEdit).maxLength() == 200
