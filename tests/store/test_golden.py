"""The file of every schema that was released is upgraded, in full (C24)."""

import shutil
from pathlib import Path

import pytest

from helpdesk.application.queries import CaseFilter
from helpdesk.store import keys, migrations
from helpdesk.store.store import Store
from tests.store.desk import AGENT, PASSWORD, registered

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "store"


@pytest.mark.parametrize("name", sorted(path.name for path in GOLDEN.glob("schema-*")))
def test_upgrades(name: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOLDEN / name, tmp_path / "desk"))
    store = Store.open(folder, keys.unlock(folder, AGENT.id, PASSWORD))
    status = store.status()
    assert (status.schema, status.cases, status.residents) == (migrations.VERSION, 10, 10)
    assert store.damage() == ()
    rows = store.queries.cases(CaseFilter(), offset=0, limit=99)
    assert {row.applicant for row in rows} == {f"练习{last}" for last in "甲乙丙丁戊己庚辛壬癸"}
    before = repr(rows)
    store.rebuild()
    assert repr(store.queries.cases(CaseFilter(), offset=0, limit=99)) == before
    registered(store)
    store.close()


def test_schema_1_is_there() -> None:
    assert (GOLDEN / "schema-1" / "helpdesk.db").exists()
