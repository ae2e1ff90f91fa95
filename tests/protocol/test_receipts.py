"""A receipt is the city's word of exactly one head of one log."""

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.protocol.receipts import Receipt, is_the_citys, is_the_devices, sign_receipt

CITY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = CITY.public_key().public_bytes_raw()
RECEIPT = Receipt("d1", "h1", bytes(8), 7, bytes(32), 1_795_400_000_123)
SIGNATURE = sign_receipt(RECEIPT, CITY.sign)


def test_the_citys_word() -> None:
    assert is_the_citys(RECEIPT, SIGNATURE, server_key=PUBLIC)
    # Ed25519 is deterministic: these bytes must verify in twenty years, too.
    assert SIGNATURE.hex().startswith("44164c43ea5c8675")


@given(
    st.sampled_from(Receipt.__struct_fields__),
    st.one_of(st.integers(0, 2**40), st.binary(max_size=40), st.text(max_size=9)),
)
def test_nothing_of_it_can_be_changed(name: str, value: object) -> None:
    other = msgspec.structs.replace(RECEIPT, **{name: value})
    assert is_the_citys(other, SIGNATURE, server_key=PUBLIC) == (other == RECEIPT)


def test_another_key_or_none() -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert not is_the_citys(RECEIPT, SIGNATURE, server_key=other)
    assert not is_the_citys(RECEIPT, SIGNATURE, server_key=b"")
    assert not is_the_citys(RECEIPT, b"", server_key=PUBLIC)


def test_a_devices_head() -> None:
    head = bytes(range(32))
    assert is_the_devices(head, CITY.sign(head), public_key=PUBLIC)
    assert not is_the_devices(bytes(32), CITY.sign(head), public_key=PUBLIC)
