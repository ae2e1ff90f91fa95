"""What may be typed into a field, said in it while it is empty, as long as it has room. GUI thread."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLineEdit

_FRAME = 28  # pixels: border, padding, and the room around the cursor
_MOMENTS = (QEvent.Type.Resize, QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.Show)


class Hints(QObject):
    """The first of the hints that fits stands in the editor; the last one where none does."""

    def __init__(self, editor: QLineEdit, *hints: str) -> None:
        super().__init__(editor)
        self._editor = editor
        self._hints = hints
        editor.installEventFilter(self)
        editor.setPlaceholderText(hints[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOMENTS:
            self._choose()
        return super().eventFilter(watched, event)

    def _choose(self) -> None:
        margins = self._editor.textMargins()
        room = self._editor.width() - _FRAME - margins.left() - margins.right()
        width = self._editor.fontMetrics().horizontalAdvance
        fitting = (hint for hint in self._hints if width(hint) <= room)
        chosen = next(fitting, self._hints[-1])
        if chosen != self._editor.placeholderText():
            self._editor.setPlaceholderText(chosen)
