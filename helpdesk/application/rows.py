"""One line of a table that somebody brought: text by column, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from helpdesk.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: `line` as the file counts it, from 1; cells as text, as they are.

    `broken` holds what is wrong with a cell, by column; column -1 stands for the line as a whole.
    """

    line: int
    cells: tuple[str, ...] = ()
    broken: Mapping[int, Problem] = field(default_factory=dict)

    def cell(self, column: int) -> str:
        """The text in `column`, empty behind the end of the line.

        Raises the Problem of a cell or line that cannot be read.
        """
        problem = self.broken.get(-1) or self.broken.get(column)
        if problem:
            raise problem
        return self.cells[column] if column < len(self.cells) else ""

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.broken and not any(cell.strip() for cell in self.cells)
