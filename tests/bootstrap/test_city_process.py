"""The practice city goes with the program that started it, however that ends."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
import psutil
import pytest

from helpdesk.bootstrap.city_process import CityProcess

CHILD = """
import sys, time
from pathlib import Path
from helpdesk.bootstrap.city_process import CityProcess
city = CityProcess(Path(sys.argv[1]))
print(city.start(), flush=True)
sys.stdin.read()
"""


def at_home(process: psutil.Process, folder: str) -> bool:
    """Whether a process works in the folder: PostgreSQL is nobody's child."""
    try:
        return any(folder in word for word in process.cmdline())
    except psutil.Error:
        return False


@pytest.mark.timeout(120)
def test_a_killed_program_leaves_no_city_behind() -> None:
    with tempfile.TemporaryDirectory(prefix="helpdesk-city-") as folder:
        command = [sys.executable, "-c", CHILD, str(Path(folder) / "city")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
            assert program.stdout is not None
            assert program.stdout.readline().startswith(b"http://127.0.0.1:")
            family = [each for each in psutil.process_iter() if at_home(each, folder)]
            assert any("postgres" in each.name() for each in family)
            program.send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs(family, timeout=60)
        assert alive == []


def test_the_practice_console_has_a_link_and_no_password_of_its_own() -> None:
    """A link sets the password, once; afterwards it is the console's address."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-city-") as folder:
        city = CityProcess(Path(folder) / "city")
        try:
            url = city.start()
            link = city.console_link("practice", name="练习派单员", url=url)
            assert link.startswith(f"{url}/console/setup/")
            password = "练习用的密码-2026"
            done = httpx.post(link, data={"password": password, "again": password})
            assert done.status_code == 303
            assert city.console_link("practice", name="练习派单员", url=url) == f"{url}/console"
        finally:
            city.stop()
