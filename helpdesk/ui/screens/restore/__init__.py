"""Putting a desk back from a backup, in the window."""
