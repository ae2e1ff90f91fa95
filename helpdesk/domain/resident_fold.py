"""A resident as the events make them: fields merge one by one, a true conflict keeps both values."""

from collections.abc import Iterable
from dataclasses import fields, replace

from helpdesk.domain.events import Event, ResidentChanged, ResidentRecorded
from helpdesk.domain.residents import EDITABLE, FieldConflict, Resident


def fold_resident(resident_id: str, events: Iterable[Event]) -> Resident | None:
    """The resident after these events in order; None while the first one has not arrived.

    Two changes of one field conflict when the later one's author had not seen the earlier one
    (its `base` lies below the earlier one's position) and they were made on different devices.
    """
    resident: Resident | None = None
    last: dict[str, Event] = {}
    conflicts: list[FieldConflict] = []
    for event in events:
        match event.body:
            case ResidentRecorded() as body:
                values = {f.name: getattr(body, f.name) for f in fields(body)}
                resident = Resident(id=resident_id, **values)
            case ResidentChanged(changes=changes) if resident is not None:
                known = {n: v for n, v in changes.items() if n in EDITABLE}
                for name, value in known.items():
                    earlier = last.get(name)
                    if earlier is not None and _unseen(earlier, by=event):
                        conflicts = [c for c in conflicts if c.name != name]
                        if getattr(resident, name) != value:
                            conflicts.append(_conflict(resident, name, value, (earlier, event)))
                    else:
                        conflicts = [c for c in conflicts if c.name != name]
                    last[name] = event
                resident = replace(resident, **known)  # type: ignore[arg-type]
    return replace(resident, conflicts=tuple(conflicts)) if resident else None


def _unseen(earlier: Event, *, by: Event) -> bool:
    if earlier.origin.incarnation == by.origin.incarnation or earlier.position is None:
        return False
    return by.base < earlier.position


def _conflict(
    resident: Resident, name: str, value: object, pair: tuple[Event, Event]
) -> FieldConflict:
    earlier, later = pair
    return FieldConflict(
        name=name,
        kept=value,
        other=getattr(resident, name),
        kept_by=later.author.name,
        other_by=earlier.author.name,
    )
