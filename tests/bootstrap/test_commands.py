"""The commands in one process on a real store: results on stdout, sentences on stderr, exit codes."""

import io
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pypdf
import pytest

from helpdesk.bootstrap.folder import open_desk
from helpdesk.domain.events import Answered
from helpdesk.domain.numbering import CaseNumber
from helpdesk.i18n import set_language
from helpdesk.store import keys
from helpdesk.store.migrations import VERSION
from tests.bootstrap.conftest import Run
from tests.desk import PASSWORD, VILLAGE, WUYUN

APPLICANT = {
    "name": "包玉兰",
    "document_number": "15230119580612242x",
    "phone": "13847516701",
    "address": "三组 12 号",
    "division": VILLAGE,
}
REQUEST = {"title": "三组路灯不亮", "text": "𠮷家门口\n两盏路灯"}
CaseFileOf = Callable[..., Path]


def today() -> date:
    return datetime.now().astimezone().date()


@pytest.fixture
def number(folder: Path, run: Run, case_file: CaseFileOf) -> str:
    """A registered matter's number."""
    path = case_file(matter="TL-0001", applicant=APPLICANT, materials=[{"name": "户口簿"}])
    said = run("open", "--json", path, "--number")
    assert said.code == 0, said.err
    return said.out.strip()


def test_open_prints_the_number_and_what_was_promised(
    folder: Path, run: Run, case_file: CaseFileOf
) -> None:
    said = run("open", "--json", case_file(matter="TL-0001", applicant=APPLICANT))
    assert (said.code, said.err) == (0, "")
    case = said.json
    assert str(CaseNumber.parse(case["number"])) == case["number"]
    assert case["number"].startswith("BA-1505-021-")
    assert (case["stage"], case["applicant"], case["unsent"]) == ("registered", "包**", 1)
    assert date.fromisoformat(case["due"][:10]) > today()
    assert len(case["resident"]) == 32


def test_a_known_document_number_is_the_same_resident(
    folder: Path, run: Run, case_file: CaseFileOf
) -> None:
    first = run("open", "--json", case_file(matter="TL-0001", applicant=APPLICANT)).json
    again = run("open", "--json", case_file(**REQUEST, applicant=APPLICANT)).json
    assert again["resident"] == first["resident"]
    by_id = run("open", "--json", case_file(**REQUEST, resident=first["resident"])).json
    assert by_id["resident"] == first["resident"]
    other = run("open", "--json", case_file(**REQUEST, applicant={**APPLICANT, "name": "包玉"}))
    assert (other.code, other.out) == (1, "")
    assert other.err


def test_a_case_from_stdin(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"\xef\xbb\xbf" + json.dumps({**REQUEST, "applicant": APPLICANT}).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert run("open", "--json", "-").json["kind"] == "request"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"matter": "TL-0001", "applicant": {**APPLICANT, "nmae": "x"}}, ("nmae", "applicant")),
        ({"matter": "TL-0001", "aplicant": APPLICANT}, ("aplicant",)),
        ({"matter": 1, "applicant": APPLICANT}, ("$.matter",)),
        ({"matter": "TL-0001"}, ()),
        ({"matter": "TL-9999", "applicant": APPLICANT}, ("TL-9999",)),
        ({"applicant": APPLICANT}, ()),
        ({"kind": "request", "applicant": APPLICANT}, ()),
        ({"matter": "TL-0001", "title": "x", "applicant": APPLICANT}, ("title",)),
        ({**REQUEST, "kind": "request", "matter": "TL-0001"}, ("matter",)),
        ({**REQUEST, "resident": "f" * 32}, ()),
        ({**REQUEST, "resident": "nobody"}, ()),
        ({**REQUEST, "resident": "f" * 32, "applicant": APPLICANT}, ("applicant",)),
        ({**REQUEST, "applicant": {"name": " "}}, ()),
        ({**REQUEST, "applicant": {**APPLICANT, "document_number": "152301195806122429"}}, ()),
        ({**REQUEST, "applicant": {**APPLICANT, "division": "999999999999"}}, ("999999999999",)),
        ({**REQUEST, "applicant": {"name": "包玉兰", "birth": "1958-02-30"}}, ("1958-02-30",)),
        ({**REQUEST, "applicant": {"name": "包玉兰", "document_kind": "card"}}, ("document_kind",)),
        ({**REQUEST, "text": "字" * 10_001, "applicant": APPLICANT}, ("10001",)),
        ({**REQUEST, "text": "\x00", "applicant": APPLICANT}, ("U+0000",)),
    ],
)
def test_what_is_wrong_with_a_case_is_a_sentence(
    folder: Path, run: Run, case_file: CaseFileOf, fields: dict[str, object], words: tuple[str, ...]
) -> None:
    said = run("open", "--json", case_file(**fields))
    assert (said.code, said.out) == (1, "")
    assert said.err.strip().endswith(("。", "."))
    assert all(word in said.err for word in words)
    assert run("list", "--json").json["total"] == 0


