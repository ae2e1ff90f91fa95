"""Pictures and documents made ready to be kept: upright, small, without metadata."""
