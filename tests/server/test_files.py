"""The city's half of files: who may send and read which, and what a wrong piece does."""

import secrets
import time
from contextlib import suppress
from hashlib import sha256

import httpx
import pytest

from helpdesk.bootstrap.city_files import copy_files
from helpdesk.domain import events as ev
from helpdesk.domain.problems import Problem
from helpdesk.protocol.files import OFFSET_TYPE, said
from helpdesk.protocol.signing import authorization
from helpdesk.server.blobs import Blobs
from helpdesk.server.people import Role
from helpdesk.server.principal import SYSTEM
from helpdesk.server.uploads import KEPT_SECONDS, Uploads
from tests.server.raw_device import _HTTP, RawDevice, event
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity
from tests.server.test_asides import console

PHOTO = secrets.token_bytes(20_000)


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def device(city: RunningCity, desk: str = VILLAGE) -> RawDevice:
    made = RawDevice(city.url)
    assert made.enrol(city.code(desk)).status_code == 200
    return made


def attached(made: RawDevice, content: bytes, *, size: int | None = None) -> str:
    """A case with a file; answers its hash."""
    case = secrets.token_bytes(16)
    body = ev.FileAttached(digest(content), size or len(content), "image/jpeg")
    made.record(made.registered(case=case), event(body, subject=case))
    made.send()
    return digest(content)


def ask(made: RawDevice, method: str, path: str, *values: object, **more: object):
    """A signed request; `content` and further headers as given."""
    content = more.pop("content", b"")
    number = made.numbers.next(time.time_ns() // 1_000_000)
    signed = authorization(
        made.known.device, said(method, path, *values), sent_ms=number, sign=made.key.sign
    )
    headers = {"Authorization": signed} | {k.replace("_", "-"): str(v) for k, v in more.items()}
    return _HTTP.request(method, made.url + path, content=content or None, headers=headers)


def announce(made: RawDevice, name: str, size: int):
    from base64 import b64encode

    metadata = f"sha256 {b64encode(name.encode()).decode()}"
    return ask(made, "POST", "/files", name, size, Upload_Length=size, Upload_Metadata=metadata)


def append(made: RawDevice, name: str, at: int, piece: bytes, **more: object):
    return ask(
        made,
        "PATCH",
        f"/files/{name}",
        at,
        len(piece),
        content=piece,
        Upload_Offset=at,
        Content_Type=OFFSET_TYPE,
        **more,
    )


def code(answer) -> str:
    return answer.json()["code"]


def test_from_announcing_to_reading(city: RunningCity) -> None:
    made = device(city)
    content = secrets.token_bytes(20_000)
    name = attached(made, content)
    answer = announce(made, name, 20_000)
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, "0")
    assert append(made, name, 0, content[:7000]).headers["upload-offset"] == "7000"
    assert ask(made, "HEAD", f"/files/{name}").headers["upload-offset"] == "7000"
    assert code(ask(made, "GET", f"/files/{name}", 0, 10, Range="bytes=0-9")) == (
        "attachment-not-here"
    )
    answer = append(made, name, 7000, content[7000:])
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, "20000")
    answer = ask(made, "GET", f"/files/{name}", 100, 50, Range="bytes=100-149")
    assert (answer.status_code, answer.content) == (206, content[100:150])
    assert answer.headers["content-range"] == "bytes 100-149/20000"
    assert announce(made, name, 20_000).headers["upload-offset"] == "20000"


def test_another_offset_changes_nothing(city: RunningCity) -> None:
    """A request that is played again finds another piece due."""
    made = device(city)
    content = secrets.token_bytes(9_000)
    name = attached(made, content)
    announce(made, name, 9_000)
    append(made, name, 0, content[:4000])
    for at in (0, 3999, 4001):
        assert append(made, name, at, content[at : at + 100]).status_code == 409
    assert append(made, name, 4000, content[4000:]).status_code == 204
    assert city.inside.files.whole(name) == content


def test_other_bytes_are_never_linked(city: RunningCity) -> None:
    made = device(city)
    content = secrets.token_bytes(5_000)
    name = attached(made, content)
    announce(made, name, 5_000)
    answer = append(made, name, 0, bytes(5_000))
    assert (answer.status_code, code(answer)) == (422, "attachment-differs")
    assert announce(made, name, 5_000).headers["upload-offset"] == "0"
    assert append(made, name, 0, content).status_code == 204


def test_only_files_of_ones_own_cases(city: RunningCity) -> None:
    ours, theirs = device(city), device(city, OTHER_VILLAGE)
    content = secrets.token_bytes(3_000)
    name = attached(ours, content)
    announce(ours, name, 3_000)
    append(ours, name, 0, content)
    for answer in (
        announce(theirs, name, 3_000),
        ask(theirs, "GET", f"/files/{name}", 0, 10, Range="bytes=0-9"),
        announce(ours, digest(b"never attached"), 10),
    ):
        assert (answer.status_code, code(answer)) == (404, "attachment-unreferenced")
    assert ask(theirs, "HEAD", f"/files/{name}").status_code == 404


def test_the_same_bytes_are_kept_once_for_all(city: RunningCity) -> None:
    ours, theirs = device(city), device(city, OTHER_VILLAGE)
    content = secrets.token_bytes(3_000)
    name = attached(ours, content)
    announce(ours, name, 3_000)
    append(ours, name, 0, content)
    assert attached(theirs, content) == name
    assert announce(theirs, name, 3_000).headers["upload-offset"] == "3000"


