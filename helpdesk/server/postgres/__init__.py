"""The city on PostgreSQL: the only place of the server where SQL is written."""
