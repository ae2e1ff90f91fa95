"""Every screen and dialog of the tour, judged: nothing cut, covered, pale, unnamed or in a wrong language.

A chosen part of the looks; `make tour` walks all of them. C18, C29, C30: the screens of a working day.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.looks.stage import SIZES, Look, stage
from tests.looks.walk import walk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

SMALL, LARGE = SIZES
LOOKS = (  # Chinese first: what is recorded on the way is data afterwards
    Look("zh_CN", "light", SMALL),
    Look("zh_CN", "dark", LARGE),
    Look("en", "big", SMALL),
)


@pytest.mark.timeout(600)
def test_nothing_is_wrong(qapp: QApplication, tmp_path: Path) -> None:
    found: list[str] = []
    with stage(tmp_path) as shown:
        for look in LOOKS:
            found += walk(shown, look, keys=look is LOOKS[0])
    assert found == []


def test_sharp_where_a_pixel_is_four(tmp_path: Path) -> None:
    """A screen of twice the density: the same judge, on pictures of twice the size."""
    walked = subprocess.run(
        [sys.executable, "-m", "tests.looks", str(tmp_path), "zh_CN-light-1366x768", "intake-m"],
        env={**os.environ, "QT_SCALE_FACTOR": "2"},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert walked.returncode == 0, walked.stdout + walked.stderr
    pictures = [QImage(str(path)) for path in tmp_path.rglob("*.png")]
    assert len(pictures) == 2
    for picture in pictures:
        assert (picture.width(), picture.height()) == (2 * SMALL[0], 2 * SMALL[1])
        half = picture.scaled(picture.size() / 2).scaled(picture.size())
        assert half != picture, "only blown up"
