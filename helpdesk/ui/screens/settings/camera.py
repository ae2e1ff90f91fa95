"""The settings screen's camera: which one takes the pictures. GUI thread."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QWidget

from helpdesk.i18n import _
from helpdesk.ui.presenting import Settings
from helpdesk.ui.screens.settings.locked import locked_note
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import paragraph

CAMERA = "camera"  # setting: the name of the camera that takes pictures


class CameraPanel(Panel):
    """`names` are those that are plugged in now; asked whenever the screen is shown."""

    def __init__(
        self,
        settings: Settings,
        names: Callable[[], Sequence[str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Camera"), parent=parent)
        self._settings, self._names = settings, names
        self.camera = Field(_("For photographs of materials"), QComboBox())
        self.camera.editor.activated.connect(self._keep)
        self.nothing = paragraph(
            _(
                "No camera can be used here. Plug one in, or photograph with another program and drop"
                " the picture on the case."
            ),
            "secondary",
        )
        for part in (self.camera, self.nothing, locked_note(settings, CAMERA)):
            self.body.addWidget(part)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Another one may have been plugged in."""
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        names, chosen = list(self._names()), self._settings.get(CAMERA)
        box = self.camera.editor
        box.clear()
        box.addItem(_("The system's first one"), "")
        for name in names:
            box.addItem(name, name)
        if chosen and chosen not in names:
            box.addItem(_("{name} (not plugged in)").format(name=chosen), chosen)
        box.setCurrentIndex(box.findData(chosen))
        self.camera.setEnabled(not self._settings.locked(CAMERA))
        self.camera.setHidden(not names and not chosen)
        self.nothing.setHidden(bool(names))

    def _keep(self, *_row: object) -> None:
        self._settings.set(CAMERA, str(self.camera.editor.currentData()))
