"""Every table that grows is keyed by `stream`, and what a sync asks names it (for Citus)."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests.server.raw_device import RawDevice
from tests.server.running import OTHER_VILLAGE, RunningCity, fresh_database, serving

# Small ones, the same on every machine: the city itself, its devices and what belongs to them, its people,
# who is signed in, wrong guesses of ten minutes, what the city sets and keeps once. `blob` is by content.
SMALL = {
    *("alembic_version", "blob", "city", "device", "enrolment_code", "guess", "person", "prefix"),
    *("session", "parting", "stream_grant", "dispatch_rule", "notice"),
    *("ladder_limits", "runner", "slip_number", "year_table"),
    "mongolian_edition",
    "city_certificate",
}
BY_STREAM = re.compile(r"stream\s*=|USING \(stream|[( ]stream[,)]|\.stream\b")


@pytest.fixture(scope="module")
def city(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCity]:
    """A city whose every statement is written down."""
    database = fresh_database(postgres)
    name = urlsplit(database).path[1:]
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET log_statement = 'all'")
    with serving(tmp_path_factory.mktemp("city"), database) as running:
        yield running


def test_every_key_of_a_growing_table_carries_the_stream(city: RunningCity) -> None:
    keys = city.query(
        "SELECT c.relname, i.relname, array_agg(a.attname::text) FROM pg_index x"
        " JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (x.indkey)"
        " WHERE x.indisunique AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition"
        " GROUP BY 1, 2"
    )
    assert len(keys) > 10
    lacking = [
        key for table, key, columns in keys if table not in SMALL and "stream" not in columns
    ]
    assert lacking == []


def test_a_case_is_found_by_its_id_alone(city: RunningCity) -> None:
    """Nobody but its key needs to know the stream, and no second index is written for it."""
    with psycopg.connect(city.database) as connection:
        connection.execute("SET enable_seqscan = off")
        asked = "EXPLAIN SELECT stream FROM city_case WHERE id = 'x'"
        plan = "\n".join(line for (line,) in connection.execute(asked))
    assert "city_case_rows_pkey" in plan
    assert "Index Cond: (id = 'x'::text)" in plan


def test_no_table_without_a_key(city: RunningCity) -> None:
    keyless = city.query(
        "SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') AND NOT EXISTS"
        " (SELECT FROM pg_index x WHERE x.indrelid = c.oid AND x.indisprimary)"
    )
    assert keyless == []


def test_what_a_sync_asks_names_the_stream(city: RunningCity) -> None:
    """Push, overlap, pull, an act of the city, and the pull of that."""
    log = log_file(city)
    before = log.stat().st_size
    writer, reader = RawDevice(city.url), RawDevice(city.url)
    for device in (writer, reader):
        device.enrol(city.code(OTHER_VILLAGE))
    writer.record(writer.registered(), writer.registered())
    writer.send(writer.request(count=1))
    writer.send()
    reader.send()
    with log.open("rb") as file:
        file.seek(before)
        text = file.read().decode(errors="replace")
    asked = statements(text)
    tables = growing_tables(city)
    naming = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE|COPY)\s+({'|'.join(tables)})(?:_rows)?\b")
    found = {each: named[1] for each in asked if (named := naming.search(each))}
    assert set(found.values()) >= {"event", "city_case", "log", "batch", "stream", "open_clock"}
    assert [each for each in found if not BY_STREAM.search(each)] == []


def growing_tables(city: RunningCity) -> list[str]:
    """Every table but the small ones, also those that somebody adds later."""
    rows = city.query(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') AND NOT relispartition"
    )
    return [name for (name,) in rows if name not in SMALL]


def log_file(city: RunningCity) -> Path:
    (socket_folder,) = parse_qs(urlsplit(city.database).query)["host"]
    return Path(socket_folder).parent / "postgres.log"


def statements(text: str) -> list[str]:
    """What the log says was run, each on one line."""
    entries = re.split(r"\n(?=\d{4}-\d\d-\d\d )", text)
    found = [re.search(r"(?:statement|execute [^:]*): (.*)", each, re.DOTALL) for each in entries]
    return [" ".join(match[1].split()) for match in found if match]
