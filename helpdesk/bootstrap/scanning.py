"""Signed papers of one window: those that come back, and those signed at the desk. GUI thread."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from helpdesk.application.pdf_check import PdfCheck, check_pdf
from helpdesk.bootstrap.filing import scan_room_of
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.bootstrap.signing import DeskSigning
from helpdesk.ui.files.sources import DropZone, ask_files
from helpdesk.ui.files.taking import Source
from helpdesk.ui.frame import Frame
from helpdesk.ui.paper_check import PdfCheckDialog
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.scans.dialog import ScansDialog
from helpdesk.ui.scans.presenter import ScansPresenter
from helpdesk.ui.scans.work import ScanWork
from helpdesk.ui.signing_dialog.dialog import SigningDialog


class Scanning:
    """Screens with a drop zone of their own keep it; everywhere else dropped files are scans."""

    def __init__(self, bench: Workbench, frame: Frame) -> None:
        self._bench = bench
        self._frame = frame
        work = ScanWork(bench, scan_room_of(bench.filing))
        self.presenter = ScansPresenter(bench, work, open_dialog=self.open)
        self._zone = DropZone(frame, self.presenter.take)
        frame.actions_offered.register("scan", self.open)
        frame.actions_offered.register("check-pdf", lambda: ask_files(frame, self.check))

    def check(self, sources: Sequence[Source]) -> None:
        """Whether a sealed PDF was changed, and whose it is."""
        path = sources[0] if sources else None
        if isinstance(path, Path):
            self._bench.background.run(partial(self._checked, path), done=self._show_check)

    def _checked(self, path: Path) -> PdfCheck:
        from helpdesk.imaging.seals import seals_in  # pyHanko, with the first check

        bench = self._bench
        content = bench.filing.preparing.read(path)
        return check_pdf(
            content,
            session=bench.session,
            queries=bench.queries,
            files=bench.filing.store,
            read=seals_in,
        )

    def _show_check(self, check: PdfCheck) -> None:
        open_case = self._bench.navigator.open_case
        PdfCheckDialog(check, open_case=open_case, parent=self._frame).open()

    def open(self, case_id: str = "") -> None:
        """Show the dialog; `case_id` is proposed for pages without a code."""
        ScansDialog(self.presenter, self._bench, self._frame, case_id=case_id).open()


def open_signing(
    bench: Workbench, frame: Frame, papers: DeskPapers, case_id: str, paper: str
) -> SigningDialog:
    """Show a paper to be signed at the desk, as `papers` draw it."""
    signing = DeskSigning(bench.session, bench.queries, bench.filing.store, papers.drawing.dressed)
    dialog = SigningDialog(case_id, paper, bench=bench, signing=signing, parent=frame)
    dialog.open()
    return dialog
