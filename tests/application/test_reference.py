"""The shipped reference data, and what is said about a broken table."""

import csv
from datetime import date
from pathlib import Path

import pytest

from helpdesk.application.reference import (
    parse_bundles,
    parse_divisions,
    parse_edition,
    parse_materials,
    parse_matters,
    parse_reference,
    parse_year_table,
)
from helpdesk.domain.clocks import Limit, Unit
from helpdesk.domain.divisions import Level
from helpdesk.domain.matters import Confidence, Form, MatterKind, Mode, Scope
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n.problems import sentence

RESOURCES = Path(__file__).parents[2] / "resources"
TABLES = (
    "catalogue/materials.csv catalogue/matters.csv catalogue/edition.csv bundles/bundles.csv "
    "catalogue/variants.csv catalogue/prechecks.csv catalogue/forms.csv "
    "calendar/tables.csv calendar/days.csv divisions/divisions.csv"
)


def shipped(name: str) -> str:
    return (RESOURCES / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reference():
    return parse_reference(shipped)


def changed(name: str, old: str, new: str):
    """`shipped`, with one place of one file changed."""

    def read(asked: str) -> str:
        text = shipped(asked)
        if asked != name:
            return text
        assert old in text
        return text.replace(old, new, 1)

    return read


def test_divisions(reference):
    levels = [division.level for division in reference.divisions]
    assert {level: levels.count(level) for level in Level} == {
        "city": 1,
        "county": 9,
        "township": 143,
        "village": 2568,
    }
    labels = [reference.divisions.label(division.code) for division in reference.divisions]
    assert len(set(labels)) == len(labels) == 2721
    assert len(reference.divisions.named("胜利村委会")) == 6


def test_calendar(reference):
    (table,) = reference.calendar.tables
    assert (table.year, table.version, table.provisional) == (2026, "1", False)
    assert "国办发明电〔2025〕7号" in table.source
    assert len(table.days) == 39
    assert reference.calendar.is_working_day(date(2026, 10, 10))
    assert not reference.calendar.is_working_day(date(2026, 10, 7))
    assert reference.calendar.day(date(2026, 2, 17)).name == "春节"


def test_matters(reference):
    catalogue = reference.catalogue
    assert len(catalogue) == 87
    assert len(catalogue.in_force(date(2026, 11, 23))) == 87
    assert all(matter.aliases for matter in catalogue)
    relief = catalogue.find("TL-0014")
    assert (relief.name, relief.department) == ("最低生活保障审核确认", "民政")
    assert (relief.mode, relief.kind) == (Mode.ACT_FOR, MatterKind.PROMISED)
    assert (relief.legal, relief.legal_text) == (Limit(30), "30工作日(可延至45)")
    assert (relief.promised, relief.fee) == (Limit(25), "免费")
    assert relief.confidence == (Confidence.A, Confidence.B)
    assert [(m.name, m.originals, m.copies) for m in relief.materials] == [
        ("申请书", 1, 0),
        ("居民身份证", 1, 1),
        ("户口簿", 1, 1),
        ("家庭经济状况核对授权书", 1, 0),
        ("收入财产材料", 0, 1),
    ]
    assert [m.deferrable for m in relief.materials] == [False, False, False, False, True]
    assert [m.returned for m in relief.materials] == [False, True, True, False, False]


def test_matters_that_are_unlike_the_others(reference):
    find = reference.catalogue.find
    card = find("TL-0001")
    assert (card.legal, card.in_person) == (Limit(60, Unit.NATURAL), True)
    assert find("TL-0016").legal is None
    assert "公示7天" in find("TL-0016").legal_text
    assert (find("TL-0061").promised, find("TL-0061").legal_text) == (None, "年度")
    assert find("TL-0084").materials == ()
    assert (find("TL-0083").promised, find("TL-0083").promised_note) == (Limit(12), "全流程,企业")
    assert find("TL-0085").materials[0].form is Form.TOLD
    assert (find("TL-0085").mode, find("TL-0086").mode) == (Mode.PAY_FOR, Mode.DO_HERE)
    assert find("TL-0005").cross_province is Scope.PARTLY
    assert find("TL-0071").authorisation
    assert find("TL-0016").materials[-1].label == "残疾人证（如有）"


def test_nothing_done_at_once_is_deferrable(reference):
    for matter in reference.catalogue:
        if matter.kind is MatterKind.AT_ONCE or matter.promised is None:
            assert not any(material.deferrable for material in matter.materials)


def test_bundles(reference):
    bundles = {bundle.name: bundle for bundle in reference.catalogue.bundles}
    assert len(bundles) == 8
    birth = bundles["新生儿出生"]
    assert len(birth.items) == 8
    assert [item.matter for item in birth.items[2:6]] == [
        "TL-0005",
        "TL-0055",
        "TL-0036",
        "TL-0048",
    ]
    assert birth.items[0].matter == ""
    names = [material.name for material in reference.catalogue.bundle_materials(birth)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", TABLES.split())
def test_files_are_clean(name):
    text = shipped(name)
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    for cells in csv.reader(text.splitlines()):
        assert [cell.strip() for cell in cells] == cells


@pytest.mark.parametrize(
    ("table", "old", "new", "code", "line"),
    [
        ("divisions/divisions.csv", "150502000000,科", "15050200,科", "table-value", 3),
        ("divisions/divisions.csv", "科尔沁区,county", "科尔沁区,league", "table-value", 3),
        ("divisions/divisions.csv", "county,150500000000", "county,150600000000", "table-value", 3),
        (
            "divisions/divisions.csv",
            "150502000000,科尔沁区",
            "150500000000,科",
            "table-repeated",
            3,
        ),
        ("divisions/divisions.csv", "code,name", "code,title", "table-columns", None),
        ("divisions/divisions.csv", "科尔沁区,county", "科尔沁区county", "table-cells", 3),
        ("catalogue/matters.csv", "TL-0003,1,", "TL-0002,1,", "table-repeated", 4),
        ("catalogue/matters.csv", "TL-0003,1,", "TL-0003,,", "table-value", 4),
        ("catalogue/matters.csv", "60,natural,20", "60,lunar,20", "table-value", 2),
        ("catalogue/matters.csv", "60,natural,20", "0,natural,20", "table-value", 2),
        ("catalogue/matters.csv", "TL-0001,1", "TL-0001x,1", "table-orphans", None),
        ("catalogue/materials.csv", "原居民身份证,1,0", "原居民身份证,one,0", "table-value", 2),
        ("catalogue/materials.csv", "原居民身份证,1,0", "原居民身份证,٣,0", "table-value", 2),
        ("catalogue/materials.csv", "TL-0001,1,2", "TL-0001,1,1", "table-repeated", 3),
        ("catalogue/edition.csv", "2026.1,", ",", "table-value", 2),
        ("bundles/bundles.csv", "TL-0005", "TL-9999", "table-value", 4),
        ("catalogue/variants.csv", "1;2;3;4", "1;2;3;5", "table-value", 2),
        ("catalogue/variants.csv", "非婚生育随母落户", "婚内生育", "table-repeated", 3),
        ("catalogue/variants.csv", "TL-0005,1", "TL-0005,2", "table-value", 2),
        ("catalogue/prechecks.csv", "TL-0005,1", "TL-9999,1", "table-value", 2),
        (
            "catalogue/prechecks.csv",
            "出生登记由父亲或母亲户口所在地的派出所办理",
            "",
            "table-value",
            2,
        ),
        ("catalogue/forms.csv", "{name}", "{nickname}", "table-value", 2),
        ("catalogue/forms.csv", "{sex}", "{sex", "table-value", 3),
        (
            "catalogue/forms.csv",
            ",申请表,申请人,field,性别",
            ",申请书,申请人,field,性别",
            "table-value",
            3,
        ),
        ("calendar/days.csv", "2026,2026-01-02", "2026,2026-01-32", "calendar-date", 3),
        ("calendar/days.csv", "2026,2026-01-02", "2026,2026-01-01", "calendar-duplicate", 3),
        ("calendar/days.csv", "2026,2026-01-02", "2027,2027-01-02", "table-value", 3),
        ("calendar/tables.csv", ",no", ",maybe", "table-value", 2),
    ],
)
def test_what_is_wrong_is_named_with_its_line(table, old, new, code, line):
    with pytest.raises(Problem) as caught:
        parse_reference(changed(table, old, new))
    problem = caught.value
    assert (problem.code, problem.params.get("line")) == (code, line)
    assert problem.params["table"] == table
    assert sentence(problem)


def test_a_city_without_the_later_tables_has_none_of_what_they_say():
    def read(name: str) -> str:
        if name.removeprefix("catalogue/") in ("variants.csv", "prechecks.csv", "forms.csv"):
            raise EnvironmentProblem("reference-missing", table=name)
        return shipped(name)

    catalogue = parse_reference(read).catalogue
    assert not any(matter.variants or matter.prechecks for matter in catalogue)
    assert catalogue.form_of("TL-0014") is None


def test_a_variant_makes_its_conditional_material_necessary(reference):
    matter = reference.catalogue.find("TL-0016")
    assert [m.name for m in matter.materials_of("残疾人") if m.necessary][-1] == "残疾人证"
    assert len(matter.materials_of("老年人")) == 3
    assert matter.materials_of("没有的情形") == matter.materials


def test_a_year_table_from_a_file_of_its_own(reference):
    text = "\ufeffdate,kind,name\r\n2026-12-27,workday,调休\r\n\r\n2027-01-01,holiday,元旦\r\n"
    table = parse_year_table(text, version="1", source="made up for this test")
    assert (table.year, len(table.days)) == (2027, 2)
    calendar = reference.calendar.with_table(table)
    assert calendar.is_working_day(date(2026, 12, 27))
    with pytest.raises(Problem) as caught:
        parse_year_table(text.replace("2027-01-01", "1 Jan"), version="1", source="x")
    assert caught.value.params["line"] == 4


@pytest.mark.parametrize(
    "parse",
    [
        parse_divisions,
        parse_materials,
        parse_bundles,
        parse_edition,
        parse_matters,
        lambda text: parse_year_table(text, version="1", source="x"),
    ],
)
def test_an_empty_or_foreign_file_is_a_problem(parse):
    arguments = {parse_bundles: [()], parse_matters: [{}]}.get(parse, [])
    for text in ("", "<html>\n<body>\n", "a,b\n1,2\n", '"', "\x00"):
        with pytest.raises(Problem) as caught:
            parse(text, *arguments)
        assert sentence(caught.value)
