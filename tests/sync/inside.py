"""A city in the test's own process, and a wire that ends in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpdesk.bootstrap.city_parts import city_database, open_city
from helpdesk.protocol.messages import EnrolRequest, SyncRequest
from helpdesk.protocol.renewal import RenewAnswer, RenewRequest
from helpdesk.server.city import City
from helpdesk.server.ports import Desk
from helpdesk.server.principal import SYSTEM
from helpdesk.sync.transport import Reply
from tests.sync.desk import Device


class Inside:
    """A wire that ends in a city of this process."""

    def __init__(self, city: City) -> None:
        self.city = city

    def __call__(self, _server: str) -> "Inside":
        return self

    def __enter__(self) -> "Inside":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def enrol(self, device: Device, desk: str) -> None:
        """The device belongs to the desk from now on."""
        code = self.city.enrolments.issue(Desk(desk), by=SYSTEM)
        request = EnrolRequest(code, device.store.public_key, device.store.incarnation)
        welcome = self.city.enrolments.enrol(request, source="here")
        device.store.enrol(welcome, server=device.server)

    def exchange(self, request: SyncRequest, *, device: str, **_: object) -> Reply:
        return Reply(self.city.exchange.exchange(device, request), 0, 0)

    def renew(self, request: RenewRequest, *, device: str, **_: object) -> RenewAnswer:
        return self.city.renewals.renew(device, request)


@contextmanager
def inside(data: Path, url: str) -> Iterator[Inside]:
    """The city of this data folder and database."""
    with city_database(data, url, serving=False) as prepared, open_city(data, prepared) as city:
        yield Inside(city)