def test_materials_taken_deferred_and_not_needed(
    folder: Path, run: Run, case_file: CaseFileOf
) -> None:
    by = (today() + timedelta(days=3)).isoformat()
    first, deferrable = "居民身份证", "困难情形材料"
    materials = [
        {"name": first, "state": "taken", "originals": 0, "copies": 2},
        {"name": "申请书", "state": "not_applicable", "reason": "已在线提交"},
        {"name": deferrable, "state": "deferred", "until": by},
    ]
    path = case_file(matter="TL-0017", applicant=APPLICANT, materials=materials)
    said = run("open", "--json", path)
    assert said.code == 0, said.err
    shown = run("show", said.json["number"], "--json").json["materials"]
    state = {each["name"]: each for each in shown}
    assert (state[first]["state"], state[first]["copies"]) == ("taken", 2)
    assert (state[deferrable]["state"], state[deferrable]["until"]) == ("deferred", by)
    assert state["申请书"]["reason"] == "已在线提交"
    too_late = [{"name": deferrable, "state": "deferred", "until": "2099-01-01"}]
    late = run(
        "open", "--json", case_file(matter="TL-0017", applicant=APPLICANT, materials=too_late)
    )
    assert (late.code, late.out) == (1, "")


@pytest.mark.parametrize(
    ("material", "words"),
    [
        ({"name": "没有的材料"}, "没有的材料"),
        ({"name": "户口簿", "state": "deferred"}, "户口簿"),
        ({"name": "户口簿", "state": "deferred", "until": "2099-01-01"}, "户口簿"),
        ({"name": "户口簿", "state": "lost"}, "materials[0].state"),
        ({"name": "户口簿", "until": "2026-02-30"}, "until"),
    ],
)
def test_wrong_materials(
    folder: Path, run: Run, case_file: CaseFileOf, material: dict[str, str], words: str
) -> None:
    said = run(
        "open", "--json", case_file(matter="TL-0001", applicant=APPLICANT, materials=[material])
    )
    assert (said.code, said.out) == (1, "")
    assert words in said.err


def test_a_material_named_twice(folder: Path, run: Run, case_file: CaseFileOf) -> None:
    twice = [{"name": "户口簿"}, {"name": "户口簿"}]
    said = run("open", "--json", case_file(matter="TL-0001", applicant=APPLICANT, materials=twice))
    assert said.code == 1


