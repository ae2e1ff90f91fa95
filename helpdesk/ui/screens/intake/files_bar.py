"""The files of an intake below its materials. GUI thread."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from helpdesk.i18n import _, ngettext
from helpdesk.ui.files.lines import FilesSheet
from helpdesk.ui.files.strip import FileStrip
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.text import HintLabel


class FilesBar(QWidget):
    """`attaching_asked` is pressed; `opened` and `unwanted` say which file."""

    attaching_asked = Signal()
    opened = Signal(int)
    unwanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = FileStrip()
        self.strip.opened.connect(self.opened)
        self.strip.unwanted.connect(self.unwanted)
        self._count = HintLabel.of("", "secondary")
        self.attach = LinkButton(_("Attach files (Ctrl O)"))
        self.attach.clicked.connect(self.attaching_asked)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self.attach)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(4)
        body.addWidget(self.strip)
        body.addLayout(row)
        self.show_files(FilesSheet())

    def show_files(self, sheet: FilesSheet) -> None:
        """The files as they stand."""
        n = len(sheet.lines)
        self.strip.set_lines(sheet.lines)
        text = ngettext(
            "{n} file (Enter: look, Delete: leave out)",
            "{n} files (Enter: look, Delete: leave out)",
            n,
        )
        self._count.setText(text.format(n=n) if n else _("Photographs and papers: drop or paste"))
