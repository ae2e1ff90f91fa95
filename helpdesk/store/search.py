"""The local search: cases of every age, drafts and residents, found as one types.

Two FTS5 tables without content: the terms stay, the texts live in the projections. An entry's number
is its rowid, so the newest come first without sorting, and a question stops as soon as it has enough.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import msgspec

from helpdesk.application.intake import Intake
from helpdesk.application.lookalikes import Lookup, Traits, lookups, traits_of
from helpdesk.application.queries import SearchHit
from helpdesk.application.search_keys import name_keys, text_keys
from helpdesk.domain.cases import Case
from helpdesk.domain.residents import Resident
from helpdesk.store.connection import Connection
from helpdesk.store.search_terms import (
    is_ideographic,
    joined,
    number_beginnings,
    number_ending,
    question,
    runs,
    terms,
    unique,
)

DRAFTS_FROM = 1 << 40  # drafts' entries lie above all cases': what one is at work on comes first
_WORDS_MAX = 200  # characters of a request's text that are indexed
_NAME_TYPED = 12  # ideographs of a name that are also asked by their sound
_FORGET_KEYS = "DELETE FROM resident_key WHERE entry = ?"


@dataclass(frozen=True, slots=True)
class Document:
    """What is found of one entry: who and what as texts, keys as single terms; `lookups` are a resident's
    (see `lookalikes`)."""

    who: str
    what: str
    keys: str
    lookups: tuple[Lookup, ...] = ()


def digest(texts: tuple[str, ...]) -> bytes:
    """Tells whether an entry must be indexed again: cheaper than making its terms to compare them.

    A change of how terms are made needs a migration that empties the column `searched`.
    """
    return blake2b(msgspec.msgpack.encode(texts), digest_size=8).digest()


def case_texts(case: Case, *, aliases: tuple[str, ...] = ()) -> tuple[str, ...]:
    """All that a case is found by, as it was written; `aliases` are what people call its matter (低保)."""
    body = case.registered
    if body is None:
        return ()
    applicant, blocked = body.applicant, body.blocked
    names = "\n".join((applicant.name, *(each.name for each in body.co_applicants)))
    words = body.text
    if blocked is not None:
        words = " ".join((words, blocked.where, blocked.reason, blocked.tried))
    return (
        *(names, applicant.document_number, applicant.phone, body.number),
        *(body.category, case.department, words[:_WORDS_MAX]),
        *(body.outside_number, case.department_number, body.matter.code if body.matter else ""),
        *(case.title, *aliases),
    )


def case_document(texts: tuple[str, ...]) -> Document:
    """What a case with these texts is found by."""
    name, document_number, phone, number, category, department, words, *rest = texts
    outside_number, department_number, matter, *titles = rest
    keys = [
        *(key for each in name.split("\n") for key in latin_keys(each)),
        *identity_keys(document_number),
        *phone_keys(phone),
        *number.split("-")[2:-1],
        number_ending(number),
        *(joined(other) for other in (outside_number, department_number)),
        outside_number,
        department_number,
        *initials(*titles),
        matter,
    ]
    return Document(
        who=terms(name),
        what=f"{title_terms(*titles)} {terms(category, department, words)}",
        keys=unique(keys),
    )


def resident_texts(resident: Resident) -> tuple[str, ...]:
    """All that a resident is found by, as it was written; by a telephone in doubt as well."""
    doubted = (
        phone
        for conflict in resident.conflicts
        if conflict.field == "phones"
        for claim in conflict.claims
        if isinstance(claim.value, tuple)
        for phone in claim.value
    )
    traits = traits_of(resident)
    return (
        *(resident.name, resident.mongolian_name, resident.address, resident.document_number),
        *(traits.birth, resident.division, resident.household, " ".join(traits.phones)),
        *dict.fromkeys((*resident.phones, *doubted)),
    )


def resident_document(texts: tuple[str, ...], place: str) -> Document:
    """What a resident with these texts is found by; `place` names the division."""
    name, mongolian_name, address, document_number, birth, division, household, own, *phones = texts
    keys = [*latin_keys(name), *identity_keys(document_number)]
    for phone in phones:
        keys += phone_keys(phone)
    traits = Traits(
        *(name, document_number, birth, division, address, tuple(own.split(" ")), household)
    )
    return Document(
        who=terms(name, mongolian_name),
        what=terms(place, address),
        keys=unique(keys),
        lookups=lookups(traits),
    )


def draft_document(intake: Intake, *, who: str, what: str) -> Document:
    """What a draft is found by: `who` and `what` are its name and matter as far as known."""
    typed = intake.new_resident
    keys = [
        *latin_keys(who),
        *identity_keys(typed.get("document_number", "")),
        *phone_keys(typed.get("phone", "")),
        *initials(what),
        intake.matter,
    ]
    return Document(
        who=terms(who, intake.resident_search),
        what=terms(what, intake.matter_search, intake.title, intake.text[:_WORDS_MAX]),
        keys=unique(keys),
    )


@lru_cache(maxsize=2_000)
def latin_keys(name: str) -> tuple[str, ...]:
    """A name in Latin letters, in each reading: whole or from any syllable on, also by initials."""
    keys: dict[str, None] = {}
    for syllables in name_keys(name).syllables:
        for start in range(len(syllables)):
            rest = syllables[start:]
            letters = "".join(syllable[0] for syllable in rest)
            keys |= dict.fromkeys(("".join(rest), letters, rest[0]))
    return tuple(keys)


@lru_cache(maxsize=2_000)
def initials(*texts: str) -> tuple[str, ...]:
    """The pinyin initials of titles: the same few matters come again and again."""
    return tuple(letters for text in texts for letters in text_keys(text).initials)


@lru_cache(maxsize=2_000)
def title_terms(*texts: str) -> str:
    """A title and its aliases as the index holds them; cached for the same reason."""
    return terms(*texts)


def warm_up() -> None:
    """Load the pinyin dictionaries, which takes a fifth of a second."""
    latin_keys("预热")


def identity_keys(number: str) -> list[str]:
    """A document number as people say it: whole, or its last six or four."""
    number = joined(number)
    return [number, number[-6:], number[-4:]]


def phone_keys(phone: str) -> list[str]:
    """A telephone number: whole, in its parts, its last four; a landline also without area code."""
    whole = joined(phone)
    local = [whole[-8:], whole[-7:]] if whole.startswith("0") else []
    return [whole, whole[-4:], phone, *local]


def index(connection: Connection, table: str, documents: Iterable[tuple[int, Document]]) -> None:
    """Write the terms of entries in place of the ones they had."""
    documents = list(documents)
    connection.executemany(
        f"INSERT OR REPLACE INTO {table} (rowid, who, what, keys) VALUES (?, ?, ?, ?)",
        [(entry, found.who, found.what, found.keys) for entry, found in documents],
    )
    if table == "search_resident":
        connection.executemany(_FORGET_KEYS, [(entry,) for entry, _ in documents])
        connection.executemany(
            "INSERT INTO resident_key VALUES (?, ?, ?)",
            [(*lookup, entry) for entry, found in documents for lookup in found.lookups],
        )


def forget(connection: Connection, table: str, entry: int) -> None:
    """Take an entry out of the index, if it is there: its terms may still wait to be written, and FTS5
    calls an index damaged in which a tombstone stands for nothing."""
    there = connection.execute(f"SELECT 1 FROM {table}_docsize WHERE id = ?", (entry,)).fetchone()
    if there:
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (entry,))
    if table == "search_resident":
        connection.execute(_FORGET_KEYS, (entry,))


def entries(connection: Connection, table: str, typed: str, *, limit: int) -> list[int]:
    """The entries found, newest first, those whose number ends so before all; never an error,
    whatever was typed."""
    expression = question(typed)
    if not expression:
        return []
    found: dict[int, None] = {}
    if table == "search_case" and (ending := number_ending(typed)):
        found |= dict.fromkeys(_matched(connection, table, f'"{ending}"', limit=limit))
    found |= dict.fromkeys(_matched(connection, table, expression, limit=limit))
    if table == "search_case":
        for beginning in number_beginnings(typed):
            found |= dict.fromkeys(_numbered(connection, beginning, limit=limit))
    return list(found)[:limit]


def _matched(connection: Connection, table: str, expression: str, *, limit: int) -> list[int]:
    rows = connection.execute(
        f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT ?",
        (expression, limit),
    )
    return [entry for (entry,) in rows]


def resident_entries(connection: Connection, typed: str, *, limit: int) -> list[int]:
    """The records found, newest first: by name before those by address, then names that only sound so.
    At most `limit` of each."""
    expression = question(typed)
    if not expression:
        return []
    found = _matched(connection, "search_resident", expression, limit=limit)
    if len(found) == limit and is_ideographic(typed.strip()):
        named = f"{{who}} : ({expression})"
        first = _matched(connection, "search_resident", named, limit=limit)
    else:
        first = _named(connection, typed, found)
    sounds = _sounding(typed)
    alike = _matched(connection, "search_resident", sounds, limit=limit) if sounds else []
    return list(dict.fromkeys((*first, *found, *alike)))


def _named(connection: Connection, typed: str, found: list[int]) -> list[int]:
    """Those of few records whose name holds what was typed."""
    wanted = "".join(runs(typed))
    marks = ", ".join("?" * len(found))
    names = dict(
        connection.execute(f"SELECT entry, name FROM residents WHERE entry IN ({marks})", found)
    )
    return [entry for entry in found if wanted in "".join(runs(names[entry]))]


def _sounding(typed: str) -> str:
    """The question for names with the sound of two or more ideographs: 蘭 for 兰, 斯琴 for 斯沁."""
    name = "".join(typed.split())
    if not 2 <= len(name) <= _NAME_TYPED or not is_ideographic(name):
        return ""
    sounds = [f'"{sound}" *' for sound in name_keys(name).pinyin if sound.isascii()]
    return f"{{keys}} : ({' OR '.join(sounds)})" if sounds else ""


def hits(connection: Connection, typed: str, *, limit: int) -> list[SearchHit]:
    """Cases, drafts and residents for what was typed; residents take at most a third."""
    people = _people(connection, resident_entries(connection, typed, limit=limit))
    cases = [
        hit
        for entry in entries(connection, "search_case", typed, limit=limit)
        if (hit := _case_hit(connection, entry)) is not None
    ]
    room = max(limit // 3, limit - len(cases))
    return [*people[:room], *cases][:limit]


def _numbered(connection: Connection, beginning: str, *, limit: int) -> list[int]:
    rows = connection.execute(
        "SELECT entry FROM cases WHERE number_key >= ? AND number_key < ?"
        " ORDER BY number_key DESC LIMIT ?",
        (beginning, beginning + "~", limit),
    )
    return [entry for (entry,) in rows]


def _people(connection: Connection, found: list[int]) -> list[SearchHit]:
    """Each person once, by the record that is shown."""
    hits: dict[bytes, SearchHit] = {}
    for entry in found:
        identifier, name, address = connection.execute(
            "SELECT shown.id, shown.name, shown.address FROM residents JOIN residents shown"
            " ON shown.id = coalesce(residents.root, residents.id) WHERE residents.entry = ?",
            (entry,),
        ).fetchone()
        hits.setdefault(identifier, SearchHit("resident", identifier.hex(), name, address))
    return list(hits.values())


def _case_hit(connection: Connection, entry: int) -> SearchHit | None:
    if entry >= DRAFTS_FROM:
        row = connection.execute(
            "SELECT id, title, detail FROM draft WHERE entry = ?", (entry,)
        ).fetchone()
        return SearchHit("draft", *row) if row else None
    row = connection.execute(
        "SELECT id, applicant, title, number FROM cases WHERE entry = ?", (entry,)
    ).fetchone()
    return SearchHit("case", row[0].hex(), *row[1:]) if row else None
