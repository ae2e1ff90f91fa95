"""The file of every schema that was released is upgraded, in full (C24)."""

import shutil
from pathlib import Path

import pytest

from helpdesk.application.queries import CaseFilter
from helpdesk.protocol.digest import mark
from helpdesk.store import event_log, keys, migrations
from helpdesk.store.migrations import m0008_streams
from helpdesk.store.store import Store
from tests.store.desk import AGENT, PASSWORD, registered

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "store"


@pytest.mark.parametrize("at_once", [3, 2_000])
@pytest.mark.parametrize("name", sorted(path.name for path in GOLDEN.glob("schema-*")))
def test_upgrades(name: str, at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(m0008_streams, "_AT_ONCE", at_once)  # a log is never in memory as a whole
    folder = Path(shutil.copytree(GOLDEN / name, tmp_path / "desk"))
    store = Store.open(folder, keys.unlock(folder, AGENT.id, PASSWORD))
    status = store.status()
    assert (status.schema, status.cases, status.residents) == (migrations.VERSION, 10, 10)
    assert store.damage() == ()
    with store._connections.read() as connection:
        for wire, origin in zip(
            event_log.wires(connection, "ORDER BY arrival", ()),
            connection.execute("SELECT incarnation, dseq, mark FROM event ORDER BY arrival"),
            strict=True,
        ):
            assert mark(origin[0], origin[1], wire) == origin[2]
    rows = store.queries.cases(CaseFilter(), offset=0, limit=99)
    assert {row.applicant for row in rows} == {f"练习{last}" for last in "甲乙丙丁戊己庚辛壬癸"}
    before = repr(rows)
    store.rebuild()
    assert repr(store.queries.cases(CaseFilter(), offset=0, limit=99)) == before
    registered(store)
    store.close()


def test_schema_1_is_there() -> None:
    assert (GOLDEN / "schema-1" / "helpdesk.db").exists()
