"""The tour in one look: every scene brought up, pictured if wished, and judged."""

from pathlib import Path

from PySide6.QtCore import QSize

from tests.looks import judge, keyboard
from tests.looks.scenes import SCENES
from tests.looks.stage import Look, Stage


def walk(
    shown: Stage, look: Look, *, out: Path | None = None, keys: bool = True, only: str = ""
) -> list[str]:
    """What is wrong in this look. `out` is where the pictures go; `keys`: the keyboard is judged too;
    `only` scenes whose name has this in it."""
    shown.wear(look)
    found: list[str] = []
    for number, (name, scene) in enumerate(SCENES, 1):
        if only not in name:
            continue
        try:
            scene(shown)
            if out is not None:
                shown.picture().save(str(out / f"{number:02d}-{name}.png"))
            wrongs = judge.looks(shown.shown, language=look.language, room=QSize(*look.size))
            if keys:
                wrongs += keyboard.looks(shown.shown)
                wrongs += keyboard.compositions(shown.shown)
            found += [f"{look} {name}: {wrong}" for wrong in wrongs]
        finally:
            shown.clear()
    return found
