"""A resident as the events make them: fields merge one by one, a true conflict keeps both values."""

from collections.abc import Iterable
from dataclasses import fields, replace

from helpdesk.domain.events import Event, ResidentChanged, ResidentRecorded
from helpdesk.domain.merging import Written, conflicts, write
from helpdesk.domain.residents import EDITABLE, Resident


def fold_resident(resident_id: str, events: Iterable[Event]) -> Resident | None:
    """The resident after these events in order; None while the first one has not arrived."""
    resident: Resident | None = None
    written: Written = ()
    for event in events:
        match event.body:
            case ResidentRecorded() as body if resident is None:
                values = {f.name: getattr(body, f.name) for f in fields(body)}
                resident = Resident(id=resident_id, **values)
            case ResidentChanged(changes=changes, decides=decides) if resident is not None:
                known = {n: v for n, v in changes.items() if n in EDITABLE}
                for name, value in known.items():
                    written = write(written, name, value, event=event, decides=decides)
                resident = replace(resident, **known)  # type: ignore[arg-type]
    return replace(resident, conflicts=conflicts(written)) if resident else None
