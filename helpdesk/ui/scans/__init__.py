"""Signed papers that come back: taken in, filed by their code, sorted by hand where there is none."""