def test_nonsense_is_refused(city: RunningCity) -> None:
    made = device(city)
    name = attached(made, PHOTO, size=20_001)
    assert code(announce(made, name, len(PHOTO))) == "attachment-size"
    assert code(announce(made, "../etc/passwd", 1)) == "request-invalid"
    assert code(append(made, "0" * 63, 0, b"x")) == "request-invalid"
    assert announce(made, name, 20_001).status_code == 201
    with suppress(httpx.TransportError):  # the city may hang up before all of it is sent
        # … and then this connection must not serve the next request
        refused = append(made, name, 0, bytes(300_000), Connection="close")
        assert refused.status_code == 413
    assert announce(made, name, 20_001).headers["upload-offset"] == "0"
    answer = ask(made, "GET", f"/files/{name}", 0, 10, Range="bytes=9-0")
    assert answer.status_code == 422
    unsigned = _HTTP.request("HEAD", f"{made.url}/files/{name}")
    assert unsigned.status_code == 401
    large = attached(made, b"x", size=30_000_000)
    assert announce(made, large, 30_000_000).status_code == 404  # no bearable size: no file


def test_a_signature_for_something_else(city: RunningCity) -> None:
    made = device(city)
    name = attached(made, secrets.token_bytes(100))
    answer = ask(made, "POST", "/files", name, 99, Upload_Length=100, Upload_Metadata="sha256 eA==")
    assert answer.status_code in (401, 422)


def test_a_revoked_device_gets_nothing(city: RunningCity) -> None:
    made = device(city)
    name = attached(made, secrets.token_bytes(100))
    city.inside.standings.revoke_device(made.known.device, SYSTEM)
    assert announce(made, name, 100).status_code == 404


def test_the_city_shows_what_is_missing_to_who_may_see_the_case(city: RunningCity) -> None:
    from helpdesk.server.principal import SYSTEM, Principal

    made = device(city)
    content = secrets.token_bytes(500)
    case = secrets.token_bytes(16)
    body = ev.FileAttached(digest(content), 500, "image/jpeg", thumbnail="", pages=1)
    made.record(made.registered(case=case), event(body, subject=case))
    made.send()
    rows = city.inside.files.rows
    (missing,) = [m for m in rows.missing(SYSTEM, limit=1000) if m.case == case.hex()]
    assert (missing.stream, missing.files, missing.bytes) == (VILLAGE, 1, 500)
    with console(city) as browser:
        page = browser.get("/console/files").text
        assert f'href="/console/cases/{case.hex()}"' in page
        assert "1 个附件" in page
    with console(city, Role.DISPATCHER, division=OTHER_VILLAGE) as browser:
        assert case.hex() not in browser.get("/console/files").text, "another area's"
    announce(made, digest(content), 500)
    append(made, digest(content), 0, content)
    login = Principal.person(city.person())
    assert rows.arrived(login, case.hex()) == {digest(content)}
    assert [m for m in rows.missing(SYSTEM, limit=1000) if m.case == case.hex()] == []
    with console(city) as browser:
        assert case.hex() not in browser.get("/console/files").text
        address = f"/console/cases/{case.hex()}/files/{digest(content)}"
        assert browser.get(address).content == content
        city.inside.files.blobs.drop(digest(content))
        assert browser.get(address).status_code == 404
        assert case.hex() in browser.get("/console/files").text, "lost is missing"
    assert announce(made, digest(content), 500).headers["upload-offset"] == "0"


def test_beginnings_are_encrypted_and_go_after_a_week(tmp_path) -> None:
    """C23: nobody went on with them."""
    uploads, name = Uploads(tmp_path, bytes(32)), digest(b"x")
    uploads.begin("d", name)
    uploads.append("d", name, 0, b"identity card" * 3)
    uploads.append("d", name, 39, b"and more")
    assert uploads.content("d", name) == b"identity card" * 3 + b"and more"
    assert all(b"identity" not in each.read_bytes() for each in tmp_path.iterdir())
    with pytest.raises(Problem):
        uploads.append("d", name, 5, b"again")
    assert uploads.expire() == 0
    (part,) = tmp_path.glob("*.part")
    assert uploads.expire(now=part.stat().st_mtime + KEPT_SECONDS + 1) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["folder", "memory:///"])
def test_blobs_in_a_folder_and_by_address(tmp_path, place: str) -> None:
    blobs = Blobs.at(tmp_path / "files" if place == "folder" else place, bytes(32))
    blobs.put(digest(PHOTO), PHOTO)
    blobs.put(digest(PHOTO), PHOTO)
    assert blobs.read(digest(PHOTO), 5, 10) == PHOTO[5:15]
    for path in (each for each in tmp_path.rglob("*") if each.is_file()):
        assert PHOTO[:50] not in path.read_bytes()
        assert digest(PHOTO) not in str(path)
    blobs.drop(digest(PHOTO))
    with pytest.raises(Problem) as caught:
        blobs.read(digest(PHOTO), 0, 1)
    assert caught.value.code == "attachment-missing"


def test_no_place_for_files() -> None:
    with pytest.raises(Problem) as caught:
        Blobs.at("nonsense://x", bytes(32))
    assert caught.value.code == "files-place"


def test_a_restored_city_asks_for_what_it_lacks(city: RunningCity, tmp_path) -> None:
    """Its database remembers a file that its folder has not: the desk that has it sends it again."""
    made = device(city)
    content = secrets.token_bytes(800)
    name = attached(made, content)
    announce(made, name, 800)
    append(made, name, 0, content)
    assert copy_files(city.data / "files", tmp_path / "backup") >= 1
    assert copy_files(city.data / "files", tmp_path / "backup") == 0
    city.inside.files.blobs.drop(name)
    assert announce(made, name, 800).headers["upload-offset"] == "0"
    assert copy_files(tmp_path / "backup", city.data / "files") == 1
    assert city.inside.files.whole(name) == content
    assert append(made, name, 0, content).headers["upload-offset"] == "800"
