"""`python -m tests.looks OUT [LOOK [SCENE]]`: every scene in every look (or those whose names have LOOK and
SCENE in them), pictured and judged. Exit code 1 where something is wrong.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from tests.looks.scenes import SCENES
from tests.looks.stage import MATRIX, stage
from tests.looks.walk import walk

_PLATFORM = "This plugin does not support"  # the offscreen platform says so of itself
_KEYS = ("zh_CN-light-1366x768", "en-big-1366x768", "zh_CN-dark-1920x1080")


def main(out: Path, wanted: str = "", scene: str = "") -> int:
    """Walk; one line for each look, then what is wrong."""
    start, found = time.perf_counter(), list[str]()
    qInstallMessageHandler(_heard(found))
    looks = [look for look in MATRIX if wanted in str(look)]
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder)) as shown:
        for look in looks:
            begun = time.perf_counter()
            pictures = out / str(look)
            pictures.mkdir(parents=True, exist_ok=True)
            found += walk(shown, look, out=pictures, keys=str(look) in _KEYS, only=scene)
            say(f"{look}: {time.perf_counter() - begun:.1f} s")
    for wrong in found:
        say(wrong)
    seconds = time.perf_counter() - start
    say(
        f"{len(looks)} looks of {len(SCENES)} scenes, {len(found)} findings, {seconds:.0f} s · {out}"
    )
    return 1 if found else 0


def say(words: str) -> None:
    """One line."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _heard(found: list[str]) -> object:
    def hear(_kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
        if not words.startswith(_PLATFORM):
            found.append(f"Qt says: {words}")

    return hear


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:4]))
