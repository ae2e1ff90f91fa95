"""The catalogues: texts out of the sources, Chinese in from tables, .mo files out.

python -m tools.catalogues [--from FILE.tsv …]   update both, say what is still untranslated
python -m tools.catalogues --compile             only write the .mo files
"""

import argparse
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages import extract
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "resources" / "locale"
LANGUAGES = ("zh_CN", "en")
METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract"}
OPTIONS = {"silent": "false", "encoding": "utf-8"}
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}

# A message's texts: one, or singular and plural.
Texts = str | tuple[str, ...]


def path_of(language: str) -> Path:
    """Where a language's catalogue is."""
    return LOCALE / language / "LC_MESSAGES" / "helpdesk.po"


def extracted(root: Path = ROOT) -> dict[str, Texts]:
    """Every text of the program by its msgid, sorted."""
    found: dict[str, Texts] = {}
    sources = sorted(p for p in (root / "helpdesk").rglob("*") if p.suffix in METHODS)
    for source in sources:
        with source.open("rb") as file:
            method = METHODS[source.suffix]
            for _line, texts, *_rest in extract.extract(method, file, KEYWORDS, (), OPTIONS):
                msgid = texts if isinstance(texts, str) else texts[0]
                if msgid and not isinstance(found.get(msgid), tuple):
                    found[msgid] = texts
    return dict(sorted(found.items()))


def read(language: str) -> Catalog:
    """The catalogue as it is on disk; an empty one if there is none."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str, texts: dict[str, Texts], given: dict[str, str]) -> Catalog:
    """A catalogue of exactly these texts: the given translation, else the one there was."""
    old = read(language)
    new = Catalog(locale=language, project="helpdesk", fuzzy=False)
    for msgid, message in texts.items():
        string: Texts = ""
        if language == "en":
            string = message
        elif msgid in given:
            string = given[msgid]
        elif (known := old.get(msgid)) is not None and not known.fuzzy:
            string = _texts(known.string)
        new.add(message, _fitting(string, message, new.num_plurals))
    return new


def _texts(value: str | list[str] | tuple[str, ...] | None) -> Texts:
    return value if isinstance(value, str) else tuple(value or ("",))


def _fitting(string: Texts, message: Texts, plurals: int) -> Texts:
    """`string` in the shape that the message asks for: a text, or one per plural form."""
    forms = (string,) if isinstance(string, str) else string
    if isinstance(message, str):
        return forms[0]
    return (forms + (forms[-1],) * plurals)[:plurals]


def rendered(catalogue: Catalog) -> bytes:
    """The .po file: sorted, without line numbers and dates, so that a diff shows texts only."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, omit_header=True, no_location=True, sort_output=True, width=100)
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return header.encode() + buffer.getvalue()


def table(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(msgid, translation) out of lines `msgid<TAB>translation`, with \\n and \\t escaped.

    Raises ValueError with the line's number for a line that is neither that, empty nor a comment.
    """
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if not text or text.startswith("#"):
            continue
        parts = text.split("\t")
        if len(parts) != 2:
            raise ValueError(f"line {number}: expected msgid<TAB>translation")
        msgid, translation = (part.replace("\\n", "\n").replace("\\t", "\t") for part in parts)
        yield msgid, translation


def update(tables: Iterable[Path]) -> list[str]:
    """Bring both catalogues up to date; the msgids that have no Chinese yet."""
    texts = extracted()
    given: dict[str, str] = {}
    for path in tables:
        try:
            given.update(table(path.read_text(encoding="utf-8").splitlines()))
        except ValueError as problem:
            raise SystemExit(f"{path}: {problem}") from problem
    for language in LANGUAGES:
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(rendered(updated(language, texts, given)))
    return [_msgid(message) for message in read("zh_CN") if message.id and not _complete(message)]


def compile_all() -> None:
    """Write each .mo file that is missing or older than its .po."""
    for language in LANGUAGES:
        source = path_of(language)
        target = source.with_suffix(".mo")
        if not source.exists():
            continue
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        buffer = io.BytesIO()
        write_mo(buffer, read(language))
        written = target.with_suffix(".mo.new")
        written.write_bytes(buffer.getvalue())
        written.replace(target)


def _msgid(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _complete(message: Message) -> bool:
    string = message.string
    return all(string) if isinstance(string, tuple) else bool(string)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Update and compile the catalogues.")
    parser.add_argument("--from", dest="tables", nargs="+", action="extend", default=[], type=Path)
    parser.add_argument("--compile", action="store_true", help="only write the .mo files")
    arguments = parser.parse_args()
    if not arguments.compile:
        empty = update(arguments.tables)
        for msgid in empty:
            print(msgid.replace("\n", "\\n").replace("\t", "\\t"))
        print(f"{len(empty)} without Chinese, of {len(extracted())}")
    compile_all()


if __name__ == "__main__":
    main()
