"""Finding people and matters by whatever the fingers produce."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.application.reference import parse_reference
from helpdesk.application.search_keys import (
    MatterFinder,
    fold,
    matches_initials,
    name_keys,
    text_keys,
)

RESOURCES = Path(__file__).parents[2] / "resources"
REFERENCE = parse_reference(lambda name: (RESOURCES / name).read_text(encoding="utf-8"))
FINDER = MatterFinder(REFERENCE.catalogue)


def test_keys_of_a_name():
    keys = name_keys("包玉兰")
    assert keys.characters == ("包", "玉", "兰")
    assert keys.pinyin[0] == "baoyulan"
    assert keys.initials[0] == "byl"
    assert keys.syllables[0] == ("bao", "yu", "lan")


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("单雄信", "sxx"),
        ("单雄信", "dxx"),
        ("解珍", "xz"),
        ("仇英", "qy"),
        ("曾国", "zg"),
        ("白长命", "bcm"),
        ("包玉兰", "包yl"),
        ("包玉兰", "baoyl"),
        ("包玉兰", "BAOYULAN"),
        ("包玉兰", "ｂｙｌ"),
        ("包玉兰", "包玉"),
        ("斯琴·高娃", "sqgw"),
        ("斯琴·高娃", "斯琴高"),
        ("吕布", "lv"),
        ("𠮷田", "𠮷t"),
        ("ᠪᠠᠶᠠᠷ", "ᠪᠠ"),
        ("Aaron Smith", "as"),
        ("葛\U000e0100玉", "葛玉"),
        ("王\ue123", "w\ue123"),
    ],
)
def test_a_name_is_found(name, query):
    assert matches_initials(query, name_keys(name))


@pytest.mark.parametrize("query", ["", " ", "yl", "byx", "baoyulanx", "兰", "*"])
def test_a_name_is_not_found(query):
    assert not matches_initials(query, name_keys("包玉兰"))


def test_readings_are_few_and_surnames_come_first():
    keys = name_keys("单单单单单")
    assert len(keys.syllables) == 8
    assert {reading[0] for reading in keys.syllables[:3]} == {"dan", "shan", "chan"}
    assert text_keys("单单单单单").syllables == text_keys("单单单单单").syllables[:1]


def test_folding_alters_keys_only_where_safe():
    assert fold("ＢＡ－１５０５") == "ba-1505"
    assert fold("\uf90a") == "\u91d1"  # 金 as a compatibility ideograph
    mongolian = "ᠮᠣᠩᠭᠣᠯ\u180e\u180bᠠ"
    assert fold(mongolian) == mongolian
    assert name_keys(mongolian).characters == tuple(mongolian)
    assert fold("\U00030729") == "\U00030729"  # extension G


def test_numbers_stay_whole():
    assert text_keys("80周岁以上").initials == ("80zsys",)


@given(st.text(max_size=30))
def test_keys_are_total(text):
    for keys in (name_keys(text), text_keys(text)):
        assert len(keys.syllables) <= 8
        assert all(len(reading) == len(keys.parts) for reading in keys.syllables)
        assert "".join(keys.parts) == "".join(keys.characters)
        assert not keys.parts or matches_initials(text, keys)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dbsq", "最低生活保障审核确认"),
        ("DBSQ", "最低生活保障审核确认"),
        ("低保", "最低生活保障审核确认"),
        ("城乡居民最低生活保障申请", "最低生活保障审核确认"),
        ("低bao", "最低生活保障审核确认"),
        ("dibao", "最低生活保障审核确认"),
        ("zdshbz", "最低生活保障审核确认"),
        ("dibaobianyuan", "低保边缘家庭认定"),
        ("医保异地", "异地就医备案"),
        ("异地 医保", "异地就医备案"),
        ("ydjy", "异地就医备案"),
        ("老年证", "老年人优待证"),
        ("lnz", "老年人优待证"),
        ("80", "80周岁以上老年人高龄津贴"),
        ("gljt", "80周岁以上老年人高龄津贴"),
        ("残疾证", "残疾人证新办"),
        ("民政 残疾", "困难残疾人生活补贴"),
        ("身份证 丢", "居民身份证丢失补领"),
        ("sbkmm", "社会保障卡密码修改与重置"),
        ("草补", "草原生态保护补助奖励申报"),
        ("zhongdu", "重度残疾人护理补贴"),
        ("TL-0051", "异地就医备案"),
        ("jszqmhz", "机动车驾驶证期满换证"),
        ("jdczqm", "机动车驾驶证期满换证"),  # first letters with gaps
    ],
)
def test_the_best_match_comes_first(query, first):
    assert FINDER.find(query)[0].name == first


def test_every_matter_is_found_by_its_name_its_initials_and_each_alias():
    for matter in REFERENCE.catalogue:
        assert FINDER.find(matter.name)[0] is matter
        assert FINDER.find("".join(text_keys(matter.name).pinyin))[0] is matter
        for alias in matter.aliases:
            assert matter in FINDER.find(alias)
            assert matter in FINDER.find(text_keys(alias).initials[0], limit=40)


def test_what_is_not_there_and_what_was_not_asked():
    assert FINDER.find("火箭发射") == []
    assert FINDER.find("xqzwv") == []
    assert len(FINDER.find("  ")) == 20
    assert FINDER.find("", limit=3) == list(REFERENCE.catalogue)[:3]


@given(st.text(max_size=80))
def test_any_query_is_answered(query):
    assert len(FINDER.find(query, limit=5)) <= 5
