"""Several applicants, proxies, phrases and earlier cases, from the keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from helpdesk.application.at_hand import keep_phrase, phrases, phrases_text, take_phrases
from helpdesk.application.cases import open_case
from helpdesk.application.shelf import Kept, Kind
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.ui import theme
from helpdesk.ui.phrase_dialog import PhraseDialog
from helpdesk.ui.screens.intake.like_dialog import LikeDialog
from helpdesk.ui.screens.intake.paper_dialog import PaperDialog
from helpdesk.ui.screens.intake.people_dialog import PeopleDialog
from helpdesk.ui.screens.intake.proxy_dialog import ProxyDialog
from helpdesk.ui.tokens import chosen
from tests.ui import focus_chain
from tests.ui.screens.counter import Counter, taken

ENTER, CTRL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
FIELDS = "TL-0062"  # 耕地地力保护补贴申报
DIALOGS = {
    PeopleDialog: (Qt.Key.Key_L, CTRL),
    ProxyDialog: (Qt.Key.Key_P, CTRL, SHIFT),
    LikeDialog: (Qt.Key.Key_N, CTRL, SHIFT),
    PhraseDialog: (Qt.Key.Key_I, CTRL),
    PaperDialog: (Qt.Key.Key_P, CTRL),
}


def opened(counter: Counter, qtbot, kind: type):
    """The dialog that its key opens."""
    counter.press(*DIALOGS[kind])
    qtbot.waitUntil(lambda: counter.screen.findChild(kind) is not None)
    dialog = counter.screen.findChild(kind)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def at_matter(counter: Counter, qtbot, resident: str, code: str = FIELDS) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.screen.presenter.resident.pick(resident)
    counter.screen.presenter.matter.pick(code)
    qtbot.waitUntil(lambda: counter.screen.presenter.resident.known is not None)


def test_a_pasted_list_is_a_case_for_each_with_one_receipt(counter, qtbot, people) -> None:
    at_matter(counter, qtbot, people["包玉兰"])
    dialog = opened(counter, qtbot, PeopleDialog)
    dialog.list.editor.setPlainText("王德福\t152301194303050351\n新来的人\t13847516799\n")
    qtbot.keyClick(dialog.list.editor, ENTER, CTRL)
    assert not dialog._problem.isVisible(), dialog._problem._label.text()
    qtbot.waitUntil(lambda: len(counter.intake.people) == 2)
    assert counter.intake.people[0]["resident"] == people["王德福"]
    assert _("Several applicants …") not in counter.screen.residents.people.text()
    qtbot.waitUntil(lambda: counter.screen.findChild(PeopleDialog) is None)
    counter.screen.presenter.registering.register()
    qtbot.waitUntil(lambda: len(counter.cases()) == 3)
    assert {row.applicant for row in counter.cases()} == {"包玉兰", "王德福", "新来的人"}
    assert len({row.number for row in counter.cases()}) == 3
    qtbot.waitUntil(lambda: len(counter.tray.sheets) == 1)


def test_a_wrong_line_is_named_and_nothing_is_taken_over(counter, qtbot, people) -> None:
    at_matter(counter, qtbot, people["包玉兰"])
    dialog = opened(counter, qtbot, PeopleDialog)
    dialog.list.editor.setPlainText("王德福\t15230119430305035\n")
    assert dialog._wrong.isVisible()
    dialog.submit()
    assert dialog.isVisible()
    assert counter.intake.people == ()
    dialog.reject()


def test_without_a_resident_the_first_of_the_list_is_the_applicant(counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    dialog = opened(counter, qtbot, PeopleDialog)
    dialog.list.editor.setPlainText("新来的人 13847516799\n另一个人")
    dialog.together.set_value("one")
    dialog.submit()
    qtbot.waitUntil(lambda: len(counter.intake.people) == 1)
    assert counter.intake.new_resident["name"] == "新来的人"
    assert counter.intake.together


def test_excel_is_read_into_the_list(counter, qtbot, people, tmp_path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("姓名,电话\n甲乙,13847516799\n", encoding="utf-8")
    at_matter(counter, qtbot, people["包玉兰"])
    dialog = opened(counter, qtbot, PeopleDialog)
    dialog._asked.read(str(path), dialog.list.editor.setPlainText, dialog.fail)
    qtbot.waitUntil(lambda: "甲乙" in dialog.list.editor.toPlainText())
    dialog._asked.read(str(tmp_path / "没有.csv"), dialog.list.editor.setPlainText, dialog.fail)
    qtbot.waitUntil(dialog._problem.isVisible)
    dialog.reject()


def test_a_proxy_has_fields_and_words(counter, qtbot, people) -> None:
    at_matter(counter, qtbot, people["包玉兰"])
    dialog = opened(counter, qtbot, ProxyDialog)
    for name, text in (("relation", "女儿"), ("until", "2026-1-1")):
        dialog.fields[name].editor.setText(text)
    dialog.submit()
    assert dialog.isVisible()  # no name
    dialog.fields["name"].editor.setText("包小红")
    dialog.submit()
    assert dialog.isVisible()  # the authorisation is over
    dialog.fields["until"].editor.setText("20261231")
    dialog.submit()
    assert counter.intake.proxy == "包小红（女儿）"
    assert counter.screen.residents.proxy.editor.text() == "包小红（女儿）"


def test_a_phrase_is_kept_found_by_initials_and_put_in(counter, qtbot) -> None:
    keep_phrase(counter.desk.session, "请带户口簿原件", for_desk=True)
    counter.press(Qt.Key.Key_F2)
    counter.press(Qt.Key.Key_2, CTRL)
    counter.commit("问题：")
    dialog = opened(counter, qtbot, PhraseDialog)
    qtbot.waitUntil(lambda: len(dialog._shown) == 1)
    qtbot.waitUntil(dialog.search.editor.hasFocus)
    counter.commit("材料已收齐")
    qtbot.keyClick(dialog.search.editor, Qt.Key.Key_S, CTRL)
    shelf, agent = counter.bench.queries.shelf, counter.desk.session.author.id
    qtbot.waitUntil(lambda: len(phrases(shelf, agent)) == 2)
    dialog.search.editor.clear()
    qtbot.keyClicks(dialog.search.editor, "qdhk")
    qtbot.keyClick(dialog.search.editor, ENTER)
    assert counter.intake.text == "问题：请带户口簿原件"
    qtbot.waitUntil(lambda: phrases(shelf, agent)[0].key == "请带户口簿原件")


def test_phrases_go_from_desk_to_desk_in_a_text_file(counter, qtbot, tmp_path) -> None:
    words = ["请带户口簿原件", "原件核对后当场退还", "𠮷桂兰"]
    content = phrases_text([Kept("", Kind.PHRASE, each) for each in words])
    file = tmp_path / "phrases.txt"
    file.write_bytes(content.decode("utf-8-sig").encode("gb18030"))  # as Notepad may save it
    counter.press(Qt.Key.Key_F2)
    dialog = opened(counter, qtbot, PhraseDialog)
    dialog.take_from(str(file))
    qtbot.waitUntil(lambda: len(dialog._shown) == len(words))
    assert {each.key for each in dialog._shown} == set(words)
    for wrong, code in (
        (b"", "phrase-empty"),
        (b"\0" * 50, "file-encoding"),
        (b"x" * 501, "phrase-long"),
    ):
        file.write_bytes(wrong)
        with pytest.raises(Problem) as caught:
            take_phrases(counter.desk.session, wrong)
        assert caught.value.code == code
    dialog.reject()


def test_a_phrase_that_is_not_there_is_said(counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    dialog = opened(counter, qtbot, PhraseDialog)
    qtbot.keyClicks(dialog.search.editor, "xyz")
    qtbot.keyClick(dialog.search.editor, ENTER)
    assert dialog.isVisible()
    dialog.reject()
    assert counter.intake.resident_search == ""


def test_again_like_an_earlier_case_for_somebody_else(counter, qtbot, people) -> None:
    intake = taken(counter.desk.session, "TL-0018")
    open_case(counter.desk.session, replace(intake, resident=people["王德福"]))
    counter.press(Qt.Key.Key_F2)
    counter.screen.presenter.resident.pick(people["包玉兰"])
    dialog = opened(counter, qtbot, LikeDialog)
    qtbot.waitUntil(lambda: len(dialog.picker.model.lines) == 1)
    qtbot.keyClick(dialog.picker.edit, ENTER)
    qtbot.waitUntil(lambda: counter.intake.matter == "TL-0018")
    assert counter.intake.resident == people["包玉兰"]
    assert {m.state.value for m in counter.intake.materials} == {"needed"}


def test_ctrl_p_prints_the_form_of_what_is_on_the_screen(counter, qtbot, people) -> None:
    at_matter(counter, qtbot, people["包玉兰"])
    qtbot.keyClick(opened(counter, qtbot, PaperDialog).list, ENTER)
    qtbot.waitUntil(lambda: len(counter.tray.sheets) == 1)
    assert counter.cases() == []


@pytest.mark.parametrize("big", [False, True], ids=["normal", "big"])
@pytest.mark.parametrize("kind", DIALOGS)
def test_the_dialogs_have_names_order_and_room(qapp, request, qtbot, kind, big) -> None:
    if big:
        theme.apply(qapp, chosen(big_type=True))
    counter = request.getfixturevalue("counter")
    counter.press(Qt.Key.Key_F2)
    dialog = opened(counter, qtbot, kind)
    qtbot.waitUntil(lambda: focus_chain.clipped(dialog) == [])
    assert focus_chain.problems(dialog) == []
    dialog.reject()
