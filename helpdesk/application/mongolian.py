"""A translator's file with the Mongolian of the papers: read, checked, and looked up when a paper is drawn.

A file is a table (Excel, CSV, TSV) with a key, the Chinese and the Mongolian in traditional script. The
program has no Mongolian of its own: what the file leaves empty stays Chinese alone. A translation
belongs to its Chinese text word for word: where a program says something else, it is not used.
"""

import csv
import io
import unicodedata
from collections.abc import Mapping

from helpdesk.application.forms import Form, Lines, Words
from helpdesk.application.papers import Desk, Issue
from helpdesk.application.rows import Row
from helpdesk.application.tables import read_table
from helpdesk.domain.problems import Problem
from helpdesk.i18n.paper_texts import PAPER_TEXTS, paper_texts
from helpdesk.i18n.texts import _, in_chinese

BYTES_MAX = 1_000_000
LENGTH_MAX = 1_500  # code points of one text
PAPERS = frozenset(
    {
        "receipt",
        "one_time_notice",
        "joint_receipt",
        "materials_receipt",
        "authorisation",
        "deferral_undertaking",
        "correction_notice",
        "refusal_slip",
        "completion_slip",
        "delivery_receipt",
    }
)
"""The papers that residents get: the others stay Chinese."""

COLUMNS = ("键", "中文", "蒙古文")
_COLUMNS = {
    "key": ("键", "key", "编号", "英文"),
    "chinese": ("中文", "汉文", "汉语", "chinese"),
    "mongolian": ("蒙古文", "蒙文", "蒙古语", "mongolian"),
}
_JOINERS = frozenset("\u180b\u180c\u180d\u180e\u180f\u200c\u200d\u202f")
_SIGNS = frozenset(" 0123456789.,:;()[]-–—/%«»‹›“”‘’·!?…《》〈〉（）")
_BOM = "\ufeff"


def words_in(content: bytes, *, suffix: str) -> dict[str, str]:
    """Chinese -> Mongolian of a translator's file; lines without Mongolian are left out.

    Raises Problem as `read_table` does, `file-large`, `columns-missing`, `mongolian-empty`, and with the
    line `mongolian-key`, `mongolian-chinese`, `mongolian-twice`, `mongolian-long`,
    `mongolian-control` or `mongolian-script`.
    """
    if len(content) > BYTES_MAX:
        raise Problem("file-large", megabytes=BYTES_MAX // 1_000_000)
    table = read_table(content, suffix=suffix, column_of=_column)
    places = {_column(header): place for place, header in enumerate(table.headers)}
    if not set(_COLUMNS) <= set(places):
        raise Problem("columns-missing", missing=", ".join(COLUMNS), found=", ".join(table.headers))
    found: dict[str, str] = {}
    known = paper_texts()
    for row in table.rows:
        chinese = _chinese(row, places, known)
        mongolian = _mongolian(row.cell(places["mongolian"]).strip(" "), line=row.line)
        if not mongolian:
            continue
        if found.setdefault(chinese, mongolian) != mongolian:
            raise Problem("mongolian-twice", line=row.line, text=chinese)
    if not found:
        raise Problem("mongolian-empty")
    return found


def missing(words: Mapping[str, str]) -> tuple[str, ...]:
    """The Chinese of the texts that have no Mongolian yet, in the order of a translator's file."""
    return tuple(chinese for chinese in paper_texts().values() if chinese not in words)


def spoken(words: Mapping[str, str]) -> dict[str, str]:
    """The Mongolian by the texts of the language in use, as papers are drawn with."""
    known = ((_(text), words.get(in_chinese(text), "")) for text in PAPER_TEXTS)
    return {text: mongolian for text, mongolian in known if mongolian}


def template(words: Mapping[str, str]) -> bytes:
    """The file to give to a translator (CSV that Excel opens): what is translated, and what is not."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows((key, zh, words.get(zh, "")) for key, zh in paper_texts().items())
    return (_BOM + out.getvalue()).encode()


def proof_form(*, issue: Issue, desk: Desk) -> Form:
    """Every text on its own, to be read by whoever answers for the translation."""
    return Form(
        title=_("Mongolian on papers"),
        subtitle=_("Proof of every text, in the order of the translator's file"),
        issue=issue,
        desk=desk,
        sections=tuple(Words(_(text)) for text in paper_texts()),
        closing=(Lines(((_("Checked by (signature)"), _("Date")),)),),
        asking=False,
    )


def _column(header: str) -> str:
    plain = "".join(header.split()).lower()
    return next((name for name, known in _COLUMNS.items() if plain.startswith(known)), "")


def _chinese(row: Row, places: Mapping[str, int], known: Mapping[str, str]) -> str:
    """The Chinese of a line, which has to be what papers say for its key."""
    key = " ".join(row.cell(places["key"]).split())
    if key not in known:
        raise Problem("mongolian-key", line=row.line, key=key[:80] or "—")
    chinese = row.cell(places["chinese"]).strip()
    if chinese != known[key]:
        raise Problem("mongolian-chinese", line=row.line, text=chinese[:80] or "—", now=known[key])
    return chinese


def _mongolian(text: str, *, line: int) -> str:
    """The Mongolian of a line, if it is fit to be printed."""
    if len(text) > LENGTH_MAX:
        raise Problem("mongolian-long", line=line, most=LENGTH_MAX)
    for character in text:
        if character in _JOINERS or character in _SIGNS:
            continue
        name = unicodedata.name(character, "")
        if unicodedata.category(character)[0] in "CZ":
            raise Problem("mongolian-control", line=line, code=f"U+{ord(character):04X}")
        if not name.startswith("MONGOLIAN"):
            raise Problem("mongolian-script", line=line, character=character)
    if text and not any(unicodedata.name(c, "").startswith("MONGOLIAN LETTER") for c in text):
        raise Problem("mongolian-script", line=line, character=text[:1])
    return text
