"""The catalogue: editions, validity, bundles."""

from dataclasses import replace
from datetime import date

import pytest

from helpdesk.domain.matters import (
    Bundle,
    BundleItem,
    Catalogue,
    Form,
    MaterialRequirement,
    Matter,
    MatterKind,
    Mode,
)
from helpdesk.domain.problems import Problem

FIRST = Matter(
    code="TL-0014",
    name="最低生活保障审核确认",
    department="民政",
    mode=Mode.ACT_FOR,
    kind=MatterKind.PROMISED,
    materials=(
        MaterialRequirement("户口簿", 1, 0, returned=True),
        MaterialRequirement("照片", 1, 0, deferrable=True),
        MaterialRequirement("残疾人证", 1, 1, necessary=False, condition="如有"),
    ),
    valid_until=date(2026, 6, 30),
)
SECOND = replace(FIRST, version=2, valid_from=date(2026, 7, 1), valid_until=None)
OTHER = replace(
    FIRST,
    code="TL-0019",
    materials=(
        MaterialRequirement("残疾人证", 1, 1, returned=True),
        MaterialRequirement("户口簿", 1, 2, returned=True),
        MaterialRequirement("照片", 2, 0),
        MaterialRequirement("户号", 0, 0, form=Form.TOLD),
    ),
    valid_until=None,
)
CATALOGUE = Catalogue((FIRST, SECOND, OTHER), version="t")


def test_old_cases_keep_the_rules_of_their_day():
    assert CATALOGUE.find("TL-0014") is SECOND
    assert CATALOGUE.find("TL-0014", version=1) is FIRST
    assert CATALOGUE.find("TL-0014", on=date(2026, 6, 30)) is FIRST
    assert CATALOGUE.find("TL-0014", on=date(2026, 7, 1)) is SECOND
    assert CATALOGUE.find("TL-0014", version=3) is None
    assert CATALOGUE.find("TL-9999") is None


def test_matters_in_force_are_listed_once():
    assert CATALOGUE.in_force(date(2026, 6, 1)) == (FIRST, OTHER)
    assert CATALOGUE.in_force(date(2026, 8, 1)) == (SECOND, OTHER)


def test_a_matter_that_ended_is_not_offered():
    ended = Catalogue((FIRST,))
    assert ended.in_force(date(2026, 7, 1)) == ()
    assert ended.find("TL-0014") is FIRST


def test_a_bundle_asks_for_each_material_once():
    bundle = Bundle(
        "扶残助困",
        (BundleItem("低保", "TL-0014"), BundleItem("补贴", "TL-0019"), BundleItem("就业")),
    )
    union = {m.name: m for m in CATALOGUE.bundle_materials(bundle)}
    assert list(union) == ["户口簿", "照片", "残疾人证", "户号"]
    assert (union["户口簿"].originals, union["户口簿"].copies) == (1, 2)
    assert (union["照片"].originals, union["照片"].deferrable) == (2, False)
    assert (union["残疾人证"].necessary, union["残疾人证"].condition) == (True, "")
    assert union["户号"].form is Form.TOLD


def test_a_condition_shows_in_the_label():
    assert [m.label for m in FIRST.materials] == ["户口簿", "照片", "残疾人证（如有）"]


def test_what_a_catalogue_refuses():
    with pytest.raises(Problem, match="catalogue-duplicate"):
        Catalogue((FIRST, FIRST))
    with pytest.raises(Problem, match="matter-code"):
        replace(FIRST, code="")
    with pytest.raises(Problem, match="matter-code"):
        replace(FIRST, code="T" * 51)
    with pytest.raises(Problem, match="matter-validity"):
        replace(FIRST, valid_from=date(2026, 7, 1))
