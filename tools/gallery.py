"""The kit by itself: fills the frame with made-up data, in the layouts of the design, and saves pictures.

    QT_QPA_PLATFORM=offscreen python tools/gallery.py build/gallery [--dark] [--big]

Names and numbers are invented. Not part of the product.
"""

import argparse
import sys
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QWidget

from helpdesk.ui import fonts, theme
from helpdesk.ui.frame import Frame
from helpdesk.ui.key_help import KeyHelp
from helpdesk.ui.notices import Notice
from helpdesk.ui.rail import SyncState
from helpdesk.ui.search import HitKind, SearchHit
from helpdesk.ui.tokens import Tone, chosen
from helpdesk.ui.widgets.buttons import LinkButton, PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.chip import Chip
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.figure_card import FigureCard
from helpdesk.ui.widgets.key_values import KeyValue, KeyValueRows
from helpdesk.ui.widgets.material_list import MaterialList, MaterialRow
from helpdesk.ui.widgets.page import Page, PageHeader
from helpdesk.ui.widgets.panel import Card, Note, Panel, Slip
from helpdesk.ui.widgets.paper_preview import PageImage, PaperPreview
from helpdesk.ui.widgets.stage_line import StageLine
from helpdesk.ui.widgets.text import Run, RunLabel, label
from helpdesk.ui.widgets.timeline import HistoryRow, Timeline
from helpdesk.ui.widgets.work_table import Column, Look, Role, WorkTable

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
    row.addWidget(side, 268)
    return page


WORK_COLUMNS = (
    Column(Look.NUMBER, 191, 0),
    Column(Look.BOLD, 83),
    Column(Look.PLAIN, 214, 2),
    Column(Look.MUTED, 74, optional=True),
    Column(Look.PLAIN, 170, 1),
    Column(Look.CHIP, 77),
)


def sample_work(parent: QWidget) -> SampleModel:
    red, amber, blue, green = Tone.RED, Tone.AMBER, Tone.BLUE, Tone.GREEN
    number = "BA-1505-021-"
    rows: list[list[object]] = [
        [
            number + "1123-0007",
            "包玉兰",
            "城乡居民最低生活保障申请",
            "民政局",
            ("超期 1 个工作日", red),
            ("催办单", red),
        ],
        [
            number + "1120-0003",
            "王德福",
            "高龄津贴申领",
            "民政局",
            ("今日 17:30 到期", red),
            ("待回访", red),
        ],
        [
            number + "1119-0011",
            "白长命",
            "残疾人证办理",
            "残联",
            ("剩 1 个工作日", amber),
            ("办理中", amber),
        ],
        [
            number + "1118-0002",
            "李秀英",
            "异地就医备案",
            "医保局",
            ("剩 2 个工作日", amber),
            ("待补正", amber),
        ],
        [
            number + "1117-0009",
            "斯琴高娃",
            "个体工商户设立登记",
            "市监局",
            ("结果已出，待通知领取", blue),
            ("待送达", blue),
        ],
        [
            number + "1116-0004",
            "张桂芝",
            "养老保险待遇资格认证",
            "人社局",
            ("剩 4 个工作日", green),
            ("办理中", green),
        ],
        [
            number + "1116-0001",
            "特木尔",
            "草原补奖资金申报",
            "农牧局",
            ("剩 5 个工作日", green),
            ("已转办", green),
        ],
    ]
    heads = ["办件编号", "居民", "事项", "承办单位", "时限", "状态"]
    model = SampleModel(heads, rows, [red, red, amber, amber, blue, green, green])
    model.setParent(parent)
    return model


def intake() -> Page:
    page = Page()
    header = PageHeader()
    header.set_title("新受理", remark="编号 BA-1505-021-1123-0008（离线已占号）")
    header.set_state("草稿自动保存于 10:43:07", Tone.GREY)
    page.body.addWidget(header)
    row = page.add_row(1)
    row.addWidget(intake_resident(), 300)
    row.addWidget(intake_matter(), 516)
    row.addWidget(intake_receipt(), 286)
    bar = Panel()
    bar.set_margins(16, 10)
    buttons = QHBoxLayout()
    buttons.setSpacing(10)
    buttons.addWidget(label("还差：银行卡复印件（可容缺）", "secondary"), 1)
    buttons.addWidget(SecondaryButton("一次性告知单", key="Ctrl+T"))
    buttons.addWidget(SecondaryButton("存草稿", key="Esc"))
    buttons.addWidget(PrimaryButton("受理并打印回执", key="Ctrl+Return"))
    bar.body.addLayout(buttons)
    page.body.addWidget(bar)
    return page


