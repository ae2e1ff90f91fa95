"""C8, C12, C14, C15, C23: desks and city killed -9 at random on a line that fails; then all is everywhere.

`HELPDESK_KILL_SECONDS` and `HELPDESK_SEED` choose how long and by which dice; `make soak` takes 30 minutes.
"""

import os
import sys
from pathlib import Path

import pytest

from tests.e2e.both_sides import check_city, check_desk, check_files
from tests.e2e.random_kills import desks_and_city

SECONDS = int(os.environ.get("HELPDESK_KILL_SECONDS", "6"))
DESKS = 3 if SECONDS < 60 else 4
SEED = int(os.environ.get("HELPDESK_SEED", "20261125"))


@pytest.mark.timeout(300 + 2 * SECONDS)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_at_random_on_both_sides(tmp_path: Path) -> None:
    print(f"HELPDESK_SEED={SEED} HELPDESK_KILL_SECONDS={SECONDS}", flush=True)  # noqa: T201
    with desks_and_city(tmp_path, count=DESKS, seed=SEED) as run:
        run.trouble(SECONDS)
        run.rest()
        claims = run.claims
        check_city(run.city, claims)
        check_files(run.city, claims)
        for desk in run.desks:
            check_desk(run.city, desk)
    assert claims.words
    told = f"{len(claims.words)} records, {len(claims.files)} files, {claims.bundles} bundles out,"
    print(told, f"{claims.returns} in; {claims.lives} lives; killed: {claims.kills}")  # noqa: T201
