"""Cases that may be one, on PostgreSQL. Any thread.

Merging is an act in the duplicate's stream and a note in the main case's, which may be another desk's: one
transaction over both, so that no case points to one that does not know of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.application.queries import CaseFile, CaseRow
from helpdesk.domain.events import Author, Body, DuplicateNoted, Merged, Unmerged
from helpdesk.domain.problems import Problem
from helpdesk.domain.similarity import Traits, alike, likenesses
from helpdesk.server.duplicates import Candidate
from helpdesk.server.ports import PLAIN, Form
from helpdesk.server.postgres.casework import PostgresCasework
from helpdesk.server.postgres.records import storable

TOWNSHIP = 9  # digits of a division
_MOST = 200  # cases of a township that are compared, the newest
_SHOWN = 10
_TRAITS = "id, document_number, phone, matter, title, words, stream"
_NEAR = (
    f"(SELECT {_TRAITS} FROM city_case WHERE ended_at IS NULL"
    " AND stream >= %(place)s AND stream < %(beyond)s AND kind <> 'matter'"
    " ORDER BY registered_at DESC LIMIT %(most)s)"
    f" UNION SELECT {_TRAITS} FROM city_case WHERE ended_at IS NULL AND phone <> ''"
    " AND phone = %(phone)s"
    f" UNION SELECT {_TRAITS} FROM city_case WHERE ended_at IS NULL AND document_number <> ''"
    " AND document_number = %(document)s"
)


@dataclass(frozen=True, slots=True)
class PostgresDuplicates:
    """`server.duplicates.Duplicates` of whoever has this casework."""

    casework: PostgresCasework

    def candidates(self, case_id: str) -> Sequence[Candidate]:
        """What may be the same as this case, the likest first."""
        with self.casework.database.transaction(self.casework.principal) as connection:
            row = connection.execute(
                f"SELECT {_TRAITS} FROM city_case WHERE id = %s", [storable(case_id)]
            ).fetchone()
            if row is None:
                raise Problem("case-unknown")
            rows = connection.execute(_NEAR, _wanted(row)).fetchall()
        mine = _traits(row)
        found = []
        for other in rows:
            theirs = _traits(other)
            if other[0] != row[0] and (why := likenesses(mine, theirs)):
                found.append(Candidate(other[0], why, alike(mine.text, theirs.text)))
        found.sort(key=lambda each: (-len(each.likenesses), -each.alike, each.case))
        return found[:_SHOWN]

    def merge(self, case_id: str, into: str, *, author: Author, form: Form) -> None:
        """Join a case to a main case, which is told; one that is merged there stays so."""
        file, main = self._file(case_id), self._main(into)
        if main.row.id == file.row.id:
            raise Problem("duplicate-self")
        number = main.row.number
        merged = file.case.dispatching.merged_into == number
        if main.case.ended and not merged:
            raise Problem("duplicate-ended", number=number)
        acts: list[tuple[CaseRow, Body]] = [] if merged else [(file.row, Merged(into=number))]
        acts += _told(main, file, joined=True)
        self.casework.act_on_both(acts, author=author, form=PLAIN if merged else form)

    def unmerge(self, case_id: str, *, reason: str, author: Author, form: Form) -> None:
        """Let a merged case stand by itself again; the main case is told, where the principal sees it."""
        file = self._file(case_id)
        into = file.case.dispatching.merged_into
        known = self.casework.case_id(into) if into else None
        main = self.casework.case_file(known) if known else None
        told = _told(main, file, joined=False) if main else []
        acts: list[tuple[CaseRow, Body]] = [(file.row, Unmerged(reason=reason)), *told]
        self.casework.act_on_both(acts, author=author, form=form)

    def _main(self, number: str) -> CaseFile:
        """The main case; where that one was merged itself, the one it was merged into."""
        seen: set[str] = set()
        while True:
            known = self.casework.case_id(number)
            file = self.casework.case_file(known) if known else None
            if file is None or number in seen:
                raise Problem("duplicate-unknown", number=number)
            seen.add(number)
            if not file.case.dispatching.merged_into:
                return file
            number = file.case.dispatching.merged_into

    def _file(self, case_id: str) -> CaseFile:
        file = self.casework.case_file(case_id)
        if file is None:
            raise Problem("case-unknown")
        return file


def _told(main: CaseFile, file: CaseFile, *, joined: bool) -> list[tuple[CaseRow, Body]]:
    """What the main case is told of the other, unless it knows."""
    number = file.row.number
    if (number in main.case.dispatching.joined) == joined:
        return []
    return [(main.row, DuplicateNoted(number=number, joined=joined))]


def _traits(row: Sequence[str]) -> Traits:
    """What a row of `_TRAITS` is compared by."""
    _id, document, phone, matter, title, words, stream = row
    person = frozenset({document, phone} - {""})
    return Traits(person, matter, f"{title} {words}", stream[:TOWNSHIP])


def _wanted(row: Sequence[str]) -> dict[str, object]:
    """What near cases are looked for by."""
    _id, document, phone, *_, stream = row
    place = stream[:TOWNSHIP]
    beyond = str(int(place) + 1) if place.isascii() and place.isdigit() else place
    near = {"place": place, "beyond": beyond, "most": _MOST}
    return near | {"phone": phone, "document": document}
