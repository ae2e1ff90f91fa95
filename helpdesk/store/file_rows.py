"""Which files a case refers to, as rows: part of the projections; adds to them and never removes."""

from collections.abc import Iterator, Sequence

from helpdesk.domain.attachments import Attachment, FileAttached
from helpdesk.domain.cases import Case
from helpdesk.protocol.files import is_hash
from helpdesk.store.connection import Connection

FileNote = tuple[bytes, int, bool, str, bytes]
"""Hash, size, whether it is a thumbnail, what it shows, the case."""

_NOTE = (
    "INSERT INTO file (hash, size, thumbnail, label, case_id) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET case_id = coalesce(case_id, excluded.case_id),"
    " label = excluded.label, thumbnail = excluded.thumbnail"
    " WHERE case_id IS NULL OR (label IS NOT excluded.label AND case_id = excluded.case_id)"
)


KEPT_HERE = 2  # in `arrived`: it never travels
_PHOTO = "UPDATE file SET case_id = ?, arrived = ? WHERE hash = ? AND case_id IS NULL"


def write_photos(connection: Connection, photos: Sequence[tuple[bytes, str]]) -> None:
    """Photographs of residents, as far as they are on this desk: they belong to somebody from now on,
    and stay here."""
    rows = [
        (subject, KEPT_HERE, bytes.fromhex(photo)) for subject, photo in photos if is_hash(photo)
    ]
    if rows:
        connection.executemany(_PHOTO, rows)


def of_case(case: Case) -> list[FileNote]:
    """The rows of a case's files, thumbnails too."""
    return [
        (bytes.fromhex(digest), size, thumbnail, label_of(each, case), bytes.fromhex(case.id))
        for each in case.files
        for digest, size, thumbnail in _parts(each.file)
    ]


def write(connection: Connection, notes: Sequence[FileNote]) -> None:
    """Make them known."""
    if notes:
        connection.executemany(_NOTE, notes)


def label_of(attachment: Attachment, case: Case) -> str:
    """What a file shows, in a word: its caption, or the material."""
    line = attachment.file.line
    if attachment.file.caption or not 0 <= line < len(case.materials):
        return attachment.file.caption
    return case.materials[line].name


def _parts(file: FileAttached) -> Iterator[tuple[str, int, bool]]:
    """File and thumbnail; what is no hash comes from elsewhere and is nothing to wait for."""
    if is_hash(file.sha256):
        yield file.sha256, file.size, False
    if is_hash(file.thumbnail):
        yield file.thumbnail, file.thumbnail_size, True
