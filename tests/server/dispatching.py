"""Requests of two desks, and people of the city at their browsers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.domain.stages import CaseKind
from helpdesk.server.people import Role
from tests.server.running import OTHER_VILLAGE, PASSWORD, VILLAGE, RunningCity
from tests.sync.desk import Device

TEXT = "锦绣小区三号楼停暖已经三天，家里有老人和孩子。"
PDF = b"%PDF-1.7\n% \xe7\xbb\x93\xe6\x9e\x9c\n%%EOF\n"


@dataclass(slots=True)
class Desks:
    """Two desks of one township."""

    village: Device
    other: Device

    @classmethod
    def enrolled(cls, folder: Path, city: RunningCity) -> "Desks":
        return cls(
            Device.enrolled(folder / "village", city.url, city.code(VILLAGE)),
            Device.enrolled(folder / "other", city.url, city.code(OTHER_VILLAGE)),
        )

    def close(self) -> None:
        self.village.close()
        self.other.close()


def request(
    device: Device,
    title: str = "小区停暖没人管",
    *,
    kind: CaseKind = CaseKind.REQUEST,
    name: str = "包玉兰",
    phone: str = "13847516701",
    text: str = TEXT,
    **more: object,
) -> str:
    """Register a request at a desk; answers its id. It is sent with the next sync."""
    intake = Intake(
        kind=kind,
        new_resident={"name": name, "phone": phone},
        title=title,
        text=text,
        category="complaint",
        **more,  # type: ignore[arg-type]
    )
    return open_case(device.session, intake).case


@dataclass(slots=True)
class Browser:
    """Somebody signed in."""

    client: httpx.Client
    login: str

    def get(self, path: str, **questions: str) -> httpx.Response:
        return self.client.get(f"/console/{path}", params=questions)

    def fields(self, path: str, action: str) -> dict[str, str]:
        """The hidden fields of the form that goes to `action`."""
        page = self.get(path).text
        found = re.search(rf'action="/console/{re.escape(action)}"(.*?)</form>', page, re.DOTALL)
        assert found, (action, page)
        return dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', found[1]))

    def act(self, case: str, name: str, **said: str) -> httpx.Response:
        """Open the case, fill the act's form in, send it."""
        action = "answer" if name == "answer" else f"acts/{name}"
        form = self.fields(f"cases/{case}", f"cases/{case}/{action}") | said
        if name == "answer":
            return self.post_files(f"cases/{case}/answer", form)
        return self.client.post(f"/console/cases/{case}/{action}", data=form)

    def post(self, path: str, form: dict[str, str]) -> httpx.Response:
        return self.client.post(f"/console/{path}", data=form)

    def post_files(
        self, path: str, form: dict[str, str], *files: tuple[str, bytes], field: str = "results"
    ) -> httpx.Response:
        sent = [(field, (name, content, "application/octet-stream")) for name, content in files]
        # Always multipart, as the browser sends it.
        return self.client.post(f"/console/{path}", data=form, files=sent or {"none": b""})


@contextmanager
def signed_in(city: RunningCity, role: Role = Role.DISPATCHER, **scope: str) -> Iterator[Browser]:
    """A person of this role at the console."""
    login = city.person(role, ready=True, **scope)
    with httpx.Client(base_url=city.url, follow_redirects=True, timeout=30) as client:
        done = client.post("/console/login", data={"login": login, "password": PASSWORD})
        assert done.status_code == 200, done.text
        yield Browser(client, login)
