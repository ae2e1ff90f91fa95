"""Resident IDs, credit codes and telephone numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.identity import (
    CreditKind,
    PhoneKind,
    Sex,
    check_credit_code,
    check_phone,
    check_resident_id,
)
from helpdesk.domain.problems import Problem

TODAY = date(2026, 11, 23)
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code_of(call, *args, **named) -> str:
    with pytest.raises(Problem) as caught:
        call(*args, **named)
    return caught.value.code


@st.composite
def resident_ids(draw) -> str:
    area = draw(st.sampled_from(["152301", "152322", "150502", "110105", "440524", "999999"]))
    birth = draw(st.dates(min_value=date(1905, 1, 1), max_value=TODAY))
    body = f"{area}{birth:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    # An oracle apart from the code under test: ISO 7064 MOD 11-2 in its recursive form.
    state = 0
    for digit in body:
        state = (state + int(digit)) * 2 % 11
    return body + "0123456789X"[(12 - state) % 11]


@st.composite
def credit_codes(draw) -> str:
    body = draw(st.text(alphabet=CREDIT, min_size=17, max_size=17))
    total = sum(CREDIT.index(c) * 3**place for place, c in enumerate(body))
    return body + CREDIT[(31 - total % 31) % 31]


@pytest.mark.parametrize(
    ("text", "birth", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
        ("440524188001010014", date(1880, 1, 1), Sex.MALE),
    ],
)
def test_published_examples(text, birth, sex):
    found = check_resident_id(text, today=TODAY)
    assert (found.text, found.birth, found.sex) == (text, birth, sex)


def test_typed_by_people_and_readers():
    for text in (
        " 110105 19491231 002x\r\n",
        "１１０１０５１９４９１２３１００２ｘ",
        "\ufeff11010519491231002X",
    ):
        assert check_resident_id(text, today=TODAY).text == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("", "id-length", {"count": 0}),
        ("1101051949123100", "id-length", {"count": 16}),
        ("1101051949123100２XX", "id-length", {"count": 19}),
        ("11010S19491231002X", "id-character", {"position": 6, "character": "S"}),
        ("X1010519491231002X", "id-character", {"position": 1, "character": "X"}),
        ("11010519491231002٣", "id-character", {"position": 18, "character": "٣"}),
        ("110105194902310021", "id-birth-date", {"digits": "19490231"}),
        ("110105202612010020", "id-birth-date", {"digits": "20261201"}),
        ("110105104912310020", "id-birth-date", {"digits": "10491231"}),
        ("110105194912310021", "id-check", {"last": "1"}),
    ],
)
def test_what_is_wrong_is_named(text, code, params):
    with pytest.raises(Problem) as caught:
        check_resident_id(text, today=TODAY)
    assert (caught.value.code, caught.value.params) == (code, params)


@given(resident_ids())
def test_every_area_code_is_accepted(text):
    found = check_resident_id(text, today=TODAY)
    assert found.text == text
    assert f"{found.birth:%Y%m%d}" == text[6:14]
    assert (found.sex is Sex.MALE) == (int(text[16]) % 2 == 1)


@given(resident_ids(), st.data())
def test_each_wrong_digit_is_found(text, data):
    place = data.draw(st.integers(0, 17))
    wrong = data.draw(st.sampled_from([d for d in "0123456789X" if d != text[place]]))
    code = code_of(check_resident_id, text[:place] + wrong + text[place + 1 :], today=TODAY)
    assert code in {"id-check", "id-birth-date", "id-character"}


@given(resident_ids(), st.integers(0, 16))
def test_each_transposition_is_found(text, place):
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if swapped != text:
        code = code_of(check_resident_id, swapped, today=TODAY)
        assert code in {"id-check", "id-birth-date", "id-character"}


@given(st.text())
def test_any_other_text_is_a_problem(text):  # none passes the check by chance
    assert code_of(check_resident_id, text, today=TODAY).startswith("id-")
    assert code_of(check_credit_code, text).startswith("credit-")


@pytest.mark.parametrize("text", ["9144030071526726XG", "91110000802100433B", "91330100799655058B"])
def test_published_credit_codes(text):
    assert check_credit_code(f" {text.lower()} ").text == text
    assert check_credit_code(text).kind is CreditKind.ENTERPRISE


@given(credit_codes())
def test_the_kind_is_read_from_the_code(text):
    kinds = {"91": "enterprise", "92": "sole_trader", "93": "cooperative"}
    assert check_credit_code(text).kind == kinds.get(text[:2], "other")


@given(credit_codes(), st.data())
def test_each_wrong_character_of_a_credit_code_is_found(text, data):
    place = data.draw(st.integers(0, 17))
    wrong = data.draw(st.sampled_from([c for c in CREDIT if c != text[place]]))
    assert code_of(check_credit_code, text[:place] + wrong + text[place + 1 :]) == "credit-check"


@given(credit_codes(), st.integers(0, 16))
def test_each_transposition_in_a_credit_code_is_found(text, place):
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if swapped != text:
        assert code_of(check_credit_code, swapped) == "credit-check"


def test_credit_code_problems_are_named():
    assert code_of(check_credit_code, "9111") == "credit-length"
    assert code_of(check_credit_code, "9144O30071526726XG") == "credit-character"


@pytest.mark.parametrize(
    ("text", "kept", "kind"),
    [
        ("13800006701", "13800006701", PhoneKind.MOBILE),
        ("+86 138-0000-6701", "13800006701", PhoneKind.MOBILE),
        ("１９９００００６７０１", "19900006701", PhoneKind.MOBILE),
        ("0475-8234567", "0475-8234567", PhoneKind.LANDLINE),
        ("(0475) 823 4567", "0475-8234567", PhoneKind.LANDLINE),
        ("+86 475 8234567", "0475-8234567", PhoneKind.LANDLINE),
        ("12800006701", "12800006701", PhoneKind.OTHER),
        ("0475-8234567 转 12", "0475-8234567 转 12", PhoneKind.OTHER),
        ("8234567", "8234567", PhoneKind.OTHER),
    ],
)
def test_phones(text, kept, kind):
    phone = check_phone(text)
    assert (phone.text, phone.kind) == (kept, kind)
    assert bool(phone.note) == (kind is PhoneKind.OTHER)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  ", "phone-empty"),
        ("无", "phone-digits"),
        ("12", "phone-digits"),
        ("1" * 41, "phone-digits"),
    ],
)
def test_what_is_no_phone(text, code):
    assert code_of(check_phone, text) == code
