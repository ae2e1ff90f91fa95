"""Files taken in before the case is registered: sealed at once, kept with the draft. No Qt."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from helpdesk.domain.attachments import NO_LINE, FileAttached
from helpdesk.domain.materials import Material
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.files.lines import FileLine, FilesSheet, name_of
from helpdesk.ui.files.taking import Source, Taken, take_files
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import FilesView
from helpdesk.ui.tokens import Tone


class FilesPart:
    """The files of the intake on the screen; every change goes into the sheet. GUI thread."""

    def __init__(
        self, bench: Workbench, sheet: Sheet, view: FilesView, *, changed: Callable[[], object]
    ) -> None:
        """`changed` hears that other files show the materials now."""
        self._bench = bench
        self._sheet = sheet
        self._view = view
        self._changed = changed
        self._intake = 0  # counts the intakes: what was taken in for one never gets into another
        self.sheet = FilesSheet()

    def load(self) -> None:
        """Another intake is on the screen."""
        self._intake += 1
        self.show()

    def show(self) -> None:
        """Draw the files again, thumbnails as soon as they are read."""
        files, materials = self._sheet.intake.files, self._sheet.intake.materials
        if not files:
            self._shown(self._intake, FilesSheet())
            return
        self._bench.background.run(
            partial(self._read, files, materials),
            done=partial(self._shown, self._intake),
            key="intake-files",
        )

    def take(self, sources: Sequence[Source], *, line: int = NO_LINE) -> None:
        """Take files in; `line` is the material they show."""
        if not sources:
            self._say(sentence(Problem("files-none")))
            return
        take_files(self._bench, sources, line=line, done=partial(self._taken, self._intake))

    def remove(self, number: int) -> None:
        """Not this one after all; nothing was recorded yet."""
        files = self._sheet.intake.files
        self._sheet.edit(files=files[:number] + files[number + 1 :])
        self.show()
        self._changed()

    def _taken(self, intake: int, taken: Taken) -> None:
        if intake != self._intake:
            self._say(_("The files were meant for another case and are not in this one."))
            return
        had = {(each.sha256, each.line) for each in self._sheet.intake.files}
        fresh = tuple(each for each in taken.files if (each.sha256, each.line) not in had)
        self._sheet.edit(files=self._sheet.intake.files + fresh)
        self.show()
        self._changed()
        if taken.problems:
            self._say(taken.words)

    def _read(self, files: Sequence[FileAttached], materials: Sequence[Material]) -> FilesSheet:
        words = _("Sealed on this computer, sent after registering")
        lines = tuple(
            FileLine(
                file=each,
                name=name_of(each, materials),
                state=words,
                tone=Tone.GREY,
                here=True,
                thumbnail=self._thumbnail(each),
            )
            for each in files
        )
        return FilesSheet(lines)

    def _thumbnail(self, file: FileAttached) -> bytes:
        try:
            return self._bench.filing.store.read(file.thumbnail) if file.thumbnail else b""
        except EnvironmentProblem:
            return b""

    def _shown(self, intake: int, sheet: FilesSheet) -> None:
        if intake == self._intake:
            self.sheet = sheet
            self._view.show_files(sheet)

    def _say(self, words: str) -> None:
        self._bench.navigator.say(words, tone="warning", topic="files")


def carried(
    files: Sequence[FileAttached], had: Sequence[Material], now: Sequence[Material]
) -> tuple[FileAttached, ...]:
    """The files after another matter was chosen: a material that it asks for too keeps its own."""
    places = {material.name: number for number, material in enumerate(now)}

    def line(file: FileAttached) -> int:
        known = 0 <= file.line < len(had)
        return places.get(had[file.line].name, NO_LINE) if known else NO_LINE

    return tuple(replace(each, line=line(each)) for each in files)


def counted(files: Sequence[FileAttached]) -> Counter[int]:
    """How many files each line of the checklist has."""
    return Counter(each.line for each in files)
