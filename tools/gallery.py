"""The kit by itself: fills the frame with made-up data, in the layouts of the design, and saves pictures.

    QT_QPA_PLATFORM=offscreen python -m tools.gallery build/gallery [--dark] [--big]

Names and numbers are invented. Not part of the product.
"""

import argparse
import sys
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from helpdesk.ui import fonts, theme
from helpdesk.ui.frame import Frame
from helpdesk.ui.key_help import KeyHelp
from helpdesk.ui.notices import Notice
from helpdesk.ui.rail import SyncState
from helpdesk.ui.search import HitKind, SearchHit
from helpdesk.ui.tokens import Tone, chosen
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.figure_card import FigureCard
from helpdesk.ui.widgets.page import Page, PageHeader
from helpdesk.ui.widgets.panel import Panel, Slip
from helpdesk.ui.widgets.text import Run, RunLabel, label
from helpdesk.ui.widgets.work_table import Column, Look, Role, WorkTable
from tools.gallery_case import case, intake

_Index = QModelIndex | QPersistentModelIndex


class SampleModel(QAbstractTableModel):
    """A table of fixed cells; a cell is words, or (words, tone), or (lead, words, tone)."""

    def __init__(self, heads: list[str], rows: list[list[object]], edges: list[Tone]) -> None:
        super().__init__()
        self.heads, self.rows, self.edges = heads, rows, edges

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.heads)

    def headerData(self, section: int, way: Qt.Orientation, role: int = 0) -> object:  # noqa: N802
        shown = way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self.heads[section] if shown else None

    def data(self, index: _Index, role: int = 0) -> object:
        cell = self.rows[index.row()][index.column()]
        lead, words, tone = "", cell, None
        if isinstance(cell, tuple):
            *leads, words, tone = cell
            lead = leads[0] if leads else ""
        if role == Role.EDGE and self.edges:
            return self.edges[index.row()]
        answers: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: words,
            Role.TONE: tone,
            Role.LEAD: lead,
        }
        return answers.get(role)


def today() -> Page:
    page = Page()
    figures = page.add_row()
    for words, number, tone in (
        ("已到期或超期", 2, Tone.RED),
        ("两个工作日内到期", 3, Tone.AMBER),
        ("待居民补正", 2, Tone.BLUE),
        ("结果待送达", 1, Tone.GREEN),
        ("待回访", 4, Tone.PLAIN),
    ):
        card = FigureCard(words, tone)
        card.set_figure(number)
        figures.addWidget(card, 1)
    row = page.add_row(1)
    work = Panel("待办", "按办结时限排序 · ↑ ↓ 选择 · Enter 打开")
    table = WorkTable(WORK_COLUMNS, name="待办", edges=True)
    table.setModel(sample_work(table))
    table.selectRow(0)
    work.body.addWidget(table)
    row.addWidget(work, 846)
    row.addWidget(today_side(), 268)
    return page


def today_side() -> Page:
    side = Page()
    side.body.setContentsMargins(0, 0, 0, 0)
    letters = Panel("市里来件")
    letters.body.setSpacing(10)
    letters.body.addWidget(
        Slip("催办单", "通政催〔2026〕384号", "包玉兰 低保申请超期，今日内回复", tone=Tone.RED)
    )
    letters.body.addWidget(
        Slip("提醒单", "通政提〔2026〕1027号", "白长命 残疾人证，剩 1 个工作日", tone=Tone.AMBER)
    )
    expiring = Panel("证照临期", "30 天内")
    expiring.body.setSpacing(0)
    for line in (
        "哈斯 · 食品经营许可 · 12月05日",
        "陈玉梅 · 残疾人证 · 12月11日",
        "格日勒图 · 驾驶证 · 12月19日",
    ):
        expiring.body.addWidget(label(line, "small"))
    visit = Panel("今日下乡")
    visit.body.addWidget(RunLabel(Run("14:00 西艾力嘎查 · 5 户 · 离线资料已备妥", small=True)))
    visit.body.addStretch(1)
    side.body.addWidget(letters)
    side.body.addWidget(expiring)
    side.body.addWidget(visit, 1)
    return side


WORK_COLUMNS = (
    Column(Look.NUMBER, 191, 0),
    Column(Look.BOLD, 83),
    Column(Look.PLAIN, 214, 2),
    Column(Look.MUTED, 74, optional=True),
    Column(Look.PLAIN, 170, 1),
    Column(Look.CHIP, 77),
)


_RED, _AMBER, _BLUE, _GREEN = Tone.RED, Tone.AMBER, Tone.BLUE, Tone.GREEN
_NUMBER = "BA-1505-021-"
WORK_ROWS: list[list[object]] = [
    [
        _NUMBER + "1123-0007",
        "包玉兰",
        "城乡居民最低生活保障申请",
        "民政局",
        ("超期 1 个工作日", _RED),
        ("催办单", _RED),
    ],
    [
        _NUMBER + "1120-0003",
        "王德福",
        "高龄津贴申领",
        "民政局",
        ("今日 17:30 到期", _RED),
        ("待回访", _RED),
    ],
    [
        _NUMBER + "1119-0011",
        "白长命",
        "残疾人证办理",
        "残联",
        ("剩 1 个工作日", _AMBER),
        ("办理中", _AMBER),
    ],
    [
        _NUMBER + "1118-0002",
        "李秀英",
        "异地就医备案",
        "医保局",
        ("剩 2 个工作日", _AMBER),
        ("待补正", _AMBER),
    ],
    [
        _NUMBER + "1117-0009",
        "斯琴高娃",
        "个体工商户设立登记",
        "市监局",
        ("结果已出，待通知领取", _BLUE),
        ("待送达", _BLUE),
    ],
    [
        _NUMBER + "1116-0004",
        "张桂芝",
        "养老保险待遇资格认证",
        "人社局",
        ("剩 4 个工作日", _GREEN),
        ("办理中", _GREEN),
    ],
    [
        _NUMBER + "1116-0001",
        "特木尔",
        "草原补奖资金申报",
        "农牧局",
        ("剩 5 个工作日", _GREEN),
        ("已转办", _GREEN),
    ],
]
WORK_HEADS = ["办件编号", "居民", "事项", "承办单位", "时限", "状态"]
WORK_EDGES = [_RED, _RED, _AMBER, _AMBER, _BLUE, _GREEN, _GREEN]


