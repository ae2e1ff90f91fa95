"""Looks after papers that a printer took and did not confirm at once. GUI thread."""

from PySide6.QtCore import QObject, QTimer

from helpdesk.ui.presenting import Background, Papers

EVERY_MS = 15_000


class PrintWatch(QObject):
    """Asks at the start and every quarter of a minute; with nothing at a printer it costs one question."""

    def __init__(self, papers: Papers, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._papers = papers
        self._background = background
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY_MS)

    def look(self) -> None:
        """Settle what can be settled."""
        self._background.run(self._papers.settle_prints, key="settle-prints")

    def stop(self) -> None:
        """No more questions."""
        self._timer.stop()
