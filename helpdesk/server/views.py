"""What pages and API show of a case: people masked, words instead of codes beside the codes."""

from collections.abc import Callable
from datetime import date, datetime

import msgspec

from helpdesk.application.queries import CaseFile, CaseRow
from helpdesk.domain.events import Applicant, Event
from helpdesk.domain.masking import mask_id, mask_name, mask_phone
from helpdesk.domain.materials import Material
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n.doubts import anomaly_text
from helpdesk.i18n.history import describe
from helpdesk.server.acts import ZONE, ZONE_MINUTES, allowed
from helpdesk.server.people import Visitor


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """A case in a list. `due` is ours; the department's stands with the case."""

    id: str
    number: str
    outside_number: str
    desk: str
    desk_name: str
    kind: CaseKind
    stage: Stage
    applicant: str
    title: str
    department: str
    department_number: str
    registered_at: datetime
    due: datetime | None
    provisional: bool
    ended_at: datetime | None
    events: int
    anomalies: int


class HistoryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One event in words; `position` is its place in the desk's stream."""

    position: int
    kind: str
    at: datetime
    received_ms: int
    author: str
    words: str


class MaterialView(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the checklist."""

    name: str
    state: str
    originals: int
    copies: int
    deferred_until: date | None


class CaseDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its history, newest last, and what can be done with it now.

    `warnings` say which acts had no effect, `in_doubt` names the fields with different values (the
    last one is shown), `late` counts records that wait for a decision after a reassignment.
    """

    case: CaseView
    document_number: str
    phone: str
    text: str
    department_due: datetime | None
    answer: str
    correction: list[str]
    materials: list[MaterialView]
    history: list[HistoryLine]
    warnings: list[str]
    in_doubt: list[str]
    late: int
    acts: list[str]


class CaseList(msgspec.Struct, frozen=True, kw_only=True):
    """A page of cases, newest first; `total` counts all that were asked for as far as 1,000, and is 1,001
    where there are more. `after` leads to the next page, and is empty on the last."""

    cases: list[CaseView]
    total: int
    after: str


def zoned(local: datetime) -> datetime:
    """A local time with its zone."""
    return local.replace(tzinfo=ZONE)


def case_view(row: CaseRow, *, desk_name: Callable[[str], str]) -> CaseView:
    """A row as shown."""
    return CaseView(
        id=row.id,
        number=row.number,
        outside_number=row.outside_number,
        desk=row.stream,
        desk_name=desk_name(row.stream),
        kind=row.kind,
        stage=row.stage,
        applicant=mask_name(row.applicant),
        title=row.title,
        department=row.department,
        department_number=row.department_number,
        registered_at=zoned(row.registered_at),
        due=row.due and zoned(row.due),
        provisional=row.provisional,
        ended_at=row.ended_at and zoned(row.ended_at),
        events=row.events,
        anomalies=row.anomalies,
    )


def case_detail(file: CaseFile, *, desk_name: Callable[[str], str], visitor: Visitor) -> CaseDetail:
    """A case as shown to somebody."""
    case = file.case
    # A row exists only once the registration has arrived.
    registered = case.registered
    applicant = registered.applicant if registered else Applicant(name="")
    return CaseDetail(
        case=case_view(file.row, desk_name=desk_name),
        document_number=mask_id(applicant.document_number),
        phone=mask_phone(applicant.phone),
        text=registered.text if registered else "",
        department_due=case.department_due and zoned(case.department_due),
        answer=case.answer,
        correction=list(case.correction),
        materials=[_material_view(material) for material in case.materials],
        history=[_line(event) for event in file.events],
        warnings=[anomaly_text(each, offset_minutes=ZONE_MINUTES) for each in case.anomalies],
        in_doubt=[each.field for each in case.conflicts],
        late=len(case.open_proposals),
        acts=[act.name for act in allowed(case, visitor)],
    )


def _material_view(material: Material) -> MaterialView:
    return MaterialView(
        name=material.name,
        state=material.state.value,
        originals=material.originals_taken,
        copies=material.copies_taken,
        deferred_until=material.deferred_until,
    )


def _line(event: Event) -> HistoryLine:
    return HistoryLine(
        position=event.position or 0,
        kind=event.body.KIND,
        at=zoned(event.moment.local),
        received_ms=event.received_ms or 0,
        author=event.author.name,
        words=describe(event.body),
    )
