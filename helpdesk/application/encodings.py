"""Text out of bytes whose encoding nobody wrote down: UTF-8, GB 18030 or UTF-16, or an honest no."""

import codecs

from helpdesk.domain.problems import Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000  # characters looked at to tell GB 18030 from what only happens to decode
_LIKELY = 0.65
_NULS = 0.2


def decode_text(content: bytes) -> str:
    """The text in `content`, without a byte order mark, otherwise with every character.

    A mark decides; then strict UTF-8; then GB 18030, which accepts almost any bytes and is therefore
    believed only when the outcome looks like text. Raises Problem `file-encoding`.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _strict(content, encoding).removeprefix("\ufeff")
    if content.count(0) > len(content) * _NULS:
        raise Problem("file-encoding")  # UTF-16 without its mark, or no text at all
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = _strict(content, "gb18030")
    if not _is_likely(text[:_SAMPLE]):
        raise Problem("file-encoding")
    return text


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Problem("file-encoding") from error


def _is_likely(text: str) -> bool:
    """Whether this was meant: what people write lies in GB 2312 but for rare characters, which take
    four bytes; what Big5, Shift-JIS, Latin-1 or broken UTF-8 turn into mostly lies elsewhere."""
    beyond = [character for character in text if character > "\x7f"]
    return sum(map(_is_meant, beyond)) >= len(beyond) * _LIKELY


def _is_meant(character: str) -> bool:
    encoded = character.encode("gb18030")
    if len(encoded) == 4:
        return True
    lead, trail = encoded
    return trail >= 0xA1 and (0xB0 <= lead <= 0xF7 or lead in (0xA1, 0xA2, 0xA3))
