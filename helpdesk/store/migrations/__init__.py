"""The schema, one numbered migration after another, applied by sqlite-utils.

The number of the last one is the schema version (`PRAGMA user_version`): it can be read before
anything is changed, so that a newer program's file is refused instead of damaged.
"""

from collections.abc import Callable
from typing import cast

from sqlite_utils import Database, Migrations

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store.connection import APPLICATION_ID, Connection
from helpdesk.store.migrations import (
    m0001_first,
    m0002_standing,
    m0003_receipts,
    m0004_terms_later,
    m0005_doubt,
    m0006_offered,
    m0007_files,
    m0008_streams,
    m0009_printing,
    m0010_search_pages,
    m0011_residents,
    m0012_case_table,
    m0013_shelf,
    m0014_slips,
    m0015_snapshots,
    m0016_certificates,
    m0019_notices,
    m0020_unfolded,
    m0021_city_calendar,
    m0023_scans,
    m0026_city_mongolian,
    m0032_rejoined,
    m0033_sheets,
    m0035_emblem,
    m0036_meant,
    m0038_asides_of,
    m0040_asked,
)

_MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    m0001_first.migrate,
    m0002_standing.migrate,
    m0003_receipts.migrate,
    m0004_terms_later.migrate,
    m0005_doubt.migrate,
    m0006_offered.migrate,
    m0007_files.migrate,
    m0008_streams.migrate,
    m0009_printing.migrate,
    m0010_search_pages.migrate,
    m0012_case_table.migrate,
    m0014_slips.migrate,
    m0011_residents.migrate,
    m0013_shelf.migrate,
    m0015_snapshots.migrate,
    m0019_notices.migrate,
    m0020_unfolded.migrate,
    m0021_city_calendar.migrate,
    m0016_certificates.migrate,
    m0023_scans.migrate,
    m0026_city_mongolian.migrate,
    m0032_rejoined.migrate,
    m0033_sheets.migrate,
    m0035_emblem.migrate,
    m0036_meant.migrate,
    m0038_asides_of.migrate,
    m0040_asked.migrate,
)
VERSION = len(_MIGRATIONS)


def check_version(version: int) -> None:
    """Raises EnvironmentProblem `database-newer` for a file of a newer program."""
    if version > VERSION:
        raise EnvironmentProblem("database-newer", version=version, known=VERSION)


def migrate(connection: Connection) -> None:
    """Bring the schema up to date; each step is a transaction of its own."""
    schema().apply(database(connection))


def schema() -> Migrations:
    """All migrations in order."""
    migrations = Migrations("helpdesk")
    for number, step in enumerate(_MIGRATIONS, 1):
        migrations(name=f"{number:04d}")(_versioned(step, number))
    return migrations


def database(connection: Connection) -> Database:
    """The connection as sqlite-utils sees it, without other people's plugins."""
    return Database(cast("None", connection), execute_plugins=False)


def _versioned(step: Callable[[Database], None], number: int) -> Callable[[Database], None]:
    def migrated(db: Database) -> None:
        step(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {number}")

    return migrated
