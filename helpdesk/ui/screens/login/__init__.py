"""Unlocking the desk."""
