"""The seal in a paper's QR code: whole or noticed, whatever was altered."""

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.protocol import evidence
from helpdesk.protocol.evidence import Signer, Verdict, certificate_bytes, read, signed, verdict

NUMBER, DESK, DAY, MINUTE = "BA-1505-021-261123-0008-M", "150502100217", 20_780, 29_920_000
DIGEST = bytes(range(16))
CITY, DEVICE = (
    Ed25519PrivateKey.from_private_bytes(b"c" * 32),
    Ed25519PrivateKey.from_private_bytes(b"d" * 32),
)
CITY_KEY = CITY.public_key().public_bytes_raw()
DEVICE_KEY = DEVICE.public_key().public_bytes_raw()


def signer(*, city: Ed25519PrivateKey | None = CITY) -> Signer:
    bare = Signer(DEVICE.sign, DEVICE_KEY)
    if city is None:
        return bare
    vouched = city.sign(certificate_bytes(DEVICE_KEY, desk=DESK, day=DAY))
    return replace(bare, desk=DESK, day=DAY, certificate=vouched)


def code(*, by: Signer | None = None, address: str = "") -> str:
    return f"{address}{NUMBER}#{signed(NUMBER, minute=MINUTE, facts=DIGEST, by=by or signer())}"


def found(text: str) -> Verdict | None:
    known = read(text)
    return verdict(known, city_key=CITY_KEY) if known else None


@pytest.mark.parametrize("address", ["", "https://city.example/q/"])
def test_a_code_is_read_back_and_genuine(address: str) -> None:
    known = read(code(address=address))
    assert known is not None
    assert (known.number, known.minute, known.facts) == (NUMBER, MINUTE, DIGEST)
    assert (known.desk, known.day) == (DESK, DAY)
    assert verdict(known, city_key=CITY_KEY) is Verdict.GENUINE


def test_who_vouches_is_told_apart() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
    assert found(code(by=signer(city=None))) is Verdict.UNCERTIFIED
    assert found(code(by=signer(city=stranger))) is Verdict.OTHER_CITY
    assert found(code(by=replace(signer(), desk="150502100218"))) is Verdict.OTHER_CITY


def test_another_number_before_the_seal_is_noticed() -> None:
    assert found(code().replace("0008-M", "0009-N")) is Verdict.ALTERED


@given(st.integers(0, 186), st.integers(1, 255))
def test_any_altered_byte_is_noticed(place: int, change: int) -> None:
    before, _mark, payload = code().partition("#")
    raw = bytearray(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    raw[place] ^= change
    altered = base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()
    assert found(f"{before}#{altered}") is not Verdict.GENUINE


@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    assert found(text) is None
    assert found(f"{NUMBER}#{text}") in (None, Verdict.ALTERED)


@pytest.mark.parametrize("minute", [-5, 2**40])
def test_a_dead_battery_does_not_stop_a_paper(minute: int) -> None:
    text = f"{NUMBER}#{signed(NUMBER, minute=minute, facts=DIGEST, by=signer())}"
    assert found(text) is Verdict.GENUINE


def test_a_code_fits_a_roll() -> None:
    """About 300 characters: 69 modules and their edge, 28 mm at the size that telephones read."""
    assert len(code(address="https://bangban.tongliao.example/q/")) <= 331
    assert len(evidence.written(read(code()) or pytest.fail("unread"))) == 252


@given(
    sheet=st.integers(2, 999), more=st.integers(0, 500), facts=st.binary(min_size=16, max_size=16)
)
def test_a_further_sheet_says_where_it_belongs(sheet: int, more: int, facts: bytes) -> None:
    sheets = min(sheet + more, 999)
    first = (
        f"https://bangban.example/q/{NUMBER}?s={signed(NUMBER, minute=1, facts=facts, by=signer())}"
    )
    text = evidence.sheet_text(first, sheet=sheet, sheets=sheets)
    assert evidence.read_sheet(text) == evidence.Sheet(NUMBER, sheet, sheets, facts)
    assert evidence.read(text) is None
    assert len(text) < 60, "a small code"


@pytest.mark.parametrize("text", ["", "n", "n#1.2.", "n#3.2." + "A" * 22, "n#0.0." + "A" * 22])
def test_no_further_sheet(text: str) -> None:
    assert evidence.read_sheet(text) is None
    assert evidence.sheet_text(text, sheet=2, sheets=2) == ""
