"""One start of the window on a desk, timed from the process's birth: prints JSON. For `bench.window`.

The password is typed key by key, `pace` ms each, as people do it; 0 is a robot's Enter at once.
"""

import json
import sys
import time
from pathlib import Path

import psutil

PATIENCE = 60  # seconds


def main(folder: Path, pace: int) -> None:
    """Start, unlock as a person would, wait for Today's rows, leave."""
    born = psutil.Process().create_time()

    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from bench.store import AGENT, PASSWORD
    from helpdesk.bootstrap.desktop import Desktop
    from helpdesk.bootstrap.dressing import application
    from helpdesk.bootstrap.settings import Settings
    from helpdesk.store import keys
    from helpdesk.ui.screens.today.view import WorkList

    app = application(Settings(folder))
    desktop = Desktop(folder)
    desktop.show()
    while QApplication.focusWidget() is None:
        QTest.qWait(1)
    login = time.time() - born
    for key in PASSWORD:
        QTest.keyClicks(QApplication.focusWidget(), key, delay=pace or -1)
    start, burnt = time.perf_counter(), time.process_time()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)

    def rows() -> int:
        shown = desktop.window.currentWidget().findChild(WorkList)
        return shown.table.model().rowCount() if shown is not None and shown.table.model() else 0

    while not rows():
        QTest.qWait(1)
        if time.perf_counter() - start > PATIENCE:
            sys.exit("Today never showed its rows")
    app.sendPostedEvents()
    today = time.perf_counter() - start
    cpu = time.process_time() - burnt
    start = time.perf_counter()
    keys.unlock(folder, AGENT.id, PASSWORD)
    key = time.perf_counter() - start
    desktop.window.close()
    said = {"login": login, "today": today, "key": key, "cpu": cpu}
    print(json.dumps({name: 1000 * seconds for name, seconds in said.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
