"""The Mongolian of the papers on PostgreSQL: every edition is kept. Any thread."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from helpdesk.protocol.mongolian import SignedWords, sign_words, word
from helpdesk.server.ladder import Editor
from helpdesk.server.mongolian import MongolianEdition
from helpdesk.server.postgres import audit
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.principal import DOOR, Principal

_FRESH_SECONDS = 5.0  # until other processes send a new edition
_EDITIONS = "SELECT version, words, login, name, at_ms FROM mongolian_edition ORDER BY version DESC"


class PostgresMongolian:
    """`server.mongolian.Mongolian`."""

    def __init__(
        self, database: Database, *, sign: Callable[[bytes], bytes], now_ms: Callable[[], int]
    ) -> None:
        self._database = database
        self._sign = sign
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._held: tuple[float, bytes, SignedWords | None] | None = None

    def editions(self) -> Sequence[MongolianEdition]:
        """The newest first, the empty one last."""
        with self._database.transaction(DOOR) as connection:
            return [*_editions(connection), MongolianEdition(0, {})]

    def keep(self, words: Mapping[str, str], *, editor: Editor) -> int:
        """Another edition, in force from now on."""
        with self._database.transaction(Principal.person(editor.login)) as connection:
            connection.execute("LOCK TABLE mongolian_edition IN SHARE ROW EXCLUSIVE MODE")
            version = next((each.version for each in _editions(connection)), 0) + 1
            connection.execute(
                "INSERT INTO mongolian_edition VALUES (%s, %s, %s, %s, %s)",
                [version, msgspec.json.encode(words), editor.login, editor.name, editor.at_ms],
            )
            audit.note(
                connection,
                editor.login,
                "mongolian.set",
                at_ms=self._now_ms(),
                object_id=str(version),
            )
        with self._lock:
            self._held = None
        return version

    def sent(self, held: bytes) -> SignedWords | None:
        """The edition in force, where a device holds another one or none."""
        known, signed = self._known()
        return signed if known != held else None

    def _known(self) -> tuple[bytes, SignedWords | None]:
        with self._lock:
            held = self._held
        now = time.monotonic()
        if held is None or now - held[0] > _FRESH_SECONDS:
            with self._database.transaction(DOOR) as connection:
                newest = next(iter(_editions(connection, " LIMIT 1")), None)
            signed = sign_words(newest.version, newest.words, self._sign) if newest else None
            held = (now, word(signed.payload) if signed else b"", signed)
            with self._lock:
                self._held = held
        return held[1:]


def _editions(connection: Connection, limit: str = "") -> list[MongolianEdition]:
    return [
        MongolianEdition(version, msgspec.json.decode(raw, type=dict[str, str]), Editor(*editor))
        for version, raw, *editor in connection.execute(_EDITIONS + limit)
    ]
