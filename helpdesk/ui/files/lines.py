"""Files of a case as they are shown: every text ready. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpdesk.application.files import FileState
from helpdesk.domain.attachments import Attachment, FileAttached
from helpdesk.domain.materials import Material
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import SENTENCES
from helpdesk.ui.models.spoken import size_text
from helpdesk.ui.tokens import Tone

PDF = "application/pdf"
UNKNOWN = FileState(size=0, here=False, arrived=False)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file: what it shows, where it is in a few words, and its thumbnail (JPEG, may be empty)."""

    file: FileAttached
    name: str
    state: str
    tone: Tone
    here: bool
    withdrawn: bool = False
    thumbnail: bytes = b""

    @property
    def key(self) -> str:
        """What tells it from the others of its case."""
        return f"{self.file.sha256}/{self.file.line}"


@dataclass(frozen=True, slots=True)
class FilesSheet:
    """All files of a case; `summary` says how many have come, `missing` those that can be fetched."""

    lines: tuple[FileLine, ...] = ()
    summary: str = ""
    missing: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many count."""
        return sum(not line.withdrawn for line in self.lines)


def files_sheet(
    files: Sequence[Attachment],
    materials: Sequence[Material],
    states: Mapping[str, FileState],
    thumbnails: Mapping[str, bytes],
) -> FilesSheet:
    """The files of a case as they stand; `states` and `thumbnails` by SHA-256."""
    lines = tuple(
        FileLine(
            file=each.file,
            name=name_of(each.file, materials),
            state=words,
            tone=tone,
            here=states.get(each.file.sha256, UNKNOWN).here,
            withdrawn=each.withdrawn,
            thumbnail=thumbnails.get(each.file.thumbnail, b""),
        )
        for each in files
        for words, tone in (state_of(each, states.get(each.file.sha256, UNKNOWN)),)
    )
    counted = [each.file for each in files if not each.withdrawn]
    return FilesSheet(lines, _summary(counted, states), _missing(counted, states))


def name_of(file: FileAttached, materials: Sequence[Material]) -> str:
    """What a file shows: its caption, else the material, else what kind of thing it is."""
    if file.caption:
        return file.caption
    if 0 <= file.line < len(materials):
        return materials[file.line].name
    return _("Document") if file.media_type == PDF else _("Picture")


def state_of(attachment: Attachment, state: FileState) -> tuple[str, Tone]:
    """Where a file is, in words."""
    if attachment.withdrawn:
        return _("Withdrawn: {reason}").format(reason=attachment.reason or "—"), Tone.GREY
    if state.here and state.arrived:
        return _("Here and in the city"), Tone.GREEN
    if state.here:
        return _sending(state)
    if state.wanted and state.error in SENTENCES:
        return _why(state.error), Tone.AMBER
    if state.wanted:
        done, size = size_text(state.done), size_text(state.size)
        return _("Being fetched: {done} of {size}").format(done=done, size=size), Tone.BLUE
    if state.arrived:
        return _("In the city, not on this computer"), Tone.BLUE
    return _("Not sent yet by the desk that attached it"), Tone.AMBER


def _sending(state: FileState) -> tuple[str, Tone]:
    if state.done:
        done, size = size_text(state.done), size_text(state.size)
        words = _("{done} of {size} sent, goes on from there").format(done=done, size=size)
        return words, Tone.BLUE
    if state.error in SENTENCES:
        return _why(state.error), Tone.AMBER
    return _("Waits to be sent"), Tone.AMBER


def _why(error: str) -> str:
    return _(SENTENCES[error]).split("{")[0]


def _summary(files: Sequence[FileAttached], states: Mapping[str, FileState]) -> str:
    if not files:
        return _("No files yet. Drop them here, paste them, or press Ctrl O.")
    came = [each for each in files if states.get(each.sha256, UNKNOWN).arrived]
    size = size_text(sum(each.size for each in files))
    if len(came) == len(files):
        text = ngettext("{n} file in the city, {size}", "{n} files in the city, {size}", len(files))
        return text.format(n=len(files), size=size)
    text = ngettext(
        "{came} of {n} file in the city, {size}",
        "{came} of {n} files in the city, {size}",
        len(files),
    )
    return text.format(came=len(came), n=len(files), size=size)


def _missing(files: Sequence[FileAttached], states: Mapping[str, FileState]) -> tuple[str, ...]:
    """Thumbnails and files that the city has and this computer has not, and nobody asked for yet."""
    wanted = []
    for each in files:
        state = states.get(each.sha256, UNKNOWN)
        if not state.here and not state.wanted:
            wanted += [name for name in (each.thumbnail, each.sha256) if name]
    return tuple(dict.fromkeys(wanted))
