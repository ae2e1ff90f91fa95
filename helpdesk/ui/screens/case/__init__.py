"""One case: where it stands, what happened, what may be done."""
