"""A paper signed at the desk: the text at the left, the pad at the right. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from helpdesk.application.signing import Given
from helpdesk.domain.signing_events import UNSIGNED, SigningWay
from helpdesk.i18n import N_, _
from helpdesk.ui.files.camera_dialog import take_photographs
from helpdesk.ui.files.sources import ask_files
from helpdesk.ui.presenting import PageImage, Workbench
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.signing_dialog.presenter import Signing, SigningPresenter
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.paper_preview import PaperPreview
from helpdesk.ui.widgets.signature_pad import SignaturePad
from helpdesk.ui.widgets.text import paragraph

_SIZE = (1060, 660)
_WAYS = (
    (SigningWay.PAD, N_("Pad")),
    (SigningWay.THUMB, N_("Thumb-print")),
    (SigningWay.CAMERA, N_("Photograph")),
    (SigningWay.REFUSED, N_("Refuses")),
    (SigningWay.UNABLE, N_("Cannot sign")),
)


class SigningDialog(Sheet):
    """Ctrl+Enter is done. The witness is asked for where nobody signs, and offered for a thumb-print."""

    def __init__(
        self, case_id: str, paper: str, *, bench: Workbench, signing: Signing, parent: QWidget
    ) -> None:
        super().__init__(_("Sign at the desk"), _("Done"), parent)
        self._bench = bench
        self.presenter = SigningPresenter(case_id, paper, bench=bench, signing=signing, view=self)
        self.preview = PaperPreview()
        self.way = ChoiceRow(_("How it is signed"), [(way, _(words)) for way, words in _WAYS])
        self.way.set_value(SigningWay.PAD)
        self.way.chosen.connect(self._choose)
        self.pad = SignaturePad()
        self.by = Field(_("Who signs"), QLineEdit())
        self.witness = Field(_("Witness"), QLineEdit())
        self.reason = Field(_("Why nobody signs"), QLineEdit())
        for field in (self.by, self.witness):
            field.editor.setMaxLength(40)
        self._compose()
        look = tokens()
        self.resize(look.length(_SIZE[0]), min(look.length(_SIZE[1]), 720))
        self._choose(SigningWay.PAD)
        self.wait()
        self.presenter.open()

    def show_paper(self, name: str, pages: Sequence[PageImage], *, signer: str) -> None:
        """What is signed."""
        if not self.is_there:
            return
        self.setWindowTitle(name)
        self.preview.set_pages(pages)
        if not self.by.editor.text():
            self.by.editor.setText(signer)
        self.confirm.setEnabled(True)
        self.pad.setFocus()

    def show_boxes(self, boxes: Sequence[str]) -> None:
        """What can be ticked on the paper; each tick is part of what is signed."""
        if not self.is_there or self._boxes:
            return
        for words in boxes:
            box = QCheckBox(words)
            box.setToolTip(words)
            box.toggled.connect(self._tick)
            self._boxes.append(box)
            self._ticks.addWidget(box)

    def show_picture(self, content: bytes) -> None:
        """The photograph of a signature or a thumb-print."""
        if not self.is_there:
            return
        picture = QPixmap()
        picture.loadFromData(content)
        room, keep = self._picture.size(), Qt.AspectRatioMode.KeepAspectRatio
        smooth = Qt.TransformationMode.SmoothTransformation
        self._picture.setPixmap(picture.scaled(room, keep, smooth))
        self.fail("")

    def finish(self) -> None:
        """It is recorded."""
        self.accept()

    def submit(self) -> None:
        """Done: record it, or say what is missing."""
        if not self.confirm.isEnabled():
            return
        self.wait()
        given = Given(
            self.way.value() or SigningWay.PAD,
            self.by.editor.text(),
            witness=self.witness.editor.text() if self.witness.isVisibleTo(self) else "",
            reason=self.reason.editor.text() if self.reason.isVisibleTo(self) else "",
        )
        self.presenter.sign(given, drawn=lambda: b"" if self.pad.is_empty else self.pad.picture())

    # -- inside

    def _compose(self) -> None:
        clear = SecondaryButton(_("Clear"), key="Del")
        clear.clicked.connect(self.pad.clear)
        written = QWidget()
        column = QVBoxLayout(written)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pad, 1)
        column.addWidget(clear, 0, Qt.AlignmentFlag.AlignLeft)
        self._stack = QStackedWidget()
        for part in (written, self._compose_picture(), self._compose_nothing()):
            self._stack.addWidget(part)
        self._boxes: list[QCheckBox] = []
        self._ticks = QVBoxLayout()
        self._ticks.setSpacing(2)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addLayout(self._ticks)
        right.addWidget(self.way)
        right.addWidget(self._stack, 1)
        for part in (self.by, self.witness, self.reason):
            right.addWidget(part)
        side = QWidget()
        side.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self.preview, 1)
        body.addWidget(side, 1)
        self.body.addLayout(body, 1)

    def _compose_picture(self) -> QWidget:
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName(_("Picture"))
        camera = SecondaryButton(_("Camera"))
        camera.clicked.connect(lambda: take_photographs(self._bench, self, self.presenter.take))
        files = SecondaryButton(_("Choose files"))
        files.clicked.connect(lambda: ask_files(self, self.presenter.take))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(camera)
        row.addWidget(files)
        row.addStretch(1)
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._picture, 1)
        column.addLayout(row)
        return part

    def _compose_nothing(self) -> QWidget:
        words = _(
            "The paper was read out, and nobody signs. Who it is, why, and a witness are recorded with the "
            "exact text."
        )
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(paragraph(words, "secondary"))
        column.addStretch(1)
        return part

    def _tick(self) -> None:
        """What is ticked is signed: until it is shown, nothing can be."""
        self.confirm.setEnabled(False)
        self.presenter.open([box.text() for box in self._boxes if box.isChecked()])

    def _choose(self, way: str) -> None:
        self.presenter.forget()
        self._picture.clear()
        unsigned = way in UNSIGNED
        self._stack.setCurrentIndex(0 if way == SigningWay.PAD else 2 if unsigned else 1)
        self.witness.setVisible(unsigned or way == SigningWay.THUMB)
        self.reason.setVisible(unsigned)
        self.by.set_words(_("Who does not sign") if unsigned else _("Who signs"))
        self.fail("")
