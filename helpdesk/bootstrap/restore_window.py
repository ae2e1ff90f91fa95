"""The restore dialog over a window, wherever it is asked for. GUI thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from helpdesk.bootstrap.restoring import FolderRestoring
from helpdesk.ui.presenting import Background
from helpdesk.ui.screens.restore.view import RestoreDialog


def open_restore(
    parent: QWidget,
    data: Path,
    background: Background,
    *,
    restored: Callable[[], object],
    agent: str = "",
) -> RestoreDialog:
    """Ask which backup the desk in `data` is put back from; the desk must not be open."""
    dialog = RestoreDialog(
        parent,
        restoring=FolderRestoring(data),
        background=background,
        restored=restored,
        agent=agent,
    )
    dialog.open()
    return dialog
