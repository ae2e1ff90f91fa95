"""The database user of the serving processes: owns nothing, so row-level security holds it."""

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from helpdesk.domain.problems import EnvironmentProblem

_LOCK = 0x48454C51  # one process makes it at a time


def serving_url(url: str, password: str) -> str:
    """Where the serving processes connect: the owner's `url` with the other user."""
    parts = conninfo_to_dict(url)
    database = parts.get("dbname") or parts.get("user") or "postgres"
    return make_conninfo(url, dbname=database, user=f"{database}_serving", password=password)


def ensure_serving_role(url: str, password: str) -> None:
    """Make the user, and let it into the tables; where that is done already nothing happens.

    Raises EnvironmentProblem `database-role` where the owner may not make users.
    """
    if _is_in(serving_url(url, password)):
        return
    try:
        with psycopg.connect(url) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            _make(connection, conninfo_to_dict(serving_url(url, password))["user"], password)
    except psycopg.errors.InsufficientPrivilege as error:
        raise EnvironmentProblem("database-role") from error
    except psycopg.OperationalError as error:
        raise EnvironmentProblem("database-away") from error


def _is_in(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            lacking = connection.execute(
                "SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind IN ('r', 'p') AND NOT has_table_privilege(oid, 'SELECT, INSERT') LIMIT 1"
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return lacking is None


def _make(connection: psycopg.Connection, user: object, password: str) -> None:
    role = sql.Identifier(str(user))
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user]).fetchone()
    verb = sql.SQL("ALTER" if known else "CREATE")
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOINHERIT PASSWORD {}").format(verb, role, sql.Literal(password))
    )
    tables = connection.execute(
        "SELECT relname, relispartition FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    ).fetchall()
    for name, partition in tables:
        rights = "INSERT" if partition else "SELECT, INSERT, UPDATE, DELETE"
        if name == "alembic_version":
            rights = "SELECT"
        connection.execute(
            sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), sql.Identifier(name), role)
        )
