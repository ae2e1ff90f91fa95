"""Tables and lists: models by Qt's own tester, keys, speed."""

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QFontMetrics

from helpdesk.ui import theme
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.search import HitKind, HitModel, SearchHit
from helpdesk.ui.tokens import Tone, chosen
from helpdesk.ui.widgets.material_list import (
    MaterialIntent,
    MaterialList,
    MaterialModel,
    MaterialRow,
)
from helpdesk.ui.widgets.timeline import HistoryModel, HistoryRow, Timeline
from helpdesk.ui.widgets.work_table import Column, Look, Role, WorkTable

NOWHERE = QModelIndex()
COLUMNS = (
    Column(Look.NUMBER, 190),
    Column(Look.BOLD, 80),
    Column(Look.PLAIN, 200, 2),
    Column(Look.MUTED, 80, optional=True),
    Column(Look.CHIP, 80),
)


class CountingModel(QAbstractTableModel):
    """As many rows as wanted; remembers which rows were asked for."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows
        self.asked: set[int] = set()

    def rowCount(self, parent=NOWHERE) -> int:
        return 0 if parent.isValid() else self.rows

    def columnCount(self, parent=NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        self.asked.add(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{index.row()}"
        if role == Role.EDGE:
            return Tone.RED
        if role == Role.ID:
            return f"id-{index.row()}"
        return Tone.AMBER if role == Role.TONE else None


@pytest.fixture
def table(qtbot):
    model = CountingModel(500_000)
    result = WorkTable(COLUMNS, name="待办", edges=True)
    model.setParent(result)
    result.setModel(model)
    result.resize(900, 500)
    qtbot.addWidget(result)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    result.setFocus()
    qtbot.waitUntil(result.hasFocus)
    return result


def material_rows() -> list[MaterialRow]:
    return [
        MaterialRow("id", "居民身份证", "原件核验", "已收", Tone.GREEN, ticked=True),
        MaterialRow("book", "户口簿", "复印件 1 份", "未收", Tone.GREY),
        MaterialRow("bank", "银行卡复印件", "复印件 1 份", "未收", Tone.GREY),
    ]


@pytest.fixture
def materials(qtbot):
    result = MaterialList()
    result.set_rows(material_rows())
    result.resize(480, 300)
    qtbot.addWidget(result)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    result.setFocus()
    qtbot.waitUntil(result.hasFocus)
    return result


def test_models_keep_qt_s_rules(qtmodeltester) -> None:
    materials, history, hits = MaterialModel(), HistoryModel(), HitModel()
    materials.set_rows(material_rows())
    history.set_rows([HistoryRow("11-24 09:12", "市民政局", "已响应")])
    hits.set_hits([SearchHit(HitKind.CASE, "1", "包玉兰")])
    for model in (materials, history, hits):
        qtmodeltester.check(model)


def test_half_a_million_rows_are_asked_for_only_where_they_show(table: WorkTable, qtbot) -> None:
    model = table.model()
    table.grab()
    assert len(model.asked) < 30
    model.asked.clear()
    table.scrollToBottom()
    table.grab()
    assert len(model.asked) < 30
    assert 499_999 in model.asked


def test_enter_opens_the_row_and_arrows_walk(table: WorkTable, qtbot) -> None:
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.opened) as caught:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert caught.args[0].row() == 2
    assert table.current_id() == "id-2"


def test_the_first_row_is_chosen_when_the_keyboard_comes(table: WorkTable) -> None:
    assert table.current_id() == "id-0"
    assert len(table.selectionModel().selectedRows()) == 1


def test_double_click_opens(table: WorkTable, qtbot) -> None:
    place = table.visualRect(table.model().index(1, 1)).center()
    with qtbot.waitSignal(table.opened) as caught:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args[0].row() == 1


def test_columns_fill_the_width_and_the_optional_one_gives_way(table: WorkTable) -> None:
    shown = [n for n in range(len(COLUMNS)) if not table.isColumnHidden(n)]
    assert shown == [0, 1, 2, 3, 4]
    assert abs(sum(map(table.columnWidth, shown)) - table.viewport().width()) <= 2
    table.resize(520, 500)
    assert table.isColumnHidden(3)
    table.resize(900, 500)
    assert not table.isColumnHidden(3)


def test_a_width_set_by_the_person_stays(table: WorkTable) -> None:
    table.horizontalHeader().resizeSection(1, 140)
    table.resize(1000, 500)
    assert table.columnWidth(1) == 140


def test_a_cell_of_nothing_but_its_lead_is_drawn(qtbot) -> None:
    """In the month's figures a desk stands bold, and without further words."""
    drawn = []
    for cell in (Cell(), Cell(lead="保安村"), Cell("保安村")):
        table = WorkTable((Column(Look.PLAIN, 200),), name="单位")
        qtbot.addWidget(table)
        model = RowsModel(["单位"], table)
        model.set_rows([Row("1", (cell,))])
        table.setModel(model)
        table.resize(300, 200)
        drawn.append(table.grab().toImage())
    nothing, lead, words = drawn
    assert nothing not in (lead, words)
    assert lead != words, "bold"


