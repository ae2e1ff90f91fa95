"""Devices come to belong to a desk: one code, one device, one prefix, for ever."""

import json
import re
import secrets
import subprocess
import sys

import httpx

from helpdesk.protocol.messages import EnrolRequest
from helpdesk.server.postgres.guesses import MOST
from tests.server.raw_device import RawDevice
from tests.server.running import OTHER_VILLAGE, ROOT, VILLAGE, RunningCity


def test_a_welcome_tells_what_a_desk_needs(city: RunningCity) -> None:
    device = RawDevice(city.url)
    assert device.enrol(city.code()).status_code == 200
    welcome = device.known
    assert welcome.desk_code == VILLAGE
    assert welcome.desk_name.endswith("便民服务站")
    assert welcome.desk_place == "科尔沁区 大林镇"
    assert welcome.streams == [VILLAGE]
    assert welcome.history == city.inside.health().history
    assert welcome.server_key == city.inside.credentials.public_key


def test_the_client_of_the_document_works(city: RunningCity) -> None:
    """`docs/sync-by-hand.md`: another program, with nothing of ours, registers a case and reads
    a colleague's; the client runs as it stands there."""
    other = RawDevice(city.url)
    other.enrol(city.code())
    other.record(other.registered())
    other.send()
    page = (ROOT / "docs" / "sync-by-hand.md").read_text("utf-8")
    (client,) = re.findall(r"```python\n(.+?)```", page, re.DOTALL)
    assert not re.search(r"(import|from) helpdesk", client)
    ran = subprocess.run(
        [sys.executable, "-c", client, city.url, city.code()],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["acked"], told["problem"]) == (2, "")
    assert told["read"].count("case.registered") == 1, "its own are not told to it again"
    held = city.query("SELECT id FROM city_case WHERE number = %s", told["number"])
    assert len(held) == 1
    assert city.query("SELECT reason FROM quarantine") == []


def test_a_reinstalled_device_gets_a_new_prefix(city: RunningCity) -> None:
    """C6: never the same prefix twice, whatever happened to the device."""
    prefixes = []
    for _ in range(4):
        device = RawDevice(city.url)
        device.enrol(city.code())
        prefixes.append(device.known.prefix)
    assert len(set(prefixes)) == 4


def test_a_code_is_used_once(city: RunningCity) -> None:
    code = city.code()
    assert RawDevice(city.url).enrol(code).status_code == 200
    refused = RawDevice(city.url).enrol(code)
    assert (refused.status_code, refused.json()["code"]) == (409, "code-used")


def test_a_lost_welcome_is_said_again(city: RunningCity) -> None:
    """C15: the answer to the enrolment was lost; the same device asks with the same code."""
    device, code = RawDevice(city.url), city.code()
    device.enrol(code)
    first = device.known
    assert device.enrol(code).status_code == 200
    assert (device.known.device, device.known.prefix) == (first.device, first.prefix)


def test_a_code_as_people_type_it(city: RunningCity) -> None:
    code = city.code()
    typed = code.replace("-", " ").lower().replace("0", "o").replace("1", "l")
    assert RawDevice(city.url).enrol(typed).status_code == 200


def test_a_cloned_log_cannot_enrol_beside_the_first(city: RunningCity) -> None:
    """C6: two devices with one incarnation would be one log with two authors."""
    first = RawDevice(city.url)
    first.enrol(city.code())
    clone = RawDevice(city.url, incarnation=first.incarnation)
    refused = clone.enrol(city.code(OTHER_VILLAGE))
    assert (refused.status_code, refused.json()["code"]) == (409, "incarnation-known")


def test_an_expired_code(city: RunningCity) -> None:
    code = city.code()
    city.query("UPDATE enrolment_code SET expires_ms = 0 WHERE device IS NULL")
    refused = RawDevice(city.url).enrol(code)
    assert (refused.status_code, refused.json()["code"]) == (410, "code-expired")


def test_no_code_is_kept_in_the_clear(city: RunningCity) -> None:
    code = city.code()
    stored = city.query("SELECT hash FROM enrolment_code")
    assert all(code.encode() not in row[0] for row in stored)
    assert all(code.replace("-", "").encode() not in row[0] for row in stored)


def test_keys_that_are_none(city: RunningCity) -> None:
    for wrong in (EnrolRequest("x", b"short", bytes(8)), EnrolRequest("x", bytes(32), b"12")):
        request = {
            "code": city.code(),
            "public_key": secrets.token_hex(1),
            "incarnation": wrong.incarnation.hex(),
        }
        answer = httpx.post(f"{city.url}/enrol", json=request)
        assert answer.status_code in (400, 422)
        assert set(answer.json()) == {"code", "message"}


def test_guessing_is_slowed_down(city: RunningCity) -> None:
    """Last in this file: after ten wrong codes this place has to wait, also with a right one."""
    wrong = [RawDevice(city.url).enrol(secrets.token_hex(6)) for _ in range(MOST)]
    assert {answer.json()["code"] for answer in wrong} == {"code-wrong"}
    refused = RawDevice(city.url).enrol(city.code())
    assert (refused.status_code, refused.json()["code"]) == (429, "guessed-often")
    assert int(refused.headers["retry-after"]) > 0
