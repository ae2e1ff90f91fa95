"""A labelled editor with its error below. GUI thread."""

from typing import Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from helpdesk.ui.theme import mark
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.text import label, paragraph

Editor = TypeVar("Editor", bound=QWidget)


class Field(QWidget, Generic[Editor]):
    """Label above, `editor`, and a sentence below that says what is wrong and what to do."""

    def __init__(self, words: str, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._words = words
        self._label = label(words, "secondary")
        self._label.setBuddy(editor)
        self._error = paragraph("", "small", tone=Tone.RED)
        self._error.hide()
        editor.setAccessibleName(words)
        self.setFocusProxy(editor)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(3)
        for part in (self._label, editor, self._error):
            body.addWidget(part)

    def set_words(self, words: str) -> None:
        """Another label, such as after a change of language."""
        self._words = words
        self._label.setText(words)
        self.editor.setAccessibleName(words)

    @property
    def error(self) -> str:
        """The sentence shown, empty if all is well."""
        return self.editor.accessibleDescription()

    def set_error(self, sentence: str) -> None:
        """Shows what is wrong in red with a sign; an empty sentence takes it away."""
        self._error.setText(f"⚠ {sentence}" if sentence else "")
        self._error.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence)
        mark(self.editor, "invalid", "true" if sentence else "false")
