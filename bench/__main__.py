"""`make bench`: every figure of the project in one JSON, with the machine and a reference of the run.

The city's parts are small here and say so (cases, clocks, seconds): `python -m bench.city_scale`,
`bench.city_load`, `bench.ladder` and `bench.first_sync` have the sizes that are asked for.
"""

import json
import os
import platform
import sys
import time
from hashlib import sha256

from bench import (
    backup,
    cases,
    cipher,
    city_load,
    city_scale,
    first_sync,
    ladder,
    papers,
    store,
    sync,
    verify,
    window,
)

PARTS = {
    "store": store.measure,
    "cipher": cipher.measure,
    "papers": papers.measure,
    "sync": lambda: sync.run(10_000),
    "first_sync": first_sync.measure,
    "city_scale": lambda: city_scale.measure(50_000, 2),
    "city_load": lambda: city_load.measure(20),
    "ladder": lambda: ladder.measure(50_000, 2_000),
    "window": window.measure,
    "cases": cases.measure,
    "verify": verify.measure,
    "backup": backup.measure,
}


def reference_ms() -> float:
    """A fixed piece of work, 100 MB of SHA-256: what the other times can be held against."""
    block = bytes(1_000_000)
    start = time.perf_counter()
    for _ in range(100):
        sha256(block).digest()
    return round(1000 * (time.perf_counter() - start), 1)


def main(chosen: list[str]) -> None:
    """Measure the named parts, or all."""
    result: dict[str, object] = {
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
        },
        "reference_sha256_100mb_ms": reference_ms(),
    }
    for name in chosen or PARTS:
        result[name] = PARTS[name]()
    print(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
