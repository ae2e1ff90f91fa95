"""Two gigabytes, something else than it says, a disk without room: a sentence, one effect, nothing lost."""

import os
import re
import secrets
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from helpdesk.protocol.signing import SCHEME
from helpdesk.server.people import Role
from tests.e2e.disks import full, small_disk
from tests.server.every_route import seat
from tests.server.running import RunningCity, fresh_database, serving
from tests.server.test_files import announce, append, attached, device

TWO_GB = 2_000_000_000
ROUTES = {
    "/console/bundles": 64_100_000,
    "/console/catalogue/table": 5_100_000,
    "/console/rules/tables": 5_100_000,
    "/bundle": 64_000_000,
    "/sync": 4_000_000,
}


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    """A small disk for the city's folder and everything that it lays aside for a moment."""
    with (
        tempfile.TemporaryDirectory(prefix="helpdesk-") as name,
        small_disk(Path(name) / "disk") as place,
    ):
        (place / "tmp").mkdir()
        yield place


@pytest.fixture(scope="module")
def city(postgres: str, disk: Path) -> Iterator[RunningCity]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(disk / "tmp"))
        with serving(disk / "city", fresh_database(postgres)) as running:
            patch.undo()
            yield running


def memory(city: RunningCity) -> int:
    """Bytes that the server holds."""
    status = Path(f"/proc/{city.process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1000


@pytest.mark.skipif(os.name == "nt", reason="reads /proc")
@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("told", [True, False], ids=["says its size", "in chunks"])
def test_two_gigabytes_are_refused_before_they_have_come(
    city: RunningCity, disk: Path, path: str, told: bool
) -> None:
    """413 with a sentence, after little more than may come; neither memory nor disk is filled."""
    before = memory(city)
    signed = f"{SCHEME} {device(city).known.device}.1.x" if path == "/bundle" else ""
    answer, sent = pour(city, path, told=told, signed=signed)
    head, _, text = answer.partition(b"\r\n\r\n")
    # What comes in chunks is laid on this small disk as far as it may come: there it ends before.
    assert head.startswith((b"HTTP/1.1 413", b"HTTP/1.1 503")), head
    assert head.startswith(b"HTTP/1.1 413") or (path, told) == ("/console/bundles", False)
    told_so = "能接收的大小" in text.decode() or "磁盘已满" in text.decode()
    assert told_so, text.decode()
    assert sent <= (6_000_000 if told else ROUTES[path] + 24_000_000)
    assert memory(city) - before < 150_000_000
    assert list((disk / "tmp").iterdir()) == []


@pytest.mark.parametrize("signed", ["", "Bearer x", f"{SCHEME} 0123456789ab.1.x"])
def test_a_bundle_is_read_of_devices_only(city: RunningCity, signed: str) -> None:
    """Whoever names no device that the city knows is turned away before the bundle has come."""
    answer, sent = pour(city, "/bundle", told=True, signed=signed)
    assert answer.startswith(b"HTTP/1.1 401"), answer
    assert sent <= 6_000_000


def pour(city: RunningCity, path: str, *, told: bool, signed: str = "") -> tuple[bytes, int]:
    """Send as fast as it goes until somebody answers; what was answered, and how much had been sent."""
    block, sent, kind = bytes(1 << 18), 0, "multipart/form-data; boundary=b"
    length = f"Content-Length: {TWO_GB}" if told else "Transfer-Encoding: chunked"
    fields = f"Host: x\r\nContent-Type: {kind}\r\nAuthorization: {signed}\r\n{length}"
    head = f"POST {path} HTTP/1.1\r\n{fields}\r\n\r\n"
    start = b'--b\r\nContent-Disposition: form-data; name="x"; filename="x"\r\n\r\n'
    with socket.create_connection(("127.0.0.1", int(city.url.rsplit(":", 1)[1]))) as line:
        line.settimeout(30)
        line.sendall(head.encode())
        try:
            while sent < TWO_GB:
                piece = (start if not sent else b"") + block
                line.sendall(piece if told else b"%x\r\n%b\r\n" % (len(piece), piece))
                sent += len(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return line.recv(10_000), sent


def test_a_file_is_what_its_bytes_are(city: RunningCity) -> None:
    """Neither a name nor a type that was claimed makes a program a document or a table."""
    made = device(city)
    made.record(made.registered())
    made.send()
    case = made.log[0].subject.hex()
    program = b"MZ\x90\0" + bytes(5_000)
    tries = (
        (f"cases/{case}/answer", "results", "证明.pdf", {"words": "好"}),
        ("catalogue/table", "table", "目录.xlsx", {}),
        ("bundles", "bundle", "desk.hdb", {}),
    )
    with seat(city, Role.DISPATCHER) as (client, token):
        for path, field, name, form in tries:
            answer = client.post(
                f"/console/{path}",
                data=form | {"form_token": token},
                files={field: (name, program, "application/pdf")},
            )
            assert answer.status_code == 422, (path, answer.status_code)
            assert 'role="alert"' in answer.text, path
        assert client.get(f"/api/cases/{case}").json()["case"]["events"] == 1
    with seat(city, Role.SUPERVISOR) as (client, token):
        answer = client.post(
            "/console/rules/tables",
            data={"form_token": token, "source": "x"},
            files={"table": ("2029.xlsx", program, "text/csv")},
        )
        assert answer.status_code == 422


def test_no_room_for_a_desks_file(city: RunningCity, disk: Path) -> None:
    """503 while the disk is full; then the same piece goes on where it was, once."""
    made, content = device(city), secrets.token_bytes(300_000)
    name = attached(made, content)
    announce(made, name, len(content))
    assert append(made, name, 0, content[:100_000]).status_code == 204
    with full(disk):
        refused = append(made, name, 100_000, content[100_000:300_000])
        assert (refused.status_code, refused.json()["code"]) == (503, "files-full")
        assert int(refused.headers["retry-after"]) > 0
        assert httpx.get(f"{city.url}/readyz").status_code == 200
    at = int(announce(made, name, len(content)).headers["upload-offset"])
    assert append(made, name, at, content[at:]).status_code == 204
    assert city.inside.files.whole(name) == content


def test_no_room_for_a_result_document(city: RunningCity, disk: Path) -> None:
    """What is uploaded is laid on the disk first: without room nothing is answered, and later once."""
    made = device(city)
    made.record(made.registered())
    made.send()
    case = made.log[0].subject.hex()
    document = b"%PDF-1.7\n" + secrets.token_bytes(2_000_000)
    sent = {"results": ("证明.pdf", document, "application/pdf")}
    with seat(city, Role.DISPATCHER) as (client, token):
        form = {"form_token": token, "words": "准予发放", "once": case}
        ending = {"Connection": "close"}  # what is refused half-way is no way back for the next
        with full(disk):
            path = f"/console/cases/{case}/answer"
            refused = client.post(path, data=form, files=sent, headers=ending)
            assert refused.status_code == 503, refused.text
            assert "<html" in refused.text
        assert client.get(f"/api/cases/{case}").json()["case"]["events"] == 1
        for _ in range(2):  # posted twice it acts once
            done = client.post(f"/console/cases/{case}/answer", data=form, files=sent)
            assert done.status_code == 303
        assert client.get(f"/api/cases/{case}").json()["case"]["events"] == 3


def test_no_room_for_a_backup(city: RunningCity, disk: Path) -> None:
    """One sentence and exit code 1; no half backup stays, and none is told to the devices."""
    target = disk / "kept"
    before = city.query("SELECT backup_ms, (SELECT sum(safe) FROM stream) FROM city")
    with full(disk):
        made = city.run("backup", "--to", str(target))
    assert (made.returncode, made.stdout) == (1, "")
    assert len(made.stderr.strip().splitlines()) == 1, made.stderr
    assert not [each for each in target.glob("*") if "part" not in each.name]
    assert city.query("SELECT backup_ms, (SELECT sum(safe) FROM stream) FROM city") == before
    assert httpx.get(f"{city.url}/readyz").status_code == 200
