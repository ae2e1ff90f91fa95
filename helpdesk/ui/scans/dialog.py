"""Signed papers: where they come in, what was filed, and what a person has to sort. GUI thread."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui.files.camera_dialog import take_photographs
from helpdesk.ui.files.sources import DropZone, ask_files, pasted
from helpdesk.ui.files.viewer import PictureView
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.scans.lines import PageLine, Taken, filed_lines
from helpdesk.ui.scans.presenter import ScansPresenter
from helpdesk.ui.screens.intake.picker import Picker
from helpdesk.ui.sheet import Sheet, while_open
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.pick_popup import PickPopup
from helpdesk.ui.widgets.plain_list import PlainList
from helpdesk.ui.widgets.text import label, paragraph

_SIZE = (980, 640)
_ROWS = 4


class ScansDialog(Sheet):
    """Pages without a readable code stand at the left, the chosen one in the middle; picking a case at
    the right, then the paper, files it. `case_id` is proposed first."""

    def __init__(
        self, presenter: ScansPresenter, bench: Workbench, parent: QWidget, *, case_id: str = ""
    ) -> None:
        super().__init__(_("Signed papers"), "", parent)
        self._presenter = presenter
        self._bench = bench
        self._case_id = case_id
        self._pages: Sequence[PageLine] = ()
        self._cases: list[str] = []
        self.outcome = Note("", Tone.GREEN)
        self.outcome.hide()
        self.filed = PlainList(_("Filed"), [], reading=True)
        self.filed.opened.connect(self._open_case)
        self.filed.hide()
        self._compose()
        self._zone = DropZone(self, presenter.take)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste)
        look = tokens()
        self.resize(look.length(_SIZE[0]), min(look.length(_SIZE[1]), 720))
        presenter.view = self
        self.finished.connect(self._leave_view)
        self.show_pages(())
        presenter.refresh()

    def show_taken(self, taken: Taken) -> None:
        """What came of the scans taken in just now."""
        self.outcome.set_state(taken.words, taken.tone)
        self.outcome.setVisible(bool(taken.words))
        lines = filed_lines(taken.filed)
        self._cases = [case for case, _words in lines]
        self.filed.set_words([words for _case, words in lines])
        look = tokens()
        self.filed.setFixedHeight(min(len(lines), _ROWS) * (look.field - 8) + 2)
        self.filed.setVisible(bool(lines))

    def show_pages(self, pages: Sequence[PageLine]) -> None:
        """What waits for a person; the place in the list stays."""
        row = max(0, self.list.row())
        self._pages = pages
        n = len(pages)
        head = _("To be sorted {n}").format(n=n) if n else _("Nothing waits to be sorted.")
        self._head.setText(head)
        self._sorting.setVisible(bool(pages))
        self._room.setVisible(not pages)
        self.list.set_words([self._words(page) for page in pages])
        if pages:
            self.list.choose(min(row, n - 1))
            self._show(self.list.row())

    def paste(self) -> None:
        """What is in the clipboard."""
        self._presenter.take(pasted())

    @property
    def page(self) -> PageLine | None:
        """The chosen page."""
        row = self.list.row()
        return self._pages[row] if 0 <= row < len(self._pages) else None

    # -- inside

    def _compose(self) -> None:
        words = _(
            "Each page is filed under its case by the code on it, straightened and encrypted. Drop scans "
            "here, too, also a PDF or TIFF of many pages."
        )
        files = SecondaryButton(_("Choose files"))
        files.clicked.connect(lambda: ask_files(self, self._presenter.take))
        camera = SecondaryButton(_("Camera"))
        camera.clicked.connect(lambda: take_photographs(self._bench, self, self._presenter.take))
        paste = SecondaryButton(_("Paste"), key="Ctrl+V")
        paste.clicked.connect(self.paste)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (files, camera, paste):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addWidget(paragraph(words, "secondary"))
        self.body.addLayout(row)
        self.body.addWidget(self.outcome)
        self.body.addWidget(self.filed)
        self._head = label("", "heading")
        self.body.addWidget(self._head)
        self.body.addWidget(self._compose_sorting(), 1)
        self._room = QWidget()
        self.body.addWidget(self._room, 1)
        files.setFocus()

    def _compose_sorting(self) -> QWidget:
        self._sorting = QWidget()
        self.list = PlainList(_("Pages to be sorted"), [])
        self.list.setFixedWidth(tokens().length(150))
        self.list.chosen.connect(self._show)
        self.picture = PictureView()
        self.reason = paragraph("", "secondary")
        self.picker = Picker(_("Which case?"), hints=(_("Number, name or matter"),), rows=0)
        self.picker.typed.connect(self._search)
        self.picker.picked.connect(self._ask_paper)
        drop = SecondaryButton(_("No paper of ours"), key="Del")
        drop.clicked.connect(self._drop)
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self._drop)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.reason)
        right.addWidget(self.picker, 1)
        right.addWidget(drop, 0, Qt.AlignmentFlag.AlignLeft)
        side = QWidget()
        side.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        side.setFixedWidth(tokens().length(340))
        body = QHBoxLayout(self._sorting)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(self.list)
        body.addWidget(self.picture, 1)
        body.addWidget(side)
        return self._sorting

    def _words(self, page: PageLine) -> str:
        place = self._pages.index(page) + 1
        near = page.number[-6:]
        words = _("Page {n}").format(n=place)
        return f"{words} · …{near}" if near else words

    def _show(self, _row: int) -> None:
        page = self.page
        if page is None:
            return
        self.reason.setText(page.reason)
        self._presenter.load(page.scan, while_open(self, partial(self._draw, page.scan.id)))
        self.picker.set_text("")
        self._search("")

    def _draw(self, scan_id: int, raw: bytes) -> None:
        if self.page is not None and self.page.scan.id == scan_id:
            picture = QPixmap()
            picture.loadFromData(raw)
            self.picture.show_picture(picture)

    def _search(self, text: str) -> None:
        """The case of the page before, or the one on the screen, comes first."""
        near = (self.page.near if self.page else "") or self._case_id
        self._presenter.find(text, near, while_open(self, self.picker.show_lines))

    def _ask_paper(self, case_id: str) -> None:
        page = self.page
        if page is None:
            return

        def ask(papers: Sequence[tuple[str, str]]) -> None:
            choices = [*papers, ("", _("Another paper"))]
            PickPopup(
                _("Which paper?"),
                choices,
                chosen=choices[0][0],
                picked=lambda paper: self._presenter.file(page.scan, case_id, paper),
                parent=self.picker.edit,
            ).open()

        self._presenter.papers_of(case_id, while_open(self, ask))

    def _drop(self) -> None:
        if self.page is not None:
            self._presenter.drop(self.page.scan)

    def _open_case(self, row: int) -> None:
        self.reject()
        self._bench.navigator.open_case(self._cases[row])

    def _leave_view(self) -> None:
        if self._presenter.view is self:
            self._presenter.view = None
