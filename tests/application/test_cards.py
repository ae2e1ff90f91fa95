"""What a card says becomes: a person, differences, a form. Typed by a reader, too."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.application.card_readers import Card
from helpdesk.application.cards import (
    COMPARED,
    card_in,
    checked_card,
    differences,
    photo_mark,
    photo_of,
)
from helpdesk.domain.card_events import ResidentPhotographed
from helpdesk.domain.divisions import Division, DivisionTree, Level
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.domain.residents import DocumentKind, Resident

TODAY = date(2026, 11, 26)
NUMBER = "15230119580612242X"
PLACES = DivisionTree((Division("150502100217", "保安嘎查", Level.VILLAGE, "150502100000"),))
RECORDED = Resident(
    "r",
    "包玉兰",
    DocumentKind.RESIDENT_ID,
    NUMBER,
    sex="female",
    ethnic_group="蒙古族",
    birth=date(1958, 6, 12),
    division="150502100217",
    address="三组 12 号",
)
ON_CARD = "内蒙古自治区通辽市科尔沁区大林镇保安嘎查三组12号"


def card(**changes: object) -> Card:
    said = {
        "number": NUMBER,
        "name": "包玉兰",
        "sex": "女",
        "ethnic_group": "蒙古",
        "birth": date(1958, 6, 12),
        "address": ON_CARD,
    }
    return checked_card(Card(**{**said, **changes}), today=TODAY)  # type: ignore[arg-type]


def test_a_card_comes_into_the_forms_of_the_record() -> None:
    read = card(number=" 15230119580612242x", name="包玉兰 ", address=f"{ON_CARD}\r\n")
    assert (read.number, read.name, read.sex) == (NUMBER, "包玉兰", "female")
    assert (read.ethnic_group, read.address) == ("蒙古族", ON_CARD)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("6222021702018899123", "card-wrong"),  # a bank card
        ("", "card-wrong"),
        ("152301195806122421", "card-unreadable"),
    ],
)
def test_what_is_no_identity_card_is_said_so(number: str, code: str) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        card(number=number)
    assert caught.value.code == code


def test_the_same_person_written_as_cards_write_it_is_no_difference() -> None:
    assert differences(RECORDED, card(), PLACES) == ()


def test_differences_stand_side_by_side() -> None:
    other = card(name="包玉蘭", address="内蒙古自治区通辽市科尔沁区大林镇保安嘎查六组9号")
    found = differences(RECORDED, other, PLACES)
    assert [(each.field, each.recorded) for each in found] == [
        ("name", "包玉兰"),
        ("address", "保安嘎查三组 12 号"),
    ]


def test_what_the_card_leaves_open_is_no_difference() -> None:
    bare = checked_card(Card(NUMBER), today=TODAY)
    assert differences(RECORDED, bare, PLACES) == ()


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        NUMBER.lower(),
        f"包玉兰|女|蒙古|19580612|{ON_CARD}|{NUMBER}|科尔沁区公安局|20150101-20350101",
        f"{NUMBER};包玉兰;女;蒙古;1958-06-12;{ON_CARD}",
        f"包玉兰#女#蒙古#19580612#{ON_CARD}#{NUMBER}",
    ],
)
def test_readers_that_type_say_it_in_many_orders(typed: str) -> None:
    read = card_in(typed, today=TODAY)
    assert read is not None
    assert read.number == NUMBER
    if len(typed) > len(NUMBER):
        assert (read.name, read.ethnic_group, read.address) == ("包玉兰", "蒙古族", ON_CARD)


@pytest.mark.parametrize(
    "typed",
    ["", "13847516701", "152301195806122421", f"x{NUMBER}", f"{NUMBER},{NUMBER}", "包玉兰|女|蒙古"],
)
def test_anything_else_is_no_card(typed: str) -> None:
    assert card_in(typed, today=TODAY) is None


@given(st.text(max_size=200))
def test_whatever_is_typed_is_looked_at_without_an_error(text: str) -> None:
    read = card_in(text, today=TODAY)
    assert read is None or read.number in text.upper()


@given(st.builds(Card, number=st.just(NUMBER), **dict.fromkeys(("name", "address"), st.text())))
def test_whatever_a_driver_says_can_be_kept_or_is_left_out(said: Card) -> None:
    read = checked_card(said, today=TODAY)
    assert all("\n" not in str(getattr(read, name)) for name in COMPARED)
    assert len(read.name) <= 40


def test_a_photograph_in_a_draft_is_read_back() -> None:
    photo = ResidentPhotographed("ab" * 32, 1234, "image/jpeg")
    assert photo_of(photo_mark(photo)) == photo
    assert photo_of("nonsense") is None
