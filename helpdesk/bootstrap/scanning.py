"""Signed papers that come back, for one window: the key, dropping anywhere, the dialog. GUI thread."""

from helpdesk.bootstrap.filing import scan_room_of
from helpdesk.ui.files.sources import DropZone
from helpdesk.ui.frame import Frame
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.scans.dialog import ScansDialog
from helpdesk.ui.scans.presenter import ScansPresenter
from helpdesk.ui.scans.work import ScanWork


class Scanning:
    """Screens with a drop zone of their own keep it; everywhere else dropped files are scans."""

    def __init__(self, bench: Workbench, frame: Frame) -> None:
        self._bench = bench
        self._frame = frame
        work = ScanWork(bench, scan_room_of(bench.filing))
        self.presenter = ScansPresenter(bench, work, open_dialog=self.open)
        self._zone = DropZone(frame, self.presenter.take)
        frame.actions_offered.register("scan", self.open)

    def open(self, case_id: str = "") -> None:
        """Show the dialog; `case_id` is proposed for pages without a code."""
        ScansDialog(self.presenter, self._bench, self._frame, case_id=case_id).open()
