"""The gallery's new case and case: made-up data in the layouts of the design."""

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit

from helpdesk.ui import fonts
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton, PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.chip import Chip
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.key_values import KeyValue, KeyValueRows
from helpdesk.ui.widgets.material_list import MaterialList, MaterialRow
from helpdesk.ui.widgets.page import Page, PageHeader
from helpdesk.ui.widgets.panel import Card, Note, Panel
from helpdesk.ui.widgets.paper_preview import PageImage, PaperPreview
from helpdesk.ui.widgets.stage_line import StageLine
from helpdesk.ui.widgets.text import Run, RunLabel, label
from helpdesk.ui.widgets.timeline import HistoryRow, Timeline


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
