"""The steps of an import as widgets: choosing the file, the columns, the preview. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from helpdesk.application.imports import RESIDENT_COLUMNS
from helpdesk.application.resident_import import Examined, Verdict
from helpdesk.i18n import N_, _
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import field_word
from helpdesk.ui.models.rows import Cell, Row, TableModel
from helpdesk.ui.screens.resident_import.presenter import OUTCOMES, Columns, counts_of
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton, PrimaryButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.text import label, paragraph
from helpdesk.ui.widgets.work_table import Column, Look, WorkTable

_Index = QModelIndex | QPersistentModelIndex
_HEADS = (N_("Take"), N_("Line"), N_("Name"), N_("Document number"), N_("Result"), N_("Why"))
_COLUMNS = (
    Column(Look.BOLD, 78),
    Column(Look.NUMBER, 64),
    Column(Look.BOLD, 120),
    Column(Look.PLAIN, 178, optional=True),
    Column(Look.CHIP, 116),
    Column(Look.SENTENCE, 300, 1),
)
_HEADERS = "姓名、身份证号、性别、出生日期、民族、嘎查村、住址、联系电话"
_TONES = {
    Verdict.GOOD: Tone.GREEN,
    Verdict.DOUBTFUL: Tone.AMBER,
    Verdict.HERE: Tone.GREY,
    Verdict.BAD: Tone.RED,
}


class FileStep(QWidget):
    """Chosen by a button or dropped here."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.button = PrimaryButton(_("Choose a file…"))
        self.button.clicked.connect(self._ask)
        body = QVBoxLayout(self)
        body.setSpacing(12)
        body.addStretch(1)
        for words in (
            _("An Excel workbook (.xlsx) or a CSV file with one resident in each row."),
            _("Headers such as {headers} are understood by themselves.").format(headers=_HEADERS),
            _("Nothing is taken before you have seen every row."),
        ):
            text = paragraph(words, "body")
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            body.addWidget(text)
        body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        hint = paragraph(_("or drop it here"), "secondary")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        body.addWidget(hint)
        body.addStretch(1)
        self.setFocusProxy(self.button)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.chosen.emit(paths[0])

    def _ask(self) -> None:
        dialog = QFileDialog(self, _("Choose a table of residents"))
        dialog.setNameFilters([_("Tables (*.xlsx *.xlsm *.csv *.tsv *.txt)"), _("All files (*)")])
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of file:"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.chosen)
        dialog.open()


