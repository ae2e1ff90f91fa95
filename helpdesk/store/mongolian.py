"""The city's Mongolian for the papers on the desk, kept as it was signed."""

from collections.abc import Mapping

from helpdesk.protocol.mongolian import SignedWords, decoded, verified
from helpdesk.protocol.mongolian import word as word_of
from helpdesk.store import device
from helpdesk.store.connection import Connection, Connections


class StoredMongolian:
    """`bootstrap.papers.Mongolian`: an edition is decoded once, and when another one came."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._held: tuple[bytes, int, Mapping[str, str]] = (b"", 0, {})

    def edition(self) -> tuple[int, Mapping[str, str]]:
        """Its number (0: none came yet) and Chinese -> Mongolian."""
        with self._connections.read() as connection:
            payload = _payload(connection)
        if payload != self._held[0]:
            sent = decoded(payload)
            self._held = (payload, sent.version, sent.words) if sent else (payload, 0, {})
        return self._held[1:]


def take(connection: Connection, signed: SignedWords | None) -> None:
    """Another edition from now on; what is not the city's word, or is here already, changes nothing."""
    if signed is None or verified(signed, server_key=device.load(connection).server_key) is None:
        return
    connection.execute(
        "INSERT OR REPLACE INTO city_mongolian (id, payload, signature) VALUES (1, ?, ?)",
        (signed.payload, signed.signature),
    )


def word(connection: Connection) -> bytes:
    """By which the city knows which edition is here."""
    return word_of(_payload(connection))


def _payload(connection: Connection) -> bytes:
    row = connection.execute("SELECT payload FROM city_mongolian").fetchone()
    return row[0] if row else b""
