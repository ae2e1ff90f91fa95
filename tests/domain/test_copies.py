"""The quick copy is the same as the standard library's."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.cases import Case
from helpdesk.domain.copies import replace
from helpdesk.domain.stages import Stage

CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "stage": st.sampled_from(Stage),
        "unsent": st.integers(),
        "answer": st.text(),
        "correction": st.tuples(st.text()),
    },
)


@given(CHANGES, CHANGES)
def test_the_same_as_the_standard_one(first: dict[str, object], then: dict[str, object]) -> None:
    case = replace(Case(id="1"), **first)
    assert case == dataclasses.replace(Case(id="1"), **first)  # type: ignore[arg-type]
    assert replace(case, **then) == dataclasses.replace(case, **then)  # type: ignore[arg-type]


def test_no_field_is_made_up() -> None:
    with pytest.raises(KeyError):
        replace(Case(id="1"), nothing=1)
