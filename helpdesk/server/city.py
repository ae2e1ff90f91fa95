"""Everything the routes are given, made by `bootstrap`."""

from collections.abc import Callable
from dataclasses import dataclass

from litestar.types import Scope

from helpdesk.application.pdf_check import SealReading
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.divisions import DivisionTree
from helpdesk.server.altered import Altered
from helpdesk.server.asides import Asides
from helpdesk.server.authentication import Doorkeeper
from helpdesk.server.carried import Bundles
from helpdesk.server.catalogue import Catalogue
from helpdesk.server.credentials import Credentials
from helpdesk.server.decisions import Decisions
from helpdesk.server.duplicates import Duplicates
from helpdesk.server.files import CityFiles
from helpdesk.server.grants import Grants
from helpdesk.server.ladder import Ladder, LadderRules, Runner, SlipPdf, Slips
from helpdesk.server.losses import Losses
from helpdesk.server.mongolian import Mongolian, Proof
from helpdesk.server.notices import CityNotices
from helpdesk.server.plates import Plates
from helpdesk.server.ports import (
    Casework,
    DeviceDoor,
    Enrolments,
    Exchange,
    Guesses,
    Health,
    Logins,
    Operations,
    People,
    Renewals,
    Standings,
)
from helpdesk.server.principal import Principal
from helpdesk.server.public import PublicCases
from helpdesk.server.queue import Queue
from helpdesk.server.seals import Sealing
from helpdesk.server.snapshots import Snapshots


@dataclass(frozen=True, slots=True)
class City:
    """One running city. From `casework` to `catalogue` all is a principal's; `desk_label` names
    a desk by its code; `now_ms` is UTC in ms."""

    door: DeviceDoor
    doorkeeper: Doorkeeper
    exchange: Exchange
    enrolments: Enrolments
    renewals: Renewals
    standings: Standings
    sealing: Sealing
    read_seals: SealReading
    bundles: Bundles
    losses: Losses
    casework: Callable[[Principal], Casework]
    asides: Callable[[Principal], Asides]
    altered: Callable[[Principal], Altered]
    decisions: Callable[[Principal], Decisions]
    queue: Callable[[Principal], Queue]
    duplicates: Callable[[Principal], Duplicates]
    catalogue: Callable[[Principal], Catalogue]
    people: People
    logins: Logins
    files: CityFiles
    ladder: Ladder
    rules: LadderRules
    mongolian: Mongolian
    proof: Proof
    runner: Runner
    slips: Callable[[Principal], Slips]
    slip_pdf: SlipPdf
    grants: Grants
    snapshots: Snapshots
    notices: CityNotices
    public: PublicCases
    plates: Plates
    guesses: Guesses
    credentials: Credentials
    health: Callable[[], Health]
    operations: Operations
    desk_label: Callable[[str], str]
    divisions: DivisionTree
    now_ms: Callable[[], int]
    behind_proxy: bool = False

    @property
    def calendar(self) -> WorkCalendar:
        """The working-day tables in force."""
        return self.rules.calendar()

    def source(self, scope: Scope) -> str:
        """The address a request came from; behind a proxy the one that the proxy names last."""
        if self.behind_proxy:
            for name, value in reversed(list(scope["headers"])):
                if name == b"x-forwarded-for":
                    return value.decode("latin-1").rsplit(",", 1)[-1].strip()[:60]
        return scope["client"][0] if scope["client"] else ""
