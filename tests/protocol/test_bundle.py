"""The `.hdb` bundle as a format: whatever happens to a byte of it is noticed."""

import io
import secrets
from dataclasses import dataclass, field

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.domain.problems import Problem
from helpdesk.protocol.bundle import (
    CHUNK,
    CITY,
    PURPOSE,
    BundleReader,
    BundleWriter,
    EntryKind,
    Kind,
    Manifest,
    Route,
)
from helpdesk.protocol.recovery import SealedBox, open_box
from helpdesk.protocol.sealing_keys import sealing_private, sealing_public

MANIFEST = Manifest(1_795_400_000_000, "history", "a1b2c3", b"12345678", first=3, last=13)
SECRET = "包玉兰".encode()


@dataclass(slots=True)
class Party:
    """A device or the city."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    @property
    def seal(self) -> bytes:
        return sealing_public(self.public)

    def open(self, box: SealedBox) -> bytes:
        return open_box(sealing_private(self.key.private_bytes_raw()), box, purpose=PURPOSE)


DESK, TOWN, STRANGER = Party(), Party(), Party()


def bundle(*entries: bytes, sender: Party = DESK) -> bytes:
    target = io.BytesIO()
    route = Route(Kind.TO_CITY, "a1b2c3", CITY, (TOWN.seal, DESK.seal))
    writer = BundleWriter(target, route, sign=sender.key.sign)
    writer.put(EntryKind.MANIFEST, msgspec.msgpack.encode(MANIFEST))
    for entry in entries:
        writer.put(EntryKind.REQUEST, entry)
    writer.close()
    return target.getvalue()


def read(raw: bytes, *, by: Party = TOWN) -> list[tuple[str, bytes]]:
    reader = BundleReader(io.BytesIO(raw))
    reader.verify(DESK.public)
    return list(reader.entries(by.seal, by.open))


def code_of(raw: bytes) -> str:
    with pytest.raises(Problem) as caught:
        read(raw)
    return caught.value.code


WHOLE = bundle(SECRET, secrets.token_bytes(300))


@given(st.binary(min_size=32, max_size=32))
def test_the_keys_of_both_curves_belong_together(seed: bytes) -> None:
    signing = Ed25519PrivateKey.from_private_bytes(seed)
    sealing = X25519PrivateKey.from_private_bytes(sealing_private(seed))
    public = sealing_public(signing.public_key().public_bytes_raw())
    assert sealing.public_key().public_bytes_raw() == public


@given(st.lists(st.binary(max_size=200), max_size=6), st.integers(CHUNK - 60, CHUNK + 60))
@settings(max_examples=40)
def test_everything_comes_out_as_it_went_in(entries: list[bytes], size: int) -> None:
    entries = [*entries, bytes(size), b"end"]
    for reader in (TOWN, DESK):
        kinds = read(bundle(*entries), by=reader)
        assert kinds[0] == ("M", msgspec.msgpack.encode(MANIFEST))
        assert [content for _, content in kinds[1:]] == entries


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_any_altered_byte_is_noticed(place: int, change: int) -> None:
    altered = bytearray(WHOLE)
    altered[place] ^= change
    assert code_of(bytes(altered)) in ("bundle-damaged", "bundle-foreign", "bundle-newer")


@given(st.integers(0, len(WHOLE) - 1))
def test_any_cut_is_noticed(length: int) -> None:
    assert code_of(WHOLE[:length]) in ("bundle-damaged", "bundle-foreign")


def test_something_behind_it_is_noticed() -> None:
    assert code_of(WHOLE + b"\0") == "bundle-damaged"


def test_nobody_else_opens_it_and_nothing_personal_lies_in_the_clear() -> None:
    assert SECRET not in WHOLE
    assert b"12345678" not in WHOLE  # not even the manifest
    with pytest.raises(Problem, match="bundle-other"):
        read(WHOLE, by=STRANGER)


def test_who_made_it_is_certain() -> None:
    """Anybody can seal to the city and write a hash; only the device can sign."""
    assert code_of(bundle(SECRET, sender=STRANGER)) == "bundle-forged"


def test_a_hash_made_anew_over_altered_bytes_is_no_signature() -> None:
    from hashlib import sha256

    altered = bytearray(WHOLE[:-32])
    altered[-100] ^= 1
    assert code_of(bytes(altered) + sha256(altered).digest()) == "bundle-forged"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "bundle-foreign"),
        (b"PK\x03\x04 a workbook", "bundle-foreign"),
        (b"HDB2\n" + bytes(400), "bundle-newer"),
        (b"HDB1\n" + b"\xff" * 400, "bundle-damaged"),
    ],
)
def test_other_files(raw: bytes, code: str) -> None:
    assert code_of(raw) == code


def test_two_bundles_of_the_same_records_share_nothing() -> None:
    one, other = bundle(SECRET), bundle(SECRET)
    assert BundleReader(io.BytesIO(one)).header.id != BundleReader(io.BytesIO(other)).header.id
    assert one[-400:] != other[-400:]


def test_chunks_of_a_long_bundle_cannot_change_places() -> None:
    """Signed by the sender itself, so that only the seals are left to notice it."""
    raw = bundle(secrets.token_bytes(3 * CHUNK))
    start = len(raw) - 96 - 3 * (CHUNK + 16)
    sealed = CHUNK + 16
    swapped = bytearray(raw)
    first = 9 + int.from_bytes(raw[5:9], "big")
    assert first < start
    swapped[first : first + sealed], swapped[first + sealed : first + 2 * sealed] = (
        raw[first + sealed : first + 2 * sealed],
        raw[first : first + sealed],
    )
    reader = BundleReader(io.BytesIO(bytes(swapped)))
    with pytest.raises(Problem, match="bundle-damaged"):
        list(reader.entries(TOWN.seal, TOWN.open))
