"""A resident as the events make them: fields merge one by one, a true conflict keeps both values."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from helpdesk.domain.events import (
    Event,
    ProxyAuthorised,
    ProxyRevoked,
    ResidentChanged,
    ResidentMerged,
    ResidentMergeUndone,
    ResidentPhotographed,
    ResidentRecorded,
    ResidentToldApart,
)
from helpdesk.domain.merging import Written, conflicts, event_id, write
from helpdesk.domain.residents import EDITABLE, Authorisation, Merge, Resident


def fold_resident(resident_id: str, events: Iterable[Event]) -> Resident | None:
    """The resident after these events in order; None while the first one has not arrived.

    Merges, their undoings, authorisations and photographs are sets: their order does not matter.
    """
    resident: Resident | None = None
    written: Written = ()
    beside: list[Event] = []
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
            case _:
                beside.append(event)
    if resident is None:
        return None
    return replace(
        resident,
        conflicts=conflicts(written),
        merges=_merges(resident_id, beside),
        apart=frozenset(
            each.body.other for each in beside if isinstance(each.body, ResidentToldApart)
        ),
        authorisations=_authorisations(beside),
        photo=_photo(beside),
    )


def _merges(resident_id: str, events: Sequence[Event]) -> tuple[Merge, ...]:
    """Those that hold; one with itself says nothing."""
    undone = {
        merge
        for event in events
        if isinstance(event.body, ResidentMergeUndone)
        for merge in event.body.merges
    }
    held = {
        event_id(event): event.body
        for event in events
        if isinstance(event.body, ResidentMerged) and event.body.into != resident_id
    }
    return tuple(
        Merge(name, body.into, body.chosen, body.replaced)
        for name, body in sorted(held.items())
        if name not in undone
    )


def _photo(events: Sequence[Event]) -> str:
    """The newest photograph by the corrected time, whatever the order."""
    taken = [each for each in events if isinstance(each.body, ResidentPhotographed)]
    newest = max(taken, key=lambda each: (each.moment.utc_ms, event_id(each)), default=None)
    return newest.body.sha256 if newest and isinstance(newest.body, ResidentPhotographed) else ""


def _authorisations(events: Sequence[Event]) -> tuple[Authorisation, ...]:
    """All that were ever given, those that last longest first."""
    revoked = {
        event.body.authorisation: event.body.reason
        for event in sorted(events, key=event_id, reverse=True)
        if isinstance(event.body, ProxyRevoked)
    }
    given = {
        event.body.id: event.body
        for event in sorted(events, key=event_id, reverse=True)
        if isinstance(event.body, ProxyAuthorised)
    }
    known = [
        Authorisation(
            **{f.name: getattr(body, f.name) for f in fields(body)},
            revoked=body.id in revoked,
            reason=revoked.get(body.id, ""),
        )
        for body in given.values()
    ]
    return tuple(sorted(known, key=lambda each: (each.valid_until, each.id), reverse=True))
