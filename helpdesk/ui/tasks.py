"""The one door to background work: runs it on worker threads, brings results back to the GUI thread."""

import inspect
import logging
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.notices import Notice
from helpdesk.ui.tokens import Tone

BUSY_AFTER = 400  # milliseconds: shorter work shows nothing, so that nothing flickers
_WORKERS = 4

_log = logging.getLogger(__name__)


class Cancelled(Exception):  # noqa: N818  not an error: somebody changed their mind
    """The work was given up; neither `done` nor `failed` is called."""


class CancelToken:
    """Handed to work that takes a `cancel` parameter. Any thread."""

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the work should stop as soon as it can do so cleanly."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Asks the work to stop."""
        self._event.set()

    def check(self) -> None:
        """Raises Cancelled if the work was given up: call it between steps."""
        if self.cancelled:
            raise Cancelled


@dataclass(frozen=True)
class Busy:
    """Work that has gone on for longer than BUSY_AFTER; `total` 0 means that it cannot be counted."""

    what: str
    done: int
    total: int
    cancel: Callable[[], None] | None


@dataclass(eq=False)
class Task:
    """A piece of work under way."""

    function: Callable[..., Any]
    done: Callable[[Any], object] | None
    failed: Callable[[Problem], object] | None
    progress: Callable[[int, int], object] | None
    key: str | None
    owner: QObject | None
    token: CancelToken = field(default_factory=CancelToken)
    counted: tuple[int, int, str] = (0, 0, "")
    slow: bool = False

    @property
    def cancellable(self) -> bool:
        """Whether the work looks at its token, so that Cancel would be no empty promise."""
        return "cancel" in _parameters(self.function)


class Tasks(QObject):
    """Runs functions off the GUI thread.

    The function may take `cancel` (a CancelToken) and `report(done, total, what="")`. It must not touch
    widgets. `done(result)`, `failed(problem)` and `progress(done, total)` are called on the GUI thread;
    without `failed`, a Problem becomes a notice. Of several runs with the same `key` only the latest
    is heard (search as you type). `owner`, or the QObject whose bound method `done` is, must still
    live for any of them to be called. Work that fails by a bug is logged without its message, since
    that may hold personal data, and shown as one sentence; `broken` hears of it.
    """

    noticed = Signal(object)  # Notice
    broken = Signal(object)  # the exception of a bug
    busy_changed = Signal(object)  # Busy | None
    _finished = Signal(object, object, object)  # Task, result, exception | None
    _reported = Signal(object, int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="task")
        self._running: list[Task] = []
        self._latest: dict[str, Task] = {}
        self._closed = self._busy = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._count, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        function: Callable[..., Any],
        *,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Problem], object] | None = None,
        progress: Callable[[int, int], object] | None = None,
        key: str | None = None,
        owner: QObject | None = None,
    ) -> Task:
        """Starts work; raises RuntimeError after `close`."""
        if self._closed:
            raise RuntimeError("tasks are closed")
        task = Task(function, done, failed, progress, key, owner or _owner(done))
        if key is not None:
            if key in self._latest:
                self.cancel(self._latest[key])
            self._latest[key] = task
        self._running.append(task)
        QTimer.singleShot(BUSY_AFTER, self, lambda: self._slow(task))
        self._workers.submit(self._work, task)
        return task

    @property
    def idle(self) -> bool:
        """Whether nothing is under way or waits to be delivered."""
        return not self._running

    def cancel(self, task: Task) -> None:
        """Gives work up: its result is dropped, and it is asked to stop."""
        task.token.cancel()
        if task in self._running:
            self._running.remove(task)
            self._show_busy()

    def close(self) -> None:
        """Gives all work up and waits for the workers to end; nothing is delivered afterwards."""
        self._closed = True
        for task in tuple(self._running):
            self.cancel(task)
        self._workers.shutdown(wait=True, cancel_futures=True)

    # -- worker threads

    def _work(self, task: Task) -> None:
        result: Any = None
        failure: Exception | None = None
        try:
            task.token.check()
            result = task.function(**self._extras(task))
        except Exception as error:  # noqa: BLE001  the border: every failure is delivered below
            failure = error
        if not task.token.cancelled:
            self._finished.emit(task, result, failure)

    def _extras(self, task: Task) -> dict[str, Any]:
        def report(done: int, total: int, what: str = "") -> None:
            task.token.check()
            self._reported.emit(task, done, total, what)

        offered = {"cancel": task.token, "report": report}
        return {n: v for n, v in offered.items() if n in _parameters(task.function)}

    # -- GUI thread

    @Slot(object, object, object)
    def _deliver(self, task: Task, result: object, failure: Exception | None) -> None:
        if task.token.cancelled or self._closed:
            return
        self._running.remove(task)
        if task.key is not None and self._latest.get(task.key) is task:
            del self._latest[task.key]
        self._show_busy()
        if task.owner is not None and not shiboken6.isValid(task.owner):
            return
        if failure is None:
            if task.done is not None:
                task.done(result)
        elif not isinstance(failure, Cancelled):
            self._fail(task, failure)

    def _fail(self, task: Task, failure: Exception) -> None:
        if not isinstance(failure, Problem):
            name = getattr(task.function, "__qualname__", type(task.function).__name__)
            frames = "".join(traceback.format_tb(failure.__traceback__))
            _log.error("%s failed: %s\n%s", name, type(failure).__name__, frames)
            self.broken.emit(failure)
            failure = Problem("internal")
        if task.failed is not None:
            task.failed(failure)
        else:
            self.noticed.emit(Notice(tone=Tone.RED, sentence=sentence(failure)))

    @Slot(object, int, int, str)
    def _count(self, task: Task, done: int, total: int, what: str) -> None:
        if task not in self._running:
            return
        task.counted = (done, total, what)
        if task.progress is not None and (task.owner is None or shiboken6.isValid(task.owner)):
            task.progress(done, total)
        if task.slow:
            self._show_busy()

    def _slow(self, task: Task) -> None:
        if task in self._running:
            task.slow = True
            self._show_busy()

    def _show_busy(self) -> None:
        slow = [task for task in self._running if task.slow]
        if not slow:
            if self._busy:
                self.busy_changed.emit(None)
            self._busy = False
            return
        self._busy = True
        task = slow[0]
        done, total, what = task.counted
        cancel = (lambda: self.cancel(task)) if task.cancellable else None
        self.busy_changed.emit(Busy(what or _("One moment …"), done, total, cancel))


def _parameters(function: Callable[..., Any]) -> frozenset[str]:
    return frozenset(inspect.signature(function).parameters)


def _owner(done: Callable[..., object] | None) -> QObject | None:
    bound_to = getattr(done, "__self__", None)
    return bound_to if isinstance(bound_to, QObject) else None