def test_broken_json_and_missing_files(folder: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    for content in (b"{", b"\xff\xfe{}", b"[]", b""):
        path.write_bytes(content)
        said = run("open", "--json", path)
        assert (said.code, said.out) == (1, "")
    assert run("open", "--json", tmp_path / "none.json").code == 3
    path.write_bytes(b" " * 1_000_001)
    assert run("open", "--json", path).code == 1


def test_a_desk_that_is_not_enrolled_registers_nothing(
    run: Run, case_file: CaseFileOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_PASSWORD", PASSWORD)
    data = ("--data", tmp_path / "new")
    made = run(*data, "init", "--agent", "wuyun", "--desk", VILLAGE, "--json")
    assert made.json["prefix"] == ""
    assert made.json["enrolled"] is False
    said = run(*data, "open", "--json", case_file(**REQUEST, applicant=APPLICANT))
    assert (said.code, said.out) == (1, "")
    nothing = run(*data, "list", "--json").json
    assert (nothing["total"], nothing["cases"]) == (0, [])
    assert run(*data, "status", "--json").json["why_not_sent"]


def test_show_masks_people_and_tells_the_history(number: str, run: Run) -> None:
    said = run("show", number)
    assert said.code == 0
    assert "包玉兰" not in said.out
    assert "15230119580612242X" not in said.out
    assert "13847516701" not in said.out
    assert "包**" in said.out
    assert "乌云其其格" in said.out
    case = run("show", number.replace("-", "").lower(), "--json").json
    assert case["applicant"]["document_number"] == "152301********242X"
    assert [event["kind"] for event in case["history"]] == ["case.registered"]
    assert case["history"][0]["position"] is None
    assert "三组 12 号" not in json.dumps(case, ensure_ascii=False)


def test_show_lets_no_text_steer_the_terminal(
    folder: Path, run: Run, case_file: CaseFileOf
) -> None:
    case = open_as_is(run, case_file, title="灯\u009b2J不亮", text="一\x85二\n三")
    said = run("show", case)
    assert "\x1b" not in said.out
    assert "\x9b" not in said.out
    assert run("show", case, "--json").json["text"] == "一\x85二\n三"


def open_as_is(run: Run, case_file: CaseFileOf, **fields: str) -> str:
    """Register a request whose text the intake would not take, as an import does."""
    path = case_file().with_suffix(".csv")
    row = f'1,A,"{fields["title"]}",2026-01-06,"{fields["text"]}"'
    path.write_text(f"number,user,title,time,text\n{row}\n", encoding="utf-8")
    assert run("import", "requests", path).code == 0
    return str(run("list", "--json").json["cases"][0]["number"])


@pytest.mark.parametrize("typed", ["BA-1505-021-261123-0001-A", "nonsense", "BA-1505", ""])
def test_a_number_that_is_none(folder: Path, run: Run, typed: str) -> None:
    said = run("show", typed)
    assert (said.code, said.out) == (1, "")
    assert said.err.strip().endswith(("。", "."))


def test_list_finds_what_the_window_finds(number: str, run: Run, case_file: CaseFileOf) -> None:
    run("open", "--json", case_file(**REQUEST, applicant={"name": "特木尔"}))
    assert run("list", "--json").json["total"] == 2
    for text in ("包玉兰", "byl", "baoyulan", "6701", "身份证", number, number[-6:]):
        found = run("list", "--search", text, "--json").json
        assert [case["number"] for case in found["cases"]] == [number], text
    nothing = run("list", "--search", "没有", "--json").json
    assert (nothing["total"], nothing["cases"]) == (0, [])
    line = run("list", "--search", "tme").out
    assert "特**" in line
    assert "路灯" in line


def test_list_by_due_leaves_out_what_has_ended(
    number: str, run: Run, case_file: CaseFileOf, folder: Path
) -> None:
    later = number
    sooner = run("open", "--json", case_file(**REQUEST, applicant=APPLICANT)).json["number"]
    listed = run("list", "--due", "--json").json
    assert [case["number"] for case in listed["cases"]] == [sooner, later]
    assert [case["number"] for case in run("list", "--json").json["cases"]] == [sooner, later]
    one = run("list", "--due", "--limit", "1", "--offset", "1", "--json").json
    assert (one["total"], [case["number"] for case in one["cases"]]) == (2, [later])


def test_print_makes_the_pdf_and_records_it(number: str, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "paper" / "receipt.pdf"
    out.parent.mkdir()
    out.write_bytes(b"an older file")
    said = run("print", number, "--paper", "receipt", "--size", "A5", "--out", out, "--json")
    assert said.code == 0, said.err
    pages = pypdf.PdfReader(out).pages
    assert len(pages) == said.json["copies"] == 2
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (420, 595)
    text = "".join(pages[0].extract_text().split())
    assert number in text.replace("‑", "-")
    assert "包玉兰" not in text
    history = run("show", number, "--json").json["history"]
    assert history[-1]["kind"] == "paper.printed"
    assert "PDF" in history[-1]["words"]
    assert [path.name for path in out.parent.iterdir()] == ["receipt.pdf"]
    notice = tmp_path / "notice.pdf"
    assert run("print", number, "--paper", "one_time_notice", "--out", notice).code == 0
    assert notice.read_bytes().startswith(b"%PDF")


def test_a_paper_that_cannot_be_written_is_not_recorded(
    number: str, run: Run, tmp_path: Path
) -> None:
    said = run("print", number, "--out", tmp_path / "nowhere" / "receipt.pdf")
    assert (said.code, said.out) == (3, "")
    assert run("show", number, "--json").json["prints"] == {}
    assert run("print", number, "--size", "A3", "--out", tmp_path / "x.pdf").code == 1


def test_a_character_without_a_glyph_is_warned_of(
    folder: Path, run: Run, case_file: CaseFileOf, tmp_path: Path
) -> None:
    said = run("open", "--json", case_file(**{**REQUEST, "title": "王\U0003134a"}))
    printed = run("print", said.json["number"], "--out", tmp_path / "r.pdf", "--json")
    assert printed.code == 0
    assert printed.json["missing_characters"] == ["\U0003134a"]
    assert "\U0003134a" in printed.err


def test_status_counts(number: str, run: Run) -> None:
    status = run("status", "--json", "--check").json
    assert (status["cases"], status["residents"], status["drafts"]) == (1, 1, 0)
    assert (status["recorded"], status["acknowledged"], status["refused"]) == (2, 0, 0)
    assert (status["waiting"], status["synced"], status["last_sync"]) == (2, False, None)
    assert (status["schema"], status["damaged"], status["enrolled"]) == (VERSION, False, False)
    assert status["why_not_sent"]
    assert VILLAGE in run("status").out


def test_rebuild_says_whether_anything_differed(number: str, run: Run, folder: Path) -> None:
    assert run("rebuild", "--json").json == {"subjects": 2, "differed": False}
    desk = open_desk(folder, password=PASSWORD)
    with desk.store._connections.write() as connection:
        connection.execute("UPDATE cases SET title = 'wrong'")
    desk.close()
    assert run("rebuild", "--json").json == {"subjects": 2, "differed": True}
    assert run("list", "--json").json["cases"][0]["title"] == "居民身份证换领"


def test_sync_before_enrolment_is_a_problem(folder: Path, run: Run) -> None:
    said = run("sync", "--json")
    assert said.code == 1
    assert said.json["error"] == "not-enrolled"
    assert said.json["synced"] is False
    assert said.err.strip() == said.json["why"]


def test_passwords(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\nmore\n", encoding="utf-8")
    monkeypatch.setenv("HELPDESK_PASSWORD", "wrong one")
    assert run("list").code == 1
    assert run("list", "--password-file", path).code == 0
    monkeypatch.delenv("HELPDESK_PASSWORD")
    said = run("list")
    assert (said.code, said.out) == (1, "")
    assert "HELPDESK_PASSWORD" in said.err
    assert run("list", "--password-file", tmp_path / "none").code == 3
    path.write_bytes(b"")
    assert run("list", "--password-file", path).code == 3


def test_several_agents_must_say_who_they_are(folder: Path, run: Run) -> None:
    key = keys.unlock(folder, WUYUN.id, PASSWORD)
    keys.add_agent(folder, key, type(WUYUN)("qiqige", "其其格"), password=PASSWORD)
    said = run("list")
    assert said.code == 1
    assert "qiqige" in said.err
    assert run("list", "--agent", "qiqige").code == 0


def test_init(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_PASSWORD", PASSWORD)
    data = ("--data", tmp_path / "practice")
    made = run(*data, "init", "--agent", "wuyun", "--agent-name", "乌云", "--practice", "--json")
    assert (made.json["prefix"], made.json["practice"]) == ("000", True)
    again = run(*data, "init", "--agent", "wuyun", "--practice")
    assert (again.code, again.out) == (1, "")
    server = run(*data, "init", "--server", "http://127.0.0.1:9")
    assert server.code == 1, "a practice desk is never enrolled"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--agent", "a", "--desk", "150502100999"), "150502100999"),
        (("--agent", "a", "--desk", "village"), "village"),
        (("--agent", "a"), "--desk"),
        (("--desk", VILLAGE), ""),
        (("--agent", "a", "--practice", "--server", "http://127.0.0.1:9"), "--practice"),
    ],
)
def test_init_says_what_is_missing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], words: str
) -> None:
    monkeypatch.setenv("HELPDESK_PASSWORD", PASSWORD)
    said = run("--data", tmp_path / "new", "init", *options)
    assert (said.code, said.out) == (1, "")
    assert words in said.err
    assert not (tmp_path / "new" / "keys.json").exists()


def test_no_desk_is_said_before_a_password_is_asked_for(run: Run, tmp_path: Path) -> None:
    for command in (("list",), ("status",), ("rebuild",), ("sync",)):
        said = run("--data", tmp_path / "none", *command)
        assert (said.code, said.out) == (1, "")
        assert "helpdesk init" in said.err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "argv",
    [
        ("frobnicate",),
        ("list", "--frobnicate"),
        ("open",),
        ("show",),
        ("print", "X"),
        ("print", "X", "--paper", "poster", "--out", "x"),
        ("import", "matters", "x.csv"),
        ("list", "--limit", "-1"),
        ("list", "--lim", "1"),
        ("init", "--desk", "1", "--server", "x"),
    ],
)
def test_wrong_usage(run: Run, argv: tuple[str, ...]) -> None:
    said = run(*argv)
    assert (said.code, said.out) == (2, "")
    assert "helpdesk" in said.err