def test_rows_grow_with_the_type(table: WorkTable, qapp) -> None:
    assert table.rowHeight(0) == 40
    theme.apply(qapp, chosen(big_type=True))
    assert table.rowHeight(0) == 48


@pytest.mark.parametrize(
    ("key", "intent"),
    [
        (Qt.Key.Key_Space, MaterialIntent.TAKE),
        (Qt.Key.Key_A, MaterialIntent.TAKE_ALL),
        (Qt.Key.Key_R, MaterialIntent.DEFER),
        (Qt.Key.Key_N, MaterialIntent.NOT_APPLICABLE),
    ],
)
def test_a_key_says_what_is_meant(materials: MaterialList, qtbot, key, intent) -> None:
    qtbot.keyClick(materials, Qt.Key.Key_Down)
    with qtbot.waitSignal(materials.intended) as caught:
        qtbot.keyClick(materials, key)
    assert caught.args == ["book", intent]


def test_ctrl_c_is_no_photograph(materials: MaterialList, qtbot) -> None:
    with qtbot.assertNotEmitted(materials.intended):
        qtbot.keyClick(materials, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def test_a_click_on_the_box_takes_and_elsewhere_only_chooses(materials, qtbot) -> None:
    rect = materials.visualRect(materials.model().index(2, 0))
    with qtbot.assertNotEmitted(materials.intended):
        qtbot.mouseClick(materials.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert materials.current_id() == "bank"
    box = rect.topLeft()
    box.setX(box.x() + 16)
    box.setY(rect.center().y())
    with qtbot.waitSignal(materials.intended) as caught:
        qtbot.mouseClick(materials.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert caught.args == ["bank", MaterialIntent.TAKE]


def test_the_chosen_material_stays_while_states_change(materials: MaterialList, qtbot) -> None:
    qtbot.keyClick(materials, Qt.Key.Key_Down)
    rows = material_rows()
    rows[1] = MaterialRow("book", "户口簿", "复印件 1 份", "已收", Tone.GREEN, ticked=True)
    with qtbot.waitSignal(materials.model().dataChanged) as caught:
        materials.set_rows(rows)
    assert caught.args[0].row() == caught.args[1].row() == 1
    assert materials.current_id() == "book"


def test_a_long_sentence_wraps(qtbot) -> None:
    timeline = Timeline("经过")
    long = "受理。收取材料 3 项，容缺 1 项（收入证明，11月30日前）。" * 4
    timeline.set_rows([HistoryRow("11-24", "同步", "短"), HistoryRow("11-23", "同步", long)])
    timeline.resize(600, 400)
    qtbot.addWidget(timeline)
    timeline.show()
    short, tall = (timeline.sizeHintForIndex(timeline.model().index(n, 0)).height() for n in (0, 1))
    assert short == 41
    assert tall > short + 2 * QFontMetrics(timeline.font()).height()


def test_news_on_top_keep_the_place(qtbot) -> None:
    timeline = Timeline("经过")
    qtbot.addWidget(timeline)
    old = [HistoryRow(str(n), "同步", "x") for n in range(3)]
    timeline.set_rows(old)
    timeline.setCurrentIndex(timeline.model().index(1, 0))
    timeline.set_rows([HistoryRow("new", "市民政局", "已响应"), *old])
    assert timeline.row(timeline.currentIndex()) == old[1]
