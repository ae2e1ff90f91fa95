"""What a printer of the system can do: the trays that it has, the sheets that it takes and has loaded."""

from collections.abc import Iterable
from dataclasses import dataclass

SHEETS = {"A4": "210x297mm", "A5": "148x210mm"}
"""How the names of sheets end in PWG 5101.1, by the beginning of our sizes."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`trays` by the words of PWG 5100.3 (or the system's own), `sheets` by those of PWG 5101.1; what a
    printer does not tell is empty, and then nothing is refused. `troubles` are its state reasons (RFC 8011
    5.4.12) without their weight: `media-empty`, not `media-empty-error`."""

    trays: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    loaded: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()

    def takes(self, size: str) -> bool:
        """Whether it prints on sheets of this size at all."""
        return not self.sheets or _among(size, self.sheets)

    def has_loaded(self, size: str) -> bool:
        """Whether such sheets lie in one of its trays now."""
        return not self.loaded or _among(size, self.loaded)


def _among(size: str, sheets: tuple[str, ...]) -> bool:
    end = SHEETS.get(size.partition("_")[0])
    return end is None or any(sheet.endswith(end) for sheet in sheets)


_WEIGHTS = ("-error", "-warning", "-report")


def unweighted(reasons: Iterable[str]) -> tuple[str, ...]:
    """State reasons without how grave the printer thinks them."""
    return tuple(_unweighted(reason) for reason in reasons if reason != "none")


def _unweighted(reason: str) -> str:
    for weight in _WEIGHTS:
        reason = reason.removesuffix(weight)
    return reason
