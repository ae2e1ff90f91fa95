"""What is looked after while a desk is open: backups, rehearsals, pages, room on the disk. GUI thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.keeper import Keeper
from helpdesk.bootstrap.safekeeping import Safekeeping
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Navigator

_TOPIC = "keeper"


class DeskCare(QObject):
    """One per open desk; what a person should know is said through the workplace that is there."""

    _attention = Signal(str)  # from the keeper's thread: a problem code, empty when it is over

    def __init__(self, desk: OpenDesk) -> None:
        super().__init__()
        self.safekeeping = Safekeeping(desk.store.backups, desk.store.folder)
        self._keeper = Keeper(
            self.safekeeping, attention=self._attention.emit, reserve=desk.store.reserve
        )
        self._attention.connect(self._hear)
        self._code = ""
        self._navigator: Navigator | None = None
        self._restore: Callable[[], object] = lambda: None

    def start(self) -> None:
        """Begin; the first look is a minute later, when the window stands."""
        self._keeper.start()

    def close(self) -> None:
        """End the thread; what is under way is given up."""
        self._navigator = None
        self._keeper.close()

    def speak_through(
        self, navigator: Navigator | None, *, restore: Callable[[], object] = lambda: None
    ) -> None:
        """From now on say what there is to say here; `restore` leads to the backups."""
        self._navigator, self._restore = navigator, restore
        self._say()

    def _hear(self, code: str) -> None:
        self._code = code
        self._say()

    def _say(self) -> None:
        if not self._code or self._navigator is None:
            return
        words = sentence(EnvironmentProblem(self._code, folder="—"))
        if self._code == "database-damaged":
            self._navigator.say(
                words,
                tone="error",
                action=_("Restore from a backup…"),
                do=self._restore,
                topic=_TOPIC,
            )
        else:
            self._navigator.say(words, tone="warning", topic=_TOPIC)
