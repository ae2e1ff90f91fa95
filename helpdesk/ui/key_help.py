"""All keys on one page, made from the actions that the window offers. GUI thread."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui.actions import Action, Where
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.key_hint import KeyHint
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.text import label

_Group = tuple[Where, list[Action]]


class KeyHelp(QDialog):
    """Grouped by where the keys work; Esc, Enter or the button closes it."""

    def __init__(self, records: Sequence[Action], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys")
        self.setWindowTitle(_("All keys"))
        order = list(Where)
        keyed = sorted((r for r in records if r.key), key=lambda r: order.index(r.where))
        groups = [(where, list(rows)) for where, rows in groupby(keyed, key=lambda r: r.where)]
        columns = QHBoxLayout()
        columns.setSpacing(36)
        for column in _balanced(groups):
            columns.addLayout(_column(column))
        self._scroll = ScrollColumn()
        self._scroll.read_by_arrows(_("All keys"))
        self._scroll.body.addLayout(columns)
        self._scroll.body.setContentsMargins(10, 6, 10, 6)
        close = SecondaryButton(_("Close"), key="Esc")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        body = QVBoxLayout(self)
        body.setContentsMargins(28, 22, 28, 20)
        body.setSpacing(16)
        body.addWidget(label(_("All keys"), "title"))
        body.addWidget(self._scroll, 1)
        body.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def showEvent(self, event: QShowEvent) -> None:
        """As large as its keys, within the window behind it."""
        super().showEvent(event)
        wished = self._scroll.body.totalSizeHint()
        parent = self.parentWidget()
        room = parent.size() if parent else wished
        width = min(wished.width() + 80, room.width())
        self.resize(width, min(wished.height() + 150, room.height() - 8))


def _balanced(groups: list[_Group]) -> list[list[_Group]]:
    """Three columns: the first group is the longest and has one of its own."""
    columns: list[list[_Group]] = [groups[:1], [], []]
    for group in groups[1:]:
        lengths = [sum(len(rows) + 2 for _where, rows in each) for each in columns[1:]]
        columns[1 + lengths.index(min(lengths))].append(group)
    return [column for column in columns if column]


def _column(groups: list[_Group]) -> QVBoxLayout:
    result = QVBoxLayout()
    result.setSpacing(18)
    room = max(KeyHint(row.key).sizeHint().width() for _where, rows in groups for row in rows)
    for where, rows in groups:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(7)
        grid.addWidget(label(_(where.value), "heading"), 0, 0, 1, 2)
        for number, row in enumerate(rows, start=1):
            grid.addWidget(KeyHint(row.key), number, 0, Qt.AlignmentFlag.AlignLeft)
            text = label(_(row.text))
            text.ensurePolished()
            text.setMinimumWidth(text.sizeHint().width())
            grid.addWidget(text, number, 1)
        grid.setColumnMinimumWidth(0, room)
        grid.setColumnStretch(1, 1)
        result.addLayout(grid)
    result.addStretch(1)
    return result