def intake_resident() -> Panel:
    panel = Panel("1 居民")
    panel.body.addWidget(Field("查找或读卡", QLineEdit("byl")))
    card = Card()
    name = QHBoxLayout()
    name.setSpacing(6)
    name.addWidget(label("包玉兰", "lead"))
    name.addWidget(label("女 · 68 岁", "small"), 1)
    card.body.addLayout(name)
    card.body.addWidget(label("152301********2428 · 138****6701", "secondary"))
    card.body.addWidget(label("保安村三组 12 号", "secondary"))
    card.body.addWidget(label("有 1 件在办：高龄津贴（剩 3 个工作日）", "small", tone=Tone.AMBER))
    panel.body.addWidget(card)
    choice = ChoiceRow(
        "办理方式", [("act", "代办"), ("help", "帮办"), ("visit", "上门"), ("phone", "电话")]
    )
    choice.set_value("act")
    panel.body.addWidget(Field("办理方式", choice))
    panel.body.addWidget(Field("代理人与委托书", QLineEdit("本站工作人员 · 委托书已打印")))
    notify = Field("通知方式", QLineEdit("短信 138****6701"))
    panel.body.addWidget(notify)
    panel.body.addStretch(1)
    return panel


def intake_matter() -> Panel:
    panel = Panel("2 事项与材料")
    search = QLineEdit("城乡居民最低生活保障申请")
    search.setAccessibleName("事项")
    panel.body.addWidget(search)
    panel.body.addWidget(
        Note("预审：户籍在本村 ✔ 年龄 ✔ 未享受特困供养 ✔ —— 符合申请条件", Tone.BLUE)
    )
    materials = MaterialList()
    materials.set_rows(
        [
            MaterialRow("1", "居民身份证", "原件核验，复印件 1 份", "已收", Tone.GREEN, True),
            MaterialRow("2", "户口簿", "原件核验，复印件 1 份", "已收", Tone.GREEN, True),
            MaterialRow(
                "3", "家庭经济状况核查授权书", "原件 1 份", "已打印，待签字", Tone.AMBER, True
            ),
            MaterialRow("4", "收入证明", "原件 1 份", "容缺，11月30日前补交", Tone.AMBER),
            MaterialRow("5", "银行卡复印件", "复印件 1 份", "未收", Tone.GREY),
        ]
    )
    materials.setCurrentIndex(materials.model().index(4, 0))
    panel.body.addWidget(materials, 1)
    panel.body.addWidget(label("空格 收取 · C 拍照 · R 容缺 · N 不适用", "secondary"))
    return panel


def intake_receipt() -> Panel:
    panel = Panel("3 确认与回执")
    rows = KeyValueRows()
    rows.set_rows(
        [
            KeyValue("受理时间", "2026-11-23 10:43"),
            KeyValue("承诺办结", "2026-12-14（15 个工作日）", strong=True),
            KeyValue("转办单位", "科尔沁区民政局"),
        ]
    )
    preview = PaperPreview()
    preview.set_pages([sample_page()])
    panel.body.addWidget(rows)
    panel.body.addSpacing(6)
    panel.body.addWidget(preview, 1)
    panel.body.addWidget(label("A5 · 打印机 HP LaserJet · 2 份", "secondary"))
    return panel


def sample_page() -> PageImage:
    image = QImage(840, 1190, QImage.Format.Format_RGB888)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    font = fonts.sized(QApplication.font(), 40, bold=True)
    painter.setFont(font)
    painter.drawText(300, 100, "代办登记回执")
    painter.setFont(fonts.sized(font, 30))
    for number, line in enumerate(
        ("编号 BA-1505-021-1123-0008", "申请人 包*兰", "承诺办结 2026-12-14")
    ):
        painter.drawText(60, 200 + 60 * number, line)
    painter.end()
    return PageImage(840, 1190, image.bytesPerLine(), bytes(image.constBits()))


