"""What people can do: one function per use case, the questions they ask, and the ports both need."""
