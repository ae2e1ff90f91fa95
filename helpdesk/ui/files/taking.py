"""Files taken in: read, prepared and sealed in the background, one after the other. Plain Python."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpdesk.application.files import Box, Filing, keep_file
from helpdesk.domain.attachments import NO_LINE, FileAttached
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench


@dataclass(frozen=True, slots=True)
class Blackened:
    """The bytes of a picture with regions that are to be black in what is kept."""

    content: bytes
    black: tuple[Box, ...]


Source = Path | bytes | Blackened
"""A file on the disk, or the bytes of one that was pasted, photographed or blackened."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it: the files that are kept, and what was wrong with the others."""

    files: tuple[FileAttached, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def words(self) -> str:
        """What to say about the others; nothing when all went well."""
        if not self.problems:
            return ""
        first = sentence(self.problems[0])
        if not self.files and len(self.problems) == 1:
            return first
        n = len(self.problems)
        text = ngettext("{n} file was not taken. {why}", "{n} files were not taken. {why}", n)
        return text.format(n=n, why=first)


def take_files(
    bench: Workbench,
    sources: Sequence[Source],
    *,
    line: int = NO_LINE,
    then: Callable[[FileAttached], object] = lambda _file: None,
    done: Callable[[Taken], object],
) -> None:
    """Keep these; `then` follows each in the background thread and may raise its Problem, `done` hears
    of all of them on the GUI thread."""

    session, filing = bench.session, bench.filing

    def work(report: Callable[..., None]) -> Taken:
        files: list[FileAttached] = []
        problems: list[Problem] = []
        for number, source in enumerate(sources):
            if len(sources) > 1:
                report(number, len(sources), _("Taking files in"))
            try:
                raw, black = _content(source, filing)
                file = keep_file(filing, session, raw, black=black, line=line)
                then(file)
                files.append(file)
            except Problem as problem:
                problems.append(problem)
        return Taken(tuple(files), tuple(problems))

    bench.background.run(work, done=done)


def _content(source: Source, filing: Filing) -> tuple[bytes, tuple[Box, ...]]:
    if isinstance(source, Blackened):
        return source.content, source.black
    return (filing.preparing.read(source) if isinstance(source, Path) else source), ()
