"""Rows of what came with a snapshot: made after the events, in the order of their ids.

The parts of a snapshot come stream by stream, and each stream runs through all its months. Rows that are
made as they come touch every page of every index again and again: of 433,500 cases that is a hundred
times the writing. Ids follow time; in their order each index grows at its end.

What was here before a part is projected with it, as always: only what is new waits.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing

from helpdesk.application.ports import Reference
from helpdesk.store import device, event_log
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.device_log import SqliteDeviceLog
from helpdesk.store.projections import Projector

RUN = 2_000  # subjects in one transaction, where nobody waits to write
SLICE = 100  # subjects after which somebody who waits is let in
_ASKED = 2_000  # subjects in one question


def begin(connection: Connection) -> int:
    """The arrival of the first event that waits, or of the next one that comes."""
    row = connection.execute("SELECT first FROM unfolded").fetchone()
    if row is None:
        row = connection.execute("SELECT coalesce(max(arrival), 0) + 1 FROM event").fetchone()
    return int(row[0])


def waits_for(connection: Connection, subjects: Iterable[bytes], *, first: int) -> set[bytes]:
    """Those of `subjects` of which nothing was here before `first`: from now on they wait."""
    waiting: set[bytes] = set()
    asked = sorted(subjects)
    for begun in range(0, len(asked), _ASKED):
        some = asked[begun : begun + _ASKED]
        rows = connection.execute(
            "SELECT subject FROM event INDEXED BY event_subject"
            f" WHERE subject IN ({', '.join('?' * len(some))})"
            " GROUP BY subject HAVING min(arrival) >= ?",
            (*some, first),
        )
        waiting.update(subject for (subject,) in rows)
    if waiting:
        connection.execute("DELETE FROM unfolded")
        connection.execute("INSERT INTO unfolded SELECT ?, max(arrival), x'' FROM event", (first,))
    return waiting


def waiting(connection: Connection) -> int:
    """About how many events wait for their rows."""
    row = connection.execute("SELECT last - first + 1 FROM unfolded").fetchone()
    return int(row[0]) if row else 0


def fold(
    connection: Connection,
    reference: Reference,
    *,
    most: int = SLICE,
    enough: Callable[[], bool] = lambda: False,
) -> frozenset[str]:
    """Make the rows of the next subjects that wait, until it is `enough` after a slice; answers which, none
    when nothing waits any more."""
    state = connection.execute("SELECT first, last, done FROM unfolded").fetchone()
    if state is None:
        return frozenset()
    first, last, done = state
    rows = connection.execute(
        "SELECT DISTINCT subject FROM event INDEXED BY event_subject"
        " WHERE subject > ? AND arrival BETWEEN ? AND ? ORDER BY subject LIMIT ?",
        (done, first, last, most),
    ).fetchall()
    if not rows:
        connection.execute("DELETE FROM unfolded")
        return frozenset()
    subjects = [subject.hex() for (subject,) in rows]
    slices = [subjects[begin : begin + SLICE] for begin in range(0, len(subjects), SLICE)]
    folded = _write(connection, reference, slices, enough)
    connection.execute("UPDATE unfolded SET done = ?", (bytes.fromhex(folded[-1]),))
    return frozenset(folded)


def _write(
    connection: Connection,
    reference: Reference,
    slices: Sequence[list[str]],
    enough: Callable[[], bool],
) -> list[str]:
    """Write one slice after the other; answers the subjects that have their rows."""
    projector = Projector(connection, reference, lenient=True, later=True)
    told = (list(event_log.readers(connection, some)) for some in slices)
    folded: list[str] = []
    twins: list[str] = []
    with closing(projector.each(told)) as written:
        for some, found in zip(slices, written, strict=False):
            folded += some
            twins += found
            if enough():
                break
    for subject in projector.settle(twins):
        log = SqliteDeviceLog(connection, now_ms=device.load(connection).good_ms)
        log.note_reused_number(subject)
    return folded


def fold_run(connections: Connections, reference: Reference) -> frozenset[str]:
    """The rows of many in one transaction, which ends early where somebody else wants to write; answers
    which, none when nothing waits any more."""
    with connections.write() as connection:
        return fold(connection, reference, most=RUN, enough=lambda: connections.wanted)


def finish(connections: Connections, reference: Reference) -> None:
    """Make all rows that wait, a transaction after the other."""
    with connections.read() as connection:
        left = waiting(connection)
    while left:
        left = len(fold_run(connections, reference))
