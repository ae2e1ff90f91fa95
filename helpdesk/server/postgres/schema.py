"""Brings a database to the schema of this program, and refuses one of a newer program."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.server.ports import Health
from helpdesk.server.postgres import histories
from helpdesk.server.postgres.database import Database
from helpdesk.server.principal import DOOR

HEAD = "0057"  # the last one of the chain, whatever its number
_VERSIONS = Path(__file__).with_name("migrations") / "versions"
_LOCK = 0x48454C50  # one process migrates at a time


def migrate(url: str) -> None:
    """Apply the migrations that `url` lacks.

    Raises EnvironmentProblem `database-newer` when the database belongs to a newer program.
    """
    with connect(url) as connection:
        if _version(connection) == HEAD:
            return
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        if _version(connection) != HEAD:
            _upgrade(url)


@contextmanager
def connect(url: str) -> Iterator[psycopg.Connection]:
    """A connection of its own. Raises EnvironmentProblem `database-away`, also in the middle, and Problem
    `database-address`."""
    try:
        make_conninfo(url)
    except psycopg.ProgrammingError:
        raise Problem("database-address") from None  # its words may hold the password
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            yield connection
    except psycopg.OperationalError as error:
        raise EnvironmentProblem("database-away") from error


def _version(connection: psycopg.Connection) -> str:
    found = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    if found is None or found[0] is None:
        return ""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    version = str(row[0]) if row else ""
    if version and not any(_VERSIONS.glob(f"v{version}_*.py")):
        raise EnvironmentProblem("database-newer", version=version, known=HEAD)
    return version


def _upgrade(url: str) -> None:
    # Half a second to import; nearly every start finds the schema as it should be.
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    config = Config()
    config.set_main_option("script_location", str(_VERSIONS.parent))
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool
    )
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
    engine.dispose()


def take_history(url: str, *, known: str) -> str:
    """The database's history id, made when the database is new.

    `known` is what the data folder remembers (empty: nothing). Raises EnvironmentProblem
    `history-differs` when that is another one: a database restored, emptied or swapped would make
    devices believe that the city has what it lost.
    """
    with connect(url) as connection:
        if not known:
            connection.execute(
                "INSERT INTO city (history) VALUES (%s) ON CONFLICT DO NOTHING",
                [secrets.token_hex(8)],
            )
        row = connection.execute("SELECT history FROM city").fetchone()
    history = str(row[0]) if row else ""
    if known and history != known:
        raise EnvironmentProblem("history-differs", known=known, history=history or "-")
    return history


def begin_anew(url: str, *, now_ms: int) -> str:
    """After a restore: this program's schema, a new history, and nobody signed in.

    Answers the history's id. Raises EnvironmentProblem `database-away` or `database-newer`.
    """
    migrate(url)
    with connect(url) as connection, connection.transaction():
        connection.execute("DELETE FROM session")
        return histories.begin(connection, now_ms=now_ms)


def health(database: Database) -> Health:
    """Whether the database answers, and which it is. Raises EnvironmentProblem `database-away`."""
    with database.transaction(DOOR) as connection:
        row = connection.execute(
            "SELECT history, (SELECT version_num FROM alembic_version) FROM city"
        ).fetchone()
    history, schema = row or ("", "")
    return Health(history=history, schema=schema)
