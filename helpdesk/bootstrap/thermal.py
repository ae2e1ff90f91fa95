"""The settings screen's thermal printers: kept in the settings of this computer, tested on paper."""

from helpdesk.application.forms import Facts, Form, Words
from helpdesk.application.paper_data import paper_desk
from helpdesk.application.papers import Issue
from helpdesk.application.ports import Session
from helpdesk.application.thermal_printers import (
    SETTING,
    ThermalPrinter,
    described,
    setting_text,
    thermal_printers,
)
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.i18n import _
from helpdesk.printing import Size
from helpdesk.printing.papers.roll import render_roll
from helpdesk.printing.spool import Spooler

TEST_CODE = "helpdesk:test"
RARE = "𠮷㛃𪜀𬺰"  # in the extensions of the ideographs: names have them


class ThermalPrinters:
    """`ui.screens.settings.printers.Printers` over the settings. Any thread."""

    def __init__(self, session: Session, settings: Settings, spooler: Spooler) -> None:
        self._session = session
        self._settings = settings
        self._spooler = spooler

    def listed(self) -> tuple[ThermalPrinter, ...]:
        """Those that there are."""
        return thermal_printers(self._settings.get(SETTING))

    def add(self, name: str, address: str, width: str) -> None:
        """One more, as typed; the system's printers keep their names.

        Raises Problem `printer-name`, `printer-known`, `printer-address` or `printer-width`.
        """
        known = self.listed()
        system = [ThermalPrinter(each, "", 0) for each in self._spooler.names()]
        new = described(name, address, width, others=[*known, *system])
        self._settings.set(SETTING, setting_text([*known, new]))

    def remove(self, name: str) -> None:
        """One fewer."""
        self._settings.set(SETTING, setting_text([p for p in self.listed() if p.name != name]))

    def test(self, name: str) -> None:
        """Print what shows at a glance whether the printer is set right. Raises EnvironmentProblem
        `printer-*`."""
        printer = next((each for each in self.listed() if each.name == name), None)
        if printer is None:
            raise EnvironmentProblem("printer-missing", printer=name)
        pdf = render_roll([self._form(printer)], size=Size[f"ROLL{printer.width}"])
        self._spooler.submit(pdf, printer=name, title=_("Test print"))

    def _form(self, printer: ThermalPrinter) -> Form:
        session = self._session
        facts = (
            (_("Printer"), printer.name),
            (_("Address"), printer.place),
            (_("Roll"), f"{printer.width} mm"),
            (_("Rare characters"), RARE),
        )
        return Form(
            title=_("Test print"),
            issue=Issue(printed_at=session.clock.now().local, agent=session.author.name),
            desk=paper_desk(session.desk),
            qr_text=TEST_CODE,
            sections=(
                Facts(facts),
                Words(
                    _("The frame of the code is square, and the paper is cut below the last line.")
                ),
            ),
            asking=False,
        )