class ColumnsStep(QWidget):
    """For each column what it holds: guessed, and changed where the guess is wrong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: list[QComboBox] = []
        self._column = ScrollColumn()
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(paragraph(_("What does each column hold?"), "body"))
        body.addWidget(self._column, 1)

    def show_columns(self, columns: Columns) -> None:
        """These columns."""
        self.boxes = []
        self._column.clear()
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(2, 1)
        rows = zip(columns.headers, columns.samples, columns.fields, strict=True)
        for number, (header, sample, field) in enumerate(rows):
            name = header or _("Column {n}").format(n=number + 1)
            box = QComboBox()
            box.addItem(_("leave out"), "")
            for each in RESIDENT_COLUMNS:
                box.addItem(field_word(each), each)
            box.setCurrentIndex(max(0, box.findData(field)))
            box.setAccessibleName(_("What the column “{name}” holds").format(name=name))
            self.boxes.append(box)
            grid.addWidget(label(name, "strong"), number, 0)
            grid.addWidget(box, number, 1)
            grid.addWidget(label(sample, "secondary"), number, 2)
        self._column.body.addWidget(table)
        self._column.body.addStretch(1)
        if self.boxes:
            self.setFocusProxy(self.boxes[0])

    def fields(self) -> list[str]:
        """The field of each column, empty for one that is left out."""
        return [str(box.currentData()) for box in self.boxes]


class _TickTable(WorkTable):
    ticked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.ticked.emit()
            return
        super().keyPressEvent(event)


class _PreviewModel(TableModel):
    """Rows made when they come into sight: a table has thousands, each with its sentences."""

    def __init__(self, heads: Sequence[str], taken: set[int], parent: QWidget) -> None:
        super().__init__(heads, parent)
        self._rows: Sequence[Examined] = ()
        self._taken = taken

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def row(self, number: int) -> Row:
        """The row of this number."""
        return _shown(self._rows[number], taken=self._rows[number].line in self._taken)

    def examined(self, number: int) -> Examined | None:
        """What the row of this number stands for."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def show(self, rows: Sequence[Examined]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def redraw(self) -> None:
        """Other ones are taken."""
        if self._rows:
            last = self.index(len(self._rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)


class PreviewStep(QWidget):
    """Every row and its verdict; space takes or leaves one."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Examined] = ()
        self.taken: set[int] = set()
        self._only = ChoiceRow(
            _("Filter"),
            [
                ("all", _("All rows")),
                *((v.value, _(OUTCOMES[v])) for v in Verdict),
            ],
        )
        self._only.set_value("all")
        self._only.chosen.connect(lambda _value: self._draw())
        self._counts, self._why = paragraph("", "small"), paragraph("", "body")
        self.table = _TickTable(_COLUMNS, name=_("Rows of the table"), edges=True)
        self._model = _PreviewModel([_(head) for head in _HEADS], self.taken, self.table)
        self.table.setModel(self._model)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._explain())
        self.table.ticked.connect(self._tick)
        self.table.opened.connect(lambda _index: self._tick())
        all_in = LinkButton(_("Take all that can be taken"))
        all_in.clicked.connect(lambda: self._take({Verdict.GOOD, Verdict.DOUBTFUL}))
        sure = LinkButton(_("Take only those without a doubt"))
        sure.clicked.connect(lambda: self._take({Verdict.GOOD}))
        links = QHBoxLayout()
        links.addWidget(self._counts, 1)
        links.addWidget(sure)
        links.addWidget(all_in)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._only)
        body.addWidget(self.table, 1)
        body.addWidget(self._why)
        body.addLayout(links)
        self.setFocusProxy(self.table)

    def show_rows(self, rows: Sequence[Examined]) -> None:
        """These rows, those without a doubt taken."""
        self._rows = rows
        counts = counts_of(rows)
        texts = [f"{_(OUTCOMES[v])} {n:,}" for v, n in counts.items() if n]
        self._counts.setText(" · ".join(texts))
        self._take({Verdict.GOOD})
        self._draw()

    def _take(self, verdicts: set[Verdict]) -> None:
        self.taken.clear()
        self.taken |= {row.line for row in self._rows if row.verdict in verdicts}
        self._model.redraw()
        self.changed.emit()

    def _tick(self) -> None:
        row = self._model.examined(self.table.currentIndex().row())
        if row is not None and row.takeable:
            self.taken ^= {row.line}
            self._model.redraw()
            self.changed.emit()

    def _explain(self) -> None:
        """The whole reason of the current row: the table has room for its beginning only."""
        row = self._model.examined(self.table.currentIndex().row())
        self._why.setText(" ".join(sentence(each) for each in row.reasons) if row else "")

    def _draw(self) -> None:
        only = self._only.value()
        self._model.show([row for row in self._rows if only in ("all", row.verdict.value)])
        self.table.setCurrentIndex(self._model.index(0, 0))
        self._explain()


def _shown(row: Examined, *, taken: bool) -> Row:
    why = " ".join(sentence(each) for each in row.reasons)
    tick = "✓" if taken else "–" if row.takeable else ""
    tone = _TONES[row.verdict]
    return Row(
        str(row.line),
        (
            Cell(tick, aloud=_("taken") if taken else _("left out")),
            Cell(str(row.line)),
            Cell(row.name),
            Cell(row.number or "—"),
            Cell(_(OUTCOMES[row.verdict]), tone),
            Cell(why, aloud=why),
        ),
        edge=tone,
    )
