"""Many cases at once: one act on all that are marked, a workbook, a printed list."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import openpyxl
import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QMainWindow

from helpdesk.application import case_batch, case_export
from helpdesk.application.case_batch import Outcome, act_on_each
from helpdesk.application.case_export import Wanted
from helpdesk.application.case_table import Sorting
from helpdesk.application.papers import Receipt
from helpdesk.application.queries import CaseFilter
from helpdesk.bootstrap import receipts as receipts_module
from helpdesk.bootstrap.case_papers import CaseListPapers
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.domain import events as ev
from helpdesk.domain.audit import DataExported
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.stages import Stage
from helpdesk.i18n import _, set_language
from helpdesk.i18n.history import describe
from helpdesk.i18n.words import STAGES, word
from helpdesk.printing import Size
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.models.case_table import COLUMNS
from helpdesk.ui.screens.cases.batch import fitting, many_acts, result_lines, summary
from helpdesk.ui.screens.cases.batch_dialog import BatchDialog
from helpdesk.ui.screens.cases.dialogs import receipts_of_marked
from helpdesk.ui.screens.cases.export_dialog import ExportDialog
from helpdesk.ui.screens.cases.view import CasesScreen
from tests.ui import focus_chain

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
SHOWN = tuple(column.id for column in COLUMNS if column.shown)


@pytest.fixture
def screen(desk, cases, put_up, qtbot) -> CasesScreen:
    window = QMainWindow()
    screen = CasesScreen(desk.bench, desk.lists, actions=ActionSet(window))
    window.setCentralWidget(screen)
    put_up(window)
    screen.refresh()
    qtbot.waitUntil(lambda: len(screen.presenter.order.rows) == 8)
    return screen


def mark_all(qtbot, screen: CasesScreen) -> None:
    screen.table.setFocus()
    qtbot.keyClick(screen.table, KEY.Key_A, CONTROL)
    qtbot.waitUntil(lambda: len(screen.marks.marks) == 8)


def stage(desk, case: str) -> Stage:
    return desk.bench.queries.case_file(case).case.stage


def exports(desk) -> list[DataExported]:
    with desk.store.unit_of_work() as work:
        return [body for body in work.device_acts() if isinstance(body, DataExported)]


def wanted(desk, **changes: object) -> Wanted:
    rows = desk.lists.table.order(CaseFilter(), Sorting()).rows
    return replace(Wanted(rows, SHOWN, "全部办件"), **changes)


# -- one act on many


def test_one_act_is_recorded_where_stages_allow_it_and_refused_elsewhere(
    qtbot, screen, desk, cases
) -> None:
    mark_all(qtbot, screen)
    qtbot.keyClick(screen.window(), KEY.Key_J, CONTROL)
    qtbot.waitUntil(lambda: screen.findChild(BatchDialog) is not None)
    dialog = screen.findChild(BatchDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert focus_chain.problems(dialog) == []
    assert focus_chain.clipped(dialog) == []
    ids = [fit.act.id for fit in dialog._fits]
    assert dialog._fits[ids.index("delivered")].count == 1
    dialog.acts.choose(ids.index("delivered"))
    qtbot.keyClick(dialog, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: not dialog.confirm.isVisible())
    words = dialog.results.model().stringList()
    assert [line[0] for line in words] == ["✕"] * 7 + ["✓"]
    assert stage(desk, cases["斯琴高娃"]) is Stage.DELIVERED
    assert stage(desk, cases["特木尔"]) is Stage.HANDED_OVER
    assert cases["斯琴高娃"] not in screen.marks.marks
    assert len(screen.marks.marks) == 7
    dialog.reject()


def test_what_is_needed_is_said_and_nothing_recorded(qtbot, screen, desk, cases) -> None:
    mark_all(qtbot, screen)
    qtbot.keyClick(screen.window(), KEY.Key_J, CONTROL)
    qtbot.waitUntil(lambda: screen.findChild(BatchDialog) is not None)
    dialog = screen.findChild(BatchDialog)
    before = desk.bench.queries.sync_state().recorded
    dialog.acts.choose([fit.act.id for fit in dialog._fits].index("note"))
    dialog.submit()
    assert dialog.confirm.isEnabled()
    assert desk.bench.queries.sync_state().recorded == before
    dialog.reject()
    assert not dialog.isVisible()


def test_receipts_of_the_marked_cases_in_one_pdf(qtbot, desk, screen, cases, tmp_path) -> None:
    """One page for each, recorded for all when it is written; given up on the way, for none."""
    papers = DeskPapers(desk.session, desk.bench.queries)
    bench = replace(desk.bench, papers=papers)
    mark_all(qtbot, screen)

    def receipts(path: Path) -> None:
        receipts_of_marked(bench, desk.lists.settings, screen.marks, parent=screen)
        (chooser,) = [e for e in screen.findChildren(QFileDialog) if e.isVisible()]
        chooser.fileSelected.emit(str(path))
        chooser.close()

    def printed() -> int:
        files = (desk.bench.queries.case_file(case) for case in screen.marks.marks)
        return sum(file.case.copies_of("receipt") for file in files)

    render, second = receipts_module.render_receipts, Event()

    def slowly(papers: Iterable[Receipt], *, size: Size) -> bytes:
        def each() -> Iterator[Receipt]:
            for n, paper in enumerate(papers):
                if n == 2:
                    second.set()
                    assert gone.wait(20)
                yield paper

        return render(each(), size=size)

    gone = Event()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(receipts_module, "render_receipts", slowly)
        receipts(tmp_path / "given-up.pdf")
        qtbot.waitUntil(second.is_set)
        (task,) = [each for each in desk.tasks._running if each.cancellable]
        desk.tasks.cancel(task)
        gone.set()
        receipts(tmp_path / "all.pdf")
        qtbot.waitUntil(lambda: "8 份回执已保存。" in str(desk.travels.steps))
    assert not (tmp_path / "given-up.pdf").exists()
    assert len(pypdf.PdfReader(tmp_path / "all.pdf").pages) == 8
    assert printed() == 8


def test_without_marks_it_says_how_to_mark(qtbot, screen, desk) -> None:
    qtbot.keyClick(screen.window(), KEY.Key_J, CONTROL)
    assert desk.travels.steps[-1][0] == "say"
    assert screen.findChild(BatchDialog) is None


def test_each_is_a_transaction_of_its_own_and_stopping_keeps_what_is_done(desk, cases) -> None:
    chosen = [(case_id, name) for name, case_id in cases.items()]
    asked = iter([False, False, True])
    outcomes = act_on_each(desk.session, chosen, ev.Noted("一起记下"), stopped=lambda: next(asked))
    assert [each.done for each in outcomes] == [True, True, *[False] * 6]
    assert all(each.skipped for each in outcomes[2:])
    assert summary(outcomes) != summary(outcomes[:2])
    assert len(result_lines(outcomes)) == 8


def test_a_disk_in_the_way_stops_the_rest(desk, cases, monkeypatch) -> None:
    calls: list[str] = []

    def act(_session, case_id: str, _body) -> None:
        calls.append(case_id)
        if len(calls) == 2:
            raise EnvironmentProblem("disk-full")

    monkeypatch.setattr(case_batch, "act", act)
    chosen = [(str(n), f"BA-{n}") for n in range(4)]
    outcomes = act_on_each(desk.session, chosen, ev.Noted("x"))
    assert [each.problem and each.problem.code for each in outcomes[:2]] == [None, "disk-full"]
    assert outcomes[2:] == [Outcome("2", "BA-2", skipped=True), Outcome("3", "BA-3", skipped=True)]
    assert len(calls) == 2


def test_acts_that_fit_no_case_are_not_offered() -> None:
    assert {fit.act.id for fit in fitting([Stage.CLOSED])} == {"contacted", "note"}
    values = {"words": "x", "reason": "x", "how": "pick_up", "at": ""}
    for act in many_acts():
        assert not act.lacking(values)
        assert act.build({ask.name: values[ask.name] for ask in act.asks})


# -- to Excel


def test_masked_unless_a_reason_is_given_which_is_on_record(desk, cases, tmp_path: Path) -> None:
    for reason, name, columns in (("", "包**", len(SHOWN)), ("报乡镇", "包玉兰", len(SHOWN) + 3)):
        path = tmp_path / f"list{reason}.xlsx"
        desk.lists.papers.export(
            wanted(desk, reason=reason), path=str(path), report=lambda _d, _t: None
        )
        sheet = openpyxl.load_workbook(path).active
        rows = list(sheet.iter_rows(values_only=True))
        assert len(rows) == 9
        assert len(rows[0]) == columns
        assert rows[1][1] == name
        assert rows[1][4].year == 2026, "a moment is a moment"
        text = " ".join(str(cell) for row in rows for cell in row)
        assert ("15230119580612242X" in text) is bool(reason)
        assert exports(desk)[-1] == DataExported("case_table", 8, reason)
    assert "报乡镇" in describe(exports(desk)[-1])
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:K9"


def test_texts_stay_texts_whatever_they_begin_with(desk, cases, tmp_path: Path) -> None:
    who = desk.resident("哈斯", address="=1+1 <&> 乌兰")
    desk.request(who, '=HYPERLINK("x")', "路")
    desk.lists.papers.export(
        wanted(desk, reason="核对"), path=str(tmp_path / "a.xlsx"), report=lambda _d, _t: None
    )
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    row = list(next(sheet.iter_rows(min_row=2)))
    assert row[2].value == '=HYPERLINK("x")'
    assert {row[2].data_type, row[-1].data_type} <= {"s", "inlineStr"}
    assert row[-1].value == "=1+1 <&> 乌兰"


def test_giving_an_export_up_leaves_no_file(desk, cases, tmp_path: Path) -> None:
    class GivenUpError(Exception):
        pass

    def report(_done: int, _total: int) -> None:
        raise GivenUpError

    for there in (False, True):
        path = tmp_path / "a.xlsx"
        if there:
            path.write_bytes(b"the one before")
        with pytest.raises(GivenUpError):
            desk.lists.papers.export(wanted(desk), path=str(path), report=report)
        assert [p.name for p in tmp_path.iterdir() if p.suffix != ""] == (
            ["a.xlsx"] if there else []
        )
    assert path.read_bytes() == b"the one before"


def test_the_dialogs_of_an_export(qtbot, screen, desk, tmp_path: Path) -> None:
    qtbot.keyClick(screen.window(), KEY.Key_E, CONTROL)
    dialog = screen.findChild(ExportDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert focus_chain.problems(dialog) == []
    assert focus_chain.clipped(dialog) == []
    dialog.naming.choose_next()
    qtbot.keyClick(dialog, KEY.Key_Return, CONTROL)
    assert dialog.isVisible(), "a reason is missing"
    dialog.findChild(QComboBox).setCurrentText("报乡镇")
    qtbot.keyClick(dialog, KEY.Key_Return, CONTROL)
    ask = screen.findChild(QFileDialog)
    ask.findChild(QLineEdit).setText(str(tmp_path / "名单.xlsx"))
    ask.accept()
    qtbot.waitUntil((tmp_path / "名单.xlsx").exists)
    qtbot.waitUntil(lambda: [step[:2] for step in desk.travels.steps[-1:]] == [("say", "success")])
    assert exports(desk)[-1].reason == "报乡镇"


def test_more_than_a_sheet_holds(desk, cases, tmp_path: Path) -> None:
    rows = range(1_048_576)
    with pytest.raises(Problem, match="export-long"):
        desk.lists.papers.export(
            wanted(desk, rows=rows), path=str(tmp_path / "a.xlsx"), report=lambda _d, _t: None
        )
    assert list(tmp_path.glob("*.xlsx*")) == []


# -- on paper


def test_a_printed_list_is_masked_numbered_and_heads_are_repeated(
    desk, cases, tmp_path: Path
) -> None:
    many = wanted(desk, rows=list(wanted(desk).rows) * 12)
    for size in ("A4", "A5"):
        desk.lists.papers.save(many, size=size, path=str(tmp_path / f"{size}.pdf"))
        pages = [
            "".join(page.extract_text().split())
            for page in pypdf.PdfReader(tmp_path / f"{size}.pdf").pages
        ]
        assert len(pages) > 4
        for n, page in enumerate(pages, start=1):
            assert f"第{n}页，共{len(pages)}页" in page
            assert "办件编号、事项" in page
        assert "包玉兰" not in "".join(pages)
        assert "全部办件" in pages[0]
    assert exports(desk)[-1] == DataExported("case_list", 96)


def test_a_name_of_five_and_a_number_stand_on_one_line_each(desk, cases, tmp_path: Path) -> None:
    """A Mongolian name as people here have them, in full for a stated reason, also on a small sheet."""
    case = desk.case(desk.resident("额尔德木图"), "TL-0018")
    number = desk.bench.queries.case_file(case).row.number
    for size in ("A4", "A5"):
        path = tmp_path / f"{size}.pdf"
        desk.lists.papers.save(wanted(desk, reason="开会用"), size=size, path=str(path))
        lines = pypdf.PdfReader(path).pages[0].extract_text().split("\n")
        for words in ("额尔德木图", number):
            assert any(words in line for line in lines), (size, words)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_case_with_a_record_put_aside_is_marked_in_print_and_in_excel(
    desk, cases, tmp_path: Path, language: str
) -> None:
    """C10: without colour, and a line below says what the mark means; on paper and in Excel, where the column
    of the city was hidden, too."""
    set_language(language)
    text = desk.lists.papers.text(wanted(desk))
    assert "※" not in text
    desk.receive()
    refused = desk.bench.queries.case_file(cases["特木尔"])
    desk.refuse(refused.events[0].origin.dseq, "number-reused")
    for size in ("A4", "A5"):
        path = tmp_path / f"{size}.pdf"
        desk.lists.papers.save(wanted(desk), size=size, path=str(path))
        said = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
        assert said.count("※") == 2, "one case, and what it means"
        assert f"※ {_('Put aside')}\n" in said, "on one line"
        assert word(STAGES, Stage.DELIVERED) in said, "nor is a state broken in the middle"
    path = tmp_path / "list.xlsx"
    papers = desk.lists.papers
    papers.export(
        wanted(desk, columns=("matter", "number")), path=str(path), report=lambda _d, _t: None
    )
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert rows[0][2:] == (_("City"),)
    assert [row[1] for row in rows if row[2] == _("Put aside")] == [refused.row.number]


def test_a_long_list_is_not_printed(desk, cases, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(case_export, "PRINTED_MOST", 7)
    with pytest.raises(Problem, match="list-long"):
        desk.lists.papers.save(wanted(desk), size="A4", path=str(tmp_path / "a.pdf"))
    assert exports(desk) == []


def test_ctrl_p_asks_for_the_printer_and_saves_as_pdf(
    qtbot, screen, desk, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(type(desk.bench.papers), "printers", lambda _self: (), raising=False)
    qtbot.keyClick(screen.window(), KEY.Key_P, CONTROL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    assert QApplication.activeModalWidget().glyphs.isHidden()
    QApplication.activeModalWidget().accept()
    ask = screen.findChild(QFileDialog)
    ask.findChild(QLineEdit).setText(str(tmp_path / "清单.pdf"))
    ask.accept()
    qtbot.waitUntil((tmp_path / "清单.pdf").exists)
    qtbot.waitUntil(lambda: [step[:2] for step in desk.travels.steps[-1:]] == [("say", "success")])


def test_what_no_font_has_is_said_before_a_list_is_printed(
    qtbot, screen, desk, monkeypatch
) -> None:
    monkeypatch.setattr(type(desk.bench.papers), "printers", lambda _self: (), raising=False)
    text = CaseListPapers.text
    assert "包**" in text(desk.lists.papers, wanted(desk))
    monkeypatch.setattr(CaseListPapers, "text", lambda *args: text(*args) + "\U00020bb7\U0001f600")
    qtbot.keyClick(screen.window(), KEY.Key_P, CONTROL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    warning = QApplication.activeModalWidget().glyphs
    assert warning.isVisible()
    assert "U+1F600" in warning._label.text()
    assert "U+20BB7" not in warning._label.text()
    dialog = warning.window()
    assert dialog.height() >= dialog.layout().heightForWidth(dialog.width()), "nothing is cut"
    QApplication.activeModalWidget().reject()
