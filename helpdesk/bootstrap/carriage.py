"""Bundles of an open desk: out to a folder, back from one. Any thread."""

import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from helpdesk.application.audit import record_export
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain.problems import Problem
from helpdesk.protocol.bundle import SUFFIX, BundleReader, Kind
from helpdesk.protocol.outbox import Attempt
from helpdesk.sync.bundles import (
    Exported,
    FilesAlong,
    Imported,
    Watch,
    belonging,
    export_bundle,
    import_bundle,
    verify_bundle,
)
from helpdesk.sync.stick import Found, bundle_name, bundles_in, staged, write_bundle
from helpdesk.sync.unsent import export_unsent

STICK_ROOM = 1_500_000_000  # bytes of files in one bundle: a stick may know no files above 4 GB
_SPARE = 20_000_000  # left free for the records themselves
_FOR_GOOD = ("revoked", "protocol", "bad-chain", "bad-signature")  # no other bundle mends it
_PASSED_OVER = (
    "bundle-other",
    "bundle-passing",
    "bundle-old",
)  # sound, and nothing for this desk now


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a bundle: what it changed, or why it cannot be used."""

    path: Path
    imported: Imported = field(default_factory=Imported)
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle that was written; `last` is the number of the last record that went out with it or before."""

    path: Path
    exported: Exported
    last: int


@dataclass(frozen=True, slots=True)
class Carriage:
    """What an open desk does with sticks."""

    desk: OpenDesk

    def export(
        self, place: Path, watch: Watch | None = None, *, room: int = STICK_ROOM
    ) -> tuple[Path, Exported]:
        """Write what waits into a folder, or under a name of one's own ending in .hdb; files of cases as
        far as `room` bytes and the stick's own room allow (C21: photos are left out first).

        It is recorded once the stick takes it, and the record goes along. Raises what `export_bundle`
        and `write_bundle` raise.
        """
        made = self.write(place, watch, room=room)
        self.left(made)
        return made.path, made.exported

    def write(self, place: Path, watch: Watch | None = None, *, room: int = STICK_ROOM) -> Made:
        """The same bundle, which has not left this desk yet: `left` says so later."""
        outbox = self.desk.store.outbox
        belonging(outbox)
        named = place.suffix == SUFFIX
        folder = place.parent if named else place
        name = (
            place.name
            if named
            else bundle_name(Kind.TO_CITY, self.desk.session.desk.prefix, at_ms=now_ms())
        )

        room = max(0, min(room, _free(folder) - _SPARE))
        along = FilesAlong(self.desk.store.file_queue, room)

        def write(target: BinaryIO) -> Exported:
            record_export(self.desk.session, "bundle", rows=self.desk.store.status().unsent)
            return export_bundle(outbox, target, now_ms=now_ms(), watch=watch, along=along)

        acknowledged, _head = outbox.acknowledged()
        path, exported = write_bundle(
            folder, name, write, check=lambda file: verify_bundle(outbox, BundleReader(file))
        )
        return Made(path, exported, acknowledged + exported.records)

    def left(self, made: Made) -> None:
        """A bundle is out of this desk's hands: on sheets what it holds was sent, not acknowledged."""
        self.desk.store.reconciliation.left_device(made.last)

    def export_unsent(self, path: Path, watch: Watch | None = None) -> tuple[Path, Exported]:
        """Write all that has no receipt to a file for the city, whatever state this device is in; it is
        recorded first. Raises what `export_unsent` and `write_bundle` raise."""
        outbox = self.desk.store.outbox
        belonging(outbox)
        record_export(self.desk.session, "unsent", rows=self.desk.store.status().unsent)
        return write_bundle(
            path.parent,
            path.name if path.suffix == SUFFIX else f"{path.name}{SUFFIX}",
            lambda target: export_unsent(outbox, target, now_ms=now_ms(), watch=watch),
            check=lambda file: verify_bundle(outbox, BundleReader(file)),
        )

    def bundles(self, folder: Path) -> Sequence[Found]:
        """What lies in a folder, the newest first. Raises EnvironmentProblem `stick-gone`."""
        return bundles_in(folder, self.desk.store.outbox)

    def take_in(self, path: Path, watch: Watch | None = None) -> Imported:
        """One return bundle. Raises what `staged` and `import_bundle` raise."""
        with staged(path, self.desk.store.folder) as copy:
            return self.read(copy, watch)

    def read(self, source: BinaryIO, watch: Watch | None = None) -> Imported:
        """The same, however it came. Where the city takes nothing of this desk any more, that is why nothing
        is sent from now on. Raises what `import_bundle` raises."""
        outbox, queue = self.desk.store.outbox, self.desk.store.file_queue
        heard_ms = outbox.heard_ms()
        imported = import_bundle(outbox, source, watch=watch, queue=queue)
        new = imported.made_ms > heard_ms and not (imported.acknowledged or imported.received)
        if new and imported.problem in _FOR_GOOD:
            said = Attempt(imported.made_ms, error=f"sync-{imported.problem}")
            outbox.note(said, own_clock=False)
        return imported

    def take_all(self, place: Path, watch: Watch | None = None) -> Sequence[Taken]:
        """A file, or all in a folder but those on their way to the city, other desks' and overtaken ones, the
        oldest first: one that cannot be used hinders no other. What somebody clears out of a shared folder
        meanwhile is passed over; where the stick is pulled, the last one says so.

        Raises Problem `bundle-missing` where a folder has none, `bundle-old` where it has no others,
        `cancelled`, and for a file what `take_in` raises.
        """
        if not os.path.isdir(place):  # noqa: PTH112  it takes names that are too long, too
            return [Taken(place, self.take_in(place, watch))]
        taken: list[Taken] = []
        lying = self.bundles(place)
        for found in reversed(lying):
            if found.ours or found.problem in _PASSED_OVER:
                continue
            outcome = self._taken(found, watch)
            if found.path.exists() or not place.exists() or outcome.problem is None:
                taken.append(outcome)
            if not place.exists():
                break
        if not taken:
            old = any(found.problem == "bundle-old" for found in lying)
            raise Problem("bundle-old" if old else "bundle-missing", folder=str(place))
        return taken

    def _taken(self, found: Found, watch: Watch | None) -> Taken:
        if found.problem:
            return Taken(found.path, problem=Problem(found.problem, path=str(found.path)))
        try:
            return Taken(found.path, self.take_in(found.path, watch))
        except Problem as problem:
            if problem.code == "cancelled":
                raise
            return Taken(found.path, problem=problem)


def _free(folder: Path) -> int:
    """Bytes; 0 where nobody can tell."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def now_ms() -> int:
    """This computer's clock, ms since 1970 UTC."""
    return time.time_ns() // 1_000_000
