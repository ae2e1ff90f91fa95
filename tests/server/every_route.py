"""Every route of the city with what its form asks, who may, and how its address names foreign data.

A route that is not here fails `test_every_route`; whoever adds one says here who may.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

import httpx
from litestar import Litestar

from helpdesk.application.deadlines import closing_clock, response_clock
from helpdesk.domain import events as ev
from helpdesk.domain.ladder import BOUNDS, LIMITS
from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import CaseKind
from helpdesk.server import people
from helpdesk.server.acts import ACTS
from helpdesk.server.app import create_app
from helpdesk.server.people import ACTS_OF, Role
from helpdesk.server.principal import SYSTEM
from tests.server.raw_device import RawDevice, event
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity

MARK = "暗号"  # stands in whatever a foreign desk has that a person could read
DEPARTMENT = "城管局"
ALL = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()


def acting(act: str) -> frozenset[Role]:
    """The roles that have an act."""
    return frozenset(role for role in Role if act in ACTS_OF.get(role, ()))


@dataclass(frozen=True, slots=True)
class Route:
    """`roles` may, by a session at the console (`/console/…`) or a token (`/api/…`); with `open` nobody
    is asked who they are, with `device` only a device's signature counts. `whole` are roles whose scope
    is the whole city there. `files` are fields that are uploaded."""

    roles: frozenset[Role] = NOBODY
    form: dict[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    open: bool = False
    device: bool = False
    whole: frozenset[Role] = NOBODY


OPEN, DEVICE = Route(open=True), Route(device=True)
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
PLAUSIBLE = {
    "department": DEPARTMENT,
    "number": "民-12",
    "words": "已派人查看",
    "document": "字第 1 号",
    "reason": "不归我们",
    "right_authority": "不动产登记中心",
    "outcome": "solved",
    "to": VILLAGE[:6],
    "days": "3",
    "solved": "yes",
    "rating": "5",
    "due": "2027-01-05T10:00",
    "until": "2027-01-05",
    "items": "照片",
}
ACT_SAYS = {
    name: text
    for name, text in PLAUSIBLE.items()
    if name not in ("days", "solved", "rating", "items")
} | {"days": 3, "solved": True, "rating": 5, "items": ["照片"], "due": "2027-01-05T10:00:00Z"}
_STUB = {"number": "", "name": "包玉兰", "received": "2026-11-23", "matter": "", "title": "路灯"}
_LIMITS = {name: str(getattr(LIMITS, name)) for name in BOUNDS}
_CASE, _SLIP = "/console/cases/{case}", "/console/cases/{case}/slips/{level}/{year}/{n}"
ROUTES: dict[str, Route] = {
    **dict.fromkeys(("GET /", "GET /healthz", "GET /readyz", "GET /status"), OPEN),
    **dict.fromkeys(("GET /schema", "GET /schema/openapi.json", "GET /schema/{path}"), OPEN),
    **dict.fromkeys(("GET /q", "GET /q/{number}", "GET /console/static/{name}"), OPEN),
    **dict.fromkeys(("GET /console/login", "GET /console/setup/{code}", "POST /enrol"), OPEN),
    **dict.fromkeys(("GET /q/pdf", "GET /q/pdf/{role}/{form}"), OPEN),
    "POST /q/pdf": Route(open=True, files=("pdf",)),
    "GET /console/check": Route(ALL),
    "POST /console/check": Route(ALL, files=("pdf",)),
    "POST /q": Route(open=True, form={"number": "BA-1505", "phone": "1234"}),
    "POST /console/login": Route(
        open=True, form={"login": "li", "password": "x" * 10, "digits": "0"}
    ),
    "POST /console/setup/{code}": Route(
        open=True, form={"password": "x" * 10, "again": "x" * 10, "digits": "0"}
    ),
    **dict.fromkeys(("POST /sync", "POST /renew", "POST /bundle", "POST /files"), DEVICE),
    **dict.fromkeys((f"{verb} /files/{{sha256}}" for verb in ("GET", "HEAD", "PATCH")), DEVICE),
    **dict.fromkeys(("POST /files/known", "GET /snapshots/{part}"), DEVICE),
    "GET /api/cases": Route(people.SEE_CASES),
    "GET /api/cases/{case}": Route(people.SEE_CASES),
    "POST /api/cases/{case}/acts": Route(people.SEE_CASES),
    "POST /api/cases/{case}/merge": Route(acting("merge")),
    "POST /api/cases/{case}/unmerge": Route(acting("unmerge")),
    "GET /console/account": Route(ALL),
    "POST /console/logout": Route(ALL, {"everywhere": ""}),
    "POST /console/account/password": Route(
        ALL, {"old": "x" * 10, "new": "y" * 10, "again": "y" * 10}
    ),
    "GET /console/cases": Route(people.SEE_CASES),
    "POST /console/batch": Route(acting("progress"), {"act": "progress", "row-{case}": "1"}),
    "POST /console/batch/{name}": Route(
        acting("progress"), {"words": "已查看", "once": "a", "row-{case}": "1"}
    ),
    f"GET {_CASE}": Route(people.SEE_CASES),
    f"POST {_CASE}/acts/{{name}}": Route(acting("progress"), PLAUSIBLE),
    f"POST {_CASE}/answer": Route(acting("answer"), {"words": "好", "document": ""}, ("results",)),
    f"POST {_CASE}/telephone": Route(acting("called")),
    f"GET {_CASE}/duplicates": Route(acting("merge")),
    f"POST {_CASE}/merge": Route(acting("merge"), {"into": "{number}"}),
    f"POST {_CASE}/unmerge": Route(acting("unmerge"), {"reason": "不是一件"}),
    "GET /console/catalogue": Route(people.SEE_CATALOGUE),
    "POST /console/catalogue": Route(
        people.KEEP_CATALOGUE, {"kind": "words", "words": "路灯", "department": DEPARTMENT}
    ),
    "POST /console/catalogue/drop": Route(
        people.KEEP_CATALOGUE, {"kind": "words", "words": "路灯"}
    ),
    "POST /console/catalogue/table": Route(people.KEEP_CATALOGUE, files=("table",)),
    "GET /console/slips": Route(people.SEE_CASES),
    f"GET {_SLIP}": Route(people.SEE_CASES),
    f"POST {_SLIP}/pdf": Route(people.SEE_CASES, {"size": "A5"}),
    f"POST {_SLIP}/{{act}}": Route(people.TAKE_SLIPS, {"by": "陈主任", "words": "已上门"}),
    f"GET {_CASE}/ladder": Route(people.SEE_CASES),
    f"POST {_CASE}/ladder/{{act}}": Route(people.SIGN_LETTERS, {"proposal": "x", "words": "督办"}),
    "GET /console/rules": Route(people.SEE_RULES),
    "POST /console/rules/limits": Route(
        people.SET_RULES,
        {**_LIMITS, "issuer": "", "opens": "08:30", "closes": "17:30", "shown": "0"},
    ),
    "POST /console/rules/tables": Route(
        people.SET_RULES,
        {"source": "国办发明电", "provisional": "1", "lines": "2029-01-01,放假,元旦"},
        ("table",),
    ),
    "GET /console/mongolian": Route(people.SEE_RULES),
    "GET /console/mongolian/font": OPEN,
    "GET /console/mongolian/file": Route(people.SEE_RULES),
    "POST /console/mongolian/check": Route(people.SET_RULES, files=("table",)),
    "POST /console/mongolian": Route(people.SET_RULES, {"content": "键,蒙古文\n"}),
    "POST /console/mongolian/proof": Route(people.SEE_RULES, {"content": "键,蒙古文\n"}),
    "GET /p/{address}": OPEN,
    "POST /p/{address}": Route(open=True, form={"name": "包玉兰", "phone": "138", "text": "路灯"}),
    "GET /console/plates": Route(people.PLATES),
    "POST /console/plates": Route(people.PLATES, {"desk": OTHER_VILLAGE, "places": "大厅"}),
    "POST /console/plates/{desk}/{code}": Route(people.PLATES, {"undo": ""}),
    "GET /console/plates/{desk}/sheet": Route(people.PLATES),
    "GET /console/altered": Route(people.SEE_CASES),
    "GET /console/files": Route(people.SEE_CASES),
    "GET /console/asides": Route(people.SEE_ASIDES, whole=_ADMINISTRATOR),
    "POST /console/asides/{desk}/{incarnation}/{dseq}": Route(
        people.SETTLE_ASIDES, {"words": "已核对", "solved": "1"}
    ),
    "GET /console/bundles": Route(people.CARRY),
    "POST /console/bundles": Route(people.CARRY, files=("bundle",)),
    "POST /console/bundles/export": Route(people.CARRY),
    "GET /console/bundles/{bundle}/return": Route(people.CARRY),
    f"POST {_CASE}/questions": Route(acting(people.DECIDE)),
    f"POST {_CASE}/decisions": Route(
        acting(people.DECIDE),
        {
            "subject": "{case}",
            "field": "phone",
            "between": "a b",
            "take": "other",
            "text": "138",
            "proposal": "",
            "accept": "yes",
            "words": "问过",
        },
    ),
    "GET /console/devices": Route(people.SEE_DEVICES, whole=_ADMINISTRATOR),
    "POST /console/devices": Route(
        people.ENROL,
        {"desk": OTHER_VILLAGE, "phone": "", "address": "", "practice": ""},
        whole=_ADMINISTRATOR,
    ),
    "GET /console/devices/{device}": Route(people.SEE_DEVICES, whole=_ADMINISTRATOR),
    "POST /console/devices/{device}/block": Route(
        people.REVOKE, {"prefix": "{prefix}"}, whole=_ADMINISTRATOR
    ),
    "POST /console/devices/{device}/stubs": Route(people.REENTER, {**_STUB, "phone": "138"}),
    f"GET {_CASE}/files/{{sha256}}": Route(people.SEE_CASES),
    "GET /console/notices": Route(people.NOTIFY, whole=_ADMINISTRATOR),
    "POST /console/notices": Route(
        people.NOTIFY,
        {"words": "明天停电", "division": OTHER_VILLAGE, "days": "3"},
        whole=_ADMINISTRATOR,
    ),
    "GET /console/seals": Route(people.SEE_SEALS),
    "GET /console/seals/{role}/{form}": Route(people.SEE_SEALS),
    "POST /console/seals": Route(
        people.KEEP_SEALS, {"password": "秋天", "role": "signer"}, ("certificate",)
    ),
    "POST /console/seals/distrust": Route(people.KEEP_SEALS, {"fingerprint": "ab" * 32}),
    "POST /console/seals/{role}/drop": Route(people.KEEP_SEALS),
    "GET /console/people": Route(people.SEE_PEOPLE),
    "GET /console/people/{login}": Route(people.SEE_PEOPLE),
    "POST /console/people": Route(
        people.KEEP_PEOPLE,
        {"login": "neu", "name": "新人", "role": "agent", "division": VILLAGE, "department": ""},
    ),
    "POST /console/people/{login}/role": Route(
        people.KEEP_PEOPLE, {"role": "auditor", "division": VILLAGE, "department": ""}
    ),
    "POST /console/people/{login}/block": Route(people.KEEP_PEOPLE, {"undo": ""}),
    "POST /console/people/{login}/reset": Route(people.KEEP_PEOPLE),
    "GET /console/audit": Route(people.SEE_PEOPLE),
}


def served(city: RunningCity) -> dict[str, set[str]]:
    """What the application really answers: each route with its questions (`?…`), the ones of its own
    addresses left out."""
    application = create_app(city.inside)
    while not isinstance(application, Litestar):
        application = application._app  # type: ignore[attr-defined]
    found = {}
    for route in application.routes:
        path = "/".join(part.split(":")[0] + "}" * (":" in part) for part in route.path.split("/"))
        for handler in route.route_handlers:
            asked = set(handler.parsed_fn_signature.parameters) - set(
                handler.resolve_dependencies()
            )
            asked -= {"request", "data", "body", "visitor", "clerk", "city", "once", "s"}
            for verb in handler.http_methods - {"OPTIONS"}:
                found[f"{verb} {path}"] = {each for each in asked if f"{{{each}}}" not in path}
    return found


@dataclass(frozen=True, slots=True)
class Foreign:
    """A desk that is nobody's who asks: a case with slips, a file, something put aside, a device."""

    case: str
    number: str
    device: RawDevice
    sha256: str
    login: str

    @property
    def names(self) -> dict[str, str]:
        """What the parts of an address are called here."""
        return {
            "case": self.case,
            "number": self.number,
            "device": self.device.known.device,
            "prefix": self.device.known.prefix,
            "desk": OTHER_VILLAGE,
            "incarnation": self.device.incarnation.hex(),
            "dseq": "3",
            "sha256": self.sha256,
            "login": self.login,
            "part": self.sha256,
            "bundle": "ab" * 16,
            "level": "reminder",
            "year": "2026",
            "n": "1",
            "name": "progress",
            "code": "x",
            "path": "x",
            "address": "x",
            "act": "sign_for",
            "role": "signer",
            "form": "pem",
        }

    @classmethod
    def at(cls, city: RunningCity) -> "Foreign":
        """Made by the desk's own device, and by rounds of the ladder in March."""
        device = RawDevice(city.url)
        device.enrol(city.code(OTHER_VILLAGE))
        city.query("UPDATE device SET name = %s WHERE id = %s", MARK, device.known.device)
        received, calendar = datetime(2026, 3, 2, 10, 0), city.inside.rules.calendar()
        subject, content = secrets.token_bytes(16), MARK.encode()
        body = ev.CaseRegistered(
            number=device.number(),
            case_kind=CaseKind.REQUEST,
            applicant=ev.Applicant("外" + MARK, phone="13847501234"),
            received_at=received,
            title=f"{MARK}路灯",
            respond_by=response_clock(received, calendar),
            close_by=closing_clock(None, received, calendar),
        )
        digest = sha256(content).hexdigest()
        attached = ev.FileAttached(
            sha256=digest, size=len(content), media_type="application/pdf", caption=MARK
        )
        ms = Moment.of(received).device_ms
        device.record(
            event(body, subject=subject, device_ms=ms),
            event(attached, subject=subject, device_ms=ms),
            event(ev.Noted(words=MARK), subject=subject, body=b"{", author_name=MARK),
        )
        assert not device.send().problem
        city.inside.files.blobs.put(digest, content)
        city.inside.files.rows.arrive(digest, len(content))
        city.inside.notices.give(MARK, SYSTEM, division=OTHER_VILLAGE, giver="市里")
        for day in (4, 10, 13):
            city.inside.ladder.round(Moment.of(datetime(2026, 3, day, 9, 0)))
        return cls(subject.hex(), body.number, device, digest, city.person())


