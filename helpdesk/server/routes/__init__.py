"""HTTP in, use case, HTTP out; no SQL, no rules."""
