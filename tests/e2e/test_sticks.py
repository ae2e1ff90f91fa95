"""Real sticks (loop mounts) that are full or write-protected, on the way to the city and back: said, nothing
half written, nothing lost, and read from all the same."""

from pathlib import Path

import pytest

from tests.e2e.disks import full, loop_stick, protect, stick_kinds
from tests.e2e.programs import Desk, sentence
from tests.server.running import RunningCity

CASE = {"title": "路灯不亮", "applicant": {"name": "特木尔"}}


def names(stick: Path) -> list[str]:
    return sorted(path.name[:7] for path in stick.iterdir() if path.name != "ballast")


@pytest.mark.parametrize("kind", stick_kinds())
def test_full_and_write_protected_both_ways(
    enrolled: Desk, city: RunningCity, tmp_path: Path, kind: str
) -> None:
    number = enrolled.opened(**CASE)
    with loop_stick(tmp_path / "stick", kind) as stick:
        with full(stick):
            enrolled.run("bundle", "export", stick).refused(3, "空间不足")
            assert names(stick) == []
        protect(stick)
        enrolled.run("bundle", "export", stick).refused(3, "写保护")
        assert names(stick) == []
        protect(stick, on=False)
        assert enrolled.run("bundle", "export", stick).code == 0
        assert names(stick) == ["to-city"]
        protect(stick)
        said = city.run("bundle", "import", str(stick))
        assert said.returncode == 1, said
        sentence(said.stderr.strip(), "写保护")
        protect(stick, on=False)
        with full(stick):
            said = city.run("bundle", "import", str(stick))
            assert said.returncode == 1, said
            sentence(said.stderr.strip(), "空间不足")
        assert names(stick) == ["to-city"], "no half return"
        said = city.run("bundle", "import", str(stick))
        assert said.returncode == 0, said.stderr
        assert names(stick) == ["to-city", "to-desk"]
        protect(stick)
        [taken] = enrolled.run("bundle", "import", stick, "--json").json["bundles"]
        assert taken["acknowledged"] > 0, "only now the desk knows that it was sent"
    held = city.query("SELECT count(*) FROM case_number WHERE number = %s", number)
    assert held == [(1,)]
