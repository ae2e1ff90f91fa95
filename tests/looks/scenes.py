"""The scenes of the tour, in order. A scene brings one thing up and answers once it is there.

To add one: write a function here or in a module beside it, and put it into its list. Whatever it opens is
closed for it.
"""

from collections.abc import Callable

from tests.looks import scenes_desk, scenes_intake, scenes_people, scenes_work
from tests.looks.stage import Stage

Scene = Callable[[Stage], object]

SCENES: tuple[tuple[str, Scene], ...] = (
    *scenes_desk.ENTRANCE,
    *scenes_work.TODAY,
    *scenes_intake.INTAKE,
    *scenes_work.CASES,
    *scenes_people.PEOPLE,
    *scenes_desk.DESK,
)
