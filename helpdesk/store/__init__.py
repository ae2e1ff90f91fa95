"""The local encrypted database: events, projections, search, and what the sync engine sees of them."""
