"""Reference data in the store: each file's content compressed beside its hash, parsed on first use."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

import zstandard

from helpdesk.application.reference import (
    Read,
    ReferenceData,
    parse_calendar,
    parse_catalogue,
    parse_division_tree,
    parse_reference,
)
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.matters import Catalogue
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store import calendars
from helpdesk.store.connection import Connection, Connections

Part = TypeVar("Part")


class StoredReference:
    """`application.ports.Reference`: each part is parsed once, when somebody first asks for it."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @cached_property
    def catalogue(self) -> Catalogue:
        """The matters in force."""
        return self._parsed(parse_catalogue)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working-day tables: those of the program, and the city's own in place of them."""
        with self._connections.read() as connection:
            return calendars.overlaid(parse_calendar(_reader(connection)), connection)

    @cached_property
    def divisions(self) -> DivisionTree:
        """The city's counties, townships and villages."""
        return self._parsed(parse_division_tree)

    def forget(self) -> None:
        """New tables were stored: parse them when somebody next asks."""
        for part in ("catalogue", "calendar", "divisions"):
            self.__dict__.pop(part, None)

    def _parsed(self, parse: Callable[[Read], Part]) -> Part:
        with self._connections.read() as connection:
            return parse(_reader(connection))


def parsed(connection: Connection) -> ReferenceData:
    """Everything that is stored."""
    read = parse_reference(_reader(connection))
    return replace(read, calendar=calendars.overlaid(read.calendar, connection))


def _reader(connection: Connection) -> Read:
    def read(name: str) -> str:
        row = connection.execute("SELECT content FROM reference WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise EnvironmentProblem("reference-missing", table=name)
        return zstandard.ZstdDecompressor().decompress(row[0]).decode()

    return read


def keep(connection: Connection, files: Mapping[str, bytes]) -> bool:
    """Store the files' contents under their names; answers whether anything is new.

    Raises the Problem of the first table that cannot be read: what is stored can be parsed.
    """
    parse_reference(lambda name: _text(files, name))
    versions = {name: sha256(content).hexdigest() for name, content in files.items()}
    known = dict(connection.execute("SELECT name, version FROM reference").fetchall())
    if all(known.get(name) == version for name, version in versions.items()):
        return False
    compressor = zstandard.ZstdCompressor(level=12)
    connection.executemany(
        "INSERT OR REPLACE INTO reference VALUES (?, ?, ?)",
        [(name, versions[name], compressor.compress(files[name])) for name in files],
    )
    return True


def _text(files: Mapping[str, bytes], name: str) -> str:
    if name not in files:
        raise EnvironmentProblem("reference-missing", table=name)
    return files[name].decode()
