"""Sentences that never stand in the way: trouble above the work, good news beside it. GUI thread."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from helpdesk.i18n import N_, _
from helpdesk.ui import icons
from helpdesk.ui.notices import Notice
from helpdesk.ui.tasks import Busy
from helpdesk.ui.theme import mark, tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.text import label, paragraph

_SIGNS = {
    Tone.RED: ("error", N_("Error")),
    Tone.AMBER: ("warning", N_("Warning")),
    Tone.GREEN: ("check", N_("Done")),
}
_AFTER_DASH = "-\u200b"  # a case's number is wider than the rail: it goes on in the next line
_MOST = 2
_LINGER = 10_000  # milliseconds: good news and information leave by themselves, trouble stays


class Banner(QFrame):
    """One notice: sign, sentence, perhaps a button, and a cross."""

    closed = Signal()

    def __init__(self, notice: Notice, *, narrow: bool = False) -> None:
        """`narrow`: for a column, the button below the sentence."""
        super().__init__()
        self.notice = notice
        self._icon, kind = _SIGNS.get(notice.tone, ("info", N_("Information")))
        self.setProperty("panel", "banner")
        mark(self, "tone", notice.tone.value)
        self.setAccessibleName(f"{_(kind)}: {notice.sentence}")
        self._sign = QLabel()
        self._cross = QToolButton()
        self._cross.setAccessibleName(_("Close"))
        self._cross.clicked.connect(self.closed)
        self.stops: list[QWidget] = [self._cross]
        self._compose(narrow=narrow)
        self._draw()
        if not notice.stays:
            QTimer.singleShot(_LINGER, self, self.closed.emit)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _compose(self, *, narrow: bool) -> None:
        notice = self.notice
        said = notice.sentence.replace("-", _AFTER_DASH) if narrow else notice.sentence
        words = paragraph(said, "small" if narrow else "body", tone=notice.tone)
        grid = QGridLayout(self)
        grid.setContentsMargins(*((8, 8, 6, 8) if narrow else (12, 4, 8, 4)))
        grid.setHorizontalSpacing(6 if narrow else 10)
        grid.setColumnStretch(1, 1)
        place = Qt.AlignmentFlag.AlignTop if narrow else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self._sign, 0, 0, place)
        grid.addWidget(words, 0, 1)
        grid.addWidget(self._cross, 0, 3, place)
        if notice.action:
            button = SecondaryButton(notice.action)
            button.clicked.connect(self._act)
            grid.addWidget(button, *((1, 0, 1, 4) if narrow else (0, 2, 1, 1)))
            self.stops.insert(0, button)

    def _act(self) -> None:
        if self.notice.do is not None:
            self.notice.do()
        self.closed.emit()

    def _draw(self) -> None:
        ink = tokens().tone_ink(self.notice.tone)
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(icons.pixmap(self._icon, ink, size=20, ratio=ratio))
        self._cross.setIcon(icons.icon("close", ink))


class BusyStrip(QFrame):
    """Long work with its counts and Cancel, shown by the frame after 400 ms."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "banner")
        mark(self, "tone", Tone.BLUE.value)
        self._busy: Busy | None = None
        self._words = label("", "body", tone=Tone.BLUE)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(220)
        self.cancel_button = SecondaryButton(_("Cancel"))
        self.cancel_button.clicked.connect(self._give_up)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(12)
        row.addWidget(self._words)
        row.addWidget(self._bar)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        self.hide()

    def set_busy(self, busy: Busy | None) -> None:
        """Shows how far the work is; None hides the strip."""
        self._busy = busy
        self.setVisible(busy is not None)
        if busy is None:
            return
        words = busy.what
        if busy.total:
            words = f"{words}  {busy.done:,} / {busy.total:,}"
        self._words.setText(words)
        self.setAccessibleName(words)
        self._bar.setAccessibleName(busy.what)
        self._bar.setRange(0, busy.total)
        self._bar.setValue(busy.done)
        self.cancel_button.setVisible(busy.cancel is not None)

    def _give_up(self) -> None:
        if self._busy is not None and self._busy.cancel is not None:
            self._busy.cancel()


class NoticeStack(QWidget):
    """The newest notices, at most two; one of the same topic replaces the older."""

    narrow = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._banners: list[Banner] = []
        self._body = QVBoxLayout(self)
        self._body.setSpacing(6)
        self.hide()

    @property
    def notices(self) -> list[Notice]:
        """What is shown, newest first."""
        return [banner.notice for banner in self._banners]

    def stops(self) -> list[QWidget]:
        """What Tab reaches, from top to bottom."""
        return [stop for banner in self._banners for stop in banner.stops]

    def show_notice(self, notice: Notice) -> None:
        """Shows a notice on top of the others."""
        if notice.topic:
            self.close_topic(notice.topic)
        self.close_notice(notice)
        banner = Banner(notice, narrow=self.narrow)
        banner.closed.connect(lambda: self._remove(banner), Qt.ConnectionType.QueuedConnection)
        self._banners.insert(0, banner)
        self._body.insertWidget(self._body.count() - len(self._banners) + 1, banner)
        banner.show()
        for old in self._banners[_MOST:]:
            self._remove(old)
        self._arrange()

    def close_notice(self, notice: Notice) -> None:
        """Takes this notice away, if it is still there."""
        for banner in [each for each in self._banners if each.notice == notice]:
            self._remove(banner)

    def close_topic(self, topic: str) -> None:
        """Takes the notices of a topic away, for instance when the network is back."""
        for banner in [each for each in self._banners if each.notice.topic == topic]:
            self._remove(banner)

    def _arrange(self) -> None:
        self.setVisible(bool(self._banners))

    def _remove(self, banner: Banner) -> None:
        if banner not in self._banners:
            return
        self._banners.remove(banner)
        self._body.removeWidget(banner)
        banner.hide()
        banner.deleteLater()
        self._arrange()


class BannerArea(NoticeStack):
    """Trouble and long work, above the screen until they are over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = BusyStrip()
        self._body.setContentsMargins(18, 10, 18, 0)
        self._body.addWidget(self._busy)

    def stops(self) -> list[QWidget]:
        return [self._busy.cancel_button, *super().stops()]

    def set_busy(self, busy: Busy | None) -> None:
        """Connect this to `Tasks.busy_changed`."""
        self._busy.set_busy(busy)
        self._arrange()

    def _arrange(self) -> None:
        busy = not self._busy.isHidden()
        self.setVisible(bool(self._banners) or busy)
        for number, banner in enumerate(self._banners):  # the work keeps its room
            banner.setVisible(number < _MOST - busy)


class PassingNotices(NoticeStack):
    """Good news in the free room of the rail, where it hides and moves nothing; it leaves by itself.

    Where there is no room for two the older one gives way until the newer one has gone.
    """

    narrow = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body.setContentsMargins(0, 0, 0, 10)
        self._room = QSize()

    def set_room(self, room: QSize) -> None:
        """How wide the column is, and how much of its height is free, in pixels."""
        if room != self._room:
            self._room = room
            self._arrange()

    def _arrange(self) -> None:
        super()._arrange()
        left = self._room.height() - self._body.contentsMargins().bottom()
        for number, banner in enumerate(self._banners):
            left -= banner.heightForWidth(self._room.width())
            banner.setVisible(number == 0 or left >= 0)
            left -= self._body.spacing()
