"""What people type wrong, in the window and in a file: a sentence that says what to do, nothing lost."""

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication

from helpdesk.application.queries import CaseFilter
from helpdesk.ui.screens.intake.resident_form import ADDRESS, BIRTH, DIVISION, NAME, NUMBER
from tests.e2e.programs import Desk, sentence
from tests.e2e.window import window
from tests.server.running import RunningCity

TEMUR = {"name": "特木尔"}
NOTE = 10_000


def applicant(**fields: str) -> dict[str, object]:
    return {"title": "路灯不亮", "applicant": {**TEMUR, **fields}}


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (applicant(document_number="152301195806122420"), "身份证号校验不符"),
        (applicant(document_number="15230119580230242X"), "19580230"),
        (applicant(division="150502999999"), "150502999999"),
        (applicant(birth="1958-02-30"), "1958-02-30"),
        (applicant(name="  "), "姓名为空"),
        (applicant(name="特\x07木尔"), "姓名"),
        (applicant(document_kind="passport", document_number="E12\x003456"), "证件号码"),
        (applicant(document_kind="passport", document_number="E" * 5_000), "5000"),
        (applicant(mongolian_name="\u182e\x1b[31m"), "蒙古文姓名"),
        (applicant(ethnic_group="蒙" * 300), "民族"),
        (applicant(sex="neither"), "applicant.sex"),
        ({**applicant(), "text": "\x1b[2J"}, "诉求内容"),
        ({**applicant(), "text": " " * 600_000 + "字"}, "10000"),
        ({**applicant(), "text": "字" * (NOTE + 1)}, "10001"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_field_of_a_case_is_named_and_nothing_is_registered(
    desk: Desk, case: dict[str, object], words: str
) -> None:
    desk.open(**case).refused(1, words)
    status = desk.status()
    assert (status["cases"], status["residents"]) == (0, 0)


@pytest.mark.parametrize(
    "sent", [b"", b"[]", b'{"title": "\xff"}', b'{"title": "\\ud800"}', b"[" * 50_000]
)
def test_what_is_no_case_at_all(desk: Desk, sent: bytes) -> None:
    desk.run("open", "--json", "-", sent=sent).refused(1)


def test_a_note_of_ten_thousand_characters_is_kept_whole(
    enrolled: Desk, city: RunningCity, tmp_path: Path, qapp: QApplication
) -> None:
    """Stored, shown, synced; the receipt says what it is about and leaves the note to the record."""
    note = "".join(chr(0x4E00 + n % 5_000) for n in range(NOTE - 4)) + "𠮷😀\n”"
    number = enrolled.opened(**applicant(), text=note)
    assert enrolled.run("show", number, "--json").json["text"] == note
    shown = enrolled.run("show", number).out
    assert "".join(note.split()) in "".join(shown.split())
    paper = tmp_path / "receipt.pdf"
    assert enrolled.run("print", number, "--out", paper).code == 0
    with pypdfium2.PdfDocument(paper) as document:
        text = document[0].get_textpage().get_text_range()
        assert len(document) <= 2, "one sheet for each copy"
    assert "路灯不亮" in text.replace(" ", "")
    assert enrolled.run("sync").code == 0
    with city.api() as api:
        assert api.get(f"/api/cases/{number}").json()["text"] == note
    with window(enrolled.folder) as seen:
        seen.unlock()
        seen.workplace.open_case(seen.workplace.bench.queries.find(number, limit=1)[0].subject)
        seen.wait(lambda: seen.shows(note), "the whole note on the case's screen")


def test_the_window_says_at_the_field_what_is_wrong(desk: Desk, qapp: QApplication) -> None:
    with window(desk.folder) as seen:
        seen.unlock()
        seen.new_intake(request=True)
        seen.new_resident("乌云")
        for field, text, words in (
            (NUMBER, "152301195806122420", "身份证号校验不符"),
            (NUMBER, "15230119580230242X", "19580230"),
            (BIRTH, "1958-02-30", "1958-02-30"),
            (NAME, "乌", "姓名"),
        ):
            seen.retype(field, text)
            sentence(seen.text(words))
            seen.register()
            assert seen.workplace.bench.queries.count_cases(CaseFilter()) == 0
            seen.retype(field, {NAME: "乌云"}.get(field, ""))
        seen.tell("路灯不亮", "字" * (NOTE + 1))
        seen.register()
        sentence(seen.text("10001"))
        seen.wait(lambda: [len(d.text) for d in seen.drafts()] == [NOTE + 1], "all of it kept")
        seen.screen.matters.request.text.editor.setPlainText("字" * NOTE)
        seen.register()
        seen.save_paper(desk.folder.parent / "receipt.pdf")
        seen.wait(lambda: not seen.drafts(), "registered")
    assert len(desk.numbers()) == 1


def test_a_half_character_in_the_window_costs_nothing(desk: Desk, qapp: QApplication) -> None:
    """A pasted text can hold half of a rare character; Qt hands it on, UTF-8 has no place for it."""
    with window(desk.folder) as seen:
        seen.unlock()
        seen.new_intake(request=True)
        seen.new_resident("乌云")
        seen.retype(ADDRESS, "三组")
        seen.tell("路灯", "不亮\ud842了")
        seen.wait(lambda: any(d.text.startswith("不亮") for d in seen.drafts()), "the draft")
        seen.register()
        seen.save_paper(desk.folder.parent / "receipt.pdf")
    assert len(desk.numbers()) == 1


def test_a_village_that_is_not_in_the_list(desk: Desk, qapp: QApplication) -> None:
    with window(desk.folder) as seen:
        seen.unlock()
        seen.new_intake(request=True)
        seen.new_resident("乌云")
        seen.retype(DIVISION, "没有的村")
        seen.tell("路灯")
        seen.register()
        sentence(seen.text("请从列表"))
        assert seen.workplace.bench.queries.count_cases(CaseFilter()) == 0


def test_a_restart_brings_back_what_was_typed(desk: Desk, qapp: QApplication) -> None:
    """Wrong as it is: a draft keeps raw text."""
    with window(desk.folder) as seen:
        seen.unlock()
        seen.new_intake(request=True)
        seen.new_resident("乌云", document_number="152301195806122420")
        seen.tell("路灯", "不亮")
    with window(desk.folder) as seen:
        seen.unlock()
        (draft,) = seen.drafts()
        assert draft.new_resident["document_number"] == "152301195806122420"
        assert (draft.title, draft.text) == ("路灯", "不亮")
