"""The emblem that residents' papers of this computer carry: none until one is chosen. Any thread."""

from base64 import b64decode, b64encode
from pathlib import Path

from helpdesk.application.case_table import Preferences
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain.problems import Problem
from helpdesk.imaging.emblems import emblem_of, read_emblem
from helpdesk.printing.emblem import digest_of
from helpdesk.ui.screens.settings.emblem import SETTING

_NOBODY, _NAME = "", "emblem"  # of the computer, whoever is at work


class DeskEmblem:
    """`ui.screens.settings.emblem.Emblem`, kept with the preferences in the encrypted store.

    An administrator who locks the setting decides: empty means none, anything else that the one chosen
    before stays.
    """

    def __init__(self, preferences: Preferences, settings: Settings) -> None:
        self._preferences = preferences
        self._settings = settings

    def picture(self) -> bytes:
        """The bitmap as PNG, empty where papers carry none."""
        if not self._settings.get(SETTING, "chosen"):
            return b""
        return b64decode(self._preferences.get(_NOBODY, _NAME))

    def kept(self, digest: str) -> bytes:
        """The one that an earlier paper bore, by what its record calls it; empty where it was another
        computer's."""
        now = b64decode(self._preferences.get(_NOBODY, _NAME))
        if digest_of(now) == digest:
            return now
        return b64decode(self._preferences.get(_NOBODY, f"{_NAME}.{digest}"))

    def choose(self, path: str) -> bytes:
        """This file from now on; answers the bitmap. Raises Problem `setting-locked`, those of
        `imaging.emblems`, EnvironmentProblem; then the one before stays."""
        self._keep(emblem_of(read_emblem(Path(path))))
        return self.picture()

    def remove(self) -> bytes:
        """None from now on. Raises Problem `setting-locked`, EnvironmentProblem."""
        self._keep(b"")
        return b""

    def _keep(self, bitmap: bytes) -> None:
        if self._settings.locked(SETTING):
            raise Problem("setting-locked")
        before = self._preferences.get(_NOBODY, _NAME)
        if before:  # papers that bear it are drawn again with it
            self._preferences.set(_NOBODY, f"{_NAME}.{digest_of(b64decode(before))}", before)
        self._preferences.set(_NOBODY, _NAME, b64encode(bitmap).decode())
