"""The Mongolian of the papers in the console: looked at first, then in force, carried to every desk."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psycopg
import pypdf
import pytest

from helpdesk.application.mongolian import template
from helpdesk.protocol.mongolian import verified, word
from helpdesk.server.ladder import Editor
from helpdesk.server.people import Role
from tests.printing.mongolian import WORDS
from tests.server.raw_device import RawDevice
from tests.server.running import RunningCity
from tests.server.test_slips import browsing, fields

FILE = template(WORDS)


def text_of(page: httpx.Response) -> str:
    return re.sub(r"\s+", "", page.text)


@contextmanager
def supervising(city: RunningCity) -> Iterator[tuple[httpx.Client, dict[str, str]]]:
    with browsing(city, Role.SUPERVISOR) as person:
        yield person, fields(person.get("/console/mongolian").text)


def test_a_file_is_looked_at_and_then_put_in_force(city: RunningCity) -> None:
    with supervising(city) as (person, token):
        rows = list(
            csv.reader(
                io.StringIO(person.get("/console/mongolian/file").content.decode("utf-8-sig"))
            )
        )
        assert [row[1] for row in rows[1:]] == list(WORDS)
        assert {row[2] for row in rows[1:]} == {""}, "the program has no Mongolian of its own"
        file = {"table": ("蒙文.csv", FILE)}
        before = city.inside.mongolian.editions()
        seen = person.post("/console/mongolian/check", data=token, files=file)
        assert seen.status_code == 200
        assert "尚未启用" in text_of(seen)
        assert WORDS["申请人"] in seen.text
        assert city.inside.mongolian.editions() == before
        done = person.post("/console/mongolian", data=token | {"content": FILE.decode()})
        assert done.status_code == 200
        newest = city.inside.mongolian.editions()[0]
        assert newest.version == before[0].version + 1
        assert (newest.words, newest.editor.name) == (WORDS, "李丽")
        acts = city.query(
            "SELECT act, object FROM audit WHERE act = 'mongolian.set' ORDER BY at_ms"
        )
    assert acts[-1] == ("mongolian.set", str(newest.version))


def test_what_is_missing_is_listed(city: RunningCity) -> None:
    half = {zh: WORDS[zh] for zh in list(WORDS)[5:]}
    with supervising(city) as (person, token):
        file = {"table": ("half.csv", template(half))}
        seen = text_of(person.post("/console/mongolian/check", data=token, files=file))
    for chinese in list(WORDS)[:5]:
        assert f"<li>{chinese}</li>" in seen
    assert seen.count("待持证译员翻译") == 5


def test_a_wrong_file_is_refused_with_a_sentence(city: RunningCity) -> None:
    bad = "键,中文,蒙古文\nApplicant,申请人,\u1820\u202e".encode()
    with supervising(city) as (person, token):
        for file in (("x.csv", bad), ("x.exe", b"MZ"), ("", b"")):
            refused = person.post("/console/mongolian/check", data=token, files={"table": file})
            assert refused.status_code == 422
            assert 'role="alert"' in refused.text
        refused = person.post("/console/mongolian", data=token | {"content": bad.decode()})
        assert refused.status_code == 422
        assert "U+202E" in refused.text


def test_the_proof_is_a_paper_with_every_text(city: RunningCity) -> None:
    with supervising(city) as (person, token):
        made = person.post("/console/mongolian/proof", data=token | {"content": FILE.decode()})
        assert made.headers["content-type"] == "application/pdf"
        assert person.get("/console/mongolian/font").content[:4] == b"\0\1\0\0"
    pages = pypdf.PdfReader(io.BytesIO(made.content)).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    assert all(chinese in text for chinese in ("代办登记回执", "见证人", "救济途径"))


def test_only_whom_the_rules_belong_to_may_change_it(city: RunningCity) -> None:
    with browsing(city, Role.DISPATCHER) as person:
        page = person.get("/console/mongolian")
        assert page.status_code == 200
        assert 'action="/console/mongolian/check"' not in page.text
        refused = person.post(
            "/console/mongolian", data=fields(page.text) | {"content": FILE.decode()}
        )
        assert refused.status_code == 403
    editor = Editor(city.person(Role.AUDITOR), "李丽", 1)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        city.inside.mongolian.keep(WORDS, editor=editor)


def test_an_edition_travels_once_to_each_device(city: RunningCity) -> None:
    """Signed by the city, and only to a device that does not name it."""
    device = RawDevice(city.url)
    device.enrol(city.code())
    editor = Editor(city.person(Role.ADMINISTRATOR), "李丽", 1)
    version = city.inside.mongolian.keep(WORDS, editor=editor)
    kept = city.inside.mongolian.sent(b"")
    assert kept is not None
    sent = verified(kept, server_key=city.inside.credentials.public_key)
    assert sent is not None
    assert (sent.version, sent.words) == (version, WORDS)
    assert verified(kept, server_key=bytes(32)) is None
    held = word(kept.payload)
    assert city.inside.mongolian.sent(held) is None
    device.record(device.registered())
    while (answer := device.send(device.request(mongolian=b"none"))).mongolian != kept:
        assert not answer.problem  # the serving process asks for another edition every few seconds
    assert device.send(device.request(mongolian=held)).mongolian is None
