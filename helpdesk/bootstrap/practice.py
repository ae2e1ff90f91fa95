"""`helpdesk practice`: a desk to try everything on, with a city server of its own beside it."""

import socket
import sys
from contextlib import closing
from pathlib import Path

from helpdesk.bootstrap import sample
from helpdesk.bootstrap.card_readers import DRIVER
from helpdesk.bootstrap.city_process import CityProcess
from helpdesk.bootstrap.folder import OpenDesk, init_desk, is_desk
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.sync.enrol import enrol
from helpdesk.sync.transport import Transport

AGENT = Author("wuyun", "乌云其其格")
PASSWORD = "practice-1"
PORT = "city_port"
DISPATCHER = "practice"


def main(data: Path) -> int:
    """Prepare the practice desk in `data` if need be, start its city, open the window."""
    from helpdesk.bootstrap import desktop

    folder, city = data / "practice", CityProcess(data / "practice-city")
    try:
        url = start(folder, city)
        link = city.console_link(DISPATCHER, name=_("Practice dispatcher"), url=url)
        text = _("City console, login {login}: {link}")
        print(text.format(login=DISPATCHER, link=link), flush=True)
    except EnvironmentProblem as problem:
        print(sentence(problem), file=sys.stderr)
        if not is_desk(folder):
            return 3
    try:
        hint = _("Practice desk. Password: {password}").format(password=PASSWORD)
        return desktop.main(folder, hint=hint)
    finally:
        city.stop()


def start(folder: Path, city: CityProcess) -> str:
    """The city on the port it always had, so that the desk finds it; a desk enrolled and filled.

    Answers the city's URL. Raises EnvironmentProblem `city-not-started`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(folder)
    port = int(settings.get(PORT) or _free_port())
    print(_("Starting the practice city server …"), flush=True)
    url = city.start(port=port)
    settings.set(PORT, str(port))
    if not settings.get(DRIVER):
        settings.set(DRIVER, "simulated")
    if not is_desk(folder):
        print(_("Preparing the practice desk …"), flush=True)
        prepare(folder, city, url).close()
    return url


def prepare(folder: Path, city: CityProcess, url: str) -> OpenDesk:
    """A new practice desk, enrolled with the city at `url` and filled with made-up cases."""
    desk = init_desk(folder, agent=AGENT, password=PASSWORD)
    with Transport(url) as transport:
        enrolment = enrol(
            transport,
            city.enrolment_code(sample.DESK),
            public_key=desk.store.public_key,
            incarnation=desk.store.incarnation,
        )
    desk.store.enrol(enrolment, server=url)
    sample.fill(desk.renew())
    return desk


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
