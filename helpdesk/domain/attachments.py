"""Files of a case: what was attached and withdrawn. The bytes travel apart and may come later, or never
(C7): a case waits for none of them."""

from dataclasses import dataclass, replace
from typing import ClassVar

from helpdesk.domain.event import Body, Event
from helpdesk.domain.moments import Moment

NO_LINE = -1


@dataclass(frozen=True, slots=True)
class FileAttached(Body):
    """A file belongs to the case: named by the SHA-256 of its bytes (64 hex digits), `size` of them.

    `line` is the line of the checklist it shows, `NO_LINE` for none; `thumbnail` the SHA-256 of a small
    picture of it (JPEG, `thumbnail_size` bytes), empty where there is none.
    """

    KIND: ClassVar[str] = "file.attached"
    sha256: str
    size: int
    media_type: str
    line: int = NO_LINE
    caption: str = ""
    pages: int = 1
    thumbnail: str = ""
    thumbnail_size: int = 0


@dataclass(frozen=True, slots=True)
class FileWithdrawn(Body):
    """A file was attached by mistake: it is kept, and shown struck through."""

    KIND: ClassVar[str] = "file.withdrawn"
    sha256: str
    line: int = NO_LINE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a case as it stands; the same bytes may show two lines of the checklist."""

    file: FileAttached
    attached_by: str = ""
    attached_at: Moment | None = None
    withdrawn: bool = False
    reason: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the others of its case."""
        return self.file.sha256, self.file.line


def with_files(files: tuple[Attachment, ...], event: Event) -> tuple[Attachment, ...]:
    """The files of a case after one more event; attached again, a withdrawn one counts again."""
    body = event.body
    if isinstance(body, FileAttached):
        fresh = Attachment(body, event.author.name, event.moment)
        if any(each.key == fresh.key for each in files):
            return tuple(fresh if each.key == fresh.key else each for each in files)
        return (*files, fresh)
    if isinstance(body, FileWithdrawn):
        gone = (body.sha256, body.line)
        return tuple(
            replace(each, withdrawn=True, reason=body.reason) if each.key == gone else each
            for each in files
        )
    return files


FILE_KINDS: tuple[type[Body], ...] = (FileAttached, FileWithdrawn)
