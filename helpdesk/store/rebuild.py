"""All projections made anew from the events: the same rows as those written one by one."""

import msgspec

from helpdesk.application.intake import Intake
from helpdesk.application.ports import Reference
from helpdesk.store import event_log, search
from helpdesk.store.connection import Connection
from helpdesk.store.projections import Projector

_OF_RESIDENTS = ("resident_key", "resident_link", "resident_apart")


def rebuild(connection: Connection, reference: Reference) -> int:
    """Write all projections anew inside the caller's transaction; answers how many subjects.

    Drafts are no projection and stay as they are; only their search terms are written again.
    """
    for table in (
        "cases",
        "residents",
        "doubt",
        "slip",
        "certificate",
        "unfolded",
        "rejoined",
        *_OF_RESIDENTS,
    ):
        connection.execute(f"DELETE FROM {table}")
    for table in ("search_case", "search_resident"):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
    projector = Projector(connection, reference, lenient=True)
    projector.project(event_log.by_subject(connection))
    _index_drafts(connection)
    (subjects,) = connection.execute("SELECT count(DISTINCT subject) FROM event").fetchone()
    return int(subjects)


def _index_drafts(connection: Connection) -> None:
    rows = connection.execute("SELECT entry, intake, title, detail FROM draft").fetchall()
    documents = [
        (entry, search.draft_document(_intake(raw), who=title, what=detail))
        for entry, raw, title, detail in rows
    ]
    search.index(connection, "search_case", documents)


def _intake(raw: bytes) -> Intake:
    return msgspec.json.decode(raw, type=Intake)
