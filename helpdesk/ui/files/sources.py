"""Where files come from: dropped, pasted, chosen from a folder. GUI thread."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, QStandardPaths, Qt
from PySide6.QtCore import QEvent as Event
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from helpdesk.i18n import _
from helpdesk.ui.files.taking import Source

_KINDS = "*.jpg *.jpeg *.png *.pdf *.tif *.tiff *.bmp *.webp *.gif"


def sources_of(mime: QMimeData) -> list[Source]:
    """The files in what was dropped or pasted; a picture without a file counts as one."""
    paths: list[Source] = [
        Path(url.toLocalFile())
        for url in mime.urls()
        if url.isLocalFile() and Path(url.toLocalFile()).is_file()
    ]
    if paths or not mime.hasImage():
        return paths
    picture = mime.imageData()
    return [png_of(picture)] if isinstance(picture, QImage) and not picture.isNull() else []


def pasted() -> list[Source]:
    """What is in the clipboard."""
    return sources_of(QGuiApplication.clipboard().mimeData())


def png_of(picture: QImage) -> bytes:
    """A picture as PNG, as it is."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"PNG"))
    writer.setQuality(90)  # quick, and hardly larger
    writer.write(picture)
    return bytes(buffer.data().data())


def ask_files(parent: QWidget, chosen: Callable[[Sequence[Source]], object]) -> QFileDialog:
    """`chosen` gets the files, if any."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    dialog = QFileDialog(parent, _("Attach files"), folder if Path(folder).is_dir() else "")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(
        [_("Pictures and PDF ({kinds})").format(kinds=_KINDS), _("All files (*)")]
    )
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of file:"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    dialog.open()
    return dialog


class DropZone(QObject):
    """Lets files be dropped anywhere on a widget."""

    def __init__(self, target: QWidget, dropped: Callable[[Sequence[Source]], object]) -> None:
        super().__init__(target)
        self._dropped = dropped
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: Event) -> bool:
        if event.type() == Event.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if event.mimeData().hasUrls() or event.mimeData().hasImage():
                event.acceptProposedAction()
                return True
        elif event.type() == Event.Type.Drop and isinstance(event, QDropEvent):
            event.acceptProposedAction()
            self._dropped(sources_of(event.mimeData()))
            return True
        return super().eventFilter(watched, event)