@contextmanager
def seat(city: RunningCity, role: Role, **scope: str) -> Iterator[tuple[httpx.Client, str]]:
    """Somebody at the console who also has a token, and the token of their forms."""
    login = city.person(role, **scope)
    token = city.inside.logins.token(login, days=1)
    session = city.inside.logins.token(login, days=1)
    digest = sha256(session.encode()).digest()
    city.query("UPDATE session SET kind = 'console' WHERE hash = %s", digest)
    visitor = city.inside.logins.visitor(session, kind="console")
    with httpx.Client(
        base_url=city.url,
        cookies={"helpdesk-city": session},
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    ) as client:
        yield client, visitor.form_token


def filled(text: str, names: dict[str, str]) -> str:
    """An address or a field with the names in their places."""
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def variants(route: str, names: dict[str, str]) -> list[dict[str, str]]:
    """What else an address of this route may name besides the first."""
    if route.endswith(("/acts/{name}", "/acts")):
        return [{"name": name} for name in ACTS]
    if route == "GET /api/cases/{case}":
        return [{}, {"case": names["number"]}]
    if route.endswith("/slips/{level}/{year}/{n}/{act}"):
        return [{"act": act} for act in ("sign_for", "answer", "verify", "reject", "write_off")]
    if route.endswith("/ladder/{act}"):
        return [{"act": act} for act in ("order", "sign", "decline")]
    return [{}]


def may(role: Role, route: str, names: dict[str, str]) -> bool:
    """Whether the role may do what this address names."""
    if route.endswith(("/acts/{name}", "/acts")):
        return names["name"] in ACTS_OF.get(role, ())
    if route.endswith("/{n}/{act}") and names["act"] not in ("sign_for", "answer"):
        return role in people.VERIFY_SLIPS
    return role in ROUTES[route].roles
