"""What encryption costs: `python -m bench.cipher [cases]` prints JSON.

The same work on two stores in turn, one encrypted, one plain SQLite through the same driver: rounds
alternate, so that whatever else the machine does falls on both.
"""

import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from bench import store
from helpdesk.store import connection
from helpdesk.store.store import Store

CASES = 20_000
ROUNDS = 15

Work = Callable[[Store], dict[str, object]]


class _Plain(sqlcipher.Connection):  # type: ignore[misc]
    """SQLCipher without a key is SQLite."""

    def execute(self, sql: str, *values: Any) -> Any:
        return super().execute("SELECT 1" if sql.startswith("PRAGMA key") else sql, *values)


@contextmanager
def plain_sqlite() -> Iterator[None]:
    """Inside, the store opens plain files."""
    real = connection.sqlcipher
    connection.sqlcipher = SimpleNamespace(
        connect=lambda *values, **options: real.connect(*values, factory=_Plain, **options)
    )
    try:
        yield
    finally:
        connection.sqlcipher = real


def work_of() -> dict[str, Work]:
    """Register, search, list: each answers figures with a median."""
    return {
        "register": lambda made: store.registering(made, times=30),
        "search": lambda made: store.typing(made, rounds=1),
        "list": lambda made: store.listing(made)["first_page"],
        "list_middle": lambda made: store.listing(made)["middle_page"],
    }


def measure(cases: int = CASES) -> dict[str, object]:
    """Medians of the rounds' medians (ms), and encrypted to plain."""
    found: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as name:
        stores = {"encrypted": _filled(Path(name) / "encrypted", cases)}
        with plain_sqlite():  # readers connect when they are first needed
            stores["plain"] = _filled(Path(name) / "plain", cases)
            _warm(stores["plain"])
        header = (Path(name) / "plain" / connection.FILE_NAME).read_bytes()[:16]
        if header != b"SQLite format 3\0":
            raise SystemExit("the plain store is not plain")
        for _ in range(ROUNDS):
            for kind, made in stores.items():
                for what, work in work_of().items():
                    median = float(str(work(made)["median_ms"]))
                    found.setdefault(what, {}).setdefault(kind, []).append(median)
        for made in stores.values():
            made.close()
    return {"cases": cases, **{what: _compared(kinds) for what, kinds in found.items()}}


def _filled(folder: Path, cases: int) -> Store:
    folder.mkdir()
    made = store.new_store(folder)
    store.fill(made, cases=cases)
    return made


def _warm(made: Store) -> None:
    for work in work_of().values():
        work(made)


def _compared(kinds: dict[str, list[float]]) -> dict[str, float]:
    encrypted, plain = (statistics.median(kinds[kind]) for kind in ("encrypted", "plain"))
    return {
        "encrypted_ms": round(encrypted, 3),
        "plain_ms": round(plain, 3),
        "ratio": round(encrypted / plain, 2),
    }


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:])), indent=1))
