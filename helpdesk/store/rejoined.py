"""Cases that were registered twice under one number, by a device and from its paper stub: one case
(`domain/rejoining.py`). It goes by the subject that was registered first, in folding order.

Part of the projections: found when rows are written, made anew from the events.
"""

from collections.abc import Iterable, Sequence

from helpdesk.domain.events import CaseRegistered, Event
from helpdesk.domain.rejoining import is_one_case
from helpdesk.store import event_log
from helpdesk.store.connection import Connection
from helpdesk.store.search_terms import number_key


def join(connection: Connection, twins: Iterable[str]) -> set[str]:
    """Remember which of `twins`, whose numbers other cases here have, are one case with those; answers
    them."""
    found = set()
    for subject in twins:
        own = _registration(event_log.of_subject(connection, subject))
        if own is None:
            continue
        key = number_key(own[1].number)
        rows = connection.execute(
            "SELECT id FROM cases WHERE number_key = ? AND id <> ?", (key, bytes.fromhex(subject))
        ).fetchall()
        for (other,) in rows:
            theirs = _registration(event_log.of_subject(connection, other.hex()))
            if theirs and theirs[0] == own[0] and is_one_case(own[1], theirs[1]):
                connection.executemany(
                    "INSERT OR REPLACE INTO rejoined VALUES (?, ?)",
                    [(other, key), (bytes.fromhex(subject), key)],
                )
                found.add(subject)
    return found


def follow(connection: Connection, subjects: Iterable[str]) -> None:
    """Files and print jobs of these subjects belong to the case that they are part of, and its number to
    it alone."""
    for subject in subjects:
        here = bytes.fromhex(event_log.case_of(connection, subject))
        others = event_log.with_rejoined(connection, [here])
        connection.execute(
            "UPDATE cases SET twin = 0 WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM cases other"
            " WHERE other.number_key = cases.number_key AND other.twin = 0)",
            (here,),
        )
        for table in ("file", "print_job"):
            connection.executemany(
                f"UPDATE {table} SET case_id = ? WHERE case_id = ?",
                [(here, each) for each in others - {here}],
            )


def _registration(events: Sequence[Event]) -> tuple[str, CaseRegistered] | None:
    """The stream and body by which a case began."""
    for event in events:
        if isinstance(event.body, CaseRegistered):
            return event.stream, event.body
    return None
