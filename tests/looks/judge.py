"""Judges what is shown: the live widgets and their pixels at the moment of the picture.

    findings = judge.looks(stage.shown, language="en")

Each finding names the widget's path, the text and what is wrong with it.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontDatabase, QImage, QRawFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from helpdesk.ui import fonts
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import contrast
from helpdesk.ui.widgets.work_table import Role
from tests.looks import painted, words
from tests.looks.painted import Line

_SLACK = 1.5  # pixels: rounding of places
_ENOUGH, _ENOUGH_LARGE = 4.5, 3.0
_LARGE, _LARGE_BOLD = 24, 18.66
_POPUPS = ("search_popup", "busy_overlay")
_NARROW = 3  # letters
_CROSSING = 3  # pixels that two texts may share
_TELLS = (
    Qt.ItemDataRole.DisplayRole,
    Role.LEAD,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


def looks(window: QWidget, *, language: str, room: QSize) -> list[str]:
    """What is wrong with the texts on a window: cut, covered, unreadable, without glyphs, untranslated.

    `room` is the size of the screen.
    """
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    lists = [each for each in painted.shown_widgets(window) if _is_list(each)]
    lines = [line for line in painted.lines(window) if not _is_behind(line, lists, window)]
    result = [
        *_letter_by_letter(lines, window),
        *_too_large(window, room),
        *_beyond(window),
        *_unreadable(lines, window, image),
    ]
    for line in lines:
        wrongs = (
            *_cut(line, window),
            *_elided(line),
            *_without_glyphs(line),
            *(f"not {language}: {word}" for word in _foreign(line, language)),
        )
        result += [f"{path(line.widget, window)} {line.text!r}: {wrong}" for wrong in wrongs]
    return list(dict.fromkeys([*result, *_crossing(lines, window)]))


def _is_behind(line: Line, lists: list[QWidget], window: QWidget) -> bool:
    """Whether a list that opened over the window hides some of it, as it should."""
    box = line.in_window(window)
    return any(
        not (each is line.widget or each.isAncestorOf(line.widget))
        and box.intersects(QRectF(each.rect()).translated(QPointF(each.mapTo(window, QPoint()))))
        for each in lists
    )


def _is_list(widget: QWidget) -> bool:
    return widget.property("panel") == "popup" or widget.objectName() in _POPUPS


def _foreign(line: Line, language: str) -> list[str]:
    """What somebody typed may be in any language."""
    if isinstance(line.widget, QLineEdit) and line.widget.text():
        return []
    found = words.foreign(line.text, language)
    if line.pixels == tokens().key:  # caps hold the initials by which something is found
        found = [word for word in found if not word.islower()]
    return found


def path(widget: QWidget, window: QWidget) -> str:
    """Where a widget stands: the classes down to it, with the names that they have."""
    steps: list[str] = []
    each: QWidget | None = widget
    while each is not None:
        name = each.objectName() or each.accessibleName()
        own = not type(each).__module__.startswith("PySide6")
        if own or name or each is widget:
            steps.append(type(each).__name__ + (f"({name})" if name else ""))
        each = None if each is window else each.parentWidget()
    return " > ".join(reversed(steps[:4]))


# -- cut


def _cut(line: Line, window: QWidget) -> Iterator[str]:
    widget = line.widget
    if isinstance(widget, QLineEdit) and widget.text():
        return  # what is typed scrolls in its field
    room = line.clip if line.clip.intersects(line.box) else QRectF(widget.rect())
    lacking = _outside(line.box, room)
    if lacking and not _scrolls(widget, lacking):
        yield f"cut by its widget at the {', '.join(sorted(lacking))}"
        return
    if not lacking and (where := _cut_by_parent(line.widget, line.box, window)):
        yield where


def _cut_by_parent(widget: QWidget, box: QRectF, window: QWidget) -> str:
    """Where an ancestor ends before the box does and nothing scrolls it there; empty if nowhere."""
    each = widget
    while each is not window and (parent := each.parentWidget()) is not None:
        box = box.translated(QPointF(each.pos()))
        lacking = _outside(box, QRectF(parent.rect()))
        if lacking:
            scrolls = _scrolls(parent, lacking)
            return "" if scrolls else f"beyond {type(parent).__name__} at the {', '.join(lacking)}"
        each = parent
    return ""


def _letter_by_letter(lines: list[Line], window: QWidget) -> Iterator[str]:
    """Paragraphs so narrow that words stand on top of one another."""
    together: dict[QWidget, list[Line]] = {}
    for line in lines:
        if isinstance(line.widget, QLabel) and line.widget.wordWrap():
            together.setdefault(line.widget, []).append(line)
    for widget, rows in together.items():
        if len(rows) > 2 and max(row.box.width() for row in rows) < _NARROW * rows[0].pixels:
            yield f"{path(widget, window)} {rows[0].text!r}: wraps letter by letter"


def _outside(box: QRectF, room: QRectF) -> set[str]:
    sides = {
        "left": room.left() - box.left(),
        "right": box.right() - room.right(),
        "top": room.top() - box.top(),
        "bottom": box.bottom() - room.bottom(),
    }
    return {side for side, pixels in sides.items() if pixels > _SLACK}


def _scrolls(widget: QWidget, sides: set[str]) -> bool:
    """Whether the widget is what a scroll area shows, and can be scrolled to those sides."""
    area = widget.parentWidget()
    if isinstance(area, QHeaderView):
        area = area.parentWidget()
    if not isinstance(area, QAbstractScrollArea):
        return False

    def moves(bar: QScrollBar) -> bool:
        return bar.maximum() > bar.minimum()

    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    sideways = moves(area.horizontalScrollBar()) and area.horizontalScrollBarPolicy() != off
    across = not sides & {"left", "right"} or sideways
    down = not sides & {"top", "bottom"} or moves(area.verticalScrollBar())
    return across and down


def _elided(line: Line) -> Iterator[str]:
    text = line.text.strip()
    if not text.endswith(words.ELISION) or words.ends_so_itself(text):
        return
    start = text.removesuffix(words.ELISION).rstrip()
    whole = next((each for each in _tells(line) if start in each and each != text), "")
    if text in (line.widget.property("text"), line.widget.property("placeholderText")):
        return
    if not whole:
        yield "cut short, and the whole text is nowhere"
    elif words.is_fixed(whole) or isinstance(line.widget.parentWidget(), QHeaderView):
        yield f"fixed words cut short: {whole}"


def _tells(line: Line) -> Iterator[str]:
    """Where the whole of a shortened text may be read."""
    widget = line.widget
    tips = (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    for text in tips:
        yield from (piece.strip() for piece in (text, *text.split("\n")))
    view = widget.parentWidget()
    if isinstance(view, QHeaderView):
        for n in range(view.count()):
            yield str(view.model().headerData(n, view.orientation()) or "")
    elif isinstance(view, QAbstractItemView):
        index = view.indexAt(line.box.center().toPoint())
        for role in _TELLS:
            text = str(index.data(role) or "")
            yield from (piece.strip() for piece in (text, *text.split("\n")))
            yield from _parts(text)


def _parts(text: str) -> Iterator[str]:
    """A cell may draw its text in pieces."""
    for sign in (" · ", ", ", "，", ": ", "：", " "):
        pieces = text.split(sign)
        yield from (sign.join(pieces[n:]).strip() for n in range(1, len(pieces)))


def _too_large(window: QWidget, room: QSize) -> Iterator[str]:
    size = window.size()
    if size.width() > room.width() or size.height() > room.height():
        yield f"{type(window).__name__}: {size.width()}x{size.height()} is larger than the screen"


def _beyond(window: QWidget) -> Iterator[str]:
    """What takes the keyboard and stands where nobody sees it."""
    for widget in painted.shown_widgets(window):
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, QScrollArea):
            continue
        where = _cut_by_parent(widget, QRectF(widget.rect()), window)
        if where:
            yield f"{path(widget, window)}: {where}"


# -- glyphs


def _without_glyphs(line: Line) -> Iterator[str]:
    lacking = [c for c in dict.fromkeys(line.text) if not _is_drawn(c, tuple(line.font.families()))]
    if lacking:
        yield "no font of ours has " + " ".join(f"U+{ord(c):04X} {c}" for c in lacking)


@cache
def _is_drawn(character: str, families: tuple[str, ...]) -> bool:
    if character.isspace() or character in "\u200b\u200d\ufe0e\ufe0f\u180e\u2028":
        return True
    return any(_font(family).supportsCharacter(ord(character)) for family in families)


@cache
def _font(family: str) -> QRawFont:
    raw = QRawFont()
    if family in fonts.FAMILIES:
        font = fonts.application_font(tokens())
        font.setFamilies([family])
        raw = QRawFont.fromFont(font, QFontDatabase.WritingSystem.Any)
    return raw


# -- pixels


def _unreadable(lines: list[Line], window: QWidget, image: QImage) -> Iterator[str]:
    """What is covered or too pale. A selected text is painted twice: one of the two can be read."""
    together: dict[tuple[QWidget, str, int, int], list[str]] = {}
    for line in lines:
        place = (line.widget, line.text, round(line.box.left()), round(line.box.top()))
        together.setdefault(place, []).append(_against_ground(line, window, image))
    for (widget, text, *_place), wrongs in together.items():
        if all(wrongs):
            yield f"{path(widget, window)} {text!r}: {wrongs[0]}"


def _against_ground(line: Line, window: QWidget, image: QImage) -> str:
    box = line.box & line.clip
    place = box.translated(QPointF(line.widget.mapTo(window, QPoint()))) & QRectF(window.rect())
    if place.isEmpty() or _cut_by_scrolling(line, window):
        return ""
    pixels = _colours(image, place.toAlignedRect().adjusted(-1, 0, 1, 0))
    grounds = [pixel for pixel, _n in pixels.most_common(2) if _hex(pixel) != line.ink]
    if not grounds:
        return "covered: there is one colour only"
    ground = _hex(grounds[0])
    ratio = contrast(line.ink, ground)
    if not any(_near(colour, line.ink, ground) for colour in pixels):
        return f"covered: nothing of {line.ink} is there on {ground}"
    if line.widget.isEnabled() and line.ink != tokens().disabled and ratio < _needed(line):
        return f"contrast {ratio:.2f} of {line.ink} on {ground}"
    return ""


def _cut_by_scrolling(line: Line, window: QWidget) -> bool:
    """Whether some of it is scrolled out of sight."""
    each, box = line.widget, line.box
    if _outside(box, line.clip):
        return True
    while each is not window and (parent := each.parentWidget()) is not None:
        box = box.translated(QPointF(each.pos()))
        if _outside(box, QRectF(parent.rect())):
            return True
        each = parent
    return False


def _needed(line: Line) -> float:
    large = line.pixels >= (_LARGE_BOLD if line.font.bold() else _LARGE)
    return _ENOUGH_LARGE if large else _ENOUGH


def _colours(image: QImage, place: QRect) -> Counter[int]:
    ratio = image.devicePixelRatio()
    if ratio != 1:
        place = QRect(place.topLeft() * ratio, place.size() * ratio)
    place &= image.rect()
    pixels = memoryview(image.constBits()).cast("I")  # type: ignore[arg-type]
    stride = image.bytesPerLine() // 4
    found: Counter[int] = Counter()
    for y in range(place.top(), place.bottom() + 1):
        start = y * stride + place.left()
        found.update(pixels[start : start + place.width()])
    return found


def _hex(pixel: int) -> str:
    return f"#{pixel & 0xFFFFFF:06x}"


def _near(pixel: int, ink: str, ground: str) -> bool:
    """Whether a pixel is nearer to the ink than to the ground: thin strokes never reach their ink."""
    first, second = int(ink[1:], 16), int(ground[1:], 16)
    return 2 * _apart(pixel, first) < 1.2 * _apart(first, second) or first == second


def _apart(one: int, other: int) -> int:
    return sum(abs((one >> shift & 255) - (other >> shift & 255)) for shift in (0, 8, 16))


def _crossing(lines: list[Line], window: QWidget) -> Iterator[str]:
    """Texts that stand on one another."""
    seen = [(line, line.in_window(window)) for line in lines if not _cut_by_scrolling(line, window)]
    for (one, first), (other, second) in combinations(seen, 2):
        both = first & second
        twice = one.widget is other.widget and one.text == other.text
        if both.width() > _CROSSING and both.height() > _CROSSING and not twice:
            yield f"{path(one.widget, window)} {one.text!r}: lies on {other.text!r}"
