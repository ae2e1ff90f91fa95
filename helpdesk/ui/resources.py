"""Where the files shipped beside the program lie (fonts, icons, styles)."""

from pathlib import Path

import helpdesk


def folder() -> Path:
    """The `resources` folder; the packaged program keeps the same layout as the source tree."""
    return Path(helpdesk.__file__).resolve().parents[1] / "resources"
