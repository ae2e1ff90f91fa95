"""A real print system and a real IPP printer: CUPS and `ippeveprinter`, both of this test alone."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.printing import Size
from helpdesk.printing.papers import render_receipt
from helpdesk.printing.spool import CupsSpooler, Spooled
from tests.printing import samples

QUEUE = "laser"
PROGRAMS = ("cupsd", "ippeveprinter", "lpadmin", "lp", "lpstat", "avahi-daemon", "dbus-daemon")
MISSING = [name for name in PROGRAMS if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING) or os.getuid() != 0,
    reason=f"needs root and Debian's cups, cups-ipp-utils, avahi-daemon, dbus ({MISSING})",
)
LIMIT = 30.0

_FILES = """ServerRoot {folder}/etc
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
TempDir {folder}/spool
AccessLog {folder}/access
ErrorLog {folder}/error
PageLog {folder}/pages
User lp
Group lp
"""
_DAEMON = """Listen 127.0.0.1:{port}
Browsing No
WebInterface No
DefaultAuthType None
PreserveJobHistory Yes
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Location /admin>
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow localhost
  </Limit>
</Policy>
"""


def until(done, what: str) -> None:
    end = time.monotonic() + LIMIT
    while not done():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(*command: str | Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen([str(c) for c in command], stdout=quiet, stderr=quiet) as process:
        try:
            until(lambda: answers(port), str(command[0]))
            yield process
        finally:
            process.terminate()


@dataclass
class Office:
    """A scheduler with one queue, and the printer behind it while it is on."""

    spooler: CupsSpooler
    folder: Path
    port: int

    @contextmanager
    def printer(self) -> Iterator[None]:
        """Switch the printer on."""
        tray = self.folder / "tray"
        tray.mkdir(exist_ok=True)
        options = (
            "-r",
            "off",
            "-k",
            "-s",
            "600",
            "-n",
            "localhost",
            "-p",
            str(self.port),
            "-d",
            tray,
        )
        formats = ("-f", "application/pdf")
        with running("ippeveprinter", *options, *formats, "Test", port=self.port):
            yield

    def ended(self, job: str) -> Spooled:
        until(lambda: self.spooler.state(job) is not Spooled.WAITING, "the end of the job")
        return self.spooler.state(job)


def need_avahi() -> None:
    """`ippeveprinter` announces itself, or does not start: the system's bus and Avahi must run."""
    daemons = (
        ("dbus", ("dbus-daemon", "--system", "--fork")),
        ("avahi-daemon", ("avahi-daemon", "-D", "--no-rlimits")),
    )
    for folder, command in daemons:
        held = Path("/run") / folder / "pid"
        held.parent.mkdir(exist_ok=True)
        if not lives(held, command[0]):
            held.unlink(missing_ok=True)  # of one that was killed: the next would not start
            subprocess.run(command, check=False, capture_output=True)
        until(lambda held=held, name=command[0]: lives(held, name), command[0])


def lives(held: Path, name: str) -> bool:
    """Whether the process that this file names is there, and is that program."""
    try:
        process = int(held.read_text(encoding="ascii"))
        return Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip() == name
    except (OSError, ValueError):
        return False


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    need_avahi()
    folder = Path(tmp_path_factory.mktemp("cups"))
    for name in ("etc", "spool", "cache", "state"):
        (folder / name).mkdir()
        shutil.chown(folder / name, "lp", "lp")
    for parent in (folder, *folder.parents):
        if parent.stat().st_mode & 0o001 == 0:
            parent.chmod(parent.stat().st_mode | 0o011)
    shutil.chown(folder, "lp", "lp")
    port, printer = free_port(), free_port()
    files, daemon = folder / "files.conf", folder / "cupsd.conf"
    files.write_text(_FILES.format(folder=folder), encoding="ascii")
    daemon.write_text(_DAEMON.format(port=port), encoding="ascii")
    with running("cupsd", "-f", "-c", daemon, "-s", files, port=port):
        server = f"127.0.0.1:{port}"
        uri = f"ipp://localhost:{printer}/ipp/print"
        made = ("lpadmin", "-h", server, "-p", QUEUE, "-E", "-v", uri, "-m", "raw")
        subprocess.run(made, check=True, capture_output=True)
        yield Office(CupsSpooler(server=server), folder, printer)


def test_a_paper_comes_out_of_a_real_printer(office: Office) -> None:
    assert office.spooler.names() == (QUEUE,)
    pdf = render_receipt(samples.receipt(), size=Size.A4)
    with office.printer():
        job = office.spooler.submit(pdf, printer=QUEUE, title="回执")
        assert office.ended(job) is Spooled.PRINTED
        (sheet,) = (office.folder / "tray").glob("*.pdf")
    assert sheet.read_bytes() == pdf


def test_a_printer_that_is_off_has_printed_nothing(office: Office) -> None:
    pdf = render_receipt(samples.receipt(), size=Size.A4)
    job = office.spooler.submit(pdf, printer=QUEUE, title="回执")
    assert office.spooler.state(job) is Spooled.WAITING
    office.spooler.cancel(job)
    assert office.ended(job) is Spooled.FAILED


def test_a_queue_that_is_not_there(office: Office) -> None:
    with pytest.raises(EnvironmentProblem, match="printer-missing"):
        office.spooler.submit(b"%PDF-1.4", printer="gone", title="回执")
    assert office.spooler.state("laser-999") is Spooled.GONE
