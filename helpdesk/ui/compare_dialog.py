"""A signed copy beside what was printed: the eye goes down the facts, field by field. GUI thread."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from helpdesk.application.paper_check import PaperCheck
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.paper_check import FINDINGS
from helpdesk.ui.files.viewer import PictureView
from helpdesk.ui.paper_check import TONES, check_rows
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.key_values import KeyValue
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.text import label, paragraph

_SIZE = (1060, 680)


class CompareDialog(Sheet):
    """`picture` is the page as it was filed (JPEG), `check` what its code vouches for."""

    def __init__(self, check: PaperCheck, picture: bytes, parent: QWidget) -> None:
        super().__init__(_("Compare the signed copy"), "", parent)
        self.picture = PictureView()
        shown = QPixmap()
        shown.loadFromData(picture)
        self.picture.show_picture(shown)
        headline, _advice = FINDINGS[check.finding]
        self.finding = Note(_(headline), TONES.get(check.finding, Tone.RED))
        self._rows = check_rows(check)
        self.boxes = [self._box(row) for row in self._rows]
        self.agreed = paragraph("", "secondary")
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.picture, 1)
        row.addWidget(self._side())
        self.body.addLayout(row, 1)
        look = tokens()
        self.resize(look.length(_SIZE[0]), min(look.length(_SIZE[1]), 740))
        self._count()
        if self.boxes:
            self.boxes[0].setFocus()

    def _box(self, row: KeyValue) -> QCheckBox:
        box = QCheckBox()
        box.setAccessibleName(_("{label}: {value}").format(label=row.key, value=row.value))
        box.toggled.connect(self._count)
        return box

    def _side(self) -> QWidget:
        words = _(
            "These are the facts that the code on the paper vouches for. Tick what stands on the paper "
            "just so. What reads otherwise there was altered after printing; a fact that this paper does "
            "not print has nothing to compare."
        )
        inside = QWidget()
        lines = QGridLayout(inside)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.setHorizontalSpacing(10)
        lines.setColumnStretch(2, 1)
        for n, (row, box) in enumerate(zip(self._rows, self.boxes, strict=True)):
            lines.addWidget(box, n, 0)
            lines.addWidget(label(row.key, "secondary"), n, 1)
            lines.addWidget(paragraph(row.value), n, 2)
        lines.setRowStretch(len(self.boxes), 1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        # It scrolls in the room there is: how long the list is must not make the dialog grow.
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side = QWidget()
        whole = QVBoxLayout(side)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.finding)
        whole.addWidget(paragraph(words, "secondary"))
        whole.addWidget(area, 1)
        whole.addWidget(self.agreed)
        side.setFixedWidth(tokens().length(420))
        return side

    def _count(self) -> None:
        total, done = len(self.boxes), sum(box.isChecked() for box in self.boxes)
        left = total - done
        if not total:
            text = _("Nothing is on record that this page could be compared with.")
        elif left:
            text = ngettext("{n} fact is left.", "{n} facts are left.", left).format(n=left)
        else:
            text = _("Every printed fact agrees.")
        self.agreed.setText(text)
