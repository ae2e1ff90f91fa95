"""What stands behind the screens of an open desk."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from helpdesk.application import thermal_printers
from helpdesk.application.bulletin import Histories
from helpdesk.application.day_sheet import Reconciliation
from helpdesk.application.files import Filing
from helpdesk.application.notices import Notices
from helpdesk.application.ports import Session
from helpdesk.bootstrap.bulletins import Bulletins
from helpdesk.bootstrap.carriage import Carriage
from helpdesk.bootstrap.case_papers import CaseListPapers
from helpdesk.bootstrap.day_sheets import DaySheets
from helpdesk.bootstrap.desk_neighbours import DeskNeighbours
from helpdesk.bootstrap.desk_sticks import DeskSticks
from helpdesk.bootstrap.desk_sync import DeskSync
from helpdesk.bootstrap.desk_vault import DeskVault
from helpdesk.bootstrap.files import Save
from helpdesk.bootstrap.filing import filing_of
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.qt_printers import system_printers
from helpdesk.bootstrap.safekeeping import Safekeeping
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.support_pack import support_pack
from helpdesk.domain.trusted_time import ClockFinding
from helpdesk.printing.spool import Spooler
from helpdesk.store.mongolian import StoredMongolian
from helpdesk.ui.neighbour_dialog.neighbours import Neighbours
from helpdesk.ui.screens.cases.ports import CaseLists
from helpdesk.ui.screens.settings.ports import Vault
from helpdesk.ui.stick_dialog.sticks import Sticks
from helpdesk.ui.volumes import mounted_sticks

Sheets = tuple[DaySheets, Bulletins]


@dataclass(frozen=True, slots=True)
class Services:
    """What stands behind the screens of an open desk."""

    sync: DeskSync
    sticks: Sticks
    neighbours: Neighbours
    reconciliation: Reconciliation
    months: Histories
    filing: Filing
    mongolian: StoredMongolian
    notices: Notices
    vault: Vault
    clock_finding: Callable[[], ClockFinding | None]
    save: Save
    save_pack: Callable[[str], object]
    lists: CaseLists


def sheets_of(session: Session, services: Services, printers: Spooler) -> Sheets:
    """The sheets about many cases, of a day or a trip and of a month."""
    days = DaySheets(session, services.reconciliation, printers=printers, save=services.save)
    months = Bulletins(session, services.months, printers=printers, save=services.save)
    return days, months


def case_lists_of(desk: OpenDesk, settings: Settings) -> CaseLists:
    """The table of cases of a real desk."""
    queries = desk.store.queries
    papers = CaseListPapers(
        desk.session,
        queries.case_table,
        save=desk.hand_out_written,
        printers=system_printers(partial(settings.get, thermal_printers.SETTING)),
    )
    return CaseLists(queries.case_table, queries.preferences, papers, settings)


def services_of(
    desk: OpenDesk, sync: DeskSync, *, settings: Settings, safekeeping: Safekeeping
) -> Services:
    """Those of a real desk."""
    return Services(
        sync=sync,
        sticks=DeskSticks(Carriage(desk), mounted_sticks, unwelcome=sync.shut_out.emit),
        neighbours=DeskNeighbours(Carriage(desk), unwelcome=sync.shut_out.emit, came=sync.now),
        reconciliation=desk.store.reconciliation,
        months=desk.store.months,
        filing=filing_of(desk.store),
        notices=desk.store.notices,
        mongolian=desk.store.mongolian,
        vault=DeskVault(desk, desk.session, safekeeping=safekeeping, settings=settings),
        clock_finding=desk.clock.finding,
        save=desk.hand_out,
        save_pack=lambda path: desk.hand_out(Path(path), support_pack(desk.store.folder, desk)),
        lists=case_lists_of(desk, settings),
    )
