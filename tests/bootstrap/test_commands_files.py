"""Files by command: attached, listed, sent, fetched."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bootstrap.conftest import Run
from tests.bootstrap.test_commands_sync import REQUEST, data, enrol
from tests.imaging.pictures import as_bytes, photo
from tests.server.running import RunningCity

__all__ = ["data"]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "页.jpg"
    path.write_bytes(as_bytes(photo(500, 400, noisy=False)))
    return path


def test_from_attaching_to_the_city(
    data: Path,
    run: Run,
    city: RunningCity,
    case_file: Callable[..., Path],
    picture: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enrol(run, city, monkeypatch)
    number = run("open", "--json", case_file(**REQUEST), "--number").out.strip()
    said = run("attach", number, picture, "--caption", "路灯", "--json")
    assert said.code == 0, said.err
    (attached,) = said.json["attached"]
    assert run("files", "--json").json["files"][0]["file"] == number
    (line,) = run("files", number, "--json").json["files"]
    assert (line["name"], line["state"]) == ("路灯", "等待上传")
    assert attached["file"].startswith(line["file"])
    synced = run("sync", "--json")
    assert (synced.json["files_sent"], synced.json["files_waiting"]) == (2, 0)
    assert run("files", number, "--json").json["files"][0]["state"] == "本机和市平台都有"
    assert run("files", "--json").json["files"] == []
    assert "已附图片" in json.dumps(run("show", number, "--json").json, ensure_ascii=False)


def test_what_cannot_be_kept_is_named_and_the_rest_attached(
    folder: Path, run: Run, case_file: Callable[..., Path], picture: Path, tmp_path: Path
) -> None:
    number = run("open", "--json", case_file(**REQUEST), "--number").out.strip()
    text = tmp_path / "words.pdf"
    text.write_text("no pdf at all")
    said = run("attach", number, text, picture, tmp_path / "gone.png", "--json")
    assert said.code == 1
    assert len(said.json["attached"]) == 1
    assert [each["error"] for each in said.json["problems"]] == [
        "attachment-kind",
        "attachment-gone",
    ]
    again = run("attach", number, picture)
    assert (again.code, "已附有" in again.err) == (1, True)
    assert run("attach", "BA-0000", picture).code == 1
