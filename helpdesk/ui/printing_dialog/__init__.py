"""Printing a registered case's papers: what, how, where, with a preview and honest errors."""
