"""Records put aside, by the city or here: which, about what, and what a person said of them."""

from collections.abc import Collection, Iterable, Sequence

from helpdesk.application.asides import Settlement
from helpdesk.application.queries import Refusal
from helpdesk.domain.asides import AsideSettled
from helpdesk.domain.audit import device_subject
from helpdesk.store import event_log
from helpdesk.store.connection import Connection

MOST = 1000  # nobody looks at more; beyond it the count stands still

# The city has said which of two cases with one number has it: this one it took, or another it keeps aside.
_DECIDED = (
    "(EXISTS (SELECT 1 FROM city_aside WHERE city_aside.incarnation = quarantine.incarnation"
    " AND city_aside.dseq = quarantine.dseq) OR EXISTS (SELECT 1 FROM refusal CROSS JOIN event mine"
    " USING (incarnation, dseq) JOIN cases own ON own.id = mine.subject JOIN cases other"
    " ON other.number_key = own.number_key AND other.id <> own.id"
    " WHERE mine.kind = 'case.registered' AND other.id = quarantine.subject))"
)

_OF_CITY = (
    "SELECT subject, event.kind AS event_kind, reason, at_ms, incarnation, dseq"
    " FROM {} USING (incarnation, dseq)"
)
# An event that was displaced is left out once it has come again, and a number that came twice once the city
# has said whose it is.
_OF_HERE = (
    "SELECT subject, kind, reason, at_ms, incarnation, dseq FROM quarantine"
    " WHERE CASE reason WHEN 'displaced' THEN NOT EXISTS (SELECT 1 FROM event"
    "  WHERE event.incarnation = quarantine.incarnation AND event.dseq = quarantine.dseq)"
    f" WHEN 'number-twice' THEN NOT {_DECIDED} ELSE 1 END"
)
# CROSS: the planner would walk the whole log beside the few that were refused.
_ALL = f"{_OF_CITY.format('refusal CROSS JOIN event')} UNION ALL {_OF_HERE}"
_SOME = (
    f"{_OF_CITY.format('event CROSS JOIN refusal')} WHERE subject IN ({{0}})"
    f" UNION ALL {_OF_HERE} AND subject IN ({{0}})"
)
CASES_ASIDE = f"SELECT {event_log.CASE_OF.format('refused.subject')} FROM ({_ALL}) refused"
"""The ids of cases with a record put aside."""


def refusals(connection: Connection, *, limit: int, of: Collection[bytes] = ()) -> list[Refusal]:
    """What the city kept aside of ours, and what this store kept aside of what came, what nobody has
    settled first; with `of` only what is about these subjects."""
    asked = _SOME.format(", ".join(f"?{n}" for n in range(2, len(of) + 2))) if of else _ALL
    rows = connection.execute(
        "SELECT subject, coalesce(cases.applicant, residents.name, ''), event_kind, reason, at_ms,"
        " incarnation, dseq, coalesce(cases.resident, ''), coalesce(cases.number, ''),"
        f" coalesce(cases.title, '') FROM ({asked}) refused"
        f" LEFT JOIN cases ON cases.id = {event_log.CASE_OF.format('refused.subject')}"
        " LEFT JOIN residents ON residents.id = subject ORDER BY at_ms DESC, dseq DESC LIMIT ?1",
        (limit, *of),
    ).fetchall()
    settled = _settlements(connection, {row[5] for row in rows})
    found = [
        Refusal(
            subject.hex(),
            name,
            kind,
            reason,
            at_ms,
            incarnation.hex(),
            dseq,
            resident=resident,
            number=number,
            title=title,
            settled=settled.get((incarnation.hex(), dseq)),
        )
        for subject, name, kind, reason, at_ms, incarnation, dseq, resident, number, title in rows
    ]
    return sorted(found, key=lambda each: not each.is_open)


def asides_of(connection: Connection, cases: Sequence[str]) -> dict[str, Refusal]:
    """Of each of these cases that has a record put aside, the newest one, best one that needs a person."""
    some = "SELECT EXISTS (SELECT 1 FROM refusal) OR EXISTS (SELECT 1 FROM quarantine)"
    if not cases or not connection.execute(some).fetchone()[0]:
        return {}  # as nearly always
    subjects = event_log.with_rejoined(connection, map(bytes.fromhex, cases))
    found: dict[str, Refusal] = {}
    for each in refusals(connection, limit=MOST, of=subjects):
        found.setdefault(event_log.case_of(connection, each.subject), each)
    return found


def _settlements(
    connection: Connection, incarnations: Iterable[bytes]
) -> dict[tuple[str, int], Settlement]:
    """The last word about each record of these logs."""
    found = {}
    for incarnation in incarnations:
        subject = bytes.fromhex(device_subject(incarnation.hex()))
        clause = f"WHERE subject = ? AND kind = ? AND {event_log.SHOWN} {event_log.IN_ORDER}"
        for event in event_log.select(connection, clause, (subject, AsideSettled.KIND)):
            body = event.body
            if isinstance(body, AsideSettled):
                found[body.incarnation, body.dseq] = Settlement(
                    event.author.name, body.words, body.solved, event.moment.utc_ms
                )
    return found
