"""Over a cable: to a neighbour desk that has a line, or for one that has none."""
