"""A case as the command line shows it, in words or as JSON; people's data is masked."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from helpdesk.application.queries import CaseFile, CaseRow
from helpdesk.application.sync_texts import aside_text, claimed_text
from helpdesk.bootstrap.console import one_line, paragraphs
from helpdesk.domain.events import Applicant, CaseRegistered, Event
from helpdesk.domain.masking import mask_id, mask_name, mask_phone
from helpdesk.domain.materials import Material
from helpdesk.i18n import _
from helpdesk.i18n.doubts import field_name
from helpdesk.i18n.history import describe
from helpdesk.i18n.words import CHANNELS, KINDS, MATERIAL_STATES, STAGES, word


def row_json(row: CaseRow) -> dict[str, object]:
    """A case in a list."""
    return {
        "number": row.number,
        "outside_number": row.outside_number,
        "department_number": row.department_number,
        "kind": row.kind.value,
        "stage": row.stage.value,
        "applicant": mask_name(row.applicant),
        "title": row.title,
        "matter": row.matter,
        "department": row.department,
        "registered_at": _text(row.registered_at),
        "due": _text(row.due),
        "provisional": row.provisional,
        "ended_at": _text(row.ended_at),
        "anomalies": row.anomalies,
        "unsent": row.unsent,
    }


def row_cells(row: CaseRow, *, aside: bool = False) -> tuple[str, ...]:
    """The same as cells: number, due, stage, and whether a record of it is put `aside`, applicant, title."""
    due = _day(row.due) if row.due else "—"
    title = one_line(row.title)
    shown = title if len(title) <= 40 else title[:39] + "…"
    name = one_line(mask_name(row.applicant)) or "—"
    stage = word(STAGES, row.stage)
    return (row.number, due, f"{stage} · {_('Put aside')}" if aside else stage, name, shown)


def case_json(file: CaseFile) -> dict[str, object]:
    """One case with its history; complete, but that people's data is masked."""
    case, body = file.case, _registration(file)
    return {
        **row_json(file.row),
        "channel": body.channel,
        "applicant": _applicant_json(body.applicant),
        "text": body.text,
        "category": body.category,
        "respond_by": _text(body.respond_by.due if body.respond_by else None),
        "responded_at": _text(case.responded_at),
        "department_due": _text(case.department_due),
        "answer": case.answer,
        "owner": case.owner.name if case.owner else "",
        "in_doubt": [each.field for each in case.conflicts],
        "late": len(case.open_proposals),
        "asides": [each.reason for each in file.asides],
        "claimed": file.claimed,
        "correction": list(case.correction),
        "materials": [_material_json(material) for material in case.materials],
        "prints": dict(case.prints),
        "history": [_event_json(event) for event in file.events],
    }


def case_lines(file: CaseFile) -> Iterator[str]:
    """One case in words."""
    case, body = file.case, _registration(file)
    doubted = [field_name(each.field, case.materials) for each in case.conflicts]
    yield f"{body.number}  {word(KINDS, case.kind)}  {word(STAGES, case.stage)}"
    facts = [
        (_("Title"), case.title),
        (_("Applicant"), _applicant_text(body.applicant)),
        (_("Department"), case.department),
        (_("Department's number"), case.department_number),
        (_("Outside number"), body.outside_number),
        (_("Channel"), word(CHANNELS, body.channel)),
        (_("Received"), _minute(body.received_at)),
        (_("Due"), _due_text(file)),
        (_("Answer"), case.answer),
        (_("Owner"), case.owner.name if case.owner else ""),
        (_("In doubt"), _(", ").join(doubted)),
        (_("Late records to be decided"), str(len(case.open_proposals) or "")),
        *((_("Put aside"), aside_text(each)) for each in file.asides),
        (_("Notice"), claimed_text() if file.claimed and not file.asides else ""),
    ]
    for name, value in facts:
        if value:
            yield _("{name}: {value}").format(name=name, value=one_line(value))
    if body.text.strip():
        yield _("Text:")
        yield paragraphs(body.text, indent="    ")
    if case.materials:
        yield _("Materials:")
        yield from (f"    {_material_text(material)}" for material in case.materials)
    yield _("History:")
    for event in file.events:
        mark = "" if event.position else _(" (not sent yet)")
        said = one_line(describe(event.body))
        yield f"    {_minute(event.moment.local)}  {event.author.name}  {said}{mark}"


def _registration(file: CaseFile) -> CaseRegistered:
    if file.case.registered is None:
        raise AssertionError("a case with a row has its registration")
    return file.case.registered


def _applicant_json(applicant: Applicant) -> dict[str, str]:
    return {
        "name": mask_name(applicant.name),
        "document_number": mask_id(applicant.document_number),
        "phone": mask_phone(applicant.phone),
        "resident": applicant.resident,
    }


def _applicant_text(applicant: Applicant) -> str:
    parts = (
        mask_name(applicant.name),
        mask_id(applicant.document_number),
        mask_phone(applicant.phone),
    )
    return "  ".join(part for part in parts if part)


def _material_json(material: Material) -> dict[str, object]:
    return {
        "name": material.name,
        "state": material.state.value,
        "originals": material.originals_taken,
        "copies": material.copies_taken,
        "until": _text(material.deferred_until),
        "reason": material.reason,
    }


def _material_text(material: Material) -> str:
    state = word(MATERIAL_STATES, material.state)
    if material.deferred_until:
        state = _("{state} until {day}").format(
            state=state, day=material.deferred_until.isoformat()
        )
    return f"{state}  {one_line(material.name)}"


def _event_json(event: Event) -> dict[str, object]:
    received = event.received_ms
    return {
        "at": event.moment.local.isoformat(sep=" "),
        "by": event.author.name,
        "kind": event.body.KIND,
        "words": describe(event.body),
        "position": event.position,
        "received": _utc(received) if received else None,
    }


def _due_text(file: CaseFile) -> str:
    row = file.row
    if row.due is None:
        return _("the clock stands still") if file.case.paused else ""
    text = _minute(row.due)
    return _("{promise}, provisional").format(promise=text) if row.provisional else text


def _text(value: datetime | date | None) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if value else None


def _utc(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
