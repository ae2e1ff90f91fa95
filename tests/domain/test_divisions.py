"""Divisions: names that cannot be mistaken."""

import pytest

from helpdesk.domain.divisions import Division, DivisionTree, Level
from helpdesk.domain.problems import Problem

CITY = Division("150500000000", "通辽市", Level.CITY, "150000000000")
COUNTY = Division("150502000000", "科尔沁区", Level.COUNTY, CITY.code)
TOWN = Division("150502100000", "大林镇", Level.TOWNSHIP, COUNTY.code)
OTHER = Division("150502101000", "钱家店镇", Level.TOWNSHIP, COUNTY.code)
VILLAGE = Division("150502100201", "保安村委会", Level.VILLAGE, TOWN.code)
NAMESAKE = Division("150502101201", "保安村委会", Level.VILLAGE, OTHER.code)
TREE = DivisionTree((VILLAGE, CITY, COUNTY, TOWN, OTHER, NAMESAKE))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("保安村委会", "保安村"),
        ("肖家村村委会", "肖家村"),
        ("一村村民委员会", "一村"),
        ("榆树屯村民委员会", "榆树屯村"),
        ("保西村", "保西村"),
        ("民主嘎查", "民主嘎查"),
        ("毛都嘎查村", "毛都嘎查"),
        ("梅林营子嘎查委员会", "梅林营子嘎查"),
        ("民航社区居委会", "民航社区"),
        ("中信社区居民委员会", "中信社区"),
        ("工农居委会", "工农居委会"),
        ("保康街道办事处", "保康街道"),
        ("一分场生活区", "一分场生活区"),
    ],
)
def test_the_place_behind_the_committee(name, place):
    assert Division("150502100201", name, Level.VILLAGE, TOWN.code).place == place


def test_desk_names_as_on_the_frame():
    assert VILLAGE.desk_name == "保安村便民服务站"
    assert TREE.above(VILLAGE.code) == "科尔沁区 大林镇"
    assert TOWN.desk_name == "大林镇便民服务中心"
    assert TREE.above(TOWN.code) == "科尔沁区"
    assert COUNTY.desk_name == "科尔沁区政务服务中心"
    assert TREE.above(CITY.code) == ""


def test_a_label_shows_a_parent():
    assert TREE.label(VILLAGE.code) == "大林镇 保安村"
    assert TREE.label(NAMESAKE.code) == "钱家店镇 保安村"
    assert TREE.label(TOWN.code) == "科尔沁区 大林镇"
    assert TREE.label(CITY.code) == "通辽市"


def test_chain_and_full_name():
    assert TREE.chain(VILLAGE.code) == (CITY, COUNTY, TOWN, VILLAGE)
    assert TREE.full_name(VILLAGE.code) == "通辽市科尔沁区大林镇保安村"
    assert TREE.children(COUNTY.code) == (TOWN, OTHER)
    assert TREE.children(VILLAGE.code) == ()


def test_found_by_name_place_or_full_name():
    assert TREE.named("保安村") == TREE.named("保安村委会") == (VILLAGE, NAMESAKE)
    assert TREE.named(" 通辽市 科尔沁区 钱家店镇 保安村 ") == (NAMESAKE,)
    assert TREE.named("安村") == ()


def test_unknown():
    assert TREE.find("150502100999") is None
    with pytest.raises(Problem, match="division-unknown"):
        TREE.label("150502100999")


@pytest.mark.parametrize(
    ("divisions", "code"),
    [
        ((CITY, COUNTY, COUNTY), "division-duplicate"),
        ((CITY, VILLAGE), "division-parent"),
        ((CITY, Division(TOWN.code, "x", Level.CITY, CITY.code)), "division-parent"),
        ((CITY, Division(TOWN.code, "x", Level.COUNTY, TOWN.code)), "division-parent"),
    ],
)
def test_a_broken_list_is_refused(divisions, code):
    with pytest.raises(Problem) as caught:
        DivisionTree(divisions)
    assert caught.value.code == code


@pytest.mark.parametrize(("code", "parent"), [("1505", CITY.code), (TOWN.code, "15050200000x")])
def test_a_code_has_twelve_digits(code, parent):
    with pytest.raises(Problem, match="division-code"):
        Division(code, "x", Level.TOWNSHIP, parent)
