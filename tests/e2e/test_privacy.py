"""After a day with everything that can go wrong, nothing of a person stands anywhere in the clear."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from helpdesk.application.audit import look_at_numbers
from helpdesk.application.files import attach_file
from helpdesk.application.progress import act
from helpdesk.application.residents import record_resident, resident_from_fields
from helpdesk.bootstrap.carriage import Carriage
from helpdesk.bootstrap.key_acts import add_agent, set_pin
from helpdesk.domain.attachments import FileAttached
from helpdesk.domain.events import Author, Progressed
from tests.desk import PASSWORD
from tests.e2e.line import line_to
from tests.e2e.messages import HEADERS
from tests.e2e.programs import LANGUAGE, ROOT, Desk
from tests.e2e.window import CONTROL, enter, window
from tests.server.running import RunningCity

NAME, NUMBER, PHONE = "斯琴高娃", "152301198507140242", "18247501177"
ADDRESS, NOTE, TITLE = "四组东头第二户", "丈夫重病在床", "申请临时救助"
PROGRESS, REASON, CAPTION, LETTER = (
    "已告知长子来取",
    "核对户口簿原件",
    "住院病历首页",
    "确诊为慢性病",
)
OTHER, OTHER_NUMBER, OTHER_PHONE = "敖特根其木格", "150522199003075526", "13904752288"
HALF, SOUGHT, MONGOLIAN = "还没写完的家务纠纷", "额尔德木图家", "ᠰᠡᠴᠡᠩᠭᠣᠸᠠ"
PIN, NEW_PASSWORD, COLLEAGUES = "270816", "换了一个更长的密码", "同事自己的密码二〇"
OF_THE_COUNTER = ("路灯不亮", "半个月不亮", "包玉兰", "特木尔")  # what `at_the_counter` types
PLANTED = (
    *(NAME, NUMBER, PHONE, ADDRESS, NOTE, TITLE, PROGRESS, REASON, CAPTION, LETTER),
    *(OTHER, OTHER_NUMBER, OTHER_PHONE, HALF, SOUGHT, MONGOLIAN),
    *(PIN, NEW_PASSWORD, COLLEAGUES, PASSWORD),
)
PERSON = {"name": NAME, "document_number": NUMBER, "phone": PHONE, "address": ADDRESS}
CASE = {"title": TITLE, "text": NOTE, "applicant": PERSON}
_BUG = """
import sys
from helpdesk.bootstrap import command_line, commands_cases

def broken(session, intake):
    raise RuntimeError(f"{intake.title} {dict(intake.new_resident)}")

commands_cases.open_case = broken
sys.exit(command_line.main(sys.argv[1:]))
"""


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where everything goes that the programs write, temporary files too."""
    world = tmp_path / "world"
    (world / "tmp").mkdir(parents=True)
    for variable in (
        "HOME",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
    ):
        monkeypatch.setenv(variable, str(world / variable.lower()))
    for variable in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(variable, str(world / "tmp"))
    return world


def test_nothing_of_a_person_in_the_clear(
    world: Path, tmp_path: Path, city: RunningCity, qapp: QApplication
) -> None:
    desk, papers = Desk(world / "desk"), tmp_path / "papers"
    papers.mkdir()
    with line_to(city.url) as line:
        desk.enrol(line.url, city.code())
        number = desk.opened(**CASE)
        said = "".join(bad_day(desk, number, papers, tmp_path))
        line.fail("500")
        said += desk.run("sync").err
        line.fail("")
        said += desk.run("sync").err
    assert len(PLANTED) == 20
    titles = titles_of_a_window(desk, papers)
    a_long_day(desk, world / "stick")
    killed_at_the_counter(desk, papers)
    crash = crashed(desk)
    said += crash
    assert not found_in(said.encode(), (NUMBER, PHONE, NOTE)), said
    assert titles
    assert not [title for title in titles if any(word in title for word in PLANTED)], titles
    written = [path for path in world.rglob("*") if path.is_file()]
    assert any("crash-" in path.name for path in written), "the bug left its log"
    for name in ("helpdesk.db", "desk.txt", "logins.json", "backup-state.json"):
        assert any(path.name == name for path in written), name
    assert {".hdb", ".hdbackup"} <= {path.suffix for path in written}
    for path in written:
        content = path.read_bytes()
        assert not found_in(content, (*PLANTED, *OF_THE_COUNTER)), path
        assert b"%PDF" not in content, path
        assert not any(word in path.name for word in PLANTED)


