"""Cases and residents as they stand in lists."""

from dataclasses import dataclass
from datetime import date, datetime

from helpdesk.domain.stages import CaseKind, Stage


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list; also the columns of the case projection.

    `due` is local wall time, None while the clock stands still or where nothing was promised;
    `events` counts this case's events and `unsent` those without the city's receipt.
    """

    id: str
    stream: str
    number: str
    outside_number: str
    kind: CaseKind
    stage: Stage
    applicant: str
    resident: str
    title: str
    matter: str
    department: str
    department_number: str
    registered_at: datetime
    due: datetime | None
    provisional: bool
    respond_due: datetime | None
    responded: bool
    deferred_until: date | None
    ended_at: datetime | None
    anomalies: int
    events: int
    unsent: int
    changed_ms: int


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident in a list; numbers in the clear: screens mask them. `needs` are codes between blanks."""

    id: str
    name: str
    sex: str
    birth: date | None
    document_number: str
    phone: str
    division: str
    address: str
    needs: str = ""
    household: str = ""
