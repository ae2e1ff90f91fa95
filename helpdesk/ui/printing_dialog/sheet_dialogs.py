"""What is asked before a sheet about many cases goes out. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from helpdesk.ui.presenting import Workbench
from helpdesk.ui.printing_dialog.choice import Offered, PrintChoice
from helpdesk.ui.printing_dialog.options import choose_options
from helpdesk.ui.printing_dialog.save_as import ask_file


class SheetDialogs:
    """`sheet_out.Asking`, above `parent`."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        self._bench, self._parent = bench, parent

    def ask_print(
        self,
        choice: PrintChoice,
        printers: Offered,
        chosen: Callable[[PrintChoice], object],
        *,
        glyphs: str,
    ) -> None:
        """Printer, size and copies."""
        choose_options(
            self._parent, choice, bench=self._bench, printers=printers, chosen=chosen
        ).warn(glyphs)

    def ask_file(self, name: str, chosen: Callable[[str], object], *, suffix: str = "pdf") -> None:
        """Where to save."""
        ask_file(self._parent, name, chosen, suffix=suffix)
