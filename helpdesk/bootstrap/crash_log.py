"""What is kept of a bug: where it happened, never what was being worked on."""

import platform
import sys
import traceback
from datetime import datetime
from pathlib import Path

from platformdirs import user_log_path

from helpdesk import __version__
from helpdesk.i18n import _

_PACKAGE = Path(__file__).resolve().parents[1]


def crash_text(error: BaseException) -> str:
    """Write where `error` happened, and say so in a sentence."""
    text = _("Something went wrong inside the program. Nothing that was saved is lost. Log: {path}")
    return text.format(path=write_crash(error) or "—")


def write_crash(error: BaseException) -> Path | None:
    """Write where `error` happened to a file of its own; None when even that is impossible.

    Neither messages nor values nor folders outside the program are written: they may hold names.
    """
    now = datetime.now().astimezone()
    path = user_log_path("helpdesk", appauthor=False) / f"crash-{now:%Y%m%d-%H%M%S-%f}.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join((*_machine(now), *_places(error))) + "\n", encoding="utf-8")
    except OSError:
        return None
    return path


def _machine(now: datetime) -> tuple[str, ...]:
    return (
        f"time {now.isoformat(timespec='seconds')}",
        f"helpdesk {__version__}, Python {platform.python_version()}, {sys.platform}",
    )


def _places(error: BaseException | None) -> list[str]:
    lines: list[str] = []
    while error is not None:
        kind = type(error)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        frames = traceback.extract_tb(error.__traceback__)
        lines += [f"  {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        error = error.__cause__ or error.__context__
        if error is not None:
            lines.append("because of")
    return lines


def _place(filename: str) -> str:
    """A file of ours below the package, of others by its last two names."""
    path = Path(filename)
    if path.is_relative_to(_PACKAGE):
        return path.relative_to(_PACKAGE.parent).as_posix()
    return "/".join(path.parts[-2:])
