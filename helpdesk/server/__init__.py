"""The city: sync for devices, a console and an API for its people, all over PostgreSQL."""
