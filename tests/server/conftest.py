"""The running city, for every test of the server."""

from tests.server.running import city, database, postgres

__all__ = ["city", "database", "postgres"]
