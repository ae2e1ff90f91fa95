"""Waiting that can be given up: a line that says nothing must hold up neither Ctrl-C nor the window's end.

The call goes on on a thread of its own that nobody waits for; it touches nothing but its socket.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

POLL_SECONDS = 0.1
Result = TypeVar("Result")


class GivenUp(Exception):  # noqa: N818  not an error: somebody changed their mind
    """Nobody waits for the answer any more."""


def unless(given_up: Callable[[], bool], call: Callable[[], Result]) -> Result:
    """What `call` answers or raises; raises GivenUp as soon as `given_up` says so."""
    outcome: Future[Result] = Future()
    threading.Thread(target=_run, args=(call, outcome), name="sync-line", daemon=True).start()
    while True:
        try:
            return outcome.result(timeout=POLL_SECONDS)
        except TimeoutError:
            if outcome.done():
                raise  # the call's own
            if given_up():
                raise GivenUp from None


def _run(call: Callable[[], Result], outcome: "Future[Result]") -> None:
    try:
        outcome.set_result(call())
    except BaseException as error:  # noqa: BLE001  handed to whoever waits
        outcome.set_exception(error)
