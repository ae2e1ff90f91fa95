"""Facts to be marked one by one: it stands there just so, or it reads otherwise. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QScrollArea, QWidget

from helpdesk.i18n import _
from helpdesk.ui.comparing import Line
from helpdesk.ui.widgets.text import label, paragraph


class CompareLines(QScrollArea):
    """`same` and `other` are the boxes of each line; of a line only one is ticked."""

    changed = Signal()

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__()
        self._lines = tuple(lines)
        self.same = [self._box(_("{label}: {value}"), each) for each in lines]
        self.other = [self._box(_("{label} reads otherwise: {value}"), each) for each in lines]
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(3, 1)
        if lines:
            grid.addWidget(label("✓", "secondary"), 0, 0, Qt.AlignmentFlag.AlignHCenter)
            grid.addWidget(label("≠", "secondary"), 0, 1, Qt.AlignmentFlag.AlignHCenter)
        for n, (each, same, other) in enumerate(
            zip(self._lines, self.same, self.other, strict=True), start=1
        ):
            grid.addWidget(same, n, 0)
            grid.addWidget(other, n, 1)
            grid.addWidget(paragraph(each.name, "secondary"), n, 2)
            grid.addWidget(paragraph(each.value), n, 3)
            same.toggled.connect(lambda on, box=other: self._toggled(on, box))
            other.toggled.connect(lambda on, box=same: self._toggled(on, box))
        grid.setRowStretch(len(self._lines) + 1, 1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if self.same:
            self.setFocusProxy(self.same[0])

    @property
    def differing(self) -> tuple[str, ...]:
        """The facts that read otherwise."""
        pairs = zip(self._lines, self.other, strict=True)
        return tuple(line.fact for line, box in pairs if box.isChecked())

    @property
    def left(self) -> int:
        """How many are not marked yet."""
        pairs = zip(self.same, self.other, strict=True)
        return sum(not same.isChecked() and not other.isChecked() for same, other in pairs)

    def step(self, by: int) -> None:
        """To the line above or below, in the same column."""
        for column in (self.same, self.other):
            at = next((n for n, box in enumerate(column) if box.hasFocus()), None)
            if at is not None and 0 <= at + by < len(column):
                column[at + by].setFocus(Qt.FocusReason.TabFocusReason)
                self.ensureWidgetVisible(column[at + by])
                return

    def _box(self, words: str, line: Line) -> QCheckBox:
        box = QCheckBox()
        box.setAccessibleName(words.format(label=line.name, value=line.value))
        return box

    def _toggled(self, on: bool, twin: QCheckBox) -> None:
        if on and twin.isChecked():
            twin.setChecked(False)
        else:
            self.changed.emit()
