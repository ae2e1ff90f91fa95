"""Drivers of card readers: real entry points, and whatever they do wrong is a sentence."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from helpdesk.application.card_readers import GROUP, Card, CardFailed, CardFault
from helpdesk.bootstrap import card_readers
from helpdesk.bootstrap.card_readers import CardReaders
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain.problems import Problem

NUMBER = "15230119580612242X"
SECRET = "包玉兰"


class Reader:
    """A driver as somebody writes it in an afternoon."""

    def __init__(self, place: str) -> None:
        self.place = place

    def read(self, given_up: Callable[[], bool]) -> Card:
        return Card(NUMBER, name=self.place)

    def close(self) -> None:
        pass


class Unplugged(Reader):
    def __init__(self, place: str) -> None:
        raise CardFailed(CardFault.UNPLUGGED)


class Clumsy(Reader):
    def read(self, given_up: Callable[[], bool]) -> Card:
        raise KeyError(SECRET)


class Odd(Reader):
    def read(self, given_up: Callable[[], bool]) -> Card:
        return SECRET  # type: ignore[return-value]


class BreaksAtTheEnd(Reader):
    def close(self) -> None:
        raise OSError(SECRET)


class Deaf(Reader):
    """Hangs, and looks at nothing."""

    released = threading.Event()

    def read(self, given_up: Callable[[], bool]) -> Card:
        self.released.wait()
        raise CardFailed(CardFault.ABSENT)


@pytest.fixture
def drivers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., CardReaders]:
    """A package with these drivers is installed, as pip leaves it behind; the first is chosen."""

    def install(*classes: type, place: str = "", longest_s: float = 5.0) -> CardReaders:
        info = tmp_path / "lib" / "reader_of_ours-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: reader-of-ours\nVersion: 1.0\n"
        )
        lines = [f"{each.__name__} = {each.__module__}:{each.__name__}" for each in classes]
        (info / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines]))
        monkeypatch.syspath_prepend(str(tmp_path / "lib"))
        readers = CardReaders(Settings(tmp_path), longest_s=longest_s)
        readers.choose(classes[0].__name__ if classes else "", place)
        return readers

    return install


def code_of(readers: CardReaders, given_up: Callable[[], bool] = lambda: False) -> str:
    with pytest.raises(Problem) as caught:
        readers.read(given_up)
    return caught.value.code


def test_a_driver_is_found_by_its_entry_point(drivers) -> None:
    readers = drivers(Reader, place="COM3")
    assert ("Reader", "reader-of-ours") in [(i.name, i.package) for i in readers.installed()]
    assert ("simulated", "helpdesk") in [(i.name, i.package) for i in readers.installed()]
    assert readers.read(lambda: False) == Card(NUMBER, name="COM3")


def test_none_chosen_and_one_taken_off_the_computer(drivers) -> None:
    readers = drivers()
    assert code_of(readers) == "card-reader-none"
    readers.choose("gone", "")
    assert code_of(readers) == "card-reader-missing"


@pytest.mark.parametrize(
    ("driver", "code"), [(Unplugged, "card-unplugged"), (Odd, "card-reader-faulty")]
)
def test_what_a_driver_says(drivers, driver: type, code: str) -> None:
    assert code_of(drivers(driver)) == code


def test_a_driver_that_raises_is_logged_without_what_it_says(drivers, expect_log, caplog) -> None:
    expect_log("Clumsy failed: KeyError")
    assert code_of(drivers(Clumsy)) == "card-reader-faulty"
    assert caplog.text
    assert SECRET not in caplog.text


def test_a_card_that_was_read_stays_read(drivers, expect_log) -> None:
    expect_log("BreaksAtTheEnd failed: OSError")
    assert drivers(BreaksAtTheEnd).read(lambda: False).number == NUMBER


def test_a_driver_that_hangs_holds_nobody_up(drivers, monkeypatch) -> None:
    monkeypatch.setattr(card_readers, "_FAREWELL_S", 0.05)
    readers = drivers(Deaf, longest_s=0.2)
    try:
        begun = time.monotonic()
        assert code_of(readers) == "card-absent"
        assert time.monotonic() - begun < 5
        assert code_of(readers) == "card-reader-busy"
    finally:
        Deaf.released.set()
    thread = next((t for t in threading.enumerate() if t.name == "card-reader"), None)
    if thread is not None:
        thread.join(timeout=10)
    assert code_of(readers) == "card-absent"


def simulated(tmp_path: Path, **cards: dict[str, object]) -> CardReaders:
    folder = tmp_path / "cards"
    folder.mkdir()
    for name, said in cards.items():
        (folder / f"{name}.json").write_text(json.dumps(said), encoding="utf-8")
    readers = CardReaders(Settings(tmp_path))
    readers.choose("simulated", str(folder))
    return readers


def test_made_up_cards_are_laid_on_one_after_the_other(tmp_path: Path) -> None:
    readers = simulated(tmp_path, a={"number": NUMBER}, b={"number": "x", "fault": "unreadable"})
    assert readers.read(lambda: False).number == NUMBER
    assert code_of(readers) == "card-unreadable"
    assert readers.read(lambda: False).number == NUMBER


def test_given_up_while_it_waits_for_a_card(tmp_path: Path) -> None:
    readers = simulated(tmp_path, a={"number": NUMBER, "seconds": 60})
    begun = time.monotonic()
    assert code_of(readers, lambda: time.monotonic() > begun + 0.1) == "cancelled"
    assert time.monotonic() < begun + 10


@pytest.mark.parametrize("text", ["", "[]", "{", '"x"'])
def test_a_file_that_is_no_card(tmp_path: Path, text: str) -> None:
    readers = simulated(tmp_path)
    assert code_of(readers) == "card-absent"
    (tmp_path / "cards" / "a.json").write_text(text, encoding="utf-8")
    assert code_of(readers) == "card-unreadable"
    readers.choose("simulated", str(tmp_path / "nowhere"))
    assert code_of(readers) == "card-unplugged"


def test_the_cards_that_come_with_the_program(tmp_path: Path) -> None:
    readers = CardReaders(Settings(tmp_path))
    readers.choose("simulated", "")
    assert readers.read(lambda: False).photo
