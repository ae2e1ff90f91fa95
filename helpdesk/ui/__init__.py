"""The window: PySide6 and nothing below it but use cases and texts. GUI thread unless said."""
