"""The client half of sync: engine, transport, back-off. No Qt, no SQL."""
