"""A disk without a byte left: said, nothing half saved, nothing lost, and work goes on afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.e2e.disks import full, small_disk
from tests.e2e.programs import Desk, sentence
from tests.e2e.window import window

CASE = {"title": "路灯不亮", "applicant": {"name": "特木尔"}}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as place:
        yield place


@pytest.fixture
def there(desk: Desk, disk: Path) -> Desk:
    """The desk on the small disk."""
    return desk.copied(disk / "desk")


def test_commands_on_a_full_disk(there: Desk, disk: Path, tmp_path: Path) -> None:
    number = there.opened(**CASE)
    table = tmp_path / "rows.csv"
    rows = [f"{n},甲,路灯,2026/1/6,{'字' * 50}" for n in range(600)]
    table.write_text("\n".join(["编号,用户,主题,时间,内容", *rows]), encoding="utf-8")
    with full(disk):
        there.open(**CASE).refused(3, "磁盘已满")
        there.run("import", "requests", table).refused(3, "磁盘已满")
    assert there.numbers() == [number]
    assert there.status("--check")["damaged"] is False
    assert there.run("import", "requests", table, "--json").json["imported"] == 600
    assert len(set(there.numbers())) == 601


def test_a_paper_for_a_full_disk(desk: Desk, disk: Path) -> None:
    """The stick it prints to is full: no half file, no rest of one; and then once more."""
    number, paper = desk.opened(**CASE), disk / "receipt.pdf"
    paper.write_bytes(b"the one before")
    with full(disk):
        desk.run("print", number, "--out", paper).refused(3, str(disk))
        assert sorted(path.name for path in disk.iterdir()) == ["ballast", "receipt.pdf"]
        assert paper.read_bytes() == b"the one before"
    assert desk.run("print", number, "--out", paper).code == 0
    assert paper.read_bytes().startswith(b"%PDF")
    assert desk.run("show", number, "--json").json["prints"]["receipt"] == 2, "copies"


def test_the_window_on_a_full_disk(
    there: Desk, disk: Path, tmp_path: Path, qapp: QApplication
) -> None:
    """Autosave and registering say it, everything typed stays and is saved as soon as there is room."""
    text = "半个月不亮" * 1_000
    with window(there.folder) as seen:
        seen.unlock()
        seen.new_intake(request=True)
        seen.new_resident("乌云")
        with full(disk):
            seen.tell("路灯", text)
            sentence(seen.text("草稿未能保存"), "磁盘已满")
            seen.register()
            seen.wait(lambda: sum("磁盘已满" in text for text in seen.texts) >= 2, "at the button")
            assert (seen.intake.title, seen.intake.text) == ("路灯", text)
        seen.wait(lambda: [d.text for d in seen.drafts()] == [text], "the draft, by itself")
        seen.register()
        seen.save_paper(tmp_path / "receipt.pdf")
        seen.wait(lambda: not seen.drafts(), "registered")
    assert len(there.numbers()) == 1
    assert there.status("--check")["damaged"] is False


def test_saving_a_paper_from_the_window_to_a_full_disk(
    desk: Desk, disk: Path, qapp: QApplication
) -> None:
    with window(desk.folder) as seen:
        seen.unlock()
        seen.new_intake(request=True)
        seen.new_resident("乌云")
        seen.tell("路灯")
        with full(disk):
            seen.register()
            seen.save_paper(disk / "receipt.pdf")
            sentence(seen.text("回执未打印"), str(disk))
        assert [path.name for path in disk.iterdir()] == []
        assert len(seen.workplace.bench.session.store.queries.print_jobs(state="failed")) == 1
    assert len(desk.numbers()) == 1


def test_leaving_and_coming_back_with_a_full_disk(
    there: Desk, disk: Path, qapp: QApplication
) -> None:
    """What was saved before is read, or it is said why not; afterwards everything is there."""
    number = there.opened(**CASE)
    with full(disk):
        with window(there.folder) as seen:
            seen.try_password()
            seen.wait(
                lambda: seen.desktop.workplace or any("磁盘已满" in t for t in seen.texts),
                "Today, or a sentence",
            )
        ran = there.run("list", "--json")
        assert ran.code in (0, 3), ran
        if ran.code:
            ran.said("磁盘已满")
    assert there.numbers() == [number]
