"""`python -m tests.simulation FIRST COUNT`: that many worlds from a seed on, each failing one named."""

import sys

from tests.simulation.life import failing

first, count = (int(word) for word in sys.argv[1:3])
failed = 0
for seed, error in failing(range(first, first + count)):
    failed += 1
    print(seed, type(error).__name__, error, flush=True)  # noqa: T201
sys.exit(bool(failed))
