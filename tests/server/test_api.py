"""The JSON API and its OpenAPI document."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from helpdesk.bootstrap.city_ladder import LadderThread
from helpdesk.domain import events as ev
from helpdesk.domain.events import Author
from helpdesk.server.people import Role
from helpdesk.server.ports import Form
from helpdesk.server.postgres.unit_of_work import CityUnitOfWork
from helpdesk.server.principal import Principal
from tests.server.raw_device import RawDevice
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity


@pytest.fixture
def api(city: RunningCity) -> Iterator[httpx.Client]:
    with city.api() as client:
        yield client


@pytest.fixture
def case(city: RunningCity) -> str:
    device = RawDevice(city.url)
    device.enrol(city.code())
    registered = device.registered()
    device.record(registered)
    device.send()
    return registered.subject.hex()


def act(api: httpx.Client, case: str, name: str, **said: Any) -> httpx.Response:
    return api.post(f"/api/cases/{case}/acts", json={"act": name, **said})


def test_a_request_from_dispatch_to_answer(api: httpx.Client, case: str) -> None:
    for name, said, stage in (
        ("dispatch", {"department": "城管局"}, "dispatched"),
        ("sign_for", {"department": "城管局"}, "signed_for"),
        ("progress", {"words": "已派人查看"}, "in_progress"),
        ("ask_correction", {"items": ["照片"], "until": "2026-12-01"}, "correction_asked"),
    ):
        done = act(api, case, name, **said)
        assert done.status_code == 200, done.text
        assert done.json()["case"]["stage"] == stage
    assert done.json()["correction"] == ["照片"]
    assert [line["author"] for line in done.json()["history"]][1:] == ["李丽"] * 4


def test_times_have_a_zone(api: httpx.Client, case: str) -> None:
    """C20: a time that leaves the city says where it is meant."""
    done = act(api, case, "accept", due="2026-12-01T17:30:00Z").json()
    assert done["department_due"] == "2026-12-02T01:30:00+08:00"
    assert done["case"]["registered_at"] == "2026-11-23T10:45:00+08:00"
    assert done["history"][0]["at"].endswith("+08:00")


def test_what_the_stage_forbids(api: httpx.Client, case: str) -> None:
    refused = act(api, case, "sign_for")
    assert (refused.status_code, refused.json()["code"]) == (409, "stage-forbids")


@pytest.mark.parametrize(
    ("name", "said", "code"),
    [
        ("dispatch", {}, "act-incomplete"),
        ("answer", {"words": "   "}, "act-incomplete"),
        ("ask_correction", {"items": ["", " "]}, "act-incomplete"),
        ("answer", {"words": "a\0b"}, "text-control"),
        ("answer", {"words": "字" * 10_001}, "text-long"),
        ("answer", {"words": "好", "document": "证\x0b号"}, "text-control"),
        ("ask_correction", {"items": ["照\x00片"]}, "text-control"),
        ("ask_correction", {"items": ["字" * 201]}, "text-long"),
    ],
)
def test_acts_that_say_too_little_or_too_much(
    api: httpx.Client, case: str, name: str, said: dict[str, Any], code: str
) -> None:
    refused = act(api, case, name, **said)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert api.get(f"/api/cases/{case}").json()["case"]["events"] == 1


@pytest.mark.parametrize(
    "body", ['{"act": "delete"}', "{", "[]", '{"act": "answer", "word": "x"}', '{"words": "x"}']
)
def test_bodies_that_are_no_act(api: httpx.Client, case: str, body: str) -> None:
    refused = api.post(
        f"/api/cases/{case}/acts", content=body, headers={"Content-Type": "application/json"}
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "request-invalid")


def test_a_case_by_its_number_as_spoken(api: httpx.Client, case: str) -> None:
    number = api.get(f"/api/cases/{case}").json()["case"]["number"]
    assert api.get(f"/api/cases/{number.lower().replace('-', '')}").json()["case"]["id"] == case


def test_people_are_masked(api: httpx.Client, case: str) -> None:
    assert "包玉兰" not in api.get(f"/api/cases/{case}").text
    assert "包玉兰" not in api.get("/api/cases").text


def test_duplicates_are_merged_and_parted(
    city: RunningCity, api: httpx.Client, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parting that is interrupted between the two desks leaves both as they were."""
    device = RawDevice(city.url)
    device.enrol(city.code(OTHER_VILLAGE))
    other = device.registered()
    device.record(other)
    device.send()
    main = other.subject.hex()
    number = api.get(f"/api/cases/{main}").json()["case"]["number"]
    key = {"Idempotency-Key": "merge-1"}
    for _ in range(2):
        done = api.post(f"/api/cases/{case}/merge", json={"into": number}, headers=key)
        assert (done.status_code, done.json()["case"]["stage"]) == (200, "merged"), done.text
    login = city.person()
    mine, casework = (
        make(Principal.person(login)) for make in (city.inside.duplicates, city.inside.casework)
    )

    def joined() -> tuple[str, ...]:
        return casework.case_file(main).case.dispatching.joined

    assert len(joined()) == 1
    real = CityUnitOfWork.append

    def cut(self: Any, subject: str, body: Any, **more: Any) -> Any:
        if isinstance(body, ev.DuplicateNoted):
            raise KeyboardInterrupt
        return real(self, subject, body, **more)

    with monkeypatch.context() as patch:
        patch.setattr(CityUnitOfWork, "append", cut)
        with pytest.raises(KeyboardInterrupt):
            mine.unmerge(case, reason="两栋楼", author=Author("city:x", "李丽"), form=Form())
    assert len(joined()) == 1
    assert api.get(f"/api/cases/{case}").json()["case"]["stage"] == "merged"
    assert api.post(f"/api/cases/{case}/unmerge", json={"reason": " "}).status_code == 422
    done = api.post(f"/api/cases/{case}/unmerge", json={"reason": "两栋楼"})
    assert (done.status_code, done.json()["case"]["stage"]) == (200, "registered"), done.text
    assert joined() == ()
    assert api.post(f"/api/cases/{case}/unmerge", json={"reason": "两栋楼"}).status_code == 409
    assert api.post(f"/api/cases/{case}/merge", json={"into": "BA-0"}).status_code == 422


