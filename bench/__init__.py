"""Benchmarks: functions that measure one thing and answer a dict of figures."""
