"""A real print system and a real IPP printer: CUPS and `ippeveprinter`, both of this test alone."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpdesk.application.printers import Capabilities
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n.printer_troubles import trouble_text
from helpdesk.printing import Size
from helpdesk.printing.papers import render_receipt
from helpdesk.printing.spool import CupsSpooler, Spooled
from tests.e2e.ports import free_port
from tests.printing import samples

QUEUE = "laser"
PROGRAMS = ("cupsd", "ippeveprinter", "ipptool", "lpadmin", "avahi-daemon", "dbus-daemon")
MISSING = [name for name in PROGRAMS if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING) or os.getuid() != 0,
    reason=f"needs root and Debian's cups, cups-ipp-utils, avahi-daemon, dbus ({MISSING})",
)
LIMIT = 60  # seconds: a busy machine, and CUPS that looks at its queue only now and then

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


_CANCEL = """{{
  OPERATION Cancel-Job
  GROUP operation-attributes-tag
  ATTR charset attributes-charset utf-8
  ATTR language attributes-natural-language en
  ATTR uri printer-uri $uri
  ATTR integer job-id {number}
  ATTR name requesting-user-name somebody
  STATUS successful-ok
}}
"""
_COMMAND = """#!/bin/sh
env > {told}.part
mv {told}.part {told}
if [ -e {holding} ]; then echo 'STATE: +media-needed-error' >&2; fi
while [ -e {holding} ]; do sleep 0.1; done
echo 'STATE: -media-needed-error' >&2
"""


def until(done, what: str) -> None:
    end = time.monotonic() + LIMIT
    while not done():
        assert time.monotonic() < end, what
        time.sleep(0.05)


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
    server: str

    @property
    def told(self) -> Path:
        """What the printer was told of its last job."""
        return self.folder / "told"

    @property
    def holding(self) -> Path:
        """While this is there, the printer does not get to the end of a job."""
        return self.folder / "holding"

    @contextmanager
    def printer(self) -> Iterator[subprocess.Popen[bytes]]:
        """Switch the printer on."""
        tray = self.folder / "tray"
        tray.mkdir(exist_ok=True)
        command = self.folder / "command"
        command.write_text(_COMMAND.format(told=self.told, holding=self.holding), "ascii")
        command.chmod(0o755)
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
            "-c",
            command,
        )
        formats = ("-f", "application/pdf")
        with running("ippeveprinter", *options, *formats, "Test", port=self.port) as process:
            yield process

    @property
    def uri(self) -> str:
        """The printer's own address."""
        return f"ipp://localhost:{self.port}/ipp/print"

    def add(self, name: str, driver: str, *, uri: str = "") -> None:
        """Another queue of the printer, which has to be on for a driver that asks it."""
        uri = uri or self.uri
        made = ("lpadmin", "-h", self.server, "-p", name, "-E", "-v", uri, "-m", driver)
        subprocess.run(made, check=True, capture_output=True)

    def cancel_at_the_printer(self, number: int) -> None:
        """Its panel says "cancelled"."""
        asked = self.folder / "cancel.test"
        asked.write_text(_CANCEL.format(number=number), encoding="ascii")
        subprocess.run(["ipptool", self.uri, asked], check=True, capture_output=True)

    def completed(self, job: str) -> bool:
        """Whether CUPS has done with it."""
        asked = ("lpstat", "-h", self.server, "-W", "completed", "-o", job.rpartition("-")[0])
        told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
        return job in told.split()

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
def office() -> Iterator[Office]:
    need_avahi()
    # Not in tmp_path: every pytest that starts meanwhile closes that to the user whom CUPS prints as.
    with tempfile.TemporaryDirectory(prefix="helpdesk-cups-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        shutil.chown(folder, "lp", "lp")
        for name in ("etc", "spool", "cache", "state"):
            (folder / name).mkdir()
            shutil.chown(folder / name, "lp", "lp")
        port, printer = free_port(), free_port()
        files, daemon = folder / "files.conf", folder / "cupsd.conf"
        files.write_text(_FILES.format(folder=folder), encoding="ascii")
        daemon.write_text(_DAEMON.format(port=port), encoding="ascii")
        with running("cupsd", "-f", "-c", daemon, "-s", files, port=port):
            server = f"127.0.0.1:{port}"
            result = Office(CupsSpooler(server=server), folder, printer, server)
            result.add(QUEUE, "raw")
            yield result


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


def test_the_tray_that_was_chosen_and_a_sheet_that_no_tray_takes(office: Office) -> None:
    """A driverless queue of a printer that declares its trays; it has no A5."""
    pdf = render_receipt(samples.receipt(), size=Size.A4)
    with office.printer():
        office.add("trays", "everywhere")
        until(lambda: office.spooler.capabilities("trays").trays, "the queue's driver")
        known = office.spooler.capabilities("trays")
        assert {"main", "manual", "by-pass-tray"} <= set(known.trays)
        assert (known.takes("A4"), known.has_loaded("A4_LARGE"), known.takes("A5")) == (
            *(True, True),
            False,
        )
        small = render_receipt(samples.receipt(), size=Size.A5)
        with pytest.raises(Problem, match="printer-sheet"):
            office.spooler.submit(small, printer="trays", title="回执")
        for tray, said in (("by-pass-tray", "by-pass-tray"), ("gone", ""), ("manual", "manual")):
            office.told.unlink(missing_ok=True)
            job = office.spooler.submit(pdf, printer="trays", title="回执", tray=tray)
            assert office.ended(job) is Spooled.PRINTED
            (asked,) = re.findall(
                r"^IPP_MEDIA_COL=(.*)$", office.told.read_text("utf-8"), re.MULTILINE
            )
            assert "x-dimension=21000" in asked
            assert re.findall(r"media-source=([\w-]+)", asked) == ([said] if said else [])


def test_what_a_queue_without_a_driver_does_not_tell_stands_in_nobodys_way(office: Office) -> None:
    known = office.spooler.capabilities(QUEUE)
    assert known.trays == ()
    assert known.takes("A5")
    assert office.spooler.capabilities("gone") == Capabilities()


def test_a_printer_that_wants_other_paper_says_so_and_goes_on_when_it_has_it(
    office: Office,
) -> None:
    pdf = render_receipt(samples.receipt(), size=Size.A4)
    with office.printer():
        office.holding.touch()
        job = office.spooler.submit(pdf, printer=QUEUE, title="回执")
        until(lambda: trouble_text(office.spooler.capabilities(QUEUE).troubles), "its reason")
        assert trouble_text(office.spooler.capabilities(QUEUE).troubles) == "需放入该规格纸张"
        assert office.spooler.state(job) is Spooled.WAITING
        office.holding.unlink()
        assert office.ended(job) is Spooled.PRINTED


def test_a_printer_that_dies_in_the_middle_has_not_printed(office: Office) -> None:
    """Killed while it has the paper: never confirmed; taken back, it has failed."""
    pdf = render_receipt(samples.receipt(), size=Size.A4)
    office.holding.touch()
    try:
        with office.printer() as printer:
            job = office.spooler.submit(pdf, printer=QUEUE, title="回执")
            until(office.told.exists, "the printer to have the paper")
            printer.kill()
            printer.wait()
            assert office.spooler.state(job) is not Spooled.PRINTED
    finally:
        office.holding.unlink()
    office.spooler.cancel(job)
    assert office.ended(job) is Spooled.FAILED


def test_a_job_that_somebody_cancels_at_the_printer_has_not_printed(office: Office) -> None:
    """Whichever of CUPS' two threads is the first to find it ended."""
    pdf = render_receipt(samples.receipt(), size=Size.A4)
    with office.printer():
        office.holding.touch()
        job = office.spooler.submit(pdf, printer=QUEUE, title="回执")
        until(office.told.exists, "the printer to have the paper")
        office.cancel_at_the_printer(1)
        office.holding.unlink()
        assert office.ended(job) is Spooled.FAILED


def test_what_cups_calls_completed_is_what_the_printer_says_of_it(office: Office) -> None:
    """A queue that does not wait: CUPS always says it before anybody can know."""
    pdf = render_receipt(samples.receipt(), size=Size.A4)

    def handed_over() -> str:
        office.told.unlink(missing_ok=True)
        office.holding.touch()
        job = office.spooler.submit(pdf, printer="hasty", title="回执")
        until(office.told.exists, "the printer to have the paper")
        until(lambda: office.completed(job), "CUPS to think that it is out")
        return job

    with office.printer():
        office.add("hasty", "raw", uri=f"{office.uri}?waitjob=false")
        cancelled = handed_over()
        assert office.spooler.state(cancelled) is Spooled.WAITING
        office.cancel_at_the_printer(1)
        office.holding.unlink()
        assert office.ended(cancelled) is Spooled.FAILED
        taken_back = handed_over()
        office.spooler.cancel(taken_back)
        office.holding.unlink()
        assert office.ended(taken_back) is Spooled.FAILED
        printed = handed_over()
        office.holding.unlink()
        assert office.ended(printed) is Spooled.PRINTED
        assert office.ended(cancelled) is Spooled.FAILED, "each is told from the others"
    assert office.spooler.state(printed) is Spooled.PRINTED, "a printer that is off says nothing"


def test_a_queue_that_is_deleted_with_a_job_in_it(office: Office) -> None:
    job = office.spooler.submit(
        render_receipt(samples.receipt(), size=Size.A4), printer=QUEUE, title="回执"
    )
    removed = ("lpadmin", "-h", office.server, "-x", QUEUE)
    subprocess.run(removed, check=True, capture_output=True)
    assert office.ended(job) is Spooled.GONE
    office.spooler.cancel(job)


def test_a_printer_that_is_switched_on_too_late_prints_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C28: CUPS gives the job up by itself, also while this program is closed."""
    monkeypatch.setattr("helpdesk.printing.spool._LIFE", 1)
    monkeypatch.setattr("helpdesk.printing.spool._PAGE_LIFE", 1)
    pdf = render_receipt(samples.receipt(), size=Size.A4)
    late = office.spooler.submit(pdf, printer=QUEUE, title="回执")
    assert office.ended(late) is Spooled.FAILED
    with office.printer():
        job = office.spooler.submit(pdf, printer=QUEUE, title="回执")
        assert office.ended(job) is Spooled.PRINTED
        assert len(list((office.folder / "tray").glob("*.pdf"))) == 1
