"""Out to a stick and back from one: which stick, what is on it, what happens next."""
