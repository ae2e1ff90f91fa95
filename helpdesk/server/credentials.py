"""What the city keeps in its data folder beside the database: its key, its secret, its history.

The database could be restored from a backup or swapped for another one; these files could not have
been swapped with it, and so tell.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from helpdesk.domain.problems import EnvironmentProblem

RECOVERY = "recovery.key"  # the private half, hexadecimal


class Credentials(msgspec.Struct):
    """`secret` seals and signs, `key` is the city's Ed25519 key, `database_password` the serving user's,
    `files_key` seals the cases' files."""

    key: bytes
    secret: bytes
    history: str = ""
    recovery_public: bytes = b""
    database_password: str = ""
    files_key: bytes = b""

    @property
    def public_key(self) -> bytes:
        """What devices remember of this city."""
        return Ed25519PrivateKey.from_private_bytes(self.key).public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The city's Ed25519 signature."""
        return Ed25519PrivateKey.from_private_bytes(self.key).sign(message)


@dataclass(frozen=True, slots=True)
class CredentialsFile:
    """The credentials in a data folder, readable by their owner only."""

    folder: Path

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / "city.json"

    def load(self) -> Credentials:
        """The credentials; new ones on the first start."""
        if self.path.exists():
            try:
                known = msgspec.json.decode(self.path.read_bytes(), type=Credentials)
            except msgspec.MsgspecError as error:
                raise EnvironmentProblem("city-file-damaged", path=str(self.path)) from error
            return self._completed(known)
        fresh = Credentials(
            key=Ed25519PrivateKey.generate().private_bytes_raw(),
            secret=secrets.token_bytes(32),
        )
        return self._completed(fresh)

    def _completed(self, credentials: Credentials) -> Credentials:
        """What a newer program needs besides is made at its first start."""
        if not (credentials.files_key and credentials.database_password):
            credentials.files_key = credentials.files_key or secrets.token_bytes(32)
            credentials.database_password = credentials.database_password or secrets.token_urlsafe(
                24
            )
            self.save(credentials)
        return credentials if credentials.recovery_public else self._with_recovery(credentials)

    def _with_recovery(self, credentials: Credentials) -> Credentials:
        """A recovery key is made once; its private half lies in a file of its own, which may be taken
        away and locked up. A half-made one is made anew: no desk has heard of it."""
        private = X25519PrivateKey.generate()
        self._write(self.folder / RECOVERY, private.private_bytes_raw().hex().encode() + b"\n")
        credentials.recovery_public = private.public_key().public_bytes_raw()
        self.save(credentials)
        return credentials

    def recovery_private(self, chosen: Path | None = None) -> bytes:
        """The private recovery key, from `chosen` or the data folder. Raises EnvironmentProblem
        `recovery-key-missing`."""
        path = chosen or self.folder / RECOVERY
        try:
            private = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except (OSError, ValueError) as error:
            raise EnvironmentProblem("recovery-key-missing", path=str(path)) from error
        return private

    def save(self, credentials: Credentials) -> None:
        """Write them, whole or not at all."""
        self._write(self.path, msgspec.json.format(msgspec.json.encode(credentials)))

    def _write(self, path: Path, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
