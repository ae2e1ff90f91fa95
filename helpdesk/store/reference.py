"""Reference data in the store: each file's content compressed beside its hash, parsed on first use."""

from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256

import zstandard

from helpdesk.application.reference import ReferenceData, parse_reference
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.matters import Catalogue
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store.connection import Connection, Connections


class StoredReference:
    """`application.ports.Reference`: parsed once, when somebody first asks."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @property
    def catalogue(self) -> Catalogue:
        """The matters in force."""
        return self._data.catalogue

    @property
    def calendar(self) -> WorkCalendar:
        """The working-day tables."""
        return self._data.calendar

    @property
    def divisions(self) -> DivisionTree:
        """The city's counties, townships and villages."""
        return self._data.divisions

    def forget(self) -> None:
        """New tables were stored: parse them when somebody next asks."""
        self.__dict__.pop("_data", None)

    @cached_property
    def _data(self) -> ReferenceData:
        with self._connections.read() as connection:
            return parsed(connection)


def parsed(connection: Connection) -> ReferenceData:
    """Everything that is stored."""
    contents = dict(connection.execute("SELECT name, content FROM reference").fetchall())

    def read(name: str) -> str:
        if name not in contents:
            raise EnvironmentProblem("reference-missing", table=name)
        return zstandard.ZstdDecompressor().decompress(contents[name]).decode()

    return parse_reference(read)


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
