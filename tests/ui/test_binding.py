"""The Qt binding itself, where it has hurt."""

import sys

import pytest
from PySide6.QtWidgets import QApplication, QWidget


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_calls_into_qt_take_no_references_to_none_away(qapp: QApplication, qtbot) -> None:
    """PySide6 6.12.0 under Python 3.11 does: after some 5,000 calls the interpreter aborts."""
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(500):
        widget.update()
    assert sys.getrefcount(None) > before - 100
