"""Masked numbers and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.masking import mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (mask_id, "152301195811032428", "152301********2428"),
        (mask_id, "152301581103242", "152301*****3242"),
        (mask_id, "E12345678", "E1*****78"),
        (mask_id, "123", "***"),
        (mask_id, "", ""),
        (mask_phone, "13800006701", "138****6701"),
        (mask_phone, "0475-8234567", "047*****4567"),
        (mask_phone, "8234567", "******7"),
        (mask_phone, "110", "***"),
        (mask_name, "白", "*"),
        (mask_name, "王芳", "王*"),
        (mask_name, "包玉兰", "包**"),
        (mask_name, "斯琴高娃", "斯**娃"),
        (mask_name, "阿拉坦·其其格", "阿*****格"),
        (mask_name, "\U00020bb7田", "\U00020bb7*"),  # 𠮷: beyond the basic plane, one character
        (mask_name, "葛\U000e0100玉", "葛\U000e0100*"),  # a variation selector stays with its base
        (mask_name, "", ""),
    ],
)
def test_examples(mask, text, shown):
    assert mask(text) == shown


@given(st.text(min_size=1, max_size=40))
def test_no_text_comes_out_whole(text):
    for mask in (mask_id, mask_phone):
        assert len(mask(text)) == len(text)
        hidden = [i for i, (a, b) in enumerate(zip(text, mask(text), strict=True)) if b == "*"]
        assert hidden
    assert "*" in mask_name(text)
