"""The city's half of a sync on PostgreSQL: one transaction for one request. Any thread."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from helpdesk.application.ports import Reference
from helpdesk.protocol.messages import Ability, SyncAnswer, SyncRequest
from helpdesk.protocol.pdf_key import PdfKey, is_proven
from helpdesk.protocol.short import ShortRequest
from helpdesk.protocol.standing import SignedStanding
from helpdesk.server.exchange import answer, at_length
from helpdesk.server.postgres import late, notices
from helpdesk.server.postgres.database import Connection, Database, until_first
from helpdesk.server.postgres.device_ledger import City, Device, PostgresLedger, find_device
from helpdesk.server.principal import SYSTEM, Principal

_SEEN_EVERY_MS = 60_000


class StandingWithin(Protocol):
    """What the city says to a device, within a transaction of its own."""

    def __call__(
        self, connection: Connection, device: str, *, held: bytes, pdf_key: bool
    ) -> SignedStanding | None:
        """None where the device holds the same already."""
        ...


class PostgresExchange:
    """`server.ports.Exchange`. The calendar of `reference` counts the due dates of the list of cases;
    `sign` is the city's Ed25519 key."""

    def __init__(
        self,
        database: Database,
        *,
        history: str,
        reference: Reference,
        sign: Callable[[bytes], bytes],
        standing: "StandingWithin",
        now_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._history = history
        self._reference = reference
        self._sign = sign
        self._standing = standing
        self._now_ms = now_ms

    def _city(self) -> City:
        return City(self._history, self._reference.calendar, self._sign)

    def exchange(self, device: str, request: SyncRequest) -> SyncAnswer:
        """Take what is new, answer receipts and news. Another desk may claim one of its case numbers at the
        same moment: one of both is then done again, and finds the other."""
        return until_first(lambda: self._exchange(device, request))

    def _exchange(self, device: str, request: SyncRequest) -> SyncAnswer:
        with self._database.transaction(Principal.device(device)) as connection:
            ledger = self._ledger(connection, device, lock=bool(request.events))
            return self._answered(connection, ledger, request)

    def exchange_short(
        self, device: str, short: ShortRequest
    ) -> tuple[SyncRequest, SyncAnswer] | None:
        """The same for a request in short."""
        with self._database.transaction(Principal.device(device)) as connection:
            ledger = self._ledger(connection, device, lock=False)
            request = at_length(ledger, short)
            if request is None:
                return None
            return request, self._answered(connection, ledger, request)

    def _ledger(self, connection: Connection, device: str, *, lock: bool) -> PostgresLedger:
        known = find_device(connection, device, lock=lock)
        if known is None:
            raise AssertionError("a request is authenticated before it is answered")
        return PostgresLedger(connection, known, self._city())

    def _answered(
        self, connection: Connection, ledger: PostgresLedger, request: SyncRequest
    ) -> SyncAnswer:
        now_ms, device = self._now_ms(), ledger.device
        said = answer(ledger, request, now_ms=now_ms)
        if request.pdf_key is not None and not said.problem:
            _note_pdf_key(connection, device, request.pdf_key)
        able = bool(request.abilities & Ability.PDF_KEY)
        standing = self._standing(connection, device.id, held=request.word, pdf_key=able)
        said = msgspec.structs.replace(said, standing=standing)
        if said.problem:
            return said
        _note_contact(connection, device, now_ms)
        told = notices.for_device(connection, device.id, after=request.noticed, now_ms=now_ms)
        return msgspec.structs.replace(said, notices=told) if told else said

    def late(self, device: str, request: SyncRequest) -> tuple[int, str]:
        """Take what is new of a blocked device, or of a log that it never announced."""
        return until_first(lambda: self._late(device, request))

    def _late(self, device: str, request: SyncRequest) -> tuple[int, str]:
        with self._database.transaction(SYSTEM) as connection:
            known = find_device(connection, device)
            if known is None:
                raise AssertionError("a bundle is authenticated before it is read")
            admitted = late.admitted(connection, known, request.incarnation)
            held = PostgresLedger(connection, admitted, self._city())
            before, _head = held.held(lock=True)
            # Blocked, nobody tells it that the city was restored: that its records fit, their chain shows.
            request = msgspec.structs.replace(request, history=self._history)
            said = answer(held, request, now_ms=self._now_ms())
            return max(0, said.acked_dseq - before), said.problem


def _note_pdf_key(connection: Connection, device: Device, asked: PdfKey) -> None:
    """The first one stays: what was sealed by it is of a lost device once that is blocked."""
    if is_proven(asked, device_key=device.public_key):
        connection.execute(
            "UPDATE device SET pdf_key = %s WHERE id = %s AND pdf_key IS NULL",
            [asked.public_key, device.id],
        )


def _note_contact(connection: Connection, device: Device, now_ms: int) -> None:
    if now_ms - device.seen_ms > _SEEN_EVERY_MS:
        connection.execute("UPDATE device SET seen_ms = %s WHERE id = %s", [now_ms, device.id])
