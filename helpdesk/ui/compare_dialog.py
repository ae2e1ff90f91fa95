"""A paper beside the record of its printing: drawn again, as it came back, and fact by fact. GUI thread."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from helpdesk.application.paper_check import PaperCheck
from helpdesk.domain.comparing_events import OTHER_WORDS
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.paper_check import FINDINGS
from helpdesk.ui.compare_lines import CompareLines
from helpdesk.ui.compare_pages import ComparedPages
from helpdesk.ui.comparing import Comparable, load, of_check, record
from helpdesk.ui.files.viewer import STEP
from helpdesk.ui.paper_check import TONES
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.text import label, paragraph

_WIDEST, _HIGHEST = 1330, 740  # the smallest screen, less its frame
_SIDE_WIDEST = 470


class CompareDialog(Sheet):
    """Confirming records what was found: that all agrees, or what differs. `recorded` is called then."""

    def __init__(
        self,
        shown: Comparable,
        bench: Workbench,
        parent: QWidget,
        *,
        recorded: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(_("Compare with what was printed"), _("Record what was found"), parent)
        self._shown, self._bench, self._recorded = shown, bench, recorded
        self.pages = ComparedPages(shown.drawn, shown.filed)
        headline, _advice = FINDINGS[shown.check.finding]
        self.finding = Note(_(headline), TONES.get(shown.check.finding, Tone.RED))
        self.lines = CompareLines(shown.lines)
        self.lines.changed.connect(self._count)
        self.words = Field(_("What stands there instead"), QLineEdit())
        self.words.editor.textChanged.connect(lambda _text: self.fail(""))
        self.agreed = paragraph("", "secondary")
        self._place = label("", "secondary")
        self._sheet = 1
        row = QHBoxLayout()
        row.setSpacing(14)
        if shown.drawn or shown.filed:
            row.addWidget(self._looking(), 1)
        row.addWidget(self._side())
        self.body.addLayout(row, 1)
        look = tokens()
        wide = look.length(1180) if shown.drawn and shown.filed else look.length(860)
        self.resize(min(wide, _WIDEST), min(look.length(690), _HIGHEST))
        self.turn(0)
        self._count()
        self.lines.setFocus()

    def turn(self, by: int) -> None:
        """Another sheet."""
        self._sheet = min(max(self._sheet + by, 1), self._shown.sheets)
        self.pages.show_sheet(self._sheet)
        words = _("sheet {n} of {sheets}").format(n=self._sheet, sheets=self._shown.sheets)
        self._place.setText(words)

    def submit(self) -> None:
        differing = self.lines.differing
        if not self.confirm.isEnabled():
            return
        self.wait()
        record(
            self._bench,
            self._shown,
            differing,
            self.words.editor.text() if differing else "",
            done=self._done,
            failed=self.fail,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.lines.step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _done(self) -> None:
        self._recorded()
        self.accept()

    def _looking(self) -> QWidget:
        """The pictures, and below them which sheet it is and how near."""
        acts = (
            (_("Larger"), "Ctrl++", lambda: self.pages.zoom_by(STEP)),
            (_("Smaller"), "Ctrl+-", lambda: self.pages.zoom_by(1 / STEP)),
            (_("Fit"), "Ctrl+0", self.pages.fit),
        )
        turns = (
            (_("Previous sheet"), "PgUp", partial(self.turn, -1)),
            (_("Next sheet"), "PgDown", partial(self.turn, 1)),
        )
        below = QHBoxLayout()
        below.setSpacing(12)
        several = self._shown.sheets > 1
        if several:
            below.addWidget(self._place)
        for words, key, act in (*(turns if several else ()), *acts):
            button = LinkButton(words)
            button.clicked.connect(act)
            button.setToolTip(key)
            QShortcut(QKeySequence(key), self, act)
            below.addWidget(button)
        below.addStretch(1)
        looking = QWidget()
        whole = QVBoxLayout(looking)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(self.pages, 1)
        whole.addLayout(below)
        return looking

    def _side(self) -> QWidget:
        told = _(
            "Mark what stands on the paper just so (✓) and what reads otherwise (≠). A fact that this paper "
            "does not print has nothing to compare: mark it ✓."
        )
        side = QWidget()
        whole = QVBoxLayout(side)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addWidget(self.finding)
        whole.addWidget(paragraph(self._shown.words))
        whole.addWidget(paragraph(told, "secondary"))
        self.lines.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        whole.addWidget(self.lines, 1)
        whole.addWidget(self.words)
        whole.addWidget(self.agreed)
        side.setFixedWidth(min(tokens().length(390), _SIDE_WIDEST))
        return side

    def _count(self) -> None:
        differing, left, total = self.lines.differing, self.lines.left, len(self._shown.lines)
        if not total:
            text = _("Nothing is on record that this page could be compared with.")
        elif differing:
            n = len(differing)
            text = ngettext("{n} reads otherwise.", "{n} read otherwise.", n).format(n=n)
        elif left:
            text = ngettext("{n} fact is left.", "{n} facts are left.", left).format(n=left)
        else:
            text = _("Every printed fact agrees.")
        self.agreed.setText(text)
        self.words.setVisible(bool(differing))
        self.fail("")
        self.confirm.setEnabled(bool(total) and (bool(differing) or not left))
        if differing:
            needed = OTHER_WORDS in differing
            self.words.set_words(
                _("What stands there instead (needed)")
                if needed
                else _("What stands there instead")
            )


def compare_checked(bench: Workbench, check: PaperCheck, parent: QWidget) -> None:
    """The paper in somebody's hand, whose code was checked, beside the record of its printing."""
    load(
        bench,
        partial(of_check, bench, check),
        lambda shown: CompareDialog(shown, bench, parent).open(),
    )
