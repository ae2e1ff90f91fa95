"""Bringing a table of residents in, step by step."""