def bad_day(desk: Desk, number: str, papers: Path, tmp_path: Path) -> Iterator[str]:
    """Commands that fail on a person's data; yields what stood on stderr."""
    wrong = {**PERSON, "document_number": NUMBER[:-1] + "9"}
    yield desk.open(title=TITLE, text=NOTE + "\x07", applicant=PERSON).err
    yield desk.open(title=TITLE, text=NOTE, applicant=wrong).err
    table = tmp_path / "rows.csv"
    rows = [f"1,{NAME},{TITLE},2026/1/6,{NOTE},", f"2,{NAME},{TITLE},kein Tag,{NOTE},"]
    table.write_text("\n".join([",".join(HEADERS), *rows]), encoding="utf-8")
    yield desk.run("import", "requests", table).err
    yield desk.run("print", number, "--out", papers / "receipt.pdf").err
    yield desk.run("print", number, "--out", papers / "none" / "receipt.pdf").err
    yield desk.run("list", "--search", NAME).err
    yield desk.run("rebuild").err


def titles_of_a_window(desk: Desk, papers: Path) -> set[str]:
    """A case begun and one registered in a window; what its title and dialogs' titles were."""
    titles = set()
    with window(desk.folder) as seen:
        seen.unlock()
        seen.new_intake(request=True)
        seen.new_resident(NAME, phone=PHONE, address=ADDRESS)
        seen.tell(TITLE, NOTE)
        seen.wait(lambda: any(d.text == NOTE for d in seen.drafts()), "the draft")
        seen.register()
        seen.wait(QApplication.activeModalWidget, "the question where to save")
        titles |= {each.windowTitle() for each in QApplication.topLevelWidgets()}
        seen.save_paper(papers / "window.pdf")
        seen.wait((papers / "window.pdf").exists, "the paper")
        case = seen.workplace.bench.queries.find(TITLE, limit=1)[0].subject
        seen.workplace.open_case(case)
        seen.wait(lambda: seen.shows(NOTE), "the case")
        titles |= {each.windowTitle() for each in QApplication.topLevelWidgets()}
        titles |= {QApplication.applicationName(), QApplication.applicationDisplayName()}
    return titles


def a_long_day(desk: Desk, stick: Path) -> None:
    """What else leaves traces: a draft, a search, a look, a file, keys, sticks, failed logins."""
    with window(desk.folder) as seen:
        seen.unlock()
        bench, desktop = seen.workplace.bench, seen.desktop
        session, opened = bench.session, desktop.desk
        assert opened is not None
        case = bench.queries.find(TITLE, limit=1)[0].subject
        act(session, case, Progressed(PROGRESS))
        look_at_numbers(session, case, reason=REASON)
        letter = opened.store.files.keep(LETTER.encode() * 40, now_ms=session.clock.now().utc_ms)
        attach_file(session, case, FileAttached(letter, 40, "application/pdf", caption=CAPTION))
        typed = {"name": OTHER, "document_number": OTHER_NUMBER, "phone": OTHER_PHONE}
        record_resident(
            session,
            resident_from_fields(
                {**typed, "mongolian_name": MONGOLIAN}, today=session.clock.now().local.date()
            ),
        )
        seen.tour.press(Qt.Key.Key_K, CONTROL)
        enter(seen.tour.focus, SOUGHT)
        seen.new_intake(request=True)
        seen.tell(HALF, HALF)
        seen.wait(lambda: any(d.text == HALF for d in seen.drafts()), "the draft")
        assert desktop.care is not None
        care = desktop.care.safekeeping
        care.back_up(to=care.choose_stick(stick), room_left=0)
        Carriage(opened).export(stick)
        add_agent(opened.store, session, Author("haisi", "哈斯"), COLLEAGUES)
        set_pin(opened.store, session, PIN)
        desktop.lock()
        for wrong in (NOTE, PIN[::-1]):
            seen.try_password(wrong)
            seen.wait(lambda: desktop.login._password.error, "the refusal")
    failed = desk.run("list", "--agent", "wuyun", HELPDESK_PASSWORD=NEW_PASSWORD)
    assert failed.code == 1
    assert not found_in(failed.err.encode(), PLANTED)


def killed_at_the_counter(desk: Desk, papers: Path) -> None:
    """kill -9 after the third draft: whatever lies around then stays."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.at_the_counter", desk.folder, papers, "privacy"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HELPDESK_LANGUAGE": LANGUAGE},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert child.stdout is not None
    drafts = 0
    for line in child.stdout:
        drafts += line.startswith("draft")
        if drafts == 3:
            break
    child.kill()
    child.communicate(timeout=30)
    assert drafts == 3


def crashed(desk: Desk) -> str:
    """A bug whose message holds personal data; answers what it said."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            _BUG,
            "--data",
            str(desk.folder),
            "open",
            "--agent",
            "wuyun",
            "--json",
            "-",
        ],
        cwd=ROOT,
        env={**os.environ, "HELPDESK_PASSWORD": "草原上的八个字符", "HELPDESK_LANGUAGE": LANGUAGE},
        input=json.dumps({**CASE, "applicant": {"name": NAME}}).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 70, ran.stderr.decode()
    return ran.stderr.decode()


def found_in(content: bytes, words: tuple[str, ...]) -> list[str]:
    """The words that stand in these bytes, in any encoding that a program might use."""
    return [
        word
        for word in words
        if any(word.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "gb18030"))
        or json.dumps(word)[1:-1].encode() in content
    ]
