"""The files of a case beside its history. GUI thread."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from helpdesk.i18n import _
from helpdesk.ui.files.lines import FilesSheet
from helpdesk.ui.files.strip import FileStrip
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import paragraph


class FilesPanel(Panel):
    """What ends in `_asked` was pressed; `opened` and `unwanted` say
    which line."""

    attaching_asked = Signal()
    camera_asked = Signal()
    blackening_asked = Signal()
    fetching_asked = Signal()
    opened = Signal(int)
    unwanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Files"), parent=parent)
        self.strip = FileStrip()
        self.strip.opened.connect(self.opened)
        self.strip.unwanted.connect(self.unwanted)
        self._summary = paragraph("", "secondary")
        self.attach = LinkButton(_("Attach (Ctrl O)"))
        self.attach.clicked.connect(self.attaching_asked)
        self.camera = LinkButton(_("Camera"))
        self.camera.clicked.connect(self.camera_asked)
        self.blacken = LinkButton(_("Blacken"))
        self.blacken.clicked.connect(self.blackening_asked)
        self.fetch = LinkButton(_("Fetch from the city"))
        self.fetch.clicked.connect(self.fetching_asked)
        links = QWidget()
        row = FlowLayout(links, gap=12, line_gap=2)
        for button in (self.attach, self.camera, self.blacken, self.fetch):
            row.addWidget(button)
        self.body.setSpacing(4)
        self.body.addWidget(self.strip)
        self.body.addWidget(self._summary)
        self.body.addWidget(links)
        self.show_files(FilesSheet())

    def show_files(self, sheet: FilesSheet) -> None:
        """The files as they stand."""
        self.set_title(_("Files {n}").format(n=sheet.count) if sheet.count else _("Files"))
        self.strip.set_lines(sheet.lines)
        self._summary.setText(sheet.summary)
        self.fetch.setVisible(bool(sheet.missing))
