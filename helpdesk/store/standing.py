"""What the city last said of this device, and what follows for keys and logins. Any thread."""

import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography import x509

from helpdesk.application.ports import Trust
from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import Ability
from helpdesk.protocol.pdf_key import PdfKey, asked, pdf_key_of
from helpdesk.protocol.recovery import DeskSecret
from helpdesk.protocol.standing import Certificate, Policy, SignedStanding, Standing, verified, word
from helpdesk.store import device, keys
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.key_file import SlotState, read_keys
from helpdesk.store.stretching import Stretching, stretch

DAY_MS = 86_400_000
_HOUR_MS = 3_600_000
_FRESH_HOURS = 12
# A PIN only opens a window whose work lies in memory already; see `docs/security.md`.
_PIN_STRETCHING = Stretching(iterations=3, memory_kib=16_384, lanes=2)


@dataclass(frozen=True, slots=True)
class Heed:
    """What the city's word changed: whether the device is sealed now, whether an agent was revoked."""

    sealed: bool = False
    agents_revoked: bool = False


class StoredStanding:
    """The standing and the PINs of one open store in `folder`."""

    def __init__(self, folder: Path, connections: Connections) -> None:
        self._folder = folder
        self._connections = connections

    @property
    def policy(self) -> Policy:
        """The city's rules; the defaults before it said any."""
        said = self._said()
        return said.policy if said else Policy()

    @property
    def certificate(self) -> Certificate:
        """The city's word for this device's key; an empty one before it gave any."""
        said = self._said()
        return said.certificate if said else Certificate()

    @property
    def seals(self) -> tuple[bytes, ...]:
        """The city's X.509 certificate of this device's key, and what it rests on."""
        said = self._said()
        return said.seals if said else ()

    @property
    def pdf_key(self) -> PdfKey | None:
        """The key for PDFs that the city is to certify; None where it has, or certifies none of that kind."""
        with self._connections.read() as connection:
            known = device.load(connection)
            (abilities,) = connection.execute("SELECT abilities FROM device").fetchone()
        own, seals = pdf_key_of(known.private_key), self.seals
        if seals and x509.load_der_x509_certificate(seals[0]).public_key() == own.public_key():
            return None
        if abilities and not abilities & Ability.PDF_KEY:  # 0: nothing was heard of it yet
            return None
        return asked(own, device_key=known.key.public_key().public_bytes_raw())

    @property
    def trust(self) -> Trust:
        """Whose seals in PDFs are the city's; nothing before it said."""
        said = self._said()
        if said is None or not said.seals:
            return Trust()
        return Trust((*said.seals[1:2], *said.issuers), said.signers)

    def heed(self, signed: SignedStanding | None) -> Heed:
        """Take the city's word: keep it, seal the data key to its recovery key, revoke whom it revokes.

        What is not signed by the city this device belongs to, or is older than what is known, is
        ignored. It is kept when all of it is done: what a crash left undone is asked for again.
        """
        with self._connections.read() as connection:
            known = device.load(connection)
        said = signed and verified(signed, server_key=known.server_key, device=known.device)
        before = self._said()
        if not said or (before and said.at_ms < before.at_ms and before.device == said.device):
            return Heed()
        heed = self._follow(known, said)
        with self._connections.write() as connection:
            _save(connection, said)
        return heed

    def _follow(self, known: device.Device, said: Standing) -> Heed:
        self._keep_recovery(known, said)
        if read_keys(self._folder).recovery is None:
            return Heed()  # nobody could ever open it again
        revoked = keys.revoke_agents(self._folder, said.revoked_agents)
        sealed = read_keys(self._folder).sealed
        if said.revoked and not sealed:
            keys.seal_device(self._folder)
        if sealed and not said.revoked:
            keys.unseal_device(self._folder)
        return Heed(sealed=said.revoked, agents_revoked=revoked)

    def word(self, now_ms: int) -> bytes:
        """What this device holds of the city's word and need not be told again (`protocol.standing.word`).

        Empty where nothing is held, where `keys.json` is not as the word has it (an older one was put
        back), or where it is old: the days of offline logins count from its moment. Old is an hour
        for each of these days, at most twelve.
        """
        with self._connections.read() as connection:
            known = device.load(connection)
        said = self._said()
        if said is None or said.device != known.device or not self._is_done(said):
            return b""
        fresh = min(said.policy.offline_days, _FRESH_HOURS) * _HOUR_MS
        return word(said) if 0 <= now_ms - said.at_ms < fresh else b""

    def check_contact(self, now_ms: int) -> None:
        """Raises Problem `offline-long` (`days`, `limit`) when the last contact lies too far back.

        A desk that was never told anything, as one for practice, has no limit.
        """
        said = self._said()
        if said is None:
            return
        days = (now_ms - said.at_ms) // DAY_MS
        if days >= said.policy.offline_days:
            raise Problem("offline-long", days=days, limit=said.policy.offline_days)

    def has_pin(self, agent: str) -> bool:
        """Whether the agent set a PIN."""
        with self._connections.read() as connection:
            row = connection.execute("SELECT 1 FROM pin WHERE agent = ?", (agent,)).fetchone()
        return row is not None

    def set_pin(self, agent: str, pin: str) -> None:
        """Set an agent's PIN; an empty one takes it away. Raises Problem `pin-short` (`digits`)."""
        digits = self.policy.pin_digits
        if pin and (len(pin) < digits or not (pin.isascii() and pin.isdigit())):
            raise Problem("pin-short", digits=digits)
        salt = secrets.token_bytes(16)
        verifier = stretch(pin, salt, _PIN_STRETCHING) if pin else b""
        with self._connections.write() as connection:
            connection.execute("DELETE FROM pin WHERE agent = ?", (agent,))
            if pin:
                stretching = msgspec.json.encode(_PIN_STRETCHING)
                row = (agent, salt, stretching, verifier)
                connection.execute("INSERT INTO pin VALUES (?, ?, ?, ?)", row)

    def pin_fits(self, agent: str, pin: str) -> bool:
        """Whether this is the agent's PIN. Counting tries is the caller's."""
        with self._connections.read() as connection:
            row = connection.execute(
                "SELECT salt, stretching, verifier FROM pin WHERE agent = ?", (agent,)
            ).fetchone()
        if row is None:
            return False
        salt, stretching, verifier = row
        found = stretch(pin, salt, msgspec.json.decode(stretching, type=Stretching))
        return hmac.compare_digest(found, verifier)

    def _is_done(self, said: Standing) -> bool:
        held = read_keys(self._folder)
        slots = [slot for slot in held.slots if slot.agent in said.revoked_agents]
        return (
            held.sealed == said.revoked
            and all(slot.state is SlotState.REVOKED for slot in slots)
            and (held.recovery.public if held.recovery else b"") == said.recovery_key
        )

    def _keep_recovery(self, known: device.Device, said: Standing) -> None:
        box = read_keys(self._folder).recovery
        if said.recovery_key and (box is None or box.public != said.recovery_key):
            key = self._connections.key
            secret = DeskSecret(key, known.device, known.desk.prefix, known.desk.code)
            keys.set_recovery(self._folder, said.recovery_key, secret)

    def _said(self) -> Standing | None:
        with self._connections.read() as connection:
            row = connection.execute("SELECT said FROM standing").fetchone()
        return msgspec.msgpack.decode(row[0], type=Standing) if row else None


def _save(connection: Connection, said: Standing) -> None:
    connection.execute(
        "INSERT INTO standing VALUES (1, ?) ON CONFLICT DO UPDATE SET said = excluded.said",
        (msgspec.msgpack.encode(said),),
    )
