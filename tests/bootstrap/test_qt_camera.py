"""Cameras: there without Qt Multimedia only as a sentence, with it through a small surface."""

import sys
from types import SimpleNamespace

import pytest

from helpdesk.bootstrap.qt_camera import QtCamera, camera_finder
from helpdesk.domain.problems import EnvironmentProblem


def test_without_qt_multimedia_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    assert camera_finder(lambda _key: "高拍仪")() is None


class Multimedia:
    """What of Qt Multimedia is used, with a camera that another program may have."""

    def __init__(self, *, taken: bool = False) -> None:
        self.calls: list[str] = []
        error = "busy" if taken else "none"
        calls = self.calls

        class Part:
            Error = SimpleNamespace(NoError="none")

            def __init__(self, *_: object) -> None:
                self.videoFrameChanged = SimpleNamespace(connect=lambda _do: calls.append("watch"))

            def error(self) -> str:
                return error

            def __getattr__(self, name: str) -> object:
                return lambda *_: calls.append(name)

        self.QCamera = self.QVideoSink = self.QMediaCaptureSession = Part


def device() -> SimpleNamespace:
    return SimpleNamespace(description=lambda: "高拍仪", videoFormats=list)


def test_started_and_stopped() -> None:
    multimedia = Multimedia()
    camera = QtCamera(multimedia, device())
    assert camera.name == "高拍仪"
    camera.start(lambda _frame: None)
    assert multimedia.calls == ["setCamera", "setVideoSink", "watch", "start"]
    camera.stop()
    camera.stop()
    assert multimedia.calls[4:] == ["stop", "setVideoSink", "setCamera"]


def test_one_that_another_program_has() -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        QtCamera(Multimedia(taken=True), device()).start(lambda _frame: None)
    assert caught.value.code == "attachment-no-camera"
