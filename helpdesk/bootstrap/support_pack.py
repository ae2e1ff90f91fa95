"""The support pack: what somebody who helps needs to know, and nothing about anybody. Any thread.

Everything in it is named here: counts, codes, moments, sizes, choices from a list. Nothing is copied
that could hold words of people, and of the logs only lines of the form that this program writes.
"""

import io
import json
import locale
import platform
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from platformdirs import user_log_path

from helpdesk import __version__
from helpdesk.application.asides import reference_of
from helpdesk.application.sync_policy import policy_of
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.safekeeping import Safekeeping
from helpdesk.bootstrap.settings import Settings
from helpdesk.i18n import language
from helpdesk.store.connection import FILE_NAME as DATABASE

_PACKAGES = (
    "PySide6_Essentials",
    "sqlcipher3",
    "cryptography",
    "httpx",
    "msgspec",
    "zstandard",
)
_LOGS_MOST, _LOG_MOST, _LISTED_MOST = 20, 64_000, 500
# The lines that `crash_log` writes; whatever else stands in a file is counted, not copied.
_LOG_LINE = re.compile(
    r"time [0-9T:.+-]{10,40}|helpdesk [\w.+-]{1,30}, Python [\w.+-]{1,20}, [a-z0-9]{1,20}"
    r"|[a-z_][a-z0-9_]{0,40}(\.[A-Za-z_][A-Za-z0-9_]{0,60}){1,8}|because of"
    r"|  [A-Za-z0-9_./<>-]{1,200}:[0-9]{1,7} [A-Za-z0-9_<>.]{1,100}",
    re.ASCII,
)
_CODE = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)
_KIND = re.compile(r"[a-z_]{1,40}\.[a-z_]{1,40}", re.ASCII)


def support_pack(data: Path, desk: OpenDesk | None, *, error: str = "") -> bytes:
    """The pack as a zip. `desk` is None where it cannot be opened, and `error` the code that says why."""
    parts: dict[str, object] = {
        "program.json": _program(),
        "settings.json": _settings(data),
        "disk.json": _disk(data),
        "desk.json": _desk(desk, error),
    }
    if desk is not None:
        parts |= {
            "counts.json": _counts(desk),
            "attempts.json": _attempts(desk),
            "put-aside.json": _asides(desk),
            "clock.json": _clock(desk),
            "safety.json": _safety(data, desk),
        }
    files = {name: json.dumps(part, indent=1, default=str) for name, part in parts.items()}
    return _zipped({**files, **dict(_logs())})


def _zipped(files: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in sorted(files.items()):
            pack.writestr(name, text)
    return out.getvalue()


def _program() -> dict[str, object]:
    return {
        "helpdesk": __version__,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "language": language(),
        "encoding": locale.getpreferredencoding(False),
        "packages": {name: _version(name) for name in _PACKAGES},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"


def _settings(data: Path) -> dict[str, object]:
    """Choices from a list and numbers; names of printers, folders and people are left out."""
    settings = Settings(data)
    return {
        **asdict(policy_of(settings.get)),
        "dark": settings.get("dark") == "1",
        "big_type": settings.get("big_type") == "1",
        "prints_to_file": settings.get("print.output") == "file",
        "printer_chosen": bool(settings.get("print.printer")),
    }


def _disk(data: Path) -> dict[str, object]:
    """Room, and how much lies in the data folder by its own names; what else lies there is counted."""
    usage = shutil.disk_usage(data)
    files = [path for path in data.rglob("*") if path.is_file()]
    sizes = [_size(path) for path in files]
    return {
        "total": usage.total,
        "free": usage.free,
        "database": _size(data / DATABASE),
        "files": len(files),
        "bytes": sum(sizes),
    }


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _desk(desk: OpenDesk | None, error: str) -> dict[str, object]:
    if desk is None:
        return {"opened": False, "error": _code(error)}
    profile = desk.session.desk
    return {
        "opened": True,
        "division": profile.code,
        "prefix": profile.prefix,
        "practice": profile.practice,
        "restored": profile.restored,
        "enrolled": desk.store.outbox.identity() is not None,
        "log": desk.store.incarnation.hex(),
    }


def _counts(desk: OpenDesk) -> dict[str, object]:
    state = desk.queries.sync_state()
    counts = {name: n for name, n in asdict(state).items() if isinstance(n, int | float)}
    return {
        "store": asdict(desk.store.status()),
        "sync": {**counts, "waiting": state.waiting, "synced": state.synced},
        "last_error": _code(state.last_error),
        "to_decide": asdict(desk.queries.doubts.counts()),
        "files_waiting": [
            {"up": each.up, "files": each.files, "bytes": each.bytes, "error": _code(each.error)}
            for each in desk.store.files.waiting(limit=_LISTED_MOST)
        ],
        "print_jobs": {
            state: len(desk.queries.print_jobs(state=state))
            for state in ("queued", "printing", "failed", "abandoned")
        },
    }


def _attempts(desk: OpenDesk) -> list[dict[str, object]]:
    return [
        {**asdict(each), "error": _code(each.error), "at": _moment(each.at_ms)}
        for each in desk.queries.exchanges(limit=_LISTED_MOST)
    ]


def _asides(desk: OpenDesk) -> list[dict[str, object]]:
    return [
        {
            "reference": reference_of(each.incarnation, each.dseq),
            "kind": each.kind if _KIND.fullmatch(each.kind) else "-",
            "reason": _code(each.reason),
            "at": _moment(each.at_ms),
            "open": each.is_open,
        }
        for each in desk.queries.refusals(limit=_LISTED_MOST)
    ]


def _clock(desk: OpenDesk) -> dict[str, object]:
    now, known, finding = desk.clock.now(), desk.store.known_time(), desk.clock.finding()
    return {
        "device": _moment(now.device_ms),
        "corrected": _moment(now.utc_ms),
        "offset_minutes": now.offset_minutes,
        "known": asdict(known),
        "doubt": finding.doubt.value if finding else "",
    }


def _safety(data: Path, desk: OpenDesk) -> dict[str, object]:
    state = Safekeeping(desk.store.backups, data).state
    return {
        "made": _moment(state.made_ms),
        "error": _code(state.error),
        "rehearsed": _moment(state.rehearsed_ms),
        "fault": _code(state.fault),
        "checked": _moment(state.checked_ms),
        "damage": _code(state.damage),
    }


def _logs() -> Iterator[tuple[str, str]]:
    """The newest crash logs, line by line, as far as they have the form that we write."""
    folder = user_log_path("helpdesk", appauthor=False)
    try:
        found = sorted(folder.glob("crash-*.log"))[-_LOGS_MOST:]
    except OSError:
        return
    for number, path in enumerate(reversed(found), start=1):
        try:
            text = path.read_bytes()[:_LOG_MOST].decode("utf-8", "replace")
        except OSError:
            continue
        lines = text.splitlines()
        kept = [line for line in lines if _LOG_LINE.fullmatch(line)]
        left_out = f"lines left out: {len(lines) - len(kept)}"
        yield f"logs/{number:02}.log", "\n".join([*kept, left_out]) + "\n"


def _code(text: str) -> str:
    return text if not text or _CODE.fullmatch(text) else "-"


def _moment(milliseconds: int) -> str:
    if not milliseconds:
        return ""
    try:
        moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return "-"
    return moment.isoformat(timespec="seconds")
