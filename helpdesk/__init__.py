"""Helpdesk (帮办台): the village and township help desk, offline first."""

__version__ = "0.1.0"
