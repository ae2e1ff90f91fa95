"""Every printed word stands behind the digest in the code: whatever is changed, it is another digest."""

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import helpdesk
from helpdesk.application.forms import Form
from helpdesk.application.paper_facts import facts_digest
from helpdesk.application.paper_forms import FORMS
from helpdesk.application.paper_proof import (
    Likeness,
    case_facts,
    likeness,
    of_print,
    print_facts,
    proven,
    words_digest,
)
from helpdesk.application.paper_text import Paper
from helpdesk.application.papers import Notice, Receipt, SignatureShown
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.i18n import set_language
from helpdesk.i18n.paper_check import fact_rows
from helpdesk.i18n.paper_frame import FRAME, frame_digest
from helpdesk.protocol import evidence
from tests.printing import samples
from tests.printing.forms import cases_in
from tests.printing.test_slip_forms import form as slip

_NO_WORDS = {"codes", "qr_text", "only", "picture"}
Path_ = tuple[str | int, ...]


def leaves(value: object, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every value that a read model holds, and where."""
    if is_dataclass(value):
        for field in fields(value):
            if field.name not in _NO_WORDS:
                yield from leaves(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, tuple):
        for n, each in enumerate(value):
            yield from leaves(each, (*path, n))
    elif value is not None:
        yield path, value


def put(model: Any, path: Path_, value: object) -> Any:
    """The model with another value there."""
    step, *rest = path
    if isinstance(step, int):
        inner = put(model[step], tuple(rest), value) if rest else value
        return (*model[:step], inner, *model[step + 1 :])
    inner = put(getattr(model, step), tuple(rest), value) if rest else value
    return replace(model, **{step: inner})


def another(value: Any, place: int, character: str) -> Any:
    """A value that reads otherwise, by one character where it is text."""
    if isinstance(value, StrEnum):
        return next(each for each in type(value) if each is not value)
    if isinstance(value, str):
        place %= len(value) + 1
        return value[:place] + character + value[place + (place % 2) :]
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime):
        return value + timedelta(minutes=1 + place % 9)
    if isinstance(value, date):
        return value + timedelta(days=1 + place % 9)
    return value + 1 + place % 9


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Paper]:
    """One of each kind, with something in every field."""
    note = SignatureShown(b"picture", "包玉兰，板签 2026-11-23", ("代为递交",))
    signed = replace(samples.issue(), signature=note)
    with cases_in(tmp_path_factory.mktemp("desk")) as cases:
        forms = {paper: cases.forms(paper)[0] for paper in FORMS}
    return {
        "receipt": replace(samples.receipt(), issue=signed),
        "one_time_notice": samples.notice(),
        "slip": slip(),
        **forms,
    }


@given(data=st.data())
def test_any_character_of_any_field_is_bound(models: dict[str, Paper], data: st.DataObject) -> None:
    """COMPLAINTS 1: what a paper says cannot be changed under its code."""
    model = models[data.draw(st.sampled_from(sorted(models)))]
    path, value = data.draw(st.sampled_from(list(leaves(model))))
    character = data.draw(st.characters(codec="utf-8"))
    changed = another(value, data.draw(st.integers(0, 5_000)), character)
    other = put(model, path, changed)
    assert (words_digest((other,)) == words_digest((model,))) == (changed == value)


def test_every_field_of_every_paper_is_bound(models: dict[str, Paper]) -> None:
    """The same without chance: each place once."""
    for model in models.values():
        known = words_digest((model,))
        for path, value in leaves(model):
            assert words_digest((put(model, path, another(value, 0, "改")),)) != known, path


def test_the_frame_has_every_word_that_printing_sets() -> None:
    """What no read model says stands in `FRAME`, so that a changed word of a form is noticed."""
    root = Path(helpdesk.__file__).parent
    papers = (root / "printing" / "papers").glob("*.py")
    modules = [each for each in papers if each.stem != "day_sheet"]
    modules += [root / "printing" / "filling.py", root / "i18n" / "dates.py"]
    said = {
        argument.value
        for module in modules
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "N_", "ngettext")
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert said == set(FRAME)
    chinese = frame_digest()
    set_language("en")
    assert frame_digest() != chinese


def test_the_code_is_as_long_as_before_and_nobody_can_guess_behind_a_mask(desk: OpenDesk) -> None:
    """The words are in the digest, which keeps its size; a salt that only the device makes is in it."""
    model = samples.receipt()
    ready = proven(desk.session, model.number, (model,), ("paper=receipt",), size="A5")
    (receipt,) = ready.papers
    assert isinstance(receipt, Receipt)
    plain = proven(replace(desk.session, seal=None), model.number, (model,), ("a=b",), size="A5")
    sealed = evidence.read(receipt.codes[0])
    assert sealed is not None
    assert len(evidence.written(sealed)) == 156, "117 bytes, as before: no certificate yet"
    assert sealed.facts == facts_digest(ready.facts, copy=1)
    print_of, other = of_print(ready.facts), of_print(plain.facts)
    assert print_of["salt"]
    assert print_of["text"] != other["text"]
    assert case_facts(ready.facts) == ("paper=receipt",)
    shown = " ".join(value for _label, value in fact_rows(ready.facts))
    assert print_of["text"] not in shown
    assert print_of["salt"] not in shown


def test_a_paper_drawn_again_says_how_it_compares(desk: OpenDesk) -> None:
    notice = samples.notice()
    facts = ("paper=one_time_notice", *print_facts((notice,), size="A5", sign=None))
    assert likeness((notice,), facts, whole=True) is Likeness.SAME
    assert likeness((notice,), facts, whole=False) is Likeness.FACTS
    other = replace(notice, note=notice.note + "。")
    assert likeness((other,), facts, whole=True) is Likeness.WORDS
    assert likeness((notice,), ("paper=one_time_notice",), whole=True) is Likeness.UNKNOWN
    reworded = tuple("frame=0" if each.startswith("frame=") else each for each in facts)
    assert likeness((notice,), reworded, whole=True) is Likeness.FRAME
    assert isinstance(notice, Notice)


def test_a_field_that_a_later_version_adds_alters_no_earlier_paper() -> None:
    """What has its default is not part of the digest."""
    form = Form(title="单", issue=samples.issue(), desk=samples.desk())
    assert words_digest((form,)) == words_digest((replace(form, subtitle="", sections=()),))
    assert words_digest((form,)) != words_digest((replace(form, subtitle="一"),))
