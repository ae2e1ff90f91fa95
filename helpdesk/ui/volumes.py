"""The media that can be taken out, as Qt sees the mounted volumes. Any thread."""

import sys
from collections.abc import Sequence

from PySide6.QtCore import QStorageInfo

from helpdesk.ui.stick_dialog.sticks import Stick

_LINUX_PLACES = ("/media/", "/run/media/", "/mnt/")
_MAC_PLACE = "/Volumes/"
_REMOVABLE = 2  # GetDriveType, for Windows


def mounted_sticks() -> Sequence[Stick]:
    """Each with its room, by name."""
    found = [
        Stick(
            path=volume.rootPath(),
            name=volume.displayName() or volume.rootPath(),
            free=volume.bytesAvailable(),
            read_only=volume.isReadOnly(),
        )
        for volume in QStorageInfo.mountedVolumes()
        if volume.isValid() and volume.isReady() and is_stick(volume.rootPath())
    ]
    return sorted(found, key=lambda stick: stick.name)


def is_stick(path: str) -> bool:
    """Whether what is mounted here can be taken out: by its place, on Windows by the drive's kind."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(path) == _REMOVABLE)
    places = (_MAC_PLACE,) if sys.platform == "darwin" else _LINUX_PLACES
    return path.startswith(places)
