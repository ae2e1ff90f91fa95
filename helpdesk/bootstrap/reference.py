"""The data that everybody shares, read from `resources/`."""

from pathlib import Path

from helpdesk.application.reference import ReferenceData, parse_reference

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def load_reference(folder: Path = RESOURCES) -> ReferenceData:
    """Catalogue, calendar and divisions. Raises Problem `table-…` or `calendar-…`."""
    return parse_reference(lambda name: (folder / name).read_text(encoding="utf-8"))
