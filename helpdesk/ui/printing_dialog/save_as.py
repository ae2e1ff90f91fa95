"""Asks where to save a PDF, without holding the counter up. GUI thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from helpdesk.i18n import _


def ask_file(parent: QWidget, name: str, chosen: Callable[[str], object]) -> QFileDialog:
    """`chosen` gets the path, or nothing when the person thought better of it."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(parent, _("Save as PDF"), folder)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([_("PDF documents (*.pdf)")])
    dialog.setDefaultSuffix("pdf")
    dialog.selectFile(str(Path(folder) / name))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(chosen)
    dialog.rejected.connect(lambda: chosen(""))
    dialog.open()
    return dialog