def test_unknown_cases_and_pages(api: httpx.Client) -> None:
    for path in ("/api/cases/none", "/api/cases/%00", "/nowhere"):
        answer = api.get(path)
        assert answer.status_code == 404
        assert set(answer.json()) == {"code", "message"}
    assert api.delete("/status").status_code == 405


def test_questions_with_a_nul_are_questions(api: httpx.Client) -> None:
    """PostgreSQL holds no NUL; nothing is found, nothing breaks."""
    answer = api.get("/api/cases", params={"text": "a\0b"})
    assert (answer.status_code, answer.json()["total"]) == (200, 0)
    assert api.get("/api/cases", params={"desk": "a\0b"}).status_code == 400


def test_a_list_reads_on_from_where_the_page_ended(city: RunningCity, api: httpx.Client) -> None:
    """Each case once, the newest first, also when others come in between; narrowed by stage and desk."""
    device = RawDevice(city.url)
    device.enrol(city.code(OTHER_VILLAGE))
    device.record(*(device.registered() for _ in range(7)))
    device.send()
    asked, seen = {"desk": OTHER_VILLAGE, "stage": "registered", "limit": 3}, []
    while True:
        page = api.get("/api/cases", params=asked).json()
        seen += [each["id"] for each in page["cases"]]
        device.record(device.registered())
        device.send()
        if not page["after"]:
            break
        asked["after"] = page["after"]
    assert len(seen) == len(set(seen)) >= 7
    assert page["total"] >= 7
    for nothing in ({"desk": "150526"}, {"stage": "closed"}, {"text": "没有这个"}):
        assert api.get("/api/cases", params=nothing).json() == {
            "cases": [],
            "total": 0,
            "after": "",
        }
    with city.api(Role.TOWNSHIP_LEAD, division=VILLAGE) as neighbour:
        found = neighbour.get("/api/cases", params={"desk": OTHER_VILLAGE}).json()
        assert (found["cases"], found["total"]) == ([], 0)


def test_no_token_no_answer(city: RunningCity, case: str) -> None:
    with httpx.Client(base_url=city.url) as stranger:
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Bearer W10.x"}):
            answer = stranger.get("/api/cases", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "session-missing")
        over = city.inside.logins.token(city.person(), days=-1)
        answer = stranger.get("/api/cases", headers={"Authorization": f"Bearer {over}"})
        assert answer.json()["code"] == "session-over"


def test_status(city: RunningCity) -> None:
    answer = httpx.get(f"{city.url}/status").json()
    assert answer["history"] == city.inside.health().history
    assert answer["backup"]["at_ms"] == 0
    assert answer["status"] == "late"
    assert answer["devices"]["enrolled"] >= answer["devices"]["seen"]


def test_status_tells_of_rounds_devices_and_backups(city: RunningCity, tmp_path: Path) -> None:
    """Liveness asks nobody, readiness the database; this is for whoever looks after the city."""
    device = RawDevice(city.url)
    device.enrol(city.code())
    device.record(device.registered())
    device.send()
    assert city.run("health").returncode == 1
    assert LadderThread.of(city.inside).once() is not None
    made = city.run("backup", "--to", str(tmp_path / "kept"))
    assert made.returncode == 0, made.stderr
    device.record(device.registered())
    device.send()
    answer = httpx.get(f"{city.url}/status").json()
    assert answer["status"] == "ok"
    assert not answer["ladder"]["late"]
    assert answer["ladder"]["runs"]
    assert answer["backup"]["unsaved"] == 1
    assert answer["devices"]["seen"] >= 1
    said = city.run("health", "--json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["runner"]
    assert "之后" in city.run("health").stdout


def test_the_document_describes_every_json_route(city: RunningCity) -> None:
    document = httpx.get(f"{city.url}/schema/openapi.json").json()
    assert set(document["paths"]) == {
        "/sync",
        "/enrol",
        "/bundle",
        "/files",
        "/files/known",
        "/files/{sha256}",
        "/healthz",
        "/readyz",
        "/renew",
        "/snapshots/{part}",
        "/status",
        "/api/cases",
        "/api/cases/{case}",
        "/api/cases/{case}/acts",
        "/api/cases/{case}/merge",
        "/api/cases/{case}/unmerge",
    }
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["operationId"], path
            answers = operation["responses"]
            assert any(status.startswith("2") for status in answers), path
            if path.startswith("/api"):
                assert operation["security"] == [{"token": []}]
                assert "401" in answers
                (media,) = answers["401"]["content"].values()
                assert media["schema"]["$ref"].endswith("/ErrorAnswer")


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def test_answers_look_as_the_document_says(city: RunningCity, api: httpx.Client, case: str) -> None:
    document = httpx.get(f"{city.url}/schema/openapi.json").json()
    for path, address in (
        ("/api/cases", "/api/cases"),
        ("/api/cases/{case}", f"/api/cases/{case}"),
    ):
        content = document["paths"][path]["get"]["responses"]["200"]["content"]
        schema = resolved(document, content["application/json"]["schema"])
        answer = api.get(address).json()
        assert set(answer) == set(schema["properties"])
        assert set(schema["required"]) <= set(answer)
