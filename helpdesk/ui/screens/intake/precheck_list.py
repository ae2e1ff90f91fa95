"""The pre-check questions above the materials: Y, N, Enter for all the rest. GUI thread."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGroupBox, QSizePolicy, QVBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui import fonts
from helpdesk.ui.screens.intake.state import PreCheckLine, PreChecks
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets import painting
from helpdesk.ui.widgets.panel import Note

_YES = (Qt.Key.Key_Y, Qt.Key.Key_Space)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class PreCheckList(QWidget):
    """`answered(number, holds)` for one question, `all_hold` for all the rest.

    Once everything is answered only the outcome is shown, until somebody goes back to the questions.
    """

    answered = Signal(int, bool)
    all_hold = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.questions = _Questions()
        self.outcome = Note()
        self._open = False  # a question waits for its answer
        self._again = False  # somebody went back to them
        self.setFocusProxy(self.questions)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        body.addWidget(self.questions)
        body.addWidget(self.outcome)
        self.questions.answered.connect(self.answered)
        self.questions.all_hold.connect(self.all_hold)
        self.questions.left.connect(self._left)
        self.hide()

    def reopen(self) -> None:
        """Back to the questions, to answer one differently."""
        if self.questions.asks:
            self._again = True
            self.questions.show()
            self.questions.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_prechecks(self, asked: PreChecks) -> None:
        """The questions as they stand; without any nothing is shown."""
        self.questions.set_lines(asked.lines)
        self.outcome.set_state(asked.outcome, asked.tone)
        self.outcome.setVisible(bool(asked.outcome))
        self._open = any(line.holds is None for line in asked.lines)
        self.questions.setVisible(self._open or (self._again and bool(asked.lines)))
        self.setVisible(bool(asked.lines))

    def _left(self) -> None:
        self._again = False
        self.questions.setVisible(self._open)


class _Questions(QGroupBox):
    """One line for each question, drawn; the current one answers to the keys. Screen readers know it as
    a group."""

    answered = Signal(int, bool)
    all_hold = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[PreCheckLine, ...] = ()
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def asks(self) -> bool:
        """Whether there are questions at all."""
        return bool(self._lines)

    def set_lines(self, lines: tuple[PreCheckLine, ...]) -> None:
        """Show these; the first one without an answer becomes the current one."""
        if [line.question for line in lines] != [line.question for line in self._lines]:
            self._current = 0
        self._lines = lines
        waiting = [number for number, line in enumerate(lines) if line.holds is None]
        if waiting and (self._current >= len(lines) or lines[self._current].holds is not None):
            self._current = waiting[0]
        self._name()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self._height() * (len(self._lines) + 1))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._lines:
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self.all_hold.emit()
        elif event.key() in _YES or event.key() == Qt.Key.Key_N:
            self.answered.emit(self._current, event.key() != Qt.Key.Key_N)
        elif event.key() in _STEPS:
            last = len(self._lines) - 1
            self._current = min(max(0, self._current + _STEPS[Qt.Key(event.key())]), last)
            self._name()
            self.update()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Right half no, left half yes: as the two words stand."""
        number = int(event.position().y()) // self._height()
        if number < len(self._lines):
            words = self._words()
            left = self.width() - words[1] - words[0]
            if event.position().x() >= left:
                self.answered.emit(number, event.position().x() < left + words[0])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
        self.left.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, height = QPainter(self), tokens(), self._height()
        for number, line in enumerate(self._lines):
            rect = QRect(0, number * height, self.width(), height)
            current = self.hasFocus() and number == self._current
            if current:
                painter.fillRect(rect, look.tint)
                painting.focus_frame(painter, rect)
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.row_line)
            left = self._paint_answers(painter, rect, line)
            place = QRect(rect.left() + 10, rect.top(), left - rect.left() - 16, height)
            font = fonts.sized(self.font(), look.body, bold=current)
            painting.text(painter, place, line.question, font=font, colour=look.ink)
        rect = QRect(0, len(self._lines) * height, self.width(), height)
        keys = _("Pre-check · Y yes · N no · Enter: all the others yes")
        small = fonts.sized(self.font(), look.small)
        painting.text(painter, rect, keys, font=small, colour=look.muted)

    def _paint_answers(self, painter: QPainter, rect: QRect, line: PreCheckLine) -> int:
        """Yes and no at the right, the answer on its colour; returns where they begin."""
        base, widths = self.font(), self._words()
        left = first = rect.right() - sum(widths) + 1
        answers = ((_("Yes"), True, Tone.GREEN), (_("No"), False, Tone.RED))
        for width, (words, holds, tone) in zip(widths, answers, strict=True):
            size = painting.chip_size(words, base)
            top = rect.top() + (rect.height() - size.height()) // 2
            place = QRect(left + 4, top, size.width(), size.height())
            shown = tone if line.holds is holds else Tone.PLAIN
            painting.chip(painter, place, words, tone=shown, base=base)
            left += width
        return first

    def _words(self) -> tuple[int, int]:
        """The widths of yes and no."""
        sizes = [
            painting.chip_size(words, self.font()).width() + 8 for words in (_("Yes"), _("No"))
        ]
        return sizes[0], sizes[1]

    def _height(self) -> int:
        return QFontMetrics(fonts.sized(self.font(), tokens().body)).height() + 10

    def _name(self) -> None:
        """What a screen reader says: the question in turn and its answer."""
        if not self._lines:
            self.setAccessibleName(_("Pre-check"))
            return
        line = self._lines[min(self._current, len(self._lines) - 1)]
        answer = "" if line.holds is None else _("Yes") if line.holds else _("No")
        self.setAccessibleName(_(", ").join(filter(None, (line.question, answer))))
