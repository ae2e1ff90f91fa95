"""What whoever runs the city watches: the ladder's rounds, the age of the backup, how many desks come."""

import msgspec

from helpdesk.protocol.messages import PROTOCOL
from helpdesk.server.city import City

SEEN_MS = 300_000  # a desk syncs every five minutes
ROUND_MS = 180_000  # without a round for so long somebody should look
BACKUP_MS = 26 * 3_600_000
NO_END = -1


class LadderStatus(msgspec.Struct, frozen=True):
    """The last round, whoever made it: when it began (ms UTC, 0 = never), how long it took, how many cases it
    left for the next. `runs` says whether a process makes rounds now, `late` that none was made lately."""

    at_ms: int
    took_ms: int
    steps: int
    backlog: int
    error: str
    runs: bool
    late: bool


class BackupStatus(msgspec.Struct, frozen=True):
    """When the last verified backup was made (ms UTC, 0 = never), and how many records came since."""

    at_ms: int
    unsaved: int
    late: bool


class DeviceStatus(msgspec.Struct, frozen=True):
    """How many devices there are, and how many asked within the last five minutes."""

    enrolled: int
    seen: int
    each_second: float


class CityStatus(msgspec.Struct, frozen=True):
    """How the city is. `status` is "ok", or "late" when rounds or backups are. `seal_days` are left until the
    first loaded certificate for PDFs ends (-1: none is loaded; 0 also where one has ended)."""

    status: str
    history: str
    protocol: int
    schema: str
    ladder: LadderStatus
    backup: BackupStatus
    devices: DeviceStatus
    seal_days: int = NO_END


def status_of(city: City) -> CityStatus:
    """How the city is now. Raises EnvironmentProblem `database-away`."""
    health, known, runner = city.health(), city.operations.now(), city.runner.state()
    last, now_ms = runner.last, city.now_ms()
    ladder = LadderStatus(
        at_ms=last.began_ms,
        took_ms=last.took_ms,
        steps=last.steps,
        backlog=last.backlog,
        error=runner.error,
        runs=bool(runner.holder),
        late=now_ms - last.began_ms > ROUND_MS,
    )
    backup = BackupStatus(known.backup_ms, known.unsaved, now_ms - known.backup_ms > BACKUP_MS)
    devices = DeviceStatus(known.devices, known.seen, round(known.seen * 1000 / SEEN_MS, 2))
    return CityStatus(
        status="late" if ladder.late or backup.late else "ok",
        history=health.history,
        protocol=PROTOCOL,
        schema=health.schema,
        ladder=ladder,
        backup=backup,
        devices=devices,
        seal_days=_seal_days(city),
    )


def _seal_days(city: City) -> int:
    held = city.sealing.in_force()
    left = [0 if each.expired else each.days for each in held if each.has_loaded]
    return min(left, default=NO_END)
