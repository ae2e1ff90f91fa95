"""The tool that keeps the catalogues."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.catalogues import extracted, rendered, table, updated

PYTHON = """
from helpdesk.i18n import N_, _, ngettext
NAME = N_("Named")
_("Two " "parts").format()
ngettext("{n} case", "{n} cases", 3)
_(NAME)
"""


def test_extracts_from_python_and_templates(tmp_path: Path) -> None:
    (tmp_path / "helpdesk").mkdir()
    (tmp_path / "helpdesk" / "a.py").write_text(PYTHON, encoding="utf-8")
    page = '<p>{{ _("On the page") }}</p>'
    (tmp_path / "helpdesk" / "a.html").write_text(page, encoding="utf-8")
    assert extracted(tmp_path) == {
        "Named": "Named",
        "On the page": "On the page",
        "Two parts": "Two parts",
        "{n} case": ("{n} case", "{n} cases"),
    }


def test_chinese_has_one_plural_form_and_english_two() -> None:
    texts = {"{n} case": ("{n} case", "{n} cases")}
    chinese = updated("zh_CN", texts, {"{n} case": "{n} 件"})
    english = updated("en", texts, {})
    assert chinese.get("{n} case").string == ("{n} 件",)
    assert english.get("{n} case").string == ("{n} case", "{n} cases")


def test_rendering_is_stable_and_without_dates() -> None:
    texts = {"B": "B", "A": "A"}
    once, again = (rendered(updated("zh_CN", texts, {"A": "甲"})) for _ in range(2))
    assert once == again
    assert b"Date" not in once
    assert once.index(b'"A"') < once.index(b'"B"')


def test_what_is_gone_from_the_sources_is_gone_from_the_catalogue() -> None:
    assert rendered(updated("zh_CN", {"A": "A"}, {"Gone": "走"})).count(b"msgid") == 2


@given(
    st.text(st.characters(exclude_characters="\r\\", exclude_categories=["Cs", "Cc", "Zl", "Zp"]))
)
def test_a_table_keeps_every_text(text: str) -> None:
    rows = list(table([f"A {text}\t甲\\n{text}\\t\n", "", "# said in passing"]))
    assert rows == [(f"A {text}", f"甲\n{text}\t")]


def test_a_broken_row_is_named_by_its_line() -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(table(["A\t甲", "B 乙"]))