def sample_work(parent: QWidget) -> SampleModel:
    model = SampleModel(WORK_HEADS, WORK_ROWS, WORK_EDGES)
    model.setParent(parent)
    return model


def sync() -> Page:
    page = Page()
    header = PageHeader()
    header.set_title("数据同步")
    header.set_state("离线", Tone.AMBER)
    header.add_button(SecondaryButton("导出到 U 盘"))
    header.add_button(SecondaryButton("从 U 盘导入"))
    header.add_button(PrimaryButton("立即同步", key="F9"))
    page.body.addWidget(header)
    row = page.add_row()
    for title, words, detail, tone in (
        ("上次成功", "今天 08:02", "上传 12 条 · 下载 31 条 · 46 KB · 2.1 秒", None),
        (
            "待上传",
            "3 件办件 · 11 条记录 · 4 张照片",
            "记录 3.2 KB，照片 0.9 MB（照片等 Wi-Fi）",
            None,
        ),
        ("需要您看一下", "1 处不一致", "李秀英 手机号：两处同时修改，已保留两个版本", Tone.AMBER),
    ):
        panel = Panel(title)
        panel.body.setSpacing(0)
        panel.body.addWidget(label(words, "large", tone=tone))
        panel.body.addWidget(label(detail, "secondary"))
        row.addWidget(panel, 1)
    page.body.addWidget(sync_waiting(), 1)
    return page


def sync_waiting() -> Panel:
    waiting = Panel("待传与经过")
    columns = (
        Column(Look.PLAIN, 382),
        Column(Look.PLAIN, 141),
        Column(Look.CHIP, 342),
        Column(Look.MUTED, 150, 1),
    )
    table = WorkTable(columns, name="待传与经过")
    grey, blue, green = Tone.GREY, Tone.BLUE, Tone.GREEN
    model = SampleModel(
        ["内容", "大小", "状态", "重试"],
        [
            [("包玉兰", "受理 · 4 条记录", None), "1.1 KB", ("等待网络", grey), "下次 10:48"],
            [
                ("包玉兰", "身份证照片 2 张", None),
                "412 KB",
                ("已传 256 KB，可续传", blue),
                "等 Wi-Fi",
            ],
            [("白长命", "回访记录", None), "0.4 KB", ("等待网络", grey), "下次 10:48"],
            [("事项目录 2026-11 版", " ", None), "18 KB", ("已更新", green), "08:02"],
        ],
        [],
    )
    model.setParent(table)
    table.setModel(model)
    waiting.body.addWidget(table)
    return waiting


def frame() -> Frame:
    """The frame with all four screens."""
    window = Frame()
    window.set_desk("科尔沁区 大林镇", "保安村便民服务站", agent="乌云其其格")
    window.set_date_line("11月23日 星期一 · 大林镇")
    window.set_sync_state(SyncState.OFF, "离线 · 3 件待传", "数据已存本机，联网后自动上传")
    window.add_screen("today", today(), action="today")
    window.add_screen("intake", intake(), action="intake")
    window.add_screen("cases", QLabel(), action="cases")
    window.add_screen("case", case(), under="cases")
    window.add_screen("sync", sync())
    window.set_badge("today", 7)
    return window


def show_popups(window: Frame, folder: Path) -> None:
    window.show_notice(
        Notice(
            tone=Tone.AMBER, sentence="本机时钟与城市服务器相差 12 分钟，请校准。", action="怎么办"
        )
    )
    window._focus_search()
    window._search.setText("byl")
    window.set_results(
        [
            SearchHit(HitKind.RESIDENT, "1", "包玉兰", "女 68 岁 · 152301********2428"),
            SearchHit(HitKind.CASE, "2", "包玉兰 · 高龄津贴申领", "BA-1505-021-1120-0003 · 办理中"),
            SearchHit(HitKind.DRAFT, "3", "包玉兰 · 异地就医备案", "草稿 10:43"),
        ],
        text="byl",
    )
    window.grab().save(str(folder / "5-search.png"))
    window.show_keys()
    keys = window.findChild(KeyHelp)
    assert keys is not None
    keys.grab().save(str(folder / "6-keys.png"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--big", action="store_true")
    parser.add_argument("--size", default="1366x768")
    options = parser.parse_args()
    application = QApplication(sys.argv[:1])
    fonts.load_first()
    fonts.load_rare()
    theme.apply(application, chosen(dark=options.dark, big_type=options.big))
    window = frame()
    width, height = map(int, options.size.split("x"))
    window.resize(width, height)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    options.folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(("today", "intake", "case", "sync"), start=1):
        window.show_screen(name)
        application.sendPostedEvents()
        window.grab().save(str(options.folder / f"{number}-{name}.png"))
    show_popups(window, options.folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
