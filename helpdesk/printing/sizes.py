"""The sheets we print on and the type that suits each; all measures in points."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Measures:
    """A sheet's edges and type; all type is a ratio of `body`, `qr` is the least side of a code.

    `leading` is the height of a line per 1 size, `row` the white below a table's row, `labels` the most
    of a row that its label takes; `paired` lets two short rows share a line.
    """

    width: float
    height: float
    margin: float
    body: float
    qr: float
    leading: float = 1.5
    row: float = 0.2
    labels: float = 0.24
    paired: bool = True

    @property
    def inner(self) -> float:
        """The width of the text."""
        return self.width - 2 * self.margin

    @property
    def small(self) -> float:
        """Type for what stands beside: table heads, hints, the footer."""
        return self.body * 0.82

    @property
    def large(self) -> float:
        """Type for what must be found at a glance: the promised day."""
        return self.body * 1.45

    @property
    def figure(self) -> float:
        """Type for the number that is read out on the telephone."""
        return self.body * 1.75

    @property
    def title(self) -> float:
        """Type for the paper's name."""
        return self.body * 2.15

    @property
    def gap(self) -> float:
        """The space between two parts."""
        return self.body * (self.leading - 0.6)

    def tightened(self) -> Iterator["Measures"]:
        """These measures, then closer lines, then smaller type too: never too small for old eyes."""
        yield self
        yield replace(self, leading=1.36)
        yield replace(self, leading=1.34, body=self.body * 0.96)
        yield replace(self, leading=1.3, body=self.body * 0.93)
        yield replace(self, leading=1.3, body=self.body * 0.93, row=0.05)


class Size(Enum):
    """A sheet to print on: A4 and A5, both also in large type, and two rolls as long as their text."""

    A4 = Measures(width=210 * MM, height=297 * MM, margin=15 * MM, body=10.5, qr=27 * MM)
    A5 = Measures(width=148 * MM, height=210 * MM, margin=10 * MM, body=9, qr=23 * MM)
    A4_LARGE = Measures(width=210 * MM, height=297 * MM, margin=14 * MM, body=13.6, qr=30 * MM)
    A5_LARGE = Measures(width=148 * MM, height=210 * MM, margin=9 * MM, body=11.7, qr=25 * MM)
    ROLL80 = Measures(72 * MM, 0, margin=1.5 * MM, body=8.8, qr=26 * MM, labels=0.4, paired=False)
    ROLL58 = Measures(48 * MM, 0, margin=1 * MM, body=8.2, qr=24 * MM, labels=0.4, paired=False)

    @property
    def roll(self) -> bool:
        """Whether the paper comes from a roll: `width` is what the head can print."""
        return not self.value.height
