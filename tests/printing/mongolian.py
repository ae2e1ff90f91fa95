"""TEST DATA, not Mongolian: letters of the Unicode chart in rows, so that columns can be looked at.

No word here means anything. Each text gets as many letters as a translation might have, cut into rows
of two to nine, with digits, punctuation, a vowel separator and a free variation selector among them.
"""

from helpdesk.i18n.paper_texts import paper_texts

LETTERS = "".join(chr(code) for code in range(0x1820, 0x1843))
_LENGTHS = (5, 7, 3, 8, 6, 2, 9, 4)
_PER_CHARACTER = 2.2  # letters for each Chinese one


def row(start: int, length: int) -> str:
    """Letters of the chart, one after the other."""
    return "".join(LETTERS[(start + n) % len(LETTERS)] for n in range(length))


def test_string(chinese: str, *, start: int) -> str:
    """Rows of letters for a text."""
    rows: list[str] = []
    wanted = max(4, int(len(chinese) * _PER_CHARACTER))
    while wanted > 0:
        length = min(_LENGTHS[(start + len(rows)) % len(_LENGTHS)], max(2, wanted))
        rows.append(row(start + 5 * len(rows), length))
        wanted -= length
    if len(rows) > 3:
        rows[1] = "60"
        rows[2] += "\u180e\u1820"  # a vowel after its separator
        rows[-1] += "\u1803"  # a full stop
    return " ".join(rows)


test_string.__test__ = False  # type: ignore[attr-defined]  a helper, not a test

WORDS = {zh: test_string(zh, start=n) for n, zh in enumerate(paper_texts().values())}
SELECTED = "\u1820\u180b\u1828\u180c\u1820"  # with free variation selectors
STRINGS = (
    *WORDS.values(),
    SELECTED,
    "\u182d\u1820\u1837\u202f\u1824\u1828",
    "\u1820\u1828 2026 \u1820",
)
