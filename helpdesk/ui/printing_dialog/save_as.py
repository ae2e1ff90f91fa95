"""Asks where to save a file, without holding the counter up. GUI thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from helpdesk.i18n import N_, _

_KINDS = {
    "pdf": (N_("Save as PDF"), N_("PDF documents (*.pdf)")),
    "txt": (N_("Save as text"), N_("Text files (*.txt)")),
    "xlsx": (N_("Save as Excel"), N_("Excel workbooks (*.xlsx)")),
    "zip": (N_("Save the support pack"), N_("Zip files (*.zip)")),
}


def ask_file(
    parent: QWidget, name: str, chosen: Callable[[str], object], *, suffix: str = "pdf"
) -> QFileDialog:
    """`chosen` gets the path, or nothing when the person thought better of it.

    `suffix` is pdf, txt, xlsx or zip.
    """
    folder = _documents()
    title, kind = _KINDS[suffix]
    dialog = QFileDialog(parent, _(title), folder)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([_(kind)])
    dialog.setDefaultSuffix(suffix)
    # Where Qt draws the dialog itself: its Chinese catalogue lacks these two.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of file:"))
    dialog.selectFile(str(Path(folder) / name))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(chosen)
    dialog.rejected.connect(lambda: chosen(""))
    dialog.open()
    return dialog


def ask_folder(parent: QWidget, chosen: Callable[[str], object]) -> QFileDialog:
    """`chosen` gets the folder, or nothing when the person thought better of it."""
    dialog = QFileDialog(parent, _("Choose a folder"), _documents())
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(chosen)
    dialog.rejected.connect(lambda: chosen(""))
    dialog.open()
    return dialog


def _documents() -> str:
    """The person's documents; where the system has no such folder, their home."""
    named = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return named if Path(named).is_dir() else QDir.homePath()
