"""`POST /renew` on PostgreSQL: a new log and a new prefix for a device that lost its way."""

from collections.abc import Callable

from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import PROTOCOL, Placed
from helpdesk.protocol.renewal import (
    MAX_LOGS,
    PROBES,
    ClosedLog,
    Parting,
    RenewAnswer,
    RenewRequest,
)
from helpdesk.server.postgres import ledger, prefixes
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.principal import Principal

_INCARNATION_BYTES = 8


class PostgresRenewals:
    """`server.ports.Renewals`."""

    def __init__(self, database: Database, *, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    def renew(self, device: str, request: RenewRequest) -> RenewAnswer:
        """Begin the log that is asked for, unless it is the device's already; compare the others.

        Raises Problem `incarnation-known` for a log that was begun and given up before,
        `request-invalid` and `revoked`.
        """
        _check(request)
        with self._database.transaction(Principal.device(device)) as connection:
            row = connection.execute(
                "SELECT stream, incarnation, prefix, spare, revoked FROM device"
                " WHERE id = %s FOR UPDATE",
                [device],
            ).fetchone()
            if row is None:
                raise AssertionError("a request is authenticated before it is answered")
            stream, incarnation, prefix, spare, revoked = row
            if revoked:
                raise Problem("sync-revoked")
            if request.incarnation != incarnation:
                prefix, spare = self._begin(connection, device, request, stream, spare)
            elif not spare:  # enrolled before there were spare ones
                spare = self._spare(connection, device)
            state = ledger.log_state(connection, stream, request.incarnation, lock=False)
            return RenewAnswer(
                prefix=prefix,
                spare=spare,
                acked=state[0] if state else 0,
                partings=[_parting(connection, stream, each) for each in request.closed],
            )

    def _begin(
        self, connection: Connection, device: str, request: RenewRequest, stream: str, spare: str
    ) -> tuple[str, str]:
        """The new log; its prefix is the spare one where the device says that it took it.

        The other spare one is closed, too: a restored device may have used and forgotten it.
        """
        known = connection.execute(
            "SELECT 1 FROM log WHERE incarnation = %s", [request.incarnation]
        ).fetchone()
        if known:
            raise Problem("incarnation-known")
        ledger.make_log(connection, stream, request.incarnation)
        now_ms = self._now_ms()
        taken = spare and request.prefix == spare
        prefix = spare if taken else prefixes.draw(connection, device, now_ms=now_ms)
        fresh = prefixes.draw(connection, device, now_ms=now_ms)
        prefixes.close_others(connection, device, kept=(prefix, fresh), now_ms=now_ms)
        connection.execute(
            "UPDATE device SET incarnation = %s, prefix = %s, spare = %s WHERE id = %s",
            [request.incarnation, prefix, fresh, device],
        )
        return prefix, fresh

    def _spare(self, connection: Connection, device: str) -> str:
        spare = prefixes.draw(connection, device, now_ms=self._now_ms())
        connection.execute("UPDATE device SET spare = %s WHERE id = %s", [spare, device])
        return spare


def _check(request: RenewRequest) -> None:
    fits = (
        request.protocol == PROTOCOL
        and len(request.incarnation) == _INCARNATION_BYTES
        and len(request.closed) <= MAX_LOGS
        and all(len(each.probes) <= PROBES for each in request.closed)
        and all(0 < probe.dseq < 2**62 for each in request.closed for probe in each.probes)
    )
    if not fits:
        raise Problem("request-invalid")


def _parting(connection: Connection, stream: str, closed: ClosedLog) -> Parting:
    """Up to where the two logs are one. Only logs of the device's own stream are looked at, and who
    can name a head has seen the events before it."""
    common, placed = 0, list[Placed]()
    state = ledger.log_state(connection, stream, closed.incarnation, lock=False)
    held = state[0] if state else 0
    for probe in sorted(closed.probes, key=lambda probe: probe.dseq, reverse=True):
        if probe.dseq <= held and (
            ledger.head_at(connection, stream, closed.incarnation, probe.dseq) == probe.head
        ):
            common = probe.dseq
            break
    if common:
        first = min(probe.dseq for probe in closed.probes)
        placed = ledger.receipts(connection, stream, closed.incarnation, first=first, last=common)
    return Parting(closed.incarnation, common, placed)
