"""Choices of this machine survive a restart and never get in the way."""

from pathlib import Path

from helpdesk.bootstrap.settings import FILE_NAME, Settings


def test_choices_survive_a_restart(tmp_path: Path) -> None:
    Settings(tmp_path).set("printer", "激光打印机")
    assert Settings(tmp_path).get("printer") == "激光打印机"
    assert Settings(tmp_path).get("language", "zh_CN") == "zh_CN"
    assert [p.name for p in tmp_path.iterdir()] == [FILE_NAME]


def test_a_damaged_file_counts_as_empty(tmp_path: Path) -> None:
    for nonsense in (b"{", b"[1]", b"\xff\xfe\x00"):
        (tmp_path / FILE_NAME).write_bytes(nonsense)
        assert Settings(tmp_path).get("printer") == ""


def test_a_missing_folder_is_no_obstacle(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "nowhere")
    settings.set("printer", "x")
    assert settings.get("printer") == "x"
