"""A county desk's first sync: `python -m bench.first_sync [cases] [desks]` prints JSON (without
numbers: 433,500 cases, 40 desks; `make bench` has a small one).

A city of that size is made by its own exchange, and its snapshots as in its quiet moments. The desk is a
process of its own (`bench.first_sync_desk`), so that memory and CPU are its alone; while the records come
in, somebody registers cases there, opens the list and searches.
"""

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from bench.grown_city import fill
from helpdesk.bootstrap.city_parts import open_city
from helpdesk.bootstrap.city_process import CityProcess
from helpdesk.bootstrap.reference import load_reference
from helpdesk.protocol.snapshots import LEAST
from helpdesk.server.city import City
from helpdesk.server.ports import Desk
from helpdesk.server.postgres.embedded import own_postgres
from helpdesk.server.principal import SYSTEM

CASES, DESKS = 433_500, 40  # requests of a city in ten months, and villages of a county
FEW_CASES, FEW_DESKS = 20_000, 4  # for `make bench`; the figure itself takes a quarter of an hour
COUNTY = "150502000000"
_DUE = """
SELECT 1 FROM stream s WHERE s.head - coalesce(
  (SELECT max(position) FROM snapshot_part p WHERE p.stream = s.stream), 0) >= %s LIMIT 1
"""


def measure() -> dict[str, object]:
    """A small one, for `make bench`."""
    return run(FEW_CASES, FEW_DESKS)


def run(cases: int = CASES, desks: int = DESKS) -> dict[str, object]:
    """All figures."""
    reference = load_reference()
    villages = [each.code for each in reference.divisions if each.code.startswith("150502")]
    chosen = [code for code in villages if code != COUNTY and not code.endswith("000000")][:desks]
    figures: dict[str, object] = {
        "machine": platform.platform(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "cases": cases,
        "desks": len(chosen),
    }
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder:
        process = CityProcess(Path(folder) / "city")
        try:
            url = process.start()
            data = Path(folder) / "city"
            with (
                own_postgres(data / "postgres", serving=False) as database,
                open_city(data, database) as city,
            ):
                figures["filled"] = timed(
                    lambda: fill(city, chosen, cases=cases, reference=reference)
                )
                figures["snapshots"] = timed(lambda: _snapshots(city, database)) | _parts(database)
                code = city.enrolments.issue(Desk(COUNTY), by=SYSTEM)
                for stream in chosen:
                    city.grants.grant(COUNTY, stream)
            figures["desk"] = _desk(Path(folder) / "desk", url, code)
        finally:
            process.stop()
    return figures


def timed(act: Callable[[], object]) -> dict[str, object]:
    """Wall and CPU seconds of this process."""
    start, cpu = time.perf_counter(), time.process_time()
    act()
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
    }


def _snapshots(city: City, database: str) -> None:
    """Until nothing is due: the served city makes parts as well, and then there are none left for us."""
    with psycopg.connect(database, autocommit=True) as connection:
        while city.snapshots.make() or connection.execute(_DUE, [LEAST]).fetchone():
            time.sleep(0.01)


def _parts(database: str) -> dict[str, object]:
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "SELECT count(*), sum(octet_length(content)), sum(position - since) FROM snapshot_part"
        ).fetchone()
    return dict(zip(("parts", "bytes", "events"), map(int, row or ()), strict=True))


def _desk(folder: Path, url: str, code: str) -> dict[str, object]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run(
        [sys.executable, "-m", "bench.first_sync_desk", str(folder), url, code],
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode:
        raise SystemExit(said.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found: dict[str, object] = json.loads(said.stdout)
    found["process_cpu_seconds"] = round(
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1
    )
    return found


if __name__ == "__main__":
    print(json.dumps(run(*map(int, sys.argv[1:3])), indent=1))
