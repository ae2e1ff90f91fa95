"""What device and city say to each other: bodies, chain, messages, frames. No sockets, no files."""
