"""What the settings screen has beside keys and backups. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from helpdesk.bootstrap.emblem import DeskEmblem
from helpdesk.bootstrap.qt_camera import camera_names
from helpdesk.bootstrap.services import Services
from helpdesk.bootstrap.settings import Settings
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.settings.appearance import AppearancePanel
from helpdesk.ui.screens.settings.camera import CameraPanel
from helpdesk.ui.screens.settings.card_reader import CardReaderPanel
from helpdesk.ui.screens.settings.desk import DeskPanel
from helpdesk.ui.screens.settings.emblem import EmblemPanel
from helpdesk.ui.screens.settings.mongolian import MongolianPanel
from helpdesk.ui.screens.settings.papers import PapersPanel
from helpdesk.ui.screens.settings.printers import Printers, PrintersPanel
from helpdesk.ui.screens.settings.reminders import RemindersPanel
from helpdesk.ui.screens.settings.rhythm import RhythmPanel


def panels_of(
    bench: Workbench,
    settings: Settings,
    services: Services,
    *,
    printers: Printers,
    dressed: Callable[[], object],
) -> tuple[QWidget, ...]:
    """`dressed` draws the window anew after another language or look was chosen."""
    return (
        PrintersPanel(bench, settings, printers),
        AppearancePanel(settings, changed=dressed),
        DeskPanel(bench),
        RhythmPanel(settings, services.sync),
        PapersPanel(bench, settings),
        EmblemPanel(bench, settings, DeskEmblem(services.lists.preferences, settings)),
        CameraPanel(settings, camera_names),
        CardReaderPanel(bench, settings),
        RemindersPanel(settings),
        MongolianPanel(bench, settings, services.mongolian.edition),
    )
