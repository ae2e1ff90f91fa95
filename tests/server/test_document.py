"""The API against its own OpenAPI document: what the document allows is read, whatever comes is answered
as it says, and nothing is a 500."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.raw_device import RawDevice
from tests.server.running import RunningCity

QUICK = settings(
    max_examples=80,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NASTY = (
    "",
    "\0",
    "'; DROP TABLE event; --",
    "<script>alert(1)</script>",
    "𠮷\u202e",
    "../..",
    "%00",
)
TEXT = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))
ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        TEXT,
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)


class Document(dict[str, Any]):
    """The document; a failing test need not print it."""

    def __repr__(self) -> str:
        return "the document"


@pytest.fixture(scope="module")
def document(city: RunningCity) -> Document:
    return Document(httpx.get(f"{city.url}/schema/openapi.json").json())


@pytest.fixture(scope="module")
def api(city: RunningCity) -> Iterator[httpx.Client]:
    """Somebody who may do everything with a case that is there."""
    device = RawDevice(city.url)
    device.enrol(city.code())
    device.record(device.registered())
    device.send()
    with city.api() as client:
        client.params = client.params.add("case", device.log[0].subject.hex())
        yield client


def values(document: Document, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema of the document allows."""
    if "$ref" in schema:
        return values(document, document["components"]["schemas"][schema["$ref"].split("/")[-1]])
    if "oneOf" in schema:
        return st.one_of(*(values(document, each) for each in schema["oneOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "pattern" in schema:
        texts = st.from_regex(re.compile(schema["pattern"], re.ASCII), fullmatch=True)
        return texts.filter(lambda text: in_calendar(text, schema.get("format")))
    return of_type(document, schema)


def in_calendar(text: str, kind: str | None) -> bool:
    """Whether a text that looks like a date or a time is one; the format says so, a pattern cannot."""
    from datetime import date, datetime

    if kind is None:
        return True
    try:
        (date if kind == "date" else datetime).fromisoformat(text.upper())
    except ValueError:
        return False
    return True


def of_type(document: Document, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    match schema.get("type"):
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            low, high = schema.get("minimum", -(2**31)), schema.get("maximum", 2**31)
            return st.integers(int(low), int(high))
        case "array":
            return st.lists(values(document, schema["items"]), max_size=4)
        case "object":
            return objects(document, schema)
    return st.one_of(st.sampled_from(NASTY), st.text(max_size=schema.get("maxLength", 60)))


def objects(document: Document, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    fields = {name: values(document, each) for name, each in schema["properties"].items()}
    needed = {name: fields.pop(name) for name in schema.get("required", ())}
    return st.fixed_dictionaries(needed, optional=fields)


def operations(document: Document) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (verb, path, operation)
        for path, verbs in sorted(document["paths"].items())
        for verb, operation in sorted(verbs.items())
    ]


def check(document: Document, path: str, verb: str, answer: httpx.Response) -> None:
    """A status of the document, and every refusal in the one shape."""
    assert answer.status_code < 500, (verb, path, answer.text)
    said = document["paths"][path][verb]["responses"]
    assert str(answer.status_code) in said, (verb, path, answer.status_code, answer.text)
    if answer.status_code >= 400 and verb != "head":
        assert set(answer.json()) == {"code", "message"}, (verb, path, answer.text)
        assert answer.json()["message"]


@QUICK
@given(data=st.data())
def test_bodies_that_the_document_allows_are_read(
    api: httpx.Client, document: Document, data: st.DataObject
) -> None:
    """They may be refused for what they say, never for how they look."""
    asked = []
    for verb, path, operation in operations(document):
        if "requestBody" in operation:
            (media,) = operation["requestBody"]["content"].values()
            asked.append((verb, path, data.draw(values(document, media["schema"]))))
    for verb, path, body in asked:
        answer = api.request(verb, path.replace("{case}", api.params["case"]), json=body)
        check(document, path, verb, answer)
        assert answer.status_code != 400, (path, body, answer.text)


PARTS = st.one_of(TEXT, st.integers(-(2**70), 2**70))
CONTENT = st.one_of(
    st.builds(lambda value: {"json": value}, ANYTHING),
    st.builds(
        lambda raw: {"content": raw, "headers": {"Content-Type": "application/octet-stream"}},
        st.binary(),
    ),
)


@QUICK
@given(parts=st.lists(PARTS, min_size=6, max_size=6), content=CONTENT)
def test_whatever_comes_is_answered_as_the_document_says(
    api: httpx.Client, document: Document, parts: list[Any], content: dict[str, Any]
) -> None:
    for verb, path, operation in operations(document):
        address, query = path, {}
        for parameter, value in zip(operation.get("parameters", []), parts, strict=False):
            if parameter["in"] == "path":
                word = quote(str(value), safe="").replace(".", "%2E") or "x"
                address = address.replace(f"{{{parameter['name']}}}", word)
            elif parameter["in"] == "query":
                query[parameter["name"]] = value
        answer = api.request(
            verb, address, params=query, **(content if verb in ("post", "patch") else {})
        )
        if answer.status_code != 404 or "404" in document["paths"][path][verb]["responses"]:
            check(document, path, verb, answer)


@QUICK
@given(text=TEXT, page=st.one_of(TEXT, st.integers(-5, 10**9)))
def test_every_field_of_the_console_takes_anything(
    city: RunningCity, browser: httpx.Client, text: str, page: Any
) -> None:
    questions = {"text": text, "desk": text, "stage": text, "page": page}
    answer = browser.get("/console/cases", params=questions)
    assert answer.status_code in (200, 400), answer.text
    assert "<script>alert" not in answer.text
    for address in (
        f"/console/cases/{quote(text, safe='')}",
        f"/console/setup/{quote(text, safe='')}",
    ):
        assert browser.get(address).status_code < 500


@pytest.fixture(scope="module")
def browser(city: RunningCity) -> Iterator[httpx.Client]:
    from tests.server.running import PASSWORD

    with httpx.Client(base_url=city.url, follow_redirects=True) as client:
        login = {"login": city.person(ready=True), "password": PASSWORD}
        assert client.post("/console/login", data=login).status_code == 200
        yield client
