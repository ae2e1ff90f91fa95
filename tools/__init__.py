"""Tools for developers; never shipped."""
