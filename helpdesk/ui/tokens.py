"""The look as plain values: colours and sizes by name, light and dark from the same names. No Qt."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum

BIG_TYPE = 1.3
BIG_LENGTHS = 1.2  # columns have some air to give
# Spacing grows less than type, so that big type still fits 1366x768.
_TYPE = ("key", "small", "body", "lead", "title", "figure")
_ROOMS = ("row", "field", "button", "nav", "chip", "top_bar")


class Tone(StrEnum):
    """What a colour means. A tone always stands beside a text or a sign that says the same."""

    RED = "red"  # late, refused, wrong
    AMBER = "amber"  # soon due, waiting for somebody
    GREEN = "green"  # done, on time
    BLUE = "blue"  # result out, information
    GREY = "grey"  # neutral
    PLAIN = "plain"  # the ink of ordinary text


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """One look. Colours are `#rrggbb`, sizes are logical pixels."""

    dark: bool = False
    # Grounds and inks of the work area
    ground: str = "#f4f6f7"
    panel: str = "#ffffff"
    ink: str = "#1c2730"
    muted: str = "#5d6b76"
    placeholder: str = "#687580"
    line: str = "#dde3e7"
    row_line: str = "#edf0f2"
    field_line: str = "#c6d0d5"
    check_line: str = "#7a9a9c"
    key_ground: str = "#fafbfb"
    tint: str = "#e3f0f0"
    hover: str = "#f2f7f7"
    track: str = "#e5eaec"
    thumb: str = "#e8eef0"
    scroll: str = "#c2ccd2"
    dot_grey: str = "#8b98a2"
    veil: str = "#f4f6f7"
    disabled: str = "#8b98a2"
    # Brand
    brand: str = "#0f5c63"
    brand_ink: str = "#0f5c63"
    brand_hover: str = "#13686f"
    brand_down: str = "#0c4d53"
    on_brand: str = "#ffffff"
    key_brand: str = "#1b7078"
    key_brand_line: str = "#2e8a92"
    on_key_brand: str = "#d7eeee"
    focus: str = "#0f5c63"
    focus_on_brand: str = "#8fd0d4"
    # Rail
    rail: str = "#12343a"
    rail_active: str = "#1f5057"
    rail_hover: str = "#183f46"
    rail_line: str = "#24494f"
    rail_strong: str = "#ffffff"
    rail_ink: str = "#dbe8e8"
    rail_muted: str = "#9fbcbe"
    rail_key: str = "#8fb0b2"
    rail_active_key: str = "#b4cfd1"
    badge: str = "#c2410c"
    on_badge: str = "#ffffff"
    dot_on: str = "#4cc38a"
    dot_off: str = "#f2b84b"
    dot_busy: str = "#7db7f0"
    dot_bad: str = "#ff8a7a"
    # Tones: ink and ground
    red: str = "#b3261e"
    red_ground: str = "#fbe9e7"
    amber: str = "#8a5a00"
    amber_ground: str = "#fdf1d8"
    green: str = "#1d6b3a"
    green_ground: str = "#e2f3e7"
    blue: str = "#1f4f94"
    blue_ground: str = "#e4edf9"
    grey: str = "#495761"
    grey_ground: str = "#eceff1"
    # Type
    key: int = 12
    small: int = 13
    body: int = 15
    lead: int = 17
    title: int = 20
    figure: int = 26
    # Rooms
    row: int = 40
    field: int = 34
    button: int = 36
    nav: int = 42
    chip: int = 21
    top_bar: int = 56
    rail_width: int = 204
    radius: int = 8
    # 1.0 or BIG_LENGTHS: for widths of columns and other lengths that hold text
    scale: float = 1.0

    def tone_ink(self, tone: Tone) -> str:
        """The colour of text of this tone."""
        return self.ink if tone is Tone.PLAIN else str(getattr(self, tone.value))

    def tone_ground(self, tone: Tone) -> str:
        """The pale ground of a chip or banner of this tone."""
        return (
            self.grey_ground if tone is Tone.PLAIN else str(getattr(self, f"{tone.value}_ground"))
        )

    def length(self, pixels: int) -> int:
        """A length that holds text, grown with the type."""
        return round(pixels * self.scale)

    def as_mapping(self) -> dict[str, str]:
        """Every token by name, as text, for the style sheet's placeholders."""
        return {field.name: str(getattr(self, field.name)) for field in fields(self)}


LIGHT = Tokens()

DARK = Tokens(
    dark=True,
    ground="#10171b",
    panel="#182126",
    ink="#e4eaed",
    muted="#9fb0ba",
    placeholder="#8a9aa4",
    line="#2c383f",
    row_line="#243037",
    field_line="#435159",
    check_line="#6f9396",
    key_ground="#212c32",
    tint="#1c3a3d",
    hover="#1d292e",
    track="#2c383f",
    thumb="#2a363d",
    scroll="#46555e",
    dot_grey="#7d8c96",
    veil="#10171b",
    disabled="#6b7a84",
    brand="#12666d",
    brand_ink="#6cc5cb",
    brand_hover="#16767e",
    brand_down="#0f565c",
    key_brand="#0e5056",
    key_brand_line="#2e8a92",
    focus="#4fb3ba",
    focus_on_brand="#a9e0e3",
    rail="#0c2226",
    rail_active="#1a464c",
    rail_hover="#12343a",
    rail_line="#1c3c42",
    red="#ff9d94",
    red_ground="#43211f",
    amber="#f0c169",
    amber_ground="#3b2f14",
    green="#7fd6a0",
    green_ground="#173524",
    blue="#9cc4fb",
    blue_ground="#1b2f4d",
    grey="#b7c4cc",
    grey_ground="#2a353c",
)


def chosen(*, dark: bool = False, big_type: bool = False) -> Tokens:
    """The tokens for a person's two choices: ground and type size."""
    tokens = DARK if dark else LIGHT
    if not big_type:
        return tokens
    # 12 px key hints stay a step smaller than the rest: they are signs beside a text.
    grown = {name: round(getattr(tokens, name) * BIG_TYPE) for name in _TYPE}
    rooms = {name: round(getattr(tokens, name) * 1.2) for name in _ROOMS}
    return replace(tokens, **grown, **rooms, rail_width=244, scale=BIG_LENGTHS)


# Every pair of text and ground that the widgets use; the contrast test walks it.
TEXT_ON_GROUND: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("ink", "muted") for ground in ("ground", "panel", "tint", "hover")),
    *((tone, f"{tone}_ground") for tone in ("red", "amber", "green", "blue", "grey")),
    *(
        (tone, ground)
        for tone in ("red", "amber", "green", "blue", "brand_ink")
        for ground in ("panel", "tint", "hover")
    ),
    ("placeholder", "panel"),
    ("muted", "key_ground"),
    ("brand_ink", "ground"),
    ("on_brand", "brand"),
    ("on_brand", "brand_hover"),
    ("on_brand", "brand_down"),
    ("on_key_brand", "key_brand"),
    ("rail_strong", "rail"),
    ("rail_strong", "rail_active"),
    ("rail_ink", "rail"),
    ("rail_ink", "rail_hover"),
    ("rail_muted", "rail"),
    ("rail_muted", "rail_hover"),
    ("rail_key", "rail"),
    ("rail_key", "rail_hover"),
    ("rail_active_key", "rail_active"),
    ("on_badge", "badge"),
)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, 1.0 to 21.0 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