def test_help_and_version(run: Run) -> None:
    assert run("--version").code == 0
    shown = run("--help")
    assert shown.code == 0
    assert "import" in shown.out


def test_a_desk_in_use(
    folder: Path, run: Run, case_file: CaseFileOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpdesk.bootstrap.commands_desk.WAIT_SECONDS", 0.1)
    desk = open_desk(folder, password=PASSWORD)
    said = run("open", "--json", case_file(**REQUEST, applicant=APPLICANT))
    assert (said.code, said.out) == (3, "")
    assert run("list").code == 0
    assert run("status").code == 0
    desk.close()


def test_a_foreign_database_is_the_machines_fault(folder: Path, run: Run) -> None:
    (folder / "helpdesk.db").write_bytes(b"SQLite format 3\0" + bytes(4080))
    said = run("list")
    assert (said.code, said.out) == (3, "")


def test_a_bug_is_a_sentence_and_a_log_without_names(
    number: str, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("包玉兰 15230119580612242X")

    monkeypatch.setattr("helpdesk.bootstrap.commands_cases.case_lines", broken)
    said = run("show", number)
    assert said.code == 70
    assert said.err.count("\n") == 1
    log = Path(said.err.strip().split("：")[-1].split(": ")[-1])
    written = log.read_text(encoding="utf-8")
    assert "builtins.RuntimeError" in written
    assert "helpdesk/bootstrap/commands_cases.py" in written
    assert "包玉兰" not in written
    assert "15230119580612242X" not in written


def test_an_interrupt_ends_quietly(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("helpdesk.bootstrap.commands_cases.opened", interrupted)
    said = run("list")
    assert (said.code, said.out, said.err.strip()) == (130, "", "")


def test_the_language_is_the_users(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_LANGUAGE", "en")
    assert run("show", "nonsense").err.isascii()
    set_language("zh_CN")
    monkeypatch.setenv("HELPDESK_LANGUAGE", "xx")
    assert run("list").code == 1


def test_an_answer_comes_back_in_words(number: str, run: Run, folder: Path) -> None:
    from helpdesk.application.progress import act

    desk = open_desk(folder, password=PASSWORD)
    case_id = desk.queries.case_id(number)
    assert case_id
    act(desk.session, case_id, Answered("准予许可"))
    desk.close()
    assert "准予许可" in run("show", number).out
    assert run("show", number, "--json").json["answer"] == "准予许可"


def test_a_tour_never_empties_a_folder_of_others(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    said = run("tour", "--out", tmp_path)
    assert (said.code, said.out) == (1, "")
    assert (tmp_path / "letter.txt").exists()
