"""What the city does while nobody waits: new search terms, parts of snapshots; on a thread beside the
server."""

import contextlib
import logging
import threading
from collections.abc import Iterator

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.server.bugs import whereabouts
from helpdesk.server.city import City

log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0  # between two looks at what is due
STOP_SECONDS = 10  # for what is in work when the server is stopped; what is left then is undone


@contextlib.contextmanager
def quiet_work(city: City, over: threading.Event, *, every: float = LOOK_SECONDS) -> Iterator[None]:
    """Until `over` or the end of this context the city makes what is due; the work at hand is finished, as
    far as STOP_SECONDS allow."""
    thread = threading.Thread(
        target=_work, args=(city, over, every), name="quiet-work", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(STOP_SECONDS)


def _work(city: City, over: threading.Event, every: float) -> None:
    while not over.wait(every):
        try:
            city.operations.tidy()
            while not over.is_set() and city.snapshots.make():
                pass
        except EnvironmentProblem:
            continue  # the database is away: another time
        except Exception as error:  # noqa: BLE001  a thread that ends would never do it again
            log.error("Quiet work failed: %s", whereabouts(error))
