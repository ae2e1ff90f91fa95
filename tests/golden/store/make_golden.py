"""Makes the golden data folder of the schema of today: `python -m tests.golden.store.make_golden FOLDER`.

Run once when a schema is released, and committed; never made anew. Practice data only. The agent is
`agent-1`, the password `correct horse`.
"""

import sys
from pathlib import Path

from helpdesk.store import keys, migrations
from helpdesk.store.store import Store
from tests.store.desk import AGENT, DESK, PASSWORD, QUICK, Person, record, reference_files, register


def make(folder: Path) -> None:
    """Ten cases of made-up people."""
    key = keys.create_keys(folder, AGENT, PASSWORD, stretching=QUICK)
    store = Store.create(folder, key, desk=DESK)
    store.load_reference(reference_files())
    for turn in range(10):
        with store.unit_of_work() as work:
            person = Person(
                name=f"练习{'甲乙丙丁戊己庚辛壬癸'[turn]}", document="", phone="13800000000"
            )
            record(work, person)
            register(work, person)
    store.close()


if __name__ == "__main__":
    if len(sys.argv) == 3:  # an older schema, by the number of its last migration
        migrations.VERSION = int(sys.argv[2])
        migrations._MIGRATIONS = migrations._MIGRATIONS[: migrations.VERSION]
    make(Path(sys.argv[1]))
