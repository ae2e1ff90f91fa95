"""The city's word is taken from the city only, for this device only, unaltered only."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.protocol.standing import Policy, SignedStanding, Standing, sign_standing, verified

CITY = Ed25519PrivateKey.generate()
PUBLIC = CITY.public_key().public_bytes_raw()
WORD = Standing("d1", 7, Policy(14, 5, 6), bytes(32), revoked=True, revoked_agents=("bao",))
SIGNED = sign_standing(WORD, CITY.sign)


def test_as_it_was_said() -> None:
    assert verified(SIGNED, server_key=PUBLIC, device="d1") == WORD


@given(st.integers(min_value=0, max_value=8 * (len(SIGNED.payload) + 64) - 1))
def test_no_bit_can_be_changed(bit: int) -> None:
    raw = bytearray(SIGNED.payload + SIGNED.signature)
    raw[bit // 8] ^= 1 << bit % 8
    cut = len(SIGNED.payload)
    altered = SignedStanding(bytes(raw[:cut]), bytes(raw[cut:]))
    assert verified(altered, server_key=PUBLIC, device="d1") is None


def test_another_city_another_device_and_no_key() -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert verified(SIGNED, server_key=other, device="d1") is None
    assert verified(SIGNED, server_key=PUBLIC, device="d2") is None
    assert verified(SIGNED, server_key=b"", device="d1") is None
