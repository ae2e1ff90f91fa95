"""The support pack tells what is wrong and nothing about anybody."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from helpdesk.application.asides import settle_aside
from helpdesk.application.cases import open_case
from helpdesk.application.files import attach_file
from helpdesk.application.intake import Intake
from helpdesk.application.progress import act
from helpdesk.bootstrap.crash_log import write_crash
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.support_pack import support_pack
from helpdesk.domain.attachments import FileAttached
from helpdesk.domain.events import Noted
from helpdesk.domain.stages import CaseKind
from helpdesk.protocol.outbox import Attempt
from tests.bootstrap.conftest import Run
from tests.desk import desk_in

NAME, NUMBER, PHONE = "斯琴高娃", "152301198507140242", "18247501177"
ADDRESS, NOTE, TITLE, AGENT = "四组东头第二户", "丈夫重病在床", "申请临时救助", "乌云其其格"
PINYIN = "SiqinGaowa"
PLANTED = (NAME, NUMBER, PHONE, ADDRESS, NOTE, TITLE, AGENT, PINYIN)


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    try:
        raise RuntimeError(f"{NAME} {NUMBER}")
    except RuntimeError as error:
        path = write_crash(error)
    assert path is not None
    with path.open("a", encoding="utf-8") as log:
        log.write(f"{NAME} {PHONE}\n{PINYIN}\n  /home/{PINYIN}:{PHONE}\ntime {NAME}\n{NUMBER}\n")
    return path.parent


def planted(desk: OpenDesk, folder: Path) -> None:
    """Somebody's data in everything that holds words."""
    who = {"name": NAME, "document_number": NUMBER, "phone": PHONE, "address": ADDRESS}
    intake = Intake(kind=CaseKind.REQUEST, new_resident=who, title=TITLE, text=NOTE)
    case = open_case(desk.session, intake).case
    act(desk.session, case, Noted(NOTE))
    digest = desk.store.files.keep(NAME.encode() * 99, now_ms=1)
    attach_file(desk.session, case, FileAttached(digest, 99, "image/jpeg", caption=NAME))
    desk.store.outbox.note(Attempt(1, error=f"network-{PINYIN}"))
    desk.store.outbox.note(Attempt(2, error="network-cut"))
    settle_aside(desk.session, desk.store.incarnation.hex(), 1, words=NOTE)
    settings = Settings(folder)
    for key in ("desk_name", "agent", "language", "print.printer", "print.receipt.size"):
        settings.set(key, NAME)
    settings.set("sync.minutes", PHONE)
    (folder / f"{NAME}-{PINYIN}.pdf").write_bytes(NOTE.encode())


def contents(pack: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(pack)) as zipped:
        return {name: zipped.read(name).decode() for name in zipped.namelist()}


def test_nothing_of_anybody_is_in_it(tmp_path: Path, logs: Path) -> None:
    folder = tmp_path / "desk"
    with desk_in(folder) as desk:
        planted(desk, folder)
        pack = support_pack(folder, desk)
    files = contents(pack)
    told = "\n".join((*files, *files.values()))
    assert [word for word in PLANTED if word in told] == []
    assert [word for word in PLANTED if word.encode() in pack] == []
    assert str(tmp_path) not in told
    assert "builtins.RuntimeError" in files["logs/01.log"]
    assert "lines left out: 5" in files["logs/01.log"]


def test_it_says_what_helps(tmp_path: Path, logs: Path) -> None:
    folder = tmp_path / "desk"
    with desk_in(folder) as desk:
        planted(desk, folder)
        files = contents(support_pack(folder, desk))
    parts = {name: json.loads(text) for name, text in files.items() if name.endswith(".json")}
    assert parts["counts.json"]["last_error"] == "network-cut"
    assert parts["counts.json"]["sync"]["waiting"] > 0
    assert parts["counts.json"]["store"]["schema"] > 0
    assert parts["counts.json"]["files_waiting"][0]["files"] == 1
    assert parts["attempts.json"][0]["error"] == "network-cut"
    assert parts["disk.json"]["free"] > 0
    assert parts["clock.json"]["known"]
    assert parts["settings.json"]["minutes"] == 5
    assert "-" not in parts["program.json"]["packages"].values()


def test_by_command(
    folder: Path, run: Run, case_file: Callable[..., Path], tmp_path: Path, logs: Path
) -> None:
    assert run("open", "--json", case_file(title=TITLE, applicant={"name": NAME})).code == 0
    out = tmp_path / "pack.zip"
    said = run("support-pack", out, "--json")
    assert said.code == 0, said.err
    assert (said.json["error"], said.json["bytes"]) == ("", out.stat().st_size)
    assert NAME not in "".join(contents(out.read_bytes()).values())


def test_a_desk_that_cannot_be_opened_gets_one_too(
    folder: Path, run: Run, tmp_path: Path, logs: Path
) -> None:
    database = folder / "helpdesk.db"
    database.write_bytes(b"x" * database.stat().st_size)
    out = tmp_path / "pack.zip"
    said = run("support-pack", out, "--json")
    assert said.code == 0
    assert said.json["error"] == json.loads(contents(out.read_bytes())["desk.json"])["error"]
    assert said.json["error"].startswith("database-")


def test_where_it_cannot_be_written_it_is_said(
    folder: Path, run: Run, tmp_path: Path, logs: Path
) -> None:
    assert run("support-pack", tmp_path / "none" / "pack.zip").code == 3
