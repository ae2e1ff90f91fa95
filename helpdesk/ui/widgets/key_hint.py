"""A key cap beside what the key does. GUI thread."""

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from helpdesk.ui.actions import key_text


class KeyHint(QLabel):
    """Shows a key sequence such as `Ctrl+K` as people read it."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key_text(key), parent)
        self.setProperty("key_hint", "true")
        self.setIndent(0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
