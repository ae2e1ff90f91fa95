"""Neighbours' bundles that this desk carries: sealed as they came, until the city answered and the answer
was fetched. Any thread; bounded in number and size.
"""

import contextlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.bundle import SUFFIX, BundleReader, Header, Kind
from helpdesk.sync.transport import BUNDLE_LIMIT

KEPT_MAX, BYTES_MAX = 100, 256_000_000
_STALE_SECONDS = 3600.0  # for what a kill left half written
_OUT, _BACK, _REFUSED, _PART = f".out{SUFFIX}", f".back{SUFFIX}", ".refused", ".part"
_WHY = "why"  # nothing went on
# What the city finds wrong with a bundle, not with who brings it.
_ITS_OWN = ("bundle-", "request-large")
Carry = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a neighbour: return bundles, and codes of what the city would not take."""

    bundles: Sequence[Path]
    refused: Sequence[str]
    notes: Sequence[Path]


class CarriedBundles:
    """The bundles in a folder of the desk's data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, source: BinaryIO) -> Header:
        """Take a bundle that is on its way to the city; once more changes nothing. What nobody fetched makes
        room: the next bundle of its desk is answered with the same receipts and news.

        Raises Problem `bundle-foreign`, `bundle-newer`, `bundle-damaged`, `bundle-returned`,
        `bundle-large` or `carried-full`, and EnvironmentProblem `folder-unwritable`.
        """
        reader = BundleReader(source)
        if reader.header.kind != Kind.TO_CITY:
            raise Problem("bundle-returned")
        source.seek(0)
        raw = source.read(BUNDLE_LIMIT + 1)
        if len(raw) > BUNDLE_LIMIT:
            raise Problem("bundle-large", megabytes=BUNDLE_LIMIT // 1_000_000)
        name = f"{reader.header.id.hex()}{_OUT}"
        self._make_room(name, len(raw))
        self._write(name, raw)
        return reader.header

    def _make_room(self, name: str, size: int) -> None:
        """Let go of what was not fetched, the oldest first, as far as needed. Raises Problem
        `carried-full` where what goes to the city leaves no room."""
        others = [path for path in self._all() if path.name != name]
        unfetched = [path for path in others if not path.name.endswith(_OUT)]
        while len(others) >= KEPT_MAX or size + sum(map(_size, others)) > BYTES_MAX:
            if not unfetched:
                raise Problem("carried-full")
            oldest = unfetched.pop(0)
            oldest.unlink(missing_ok=True)
            others.remove(oldest)

    @property
    def outgoing(self) -> int:
        """How many wait for the city."""
        return len(self._named(_OUT))

    @property
    def returned(self) -> int:
        """How many return bundles wait for their desks."""
        return len(self._named(_BACK))

    @property
    def trouble(self) -> str:
        """The code of what kept the last try from going on; empty after a good one."""
        try:
            return (self._folder / _WHY).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def forward(self, carry: Carry) -> int:
        """Hand all that wait to the city, and keep its answers; answers how many it took.

        One that the city will never take is dropped, with the reason kept for its desk, and one over which
        the city stumbles hinders no other. Whatever else is wrong lies with the line, the city or this desk:
        it is raised, and the rest waits. What another thread hands over just now, or the disk does not give
        back, hinders no other, either.
        """
        try:
            taken = self._forward(carry)
        except Problem as problem:
            self._write(_WHY, problem.code.encode())
            raise
        (self._folder / _WHY).unlink(missing_ok=True)
        return taken

    def _forward(self, carry: Carry) -> int:
        taken, stumbled = 0, None
        for path in self._named(_OUT):
            try:
                raw, sender = path.read_bytes(), _header(path).sender
            except (OSError, Problem):
                continue
            try:
                reply = carry(raw)
            except Problem as problem:
                if problem.code == "server-error":
                    stumbled = problem
                    continue
                if not problem.code.startswith(_ITS_OWN):
                    raise
                self._write(path.name.replace(_OUT, _REFUSED), f"{sender} {problem.code}".encode())
            else:
                self._write(path.name.replace(_OUT, _BACK), reply)
                taken += 1
            path.unlink(missing_ok=True)
        if stumbled is not None:
            raise stumbled
        return taken

    def waiting_for(self, device: str) -> Waiting:
        """What came back for a device."""
        bundles = [path for path in self._named(_BACK) if _receiver(path) == device]
        notes = {path: path.read_text(encoding="utf-8") for path in self._named(_REFUSED)}
        mine = {path: text for path, text in notes.items() if text.split(" ")[0] == device}
        refused = [text.split(" ")[-1] for text in mine.values()]
        return Waiting(bundles, refused, list(mine))

    def fetched(self, waiting: Waiting) -> None:
        """Their desk has them now."""
        for path in (*waiting.bundles, *waiting.notes):
            path.unlink(missing_ok=True)

    def _named(self, suffix: str) -> list[Path]:
        return [path for path in self._all() if path.name.endswith(suffix)]

    def _all(self) -> list[Path]:
        """The oldest first."""
        if not self._folder.is_dir():
            return []
        endings = (_OUT, _BACK, _REFUSED)
        found = list[tuple[float, str, Path]]()
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # handed over just now
                written = path.stat().st_mtime
                if path.name.endswith(endings):
                    found.append((written, path.name, path))
                elif path.suffix == _PART and written < time.time() - _STALE_SECONDS:
                    path.unlink()
        return [path for _time, _name, path in sorted(found)]

    def _write(self, name: str, raw: bytes) -> None:
        """Whole or not at all."""
        path = self._folder / name
        part = path.with_name(f"{name}{_PART}")
        try:
            self._folder.mkdir(exist_ok=True)
            with part.open("wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise EnvironmentProblem("folder-unwritable", folder=str(self._folder)) from error


def _size(path: Path) -> int:
    return path.stat().st_size


def _receiver(path: Path) -> str:
    """Whom it goes back to; nobody where the disk does not give it back."""
    try:
        return _header(path).receiver
    except (OSError, Problem):
        return ""


def _header(path: Path) -> Header:
    with path.open("rb") as file:
        return BundleReader(file).header
