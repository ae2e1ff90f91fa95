"""`python -m tests.simulation FIRST COUNT`: that many worlds from a seed on, each failing one named."""

import sys

from tests.simulation.life import kind_of, run

first, count = (int(word) for word in sys.argv[1:3])
failed = []
for seed in range(first, first + count):
    try:
        run(seed, **kind_of(seed))
    except Exception as error:  # noqa: BLE001  named, and the next
        failed.append(seed)
        print(seed, type(error).__name__, error, flush=True)  # noqa: T201
sys.exit(bool(failed))
