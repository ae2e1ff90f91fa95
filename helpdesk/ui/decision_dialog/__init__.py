"""Deciding what the computers cannot: different values of a field, late work of a colleague."""
