"""What the files of a desk are sealed with: random keys in its database (ADR 18)."""

import secrets
from pathlib import Path

from helpdesk.store import keys
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.vault import Vault


def vault_of(connections: Connections) -> Vault:
    """The sealed files; the first file after a new data key gets a new key."""
    mark = keys.subkey(connections.key, "file key")[:8]
    with connections.read() as connection:
        known = _known(connection)
    if not any(each == mark for each, _ in known):
        with connections.write() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO file_key (mark, key) VALUES (?, ?)",
                (mark, secrets.token_bytes(keys.KEY_BYTES)),
            )
            known = _known(connection)
    return Vault(connections.path.parent, [key for _, key in known])


def known_vault(connection: Connection, folder: Path) -> Vault | None:
    """The sealed files in `folder`, for reading; None where there never was one."""
    known = _known(connection)
    return Vault(folder, [key for _, key in known]) if known else None


def _known(connection: Connection) -> list[tuple[bytes, bytes]]:
    return list(connection.execute("SELECT mark, key FROM file_key ORDER BY generation").fetchall())
