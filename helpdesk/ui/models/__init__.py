"""What lists and tables show: lines in plain Python, and the models that Qt asks."""
