"""Residents: checks at the counter, and the merge of what several people wrote."""

from dataclasses import replace
from datetime import date

import pytest

from helpdesk.domain.events import ResidentChanged, ResidentRecorded
from helpdesk.domain.problems import Problem
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.residents import DocumentKind, Resident, check_resident, clean_text
from tests.domain.build import event

TODAY = date(2026, 11, 23)
BAO = Resident(
    id="a",
    name="包玉兰",
    document_kind=DocumentKind.RESIDENT_ID,
    document_number="11010519491231002x",
)


def test_sex_and_birth_follow_from_the_id() -> None:
    checked = check_resident(BAO, today=TODAY)
    assert checked.document_number == "11010519491231002X"
    assert checked.birth == date(1949, 12, 31)
    assert checked.sex == "female"
    assert checked.age(TODAY) == 76


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "name-empty"),
        ({"name": "包"}, "name-short"),
        ({"name": "包" * 41}, "name-long"),
        ({"name": "包\x07玉"}, "text-control"),
        ({"name": "包\n玉"}, "text-control"),
        ({"birth": date(1949, 12, 30)}, "birth-contradicts"),
        ({"birth": date(2030, 1, 1)}, "birth-future"),
        ({"sex": "male"}, "sex-contradicts"),
        ({"document_number": "110105194912310021"}, "id-check"),
        ({"address": "长" * 201}, "text-long"),
    ],
)
def test_what_cannot_be_kept_is_named(change: dict[str, object], code: str) -> None:
    with pytest.raises(Problem) as caught:
        check_resident(replace(BAO, **change), today=TODAY)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_names_keep_rare_letters_and_selectors() -> None:
    for name in ("𠮷𡈽", "额尔敦·巴雅尔", "ᠪᠠᠶᠠᠷ᠎ᠠ", "葛󠄀飾"):
        assert check_resident(Resident(id="b", name=name), today=TODAY).name == name


def test_a_note_of_ten_thousand_characters_is_text() -> None:
    assert len(clean_text("字" * 10_000, field_name="words", limit=10_000)) == 10_000
    with pytest.raises(Problem, match="text-long"):
        clean_text("字" * 10_001, field_name="words", limit=10_000)


def recorded() -> ResidentRecorded:
    return ResidentRecorded(name="李秀英", phones=("13800000000",), address="三组")


def test_different_fields_merge_without_conflict() -> None:
    resident = fold_resident(
        "r",
        [
            event(recorded(), position=1),
            event(ResidentChanged({"phones": ("13900000000",)}), dseq=2, position=2, base=1),
            event(ResidentChanged({"address": "四组"}), position=3, base=1, incarnation="bb" * 8),
        ],
    )
    assert resident is not None
    assert (resident.phones, resident.address) == (("13900000000",), "四组")
    assert resident.conflicts == ()


def test_the_same_field_changed_unseen_keeps_both_values() -> None:
    history = [
        event(recorded(), position=1),
        event(ResidentChanged({"address": "四组"}), dseq=2, position=2, base=1),
        event(ResidentChanged({"address": "五组"}), position=3, base=1, incarnation="bb" * 8),
    ]
    resident = fold_resident("r", history)
    assert resident is not None
    (conflict,) = resident.conflicts
    assert (conflict.field, resident.address) == ("address", "五组")
    assert [claim.value for claim in conflict.claims] == ["四组", "五组"]
    settled = event(ResidentChanged({"address": "四组"}), dseq=3, position=4, base=3)
    solved = fold_resident("r", [*history, settled])
    assert solved is not None
    assert (solved.address, solved.conflicts) == ("四组", ())


def test_a_change_without_its_resident_makes_no_ghost() -> None:
    assert fold_resident("r", [event(ResidentChanged({"address": "x"}))]) is None


def test_fields_of_a_newer_program_do_no_harm() -> None:
    resident = fold_resident(
        "r", [event(recorded()), event(ResidentChanged({"iris": "?"}), dseq=2)]
    )
    assert resident is not None
    assert resident.name == "李秀英"
