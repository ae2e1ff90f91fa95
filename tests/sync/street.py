"""A neighbour's open door."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from helpdesk.domain.problems import Problem
from helpdesk.sync.carried import CarriedBundles
from helpdesk.sync.neighbour import Listener


@contextmanager
def listening(
    carried: CarriedBundles, forwarding: Callable[[], object] = lambda: None
) -> Iterator[tuple[Listener, list[object]]]:
    """A neighbour's open door, served on a thread; what came of it."""
    came: list[object] = []

    def serve() -> None:
        try:
            came.append(listener.serve())
        except Problem as problem:
            came.append(problem.code)

    with Listener(carried, forward=forwarding, port=0, minutes=1) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener, came
        finally:
            listener.close()
            thread.join()
