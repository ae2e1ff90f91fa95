"""A UVC camera or document camera through Qt Multimedia, where that is installed (ADR 19). GUI thread."""

from collections.abc import Callable
from typing import Any

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.ui.presenting import Camera

CHOSEN = "camera"  # setting: the name of the camera that takes pictures
_WIDEST = 4_096  # pixels; what a page needs and a USB line carries


def camera_finder(get: Callable[[str], str]) -> Callable[[], Camera | None]:
    """Finds the camera chosen in the settings, else the system's; None where there is none."""
    return lambda: find_camera(get(CHOSEN))


def camera_names() -> list[str]:
    """The cameras that are plugged in; none without Qt Multimedia."""
    try:
        from PySide6 import QtMultimedia
    except ImportError:
        return []
    return [str(each.description()) for each in QtMultimedia.QMediaDevices.videoInputs()]


def find_camera(name: str = "") -> Camera | None:
    """The camera of this name, else the system's first one; None without one or without Qt Multimedia."""
    try:
        from PySide6 import QtMultimedia
    except ImportError:
        return None
    devices = QtMultimedia.QMediaDevices.videoInputs()
    named = [each for each in devices if each.description() == name]
    return QtCamera(QtMultimedia, (named or devices)[0]) if devices else None


class QtCamera:
    """`ui.presenting.Camera` on one video input."""

    def __init__(self, multimedia: Any, device: Any) -> None:
        self._multimedia = multimedia
        self._device = device
        self._parts: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        """What the system calls it."""
        return str(self._device.description())

    def start(self, show: Callable[[object], object]) -> None:
        """See; raises EnvironmentProblem `attachment-no-camera` where another program has it."""
        camera = self._multimedia.QCamera(self._device)
        formats = [f for f in self._device.videoFormats() if f.resolution().width() <= _WIDEST]
        if formats:
            camera.setCameraFormat(max(formats, key=_pixels))
        sink = self._multimedia.QVideoSink()
        session = self._multimedia.QMediaCaptureSession()
        session.setCamera(camera)
        session.setVideoSink(sink)
        sink.videoFrameChanged.connect(lambda frame: show(frame.toImage()))
        camera.start()
        self._parts = (session, camera, sink)
        if camera.error() != self._multimedia.QCamera.Error.NoError:
            self.stop()
            raise EnvironmentProblem("attachment-no-camera")

    def stop(self) -> None:
        """The camera's light goes out."""
        if self._parts:
            session, camera, _sink = self._parts
            camera.stop()
            session.setVideoSink(None)
            session.setCamera(None)
        self._parts = ()


def _pixels(form: Any) -> int:
    size = form.resolution()
    return int(size.width() * size.height())
