"""Every page of the console with real content: nothing cut, no English, no codes, every field named."""

import pytest

from tests.browser.content import Content, fill
from tests.browser.looks import faults
from tests.browser.tour import PHONE, at_the_door, by_telephone, shots, visit
from tests.browser.world import World


@pytest.fixture(scope="module")
def content(world: World, tmp_path_factory: pytest.TempPathFactory) -> Content:
    """A city at work."""
    return fill(world, tmp_path_factory.mktemp("content"))


def test_every_page_is_whole_at_the_smallest_screen_and_in_chinese(
    world: World, content: Content
) -> None:
    pages = shots(content)
    found: dict[str, list[str]] = {}
    for role in dict.fromkeys(each.role for each in pages):
        with world.signed_in(role) as seat:
            for shot in (each for each in pages if each.role is role):
                visit(seat, shot)
                if told := faults(seat.page):
                    found[shot.name] = told
    with world.seat() as seat:
        for name in at_the_door(world, seat):
            if told := faults(seat.page):
                found[name] = told
    assert not found, "\n".join(f"{name}: {told}" for name, told in found.items())


def test_the_residents_pages_are_whole_on_a_telephone_without_scripts(
    world: World, content: Content
) -> None:
    found: dict[str, list[str]] = {}
    with world.seat(size=PHONE, java_script_enabled=False, is_mobile=True) as seat:
        for name in by_telephone(world, content, seat):
            if told := faults(seat.page):
                found[name] = told
    assert not found, found
