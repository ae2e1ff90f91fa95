"""A port for a program that is told where to listen."""

import random
import socket

# Below those that Linux gives to outgoing connections: none takes it before the program does.
_PORTS = range(20_000, 32_000)


def free_port() -> int:
    """One that nothing listens at."""
    for port in random.SystemRandom().sample(_PORTS, 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
