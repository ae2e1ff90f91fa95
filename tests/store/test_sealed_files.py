"""Sealed files: what was put in comes out, and whatever was altered is noticed."""

import io
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store.sealed_files import CHUNK, HEADER_BYTES, open_sealed, seal

KEY = bytes(range(32))
SEALED_CHUNK = CHUNK + 16


class Trickle(io.BytesIO):
    """A source that hands out less than it is asked for, as a pipe does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 70_001))


def sealed(content: bytes, *, key: bytes = KEY) -> bytes:
    target = io.BytesIO()
    seal(io.BytesIO(content), target, key=key)
    return target.getvalue()


def opened(raw: bytes, *, key: bytes = KEY) -> bytes:
    target = io.BytesIO()
    open_sealed(io.BytesIO(raw), target, key=key)
    return target.getvalue()


def assert_noticed(raw: bytes, *, key: bytes = KEY) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        opened(raw, key=key)
    assert caught.value.code == "sealed-damaged"


LARGE = secrets.token_bytes(3 * CHUNK + 17)
SEALED_LARGE = sealed(LARGE)


@given(st.binary(max_size=500))
def test_what_was_sealed_comes_out(content: bytes) -> None:
    assert opened(sealed(content)) == content


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_the_edges_of_chunks(size: int) -> None:
    content = secrets.token_bytes(size)
    assert opened(sealed(content)) == content


def test_a_source_may_trickle() -> None:
    target, plain = io.BytesIO(), io.BytesIO()
    seal(Trickle(LARGE), target, key=KEY)
    open_sealed(Trickle(target.getvalue()), plain, key=KEY)
    assert plain.getvalue() == LARGE


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=8 * len(SEALED_LARGE) - 1))
def test_one_flipped_bit_is_noticed(bit: int) -> None:
    raw = bytearray(SEALED_LARGE)
    raw[bit // 8] ^= 1 << bit % 8
    assert_noticed(bytes(raw))


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.integers(min_value=0, max_value=len(SEALED_LARGE) - 1),
        st.integers(min_value=0, max_value=3).map(lambda n: HEADER_BYTES + n * SEALED_CHUNK),
    )
)
def test_a_cut_end_is_noticed(length: int) -> None:
    assert_noticed(SEALED_LARGE[:length])


@given(st.binary(min_size=1, max_size=100))
def test_an_addition_is_noticed(more: bytes) -> None:
    assert_noticed(SEALED_LARGE + more)


@given(st.permutations(range(4)).filter(lambda order: order != [0, 1, 2, 3]))
def test_reordered_chunks_are_noticed(order: list[int]) -> None:
    body = SEALED_LARGE[HEADER_BYTES:]
    chunks = [body[at : at + SEALED_CHUNK] for at in range(0, len(body), SEALED_CHUNK)]
    assert_noticed(SEALED_LARGE[:HEADER_BYTES] + b"".join(chunks[number] for number in order))


def test_a_chunk_left_out_or_doubled_is_noticed() -> None:
    first = SEALED_LARGE[HEADER_BYTES : HEADER_BYTES + SEALED_CHUNK]
    rest = SEALED_LARGE[HEADER_BYTES + SEALED_CHUNK :]
    assert_noticed(SEALED_LARGE[:HEADER_BYTES] + rest)
    assert_noticed(SEALED_LARGE[:HEADER_BYTES] + first + first + rest)


def test_a_chunk_of_another_file_of_the_same_key_is_noticed() -> None:
    other, end = sealed(LARGE), HEADER_BYTES + SEALED_CHUNK
    assert_noticed(SEALED_LARGE[:HEADER_BYTES] + other[HEADER_BYTES:end] + SEALED_LARGE[end:])


def test_another_key_and_another_kind_of_file_are_noticed() -> None:
    assert_noticed(SEALED_LARGE, key=bytes(32))
    assert_noticed(b"PK\x03\x04" + bytes(100))
    assert_noticed(b"")


def test_the_same_content_never_looks_the_same() -> None:
    assert sealed(b"same")[HEADER_BYTES:] != sealed(b"same")[HEADER_BYTES:]
