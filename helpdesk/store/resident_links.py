"""Which residents' records are one person: merges as rows, and for each record the one that is shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from helpdesk.domain.resident_links import group_of, shown_of
from helpdesk.domain.residents import Resident
from helpdesk.store.connection import Connection

_CONNECTED = (
    "WITH RECURSIVE found (id) AS (VALUES (?) UNION SELECT CASE WHEN l.subject = found.id THEN l.other"
    " ELSE l.subject END FROM found JOIN resident_link l ON l.subject = found.id OR l.other = found.id)"
)


@dataclass(frozen=True, slots=True)
class Bonds:
    """What a resident's events say about other residents: merged into which, told apart from which."""

    into: tuple[bytes, ...] = ()
    apart: tuple[bytes, ...] = ()


NONE = Bonds()


def bonds_of(resident: Resident) -> Bonds:
    """The bonds of a resident; ids that are none are left out."""
    return Bonds(_ids(merge.into for merge in resident.merges), _ids(resident.apart))


def write(connection: Connection, subjects: Sequence[tuple[bytes, Bonds]]) -> None:
    """The bonds of these subjects in place of those that they had; then every group they touch shows
    one of its records. Their rows must be there."""
    ids = [subject for subject, _ in subjects]
    marks = ", ".join("?" * len(ids))
    touched = set(_touched(connection, ids, marks))
    for table in ("resident_link", "resident_apart"):
        connection.execute(f"DELETE FROM {table} WHERE subject IN ({marks})", ids)
    links = [(subject, other) for subject, bonds in subjects for other in bonds.into]
    apart = [(subject, other) for subject, bonds in subjects for other in bonds.apart]
    connection.executemany("INSERT INTO resident_link VALUES (?, ?)", links)
    connection.executemany("INSERT INTO resident_apart VALUES (?, ?)", apart)
    _show(connection, touched | {each for link in links for each in link})


def forget(connection: Connection, subjects: Sequence[bytes]) -> None:
    """These have no row any more: what they were merged with stands without them."""
    write(connection, [(subject, NONE) for subject in subjects])


def kept(connection: Connection) -> Mapping[str, Bonds]:
    """All bonds, by subject."""
    into: dict[str, list[bytes]] = {}
    apart: dict[str, list[bytes]] = {}
    for table, found in (("resident_link", into), ("resident_apart", apart)):
        for subject, other in connection.execute(f"SELECT * FROM {table} ORDER BY subject, other"):
            found.setdefault(subject.hex(), []).append(other)
    return {
        subject: Bonds(tuple(into.get(subject, ())), tuple(apart.get(subject, ())))
        for subject in {*into, *apart}
    }


def links_around(connection: Connection, subject: bytes) -> dict[str, frozenset[str]]:
    """All merges that connect records with this one, by the record merged."""
    found: dict[str, set[str]] = {}
    rows = connection.execute(
        f"{_CONNECTED} SELECT subject, other FROM resident_link WHERE subject IN found", (subject,)
    )
    for one, other in rows:
        found.setdefault(one.hex(), set()).add(other.hex())
    return {one: frozenset(others) for one, others in found.items()}


def _touched(connection: Connection, ids: Sequence[bytes], marks: str) -> Iterable[bytes]:
    """Records that merges connect with these directly, these included."""
    rows = connection.execute(
        f"SELECT subject, other FROM resident_link WHERE subject IN ({marks})"
        f" UNION ALL SELECT subject, other FROM resident_link WHERE other IN ({marks})",
        (*ids, *ids),
    )
    return [each for row in rows for each in row]


def _show(connection: Connection, records: set[bytes]) -> None:
    done: set[str] = set()
    for record in sorted(records):
        if record.hex() in done:
            continue
        links = links_around(connection, record)
        group = group_of(record.hex(), links)
        done |= group
        ids = [bytes.fromhex(each) for each in group]
        marks = ", ".join("?" * len(ids))
        rows = connection.execute(f"SELECT id FROM residents WHERE id IN ({marks})", ids)
        known = {each.hex() for (each,) in rows}
        if not known:
            continue
        shown = shown_of(group, links, known=known)
        connection.executemany(
            "UPDATE residents SET root = ? WHERE id = ?",
            [
                (None if each == shown else bytes.fromhex(shown), bytes.fromhex(each))
                for each in known
            ],
        )


def _ids(texts: Iterable[str]) -> tuple[bytes, ...]:
    found = set()
    for text in texts:
        try:
            found.add(bytes.fromhex(text))
        except ValueError:
            continue
    return tuple(sorted(found))
