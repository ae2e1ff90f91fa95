"""Files of cases: prepared on the device, sealed at once, attached by an event; ports and shapes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from helpdesk.application.ports import Session
from helpdesk.application.progress import WORDS_MAX, known_case
from helpdesk.domain.attachments import NO_LINE, FileAttached, FileWithdrawn
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text

FILES_MAX = 200  # in one case
CAPTION_MAX = 100  # code points


@dataclass(frozen=True, slots=True)
class Box:
    """A region of a picture, in shares of its width and height (0..1) from the upper left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file as it is kept: upright, without metadata, as small as it stays readable. `thumbnail` is a
    JPEG, empty where none could be made."""

    content: bytes
    media_type: str
    pages: int
    thumbnail: bytes


class Preparing(Protocol):
    """Pictures and documents made ready to be kept."""

    def read(self, path: Path) -> bytes:
        """A file's bytes. Raises Problem `attachment-gone`, or `attachment-large` before it is read."""
        ...

    def prepare(self, content: bytes, *, black: Sequence[Box] = ()) -> Prepared:
        """Raises the Problem of a file that cannot be kept; regions in `black` are burned in."""
        ...

    def page(self, content: bytes, number: int, *, width: int) -> bytes:
        """A page of a kept PDF as PNG, `width` pixels wide; `number` counts from 0."""
        ...


@dataclass(frozen=True, slots=True)
class FileState:
    """Where a file is: `here` on this desk, `arrived` in the city as far as is known, `wanted` asked
    for; `done` of `size` bytes are across. `error` is the last problem's code."""

    size: int
    here: bool
    arrived: bool
    wanted: bool = False
    done: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class FilesWaiting:
    """Files of one case that wait, to be sent (`up`) or fetched. `label` is what they all show, if it is
    one thing; `files` counts them without thumbnails, `bytes` and `done` with them. `error` is a
    problem's code, `next_ms` when the next attempt is due (ms UTC, 0: with the next exchange)."""

    case: str
    name: str
    title: str
    label: str
    up: bool
    files: int
    bytes: int
    done: int
    attempts: int
    error: str
    next_ms: int


class FileStore(Protocol):
    """The sealed files of this desk. Any thread."""

    def keep(self, content: bytes, *, now_ms: int) -> str:
        """Seal bytes at once; answers their SHA-256. Raises EnvironmentProblem `attachment-no-room` and the
        disk's."""
        ...

    def read(self, sha256: str) -> bytes:
        """A file's bytes. Raises EnvironmentProblem `attachment-missing` or `attachment-damaged`."""
        ...

    def states(self, hashes: Sequence[str]) -> dict[str, FileState]:
        """Where each of these files is."""
        ...

    def case_of(self, sha256: str) -> str:
        """The case that has this file, by its id; empty where none here has."""
        ...

    def want(self, hashes: Sequence[str]) -> None:
        """Fetch these with the next exchange."""
        ...

    def waiting(self, *, limit: int) -> Sequence[FilesWaiting]:
        """What waits to be sent or fetched, by case."""
        ...

    def urge(self, case_id: str) -> frozenset[str]:
        """Try what waits of a case before all else, with the next exchange; answers which files (SHA-256)."""
        ...

    def require_room(self) -> None:
        """Raises EnvironmentProblem `attachment-no-room` while the disk is short."""
        ...


@dataclass(frozen=True, slots=True)
class Filing:
    """What it takes to keep a file."""

    store: FileStore
    preparing: Preparing


def keep_file(
    filing: Filing,
    session: Session,
    content: bytes,
    *,
    black: Sequence[Box] = (),
    line: int = NO_LINE,
    caption: str = "",
) -> FileAttached:
    """Prepare a file and seal it, with its thumbnail; nothing refers to it yet.

    Raises the Problem of what cannot be kept, and EnvironmentProblem `attachment-no-room` or the disk's.
    """
    filing.store.require_room()
    caption = clean_text(caption.strip(), field_name="caption", limit=CAPTION_MAX)
    ready = filing.preparing.prepare(content, black=black)
    now_ms = session.clock.now().utc_ms
    thumbnail = filing.store.keep(ready.thumbnail, now_ms=now_ms) if ready.thumbnail else ""
    return FileAttached(
        sha256=filing.store.keep(ready.content, now_ms=now_ms),
        size=len(ready.content),
        media_type=ready.media_type,
        line=line,
        caption=caption,
        pages=ready.pages,
        thumbnail=thumbnail,
        thumbnail_size=len(ready.thumbnail),
    )


def attach_file(session: Session, case_id: str, file: FileAttached) -> None:
    """Record that the case has this file. Raises Problem `case-unknown`, `attachment-many` or
    `attachment-attached` when it has it already."""
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        case = known_case(uow, case_id)
        there = {each.key for each in case.files if not each.withdrawn}
        if (file.sha256, file.line) in there:
            raise Problem("attachment-attached")
        if len(there) >= FILES_MAX:
            raise Problem("attachment-many", limit=FILES_MAX)
        if not NO_LINE <= file.line < len(case.materials):
            file = replace(file, line=NO_LINE)
        uow.append(case_id, file, author=session.author, moment=moment)


def withdraw_file(
    session: Session, case_id: str, sha256: str, *, line: int = NO_LINE, reason: str = ""
) -> None:
    """A file was attached by mistake; it is kept and shown struck through. Raises Problem
    `case-unknown`, `attachment-unknown`, `text-control` or `text-long`."""
    clean_text(reason, field_name="reason", limit=WORDS_MAX)
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        case = known_case(uow, case_id)
        if not any(each.key == (sha256, line) and not each.withdrawn for each in case.files):
            raise Problem("attachment-unknown")
        body = FileWithdrawn(sha256=sha256, line=line, reason=reason.strip())
        uow.append(case_id, body, author=session.author, moment=moment)
