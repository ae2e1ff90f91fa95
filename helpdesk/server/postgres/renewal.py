"""`POST /renew` on PostgreSQL: a new log and a new prefix for a device that lost its way."""

from collections.abc import Callable
from dataclasses import dataclass

from helpdesk.protocol.messages import Placed, Quarantined
from helpdesk.protocol.renewal import PROBES, RenewAnswer, RenewRequest
from helpdesk.server.postgres import grants, ledger, prefixes
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.principal import Principal
from helpdesk.server.renewal import Present, renew


class PostgresRenewals:
    """`server.ports.Renewals`."""

    def __init__(self, database: Database, *, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    def renew(self, device: str, request: RenewRequest, *, most: int = PROBES) -> RenewAnswer:
        """See `server.renewal.renew`."""
        with self._database.transaction(Principal.device(device)) as connection:
            row = connection.execute(
                "SELECT stream, incarnation, prefix, spare, revoked FROM device"
                " WHERE id = %s FOR UPDATE",
                [device],
            ).fetchone()
            if row is None:
                raise AssertionError("a request is authenticated before it is answered")
            streams = [each.stream for each in grants.of_desk(connection, row[0])]
            held = _Ledger(
                connection, device, ledger.Log(row[0], streams), Present(*row[1:]), self._now_ms()
            )
            return renew(held, request, most=most)


@dataclass(frozen=True, slots=True)
class _Ledger:
    """`server.renewal.RenewalLedger` in `connection`'s transaction; the device's row is locked."""

    connection: Connection
    device: str
    log: ledger.Log
    row: Present
    now_ms: int

    def present(self) -> Present:
        """How the device stands."""
        return self.row

    def acked(self, incarnation: bytes) -> int | None:
        """How much is held of a log of the device's own stream."""
        state = ledger.log_state(self.connection, self.log.home, incarnation, lock=False)
        return state[0] if state else None

    def is_known(self, incarnation: bytes) -> bool:
        """Whether any log ever had this name."""
        row = self.connection.execute("SELECT 1 FROM log WHERE incarnation = %s", [incarnation])
        return row.fetchone() is not None

    def head_at(self, incarnation: bytes, dseq: int) -> bytes | None:
        """The chain's head behind an event of a log."""
        return ledger.head_at(self.connection, self.log, incarnation, dseq)

    def receipts(self, incarnation: bytes, *, first: int, last: int) -> list[Placed]:
        """Where the events of a log lie."""
        return ledger.receipts(self.connection, self.log, incarnation, first=first, last=last)

    def quarantined(self, incarnation: bytes, *, first: int, last: int) -> list[Quarantined]:
        """Which of them are kept aside."""
        return ledger.quarantined(self.connection, self.log, incarnation, first=first, last=last)

    def draw(self) -> str:
        """A prefix that nobody ever had."""
        return prefixes.draw(self.connection, self.device, now_ms=self.now_ms)

    def begin(self, present: Present) -> None:
        """The device has this log and these prefixes from now on."""
        ledger.make_log(self.connection, self.log.home, present.incarnation)
        kept = (present.prefix, present.spare)
        prefixes.close_others(self.connection, self.device, kept=kept, now_ms=self.now_ms)
        self.connection.execute(
            "UPDATE device SET incarnation = %s, prefix = %s, spare = %s WHERE id = %s",
            [present.incarnation, *kept, self.device],
        )

    def spare(self, prefix: str) -> None:
        """The device has this spare prefix."""
        self.connection.execute("UPDATE device SET spare = %s WHERE id = %s", [prefix, self.device])
