"""The program's own fonts, the same on every machine. GUI thread."""

from PySide6.QtGui import QFont, QFontDatabase

from helpdesk.ui import resources
from helpdesk.ui.tokens import Tokens

SANS = "Noto Sans SC"
# Asked in this order for each character: extensions B-F of the ideographs, then Mongolian script.
FAMILIES = (SANS, "HanaMinB", "Noto Sans Mongolian")
_FIRST = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
_RARE = ("HanaMinB.ttf", "NotoSansMongolian-Regular.ttf")


def load_first() -> None:
    """Loads what the first window needs (about 20 ms). Raises FileNotFoundError if a font is gone."""
    _load(_FIRST)


def load_rare() -> None:
    """Loads rare characters and Mongolian, 31 MB: call once the first window is on the screen."""
    _load(_RARE)


def application_font(tokens: Tokens) -> QFont:
    """Body type for the whole application, sized in pixels."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(tokens.body)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def sized(base: QFont, pixels: int, *, bold: bool = False) -> QFont:
    """`base` in another size or weight; widgets pass their own `font()` to keep the families."""
    font = QFont(base)
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font


def _load(names: tuple[str, ...]) -> None:
    for name in names:
        path = resources.folder() / "fonts" / name
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(path.name)
