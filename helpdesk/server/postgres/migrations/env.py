"""Alembic's entry: the connection is handed over by `helpdesk.server.postgres.schema`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
