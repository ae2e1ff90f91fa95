"""After a day with everything that can go wrong, nothing of a person stands anywhere in the clear."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.e2e.line import line_to
from tests.e2e.messages import HEADERS
from tests.e2e.programs import LANGUAGE, ROOT, Desk
from tests.e2e.window import window
from tests.server.running import RunningCity

NAME, NUMBER, PHONE = "斯琴高娃", "152301198507140242", "18247501177"
ADDRESS, NOTE, TITLE = "四组东头第二户", "丈夫重病在床", "申请临时救助"
PLANTED = (NAME, NUMBER, PHONE, ADDRESS, NOTE, TITLE)
OF_THE_COUNTER = ("路灯不亮", "半个月不亮", "包玉兰", "特木尔")  # what `at_the_counter` types
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
    titles = titles_of_a_window(desk, papers)
    killed_at_the_counter(desk, papers)
    crash = crashed(desk)
    said += crash
    assert not found_in(said.encode(), (NUMBER, PHONE, NOTE)), said
    assert titles
    assert not [title for title in titles if any(word in title for word in PLANTED)], titles
    written = [path for path in world.rglob("*") if path.is_file()]
    assert any("crash-" in path.name for path in written), "the bug left its log"
    assert any(path.name == "helpdesk.db" for path in written)
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
        [sys.executable, "-c", _BUG, "--data", str(desk.folder), "open", "--json", "-"],
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