def case() -> Page:
    page = Page()
    header = PageHeader()
    header.set_title("包玉兰 · 城乡居民最低生活保障申请", note="BA-1505-021-1123-0008")
    header.set_state("办理中", Tone.BLUE)
    header.add_button(SecondaryButton("打印", key="Ctrl+P"))
    header.add_button(SecondaryButton("补正"))
    header.add_button(PrimaryButton("登记进展", key="Ctrl+J"))
    page.body.addWidget(header)
    page.body.addWidget(case_stages())
    row = page.add_row(1)
    history = Panel("经过")
    timeline = Timeline("经过")
    timeline.set_rows(
        [
            HistoryRow("11-24 09:12", "市民政局", "已响应，转家庭经济状况核对", Tone.BLUE),
            HistoryRow(
                "11-23 16:40", "市服务中心", "派单至科尔沁区民政局 · 1 个工作日内响应", Tone.BLUE
            ),
            HistoryRow("11-23 16:38", "同步", "办件到达城市平台（离线 5 小时 55 分）"),
            HistoryRow("11-23 10:46", "乌云其其格", "打印受理回执（第 1 次，A5，2 份）"),
            HistoryRow(
                "11-23 10:45",
                "乌云其其格",
                "受理。收取材料 3 项，容缺 1 项（收入证明，11月30日前）",
                Tone.GREEN,
            ),
        ]
    )
    history.body.addWidget(timeline)
    page.setFocusProxy(timeline)
    row.addWidget(history, 784)
    side = Page()
    side.body.setContentsMargins(0, 0, 0, 0)
    for panel in case_side():
        side.body.addWidget(panel)
    side.body.addStretch(1)
    row.addWidget(side, 330)
    return page


def case_stages() -> Panel:
    stages = Panel()
    line = StageLine()
    line.set_stages(["受理", "转办", "办理", "办结", "送达", "回访"], 2)
    stages.body.addWidget(line)
    clocks = QHBoxLayout()
    clocks.addWidget(
        RunLabel(Run("响应时限", muted=True), Run("11-24 17:30", small=True), wrap=False)
    )
    clocks.addWidget(Chip("已按时响应", Tone.GREEN))
    clocks.addSpacing(6)
    clocks.addWidget(
        RunLabel(
            Run("承诺办结", muted=True),
            Run("12-14 17:30", small=True),
            Run("剩 14 个工作日", bold=True, small=True),
        ),
        1,
    )
    stages.body.addLayout(clocks)
    return stages


def case_side() -> list[Panel]:
    materials = Panel("材料 3/5")
    materials.body.setSpacing(0)
    for name, detail in (
        ("居民身份证", "复印件 1 · 照片 2"),
        ("户口簿", "复印件 1 · 照片 4"),
        ("核查授权书", "原件 1"),
    ):
        materials.body.addWidget(RunLabel(Run(f"✔ {name}", small=True), Run(detail, muted=True)))
    materials.body.addWidget(
        RunLabel(Run("◷ 收入证明 容缺至 11月30日（剩 4 个工作日）", tone=Tone.AMBER, small=True))
    )
    materials.body.addWidget(RunLabel(Run("○ 银行卡复印件", small=True)))
    resident = Panel("居民")
    resident.body.setSpacing(0)
    number = QHBoxLayout()
    number.setSpacing(2)
    number.addWidget(label("152301********2428", "small"))
    number.addWidget(LinkButton("显示（留痕）"))
    number.addStretch(1)
    resident.body.addLayout(number)
    resident.body.addWidget(label("138****6701 · 保安村三组 12 号", "small"))
    resident.body.addWidget(label("历史办件 6 · 满意 5 · 基本满意 1", "secondary"))
    return [materials, resident]


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
    page.body.addWidget(waiting, 1)
    return page


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
    window.grab().save(str(options.folder / "5-search.png"))
    window.show_keys()
    keys = window.findChild(KeyHelp)
    assert keys is not None
    keys.grab().save(str(options.folder / "6-keys.png"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
