"""Case numbers (C4, C5, C6): round trip, every slip found, no two alike even without hyphens."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpdesk.domain.numbering import (
    ALPHABET,
    COUNTER_MAX,
    CaseNumber,
    check_character,
    check_prefix,
    nth_prefix,
)
from helpdesk.domain.problems import Problem

LAST_PREFIX = 28 * 32**2 + 3 * 32**3 + 32**4 - 1
NUMBERS = st.builds(
    CaseNumber,
    city=st.sampled_from(["1505", "1501", "0000", "9999"]),
    prefix=st.one_of(
        st.integers(1, 40_000), st.integers(100_000, 140_000), st.integers(1, LAST_PREFIX)
    ).map(nth_prefix),
    on=st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)),
    counter=st.one_of(st.integers(1, 12_000), st.integers(1, COUNTER_MAX)),
)
EXAMPLE = CaseNumber.make(division="150502105209", prefix="021", day=date(2026, 11, 23), counter=8)


def parsed(text: str) -> CaseNumber | str:
    """The number, or the code of what is wrong with the text."""
    try:
        return CaseNumber.parse(text)
    except Problem as problem:
        return problem.code


def code_of(call, *args) -> str:
    with pytest.raises(Problem) as caught:
        call(*args)
    return caught.value.code


def slow_product(a: int, b: int) -> int:
    """GF(32) by long multiplication and division by x^5 + x^2 + 1."""
    product = 0
    for bit in range(5):
        if b >> bit & 1:
            product ^= a << bit
    for bit in range(8, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << bit - 5
    return product


def test_the_shape():
    assert str(EXAMPLE) == "BA-1505-021-261123-0008-M"
    assert EXAMPLE.compact == "BA15050212611230008M"
    assert EXAMPLE.spoken_groups[3:6] == ("26", "11", "23")


@given(NUMBERS)
@example(EXAMPLE)
def test_round_trip(number):
    assert CaseNumber.parse(str(number)) == number
    assert CaseNumber.parse(number.compact) == number
    assert "".join(number.groups) == "".join(number.spoken_groups) == number.compact
    assert set(number.compact) <= set(ALPHABET)


@given(NUMBERS)
def test_the_check_is_a_sum_with_powers_of_two_in_gf32(number):
    total, power = 0, 1
    for character in reversed(number.compact):
        total ^= slow_product(ALPHABET.index(character), power)
        power = slow_product(power, 2)
    assert total == 0


@given(NUMBERS, st.randoms(use_true_random=False))
def test_typed_spoken_and_scanned(number, random):
    text = number.compact.lower() if random.random() < 0.5 else str(number)
    text = "".join(
        random.choice({"0": "0Oo", "1": "1IiLl"}.get(c, c))
        + random.choice(["", "", " ", "－", "–"])
        for c in text
    )
    text = "".join(
        chr(ord(c) + 0xFEE0) if c.isalnum() and random.random() < 0.3 else c for c in text
    )
    assert CaseNumber.parse(f"\ufeff {text}\r\n") == number


@given(NUMBERS, st.data())
def test_each_wrong_character_is_found(number, data):
    place = data.draw(st.integers(0, len(number.compact) - 1))
    wrong = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*/中"))
    text = number.compact[:place] + wrong + number.compact[place + 1 :]
    same = wrong.translate(str.maketrans("OIL", "011")) == number.compact[place]
    assert (parsed(text) == number) == same
    assert same or isinstance(parsed(text), str)


@given(NUMBERS, st.data())
def test_each_swap_of_neighbours_is_found(number, data):
    place = data.draw(st.integers(0, len(number.compact) - 2))
    first, second = number.compact[place : place + 2]
    text = number.compact[:place] + second + first + number.compact[place + 2 :]
    assert first == second or isinstance(parsed(text), str)


def test_all_single_slips_of_one_number():
    for number in (EXAMPLE, CaseNumber("1505", nth_prefix(130_000), date(2026, 1, 2), 10_000)):
        text = number.compact
        for place, right in enumerate(text):
            for wrong in set(ALPHABET) - {right}:
                assert isinstance(parsed(text[:place] + wrong + text[place + 1 :]), str)
        for place in range(len(text) - 1):
            swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            assert swapped == text or isinstance(parsed(swapped), str)


@given(NUMBERS, NUMBERS)
def test_different_cases_differ_without_hyphens(one, other):
    assert (one == other) == (one.compact == other.compact)


@given(st.integers(1, LAST_PREFIX), st.text(alphabet="0123456789", max_size=6))
def test_no_prefix_begins_another(n, more):
    """With this the compact form has one reading only: prefix, 6 digits, counter, check."""
    prefix = nth_prefix(n)
    assert check_prefix(prefix.lower()) == prefix
    if more:
        assert code_of(check_prefix, prefix + more) == "prefix-format"


@given(st.integers(1, LAST_PREFIX - 1))
@example(28 * 32**2 - 1)
@example(28 * 32**2 + 3 * 32**3 - 1)
def test_prefixes_rise_and_never_repeat(n):
    one, other = nth_prefix(n), nth_prefix(n + 1)
    assert (len(one), one) < (len(other), other)
    assert set(one) <= set(ALPHABET)


def test_prefixes_by_number():
    named = {1: "001", 65: "021", 28_671: "VZZ", 28_672: "W000", 126_976: "Z0000"}
    assert {n: nth_prefix(n) for n in named} == named
    assert nth_prefix(LAST_PREFIX) == "ZZZZZ"
    assert code_of(nth_prefix, 0) == code_of(nth_prefix, LAST_PREFIX + 1) == "prefix-none-left"


def with_check(body: str) -> str:
    return body + check_character(body)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "number-format"),
        ("低保", "number-character"),
        ("BA-1505-02U-261123-0008-M", "number-character"),
        ("BA-1505-021-261123-008-M", "number-format"),
        ("XX-1505-021-261123-0008-M", "number-format"),
        (EXAMPLE.compact[:-1] + ("A" if EXAMPLE.check != "A" else "B"), "number-check"),
        (with_check("BA15050212613990008"), "number-date"),
        (with_check("BA150502126112300008"), "number-format"),  # a needless zero: another spelling
        (with_check("BA15050212611230000"), "number-format"),
    ],
)
def test_what_is_wrong_is_named(text, code):
    assert parsed(text) == code


@pytest.mark.parametrize(
    ("city", "prefix", "on", "counter", "code"),
    [
        ("1505", "021", date(1970, 1, 1), 1, "number-year"),
        ("1505", "021", date(2026, 1, 1), 0, "number-format"),
        ("1505", "021", date(2026, 1, 1), COUNTER_MAX + 1, "number-format"),
        ("1505", "0211", date(2026, 1, 1), 1, "number-format"),
        ("1505", "02O", date(2026, 1, 1), 1, "number-format"),
        ("15", "021", date(2026, 1, 1), 1, "number-format"),
    ],
)
def test_parts_that_make_no_number(city, prefix, on, counter, code):
    assert code_of(CaseNumber, city, prefix, on, counter) == code
