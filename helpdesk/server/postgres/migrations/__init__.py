"""The city's schema, version by version (Alembic)."""
