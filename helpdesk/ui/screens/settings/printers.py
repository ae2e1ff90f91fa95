"""The settings screen's thermal printers: which there are, one more, one fewer, a test. GUI thread."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from helpdesk.application.thermal_printers import SETTING, ThermalPrinter
from helpdesk.domain.problems import Problem
from helpdesk.i18n import N_, _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.asking import Ask, Failed, Request, Values, hand_over
from helpdesk.ui.fields_dialog import FieldsDialog
from helpdesk.ui.models.case_rows import heads
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.screens.settings.locked import locked_note
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import paragraph
from helpdesk.ui.widgets.work_table import Column, Look, WorkTable

_HEADS = (N_("Printer"), N_("Address"), N_("Roll"))
_COLUMNS = (Column(Look.PLAIN, 130, 1), Column(Look.MUTED, 200, 2), Column(Look.MUTED, 80))
_ROWS = 3  # seen at once


class Printers(Protocol):
    """Thermal printers of this computer; background work."""

    def listed(self) -> tuple[ThermalPrinter, ...]:
        """Those that there are."""
        ...

    def add(self, name: str, address: str, width: str) -> None:
        """One more, as typed. Raises Problem `printer-name`, `-known`, `-address`, `-width`."""
        ...

    def remove(self, name: str) -> None:
        """One fewer."""
        ...

    def test(self, name: str) -> None:
        """Print a test. Raises EnvironmentProblem `printer-*`."""
        ...


class PrintersPanel(Panel):
    """What is listed is read whenever it is shown."""

    def __init__(
        self,
        bench: Workbench,
        settings: Settings,
        printers: Printers,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Thermal printers"), parent=parent)
        self._bench = bench
        self._printers = printers
        self._locked = settings.locked(SETTING)
        self._listed: Sequence[ThermalPrinter] = ()
        text = _("For receipts on rolls of 80 or 58 mm. Other printers come from the system.")
        self.body.addWidget(paragraph(text, "secondary"))
        self.table = WorkTable(_COLUMNS, name=_("Thermal printers"))
        self.table.setMinimumHeight(tokens().row * (_ROWS + 1))
        self._model = RowsModel(heads(_HEADS), self.table)
        self.table.setModel(self._model)
        self.table.selectionModel().selectionChanged.connect(self._choose)
        self.body.addWidget(self.table)
        self.add_button = SecondaryButton(_("Add a printer…"))
        self.test_button = SecondaryButton(_("Print a test"))
        self.remove_button = SecondaryButton(_("Remove printer"))
        row = QWidget()
        flow = FlowLayout(row)
        for button, do in (
            (self.add_button, self._ask),
            (self.test_button, self._test),
            (self.remove_button, self._remove),
        ):
            button.clicked.connect(do)
            flow.addWidget(button)
        self.body.addWidget(row)
        self.body.addWidget(locked_note(settings, SETTING))
        self.add_button.setEnabled(not self._locked)
        self._choose()

    def showEvent(self, event: QShowEvent) -> None:
        """Another agent may have added one."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read them anew."""
        self._bench.background.run(self._printers.listed, done=self._show, key="thermal-printers")

    def _show(self, printers: tuple[ThermalPrinter, ...]) -> None:
        self._listed = printers
        rows = [
            Row(each.name, (Cell(each.name), Cell(each.place), Cell(f"{each.width} mm")))
            for each in printers
        ]
        self._model.set_rows(rows)
        self._choose()

    def _ask(self) -> None:
        request = Request(
            title=_("Add a thermal printer"),
            confirm=_("Add"),
            words=_(
                "The address: an IP address such as 192.0.2.50; a serial port such as COM3 or"
                " /dev/ttyUSB0; or usb: with vendor and product, such as usb:04b8:0e15."
            ),
            asks=(
                Ask("name", N_("Name, as it is offered when printing")),
                Ask("address", N_("Address")),
                Ask("width", N_("Width of the roll in mm (80 or 58)"), value="80"),
            ),
            do=lambda v: self._printers.add(v["name"], v["address"], v["width"]),
            done=_("The printer is added. Print a test."),
        )

        FieldsDialog(request, self._submit, self).open()

    def _submit(
        self, request: Request, values: Values, *, done: Callable[[], object], failed: Failed
    ) -> None:
        def added() -> None:
            done()
            self._say(request.done)

        hand_over(self._bench.background, request, values, done=added, failed=failed)

    def _test(self) -> None:
        if name := self._chosen():
            self.test_button.setEnabled(False)
            self._bench.background.run(
                lambda: self._printers.test(name),
                done=lambda _nothing: self._say(
                    _("The test was sent to the printer {name}.").format(name=name)
                ),
                failed=self._failed,
            )

    def _remove(self) -> None:
        if name := self._chosen():
            self._bench.background.run(
                lambda: self._printers.remove(name),
                done=lambda _nothing: self._say(
                    _("The printer {name} is removed.").format(name=name)
                ),
                failed=self._failed,
            )

    def _say(self, words: str) -> None:
        self._bench.navigator.say(words, tone="success", topic="settings")
        self.refresh()

    def _failed(self, problem: Problem) -> None:
        self._bench.navigator.say(sentence(problem), tone="error", topic="settings")
        self.refresh()

    def _chosen(self) -> str:
        chosen = self.table.current_id() if self.table.selectionModel().hasSelection() else None
        return next((each.name for each in self._listed if each.name == chosen), "")

    def _choose(self, *_changed: object) -> None:
        self.test_button.setEnabled(bool(self._chosen()))
        self.remove_button.setEnabled(bool(self._chosen()) and not self._locked)
