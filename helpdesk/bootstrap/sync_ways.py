"""What the Sync screen leads to, over a workplace's window. GUI thread."""

from PySide6.QtWidgets import QWidget

from helpdesk.bootstrap.services import Services
from helpdesk.ui.neighbour_dialog.dialog import open_neighbour
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.sync.presenter import Ways
from helpdesk.ui.stick_dialog.dialog import open_stick
from helpdesk.ui.stick_dialog.presenter import Way


def sync_ways_of(bench: Workbench, services: Services, window: QWidget) -> Ways:
    """Out to a stick, back from one, over a cable to a neighbour, the support pack."""

    def stick(way: Way) -> None:
        open_stick(way, bench=bench, sticks=services.sticks, parent=window)

    def neighbour() -> None:
        open_neighbour(bench=bench, neighbours=services.neighbours, parent=window)

    return Ways(
        files=services.filing.store,
        notices=services.notices,
        export=lambda: stick(Way.OUT),
        take_in=lambda: stick(Way.BACK),
        neighbour=neighbour,
        save_pack=services.save_pack,
    )
