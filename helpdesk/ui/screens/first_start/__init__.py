"""Setting up a desk in the window: the first page of a new computer."""
