"""The API against its own OpenAPI document, by schemathesis: what the document allows is read, whatever comes
is answered as it says, and nothing is a 500, for a device and for every role.

The examples are the same in every run; `HELPDESK_SEED` draws others, `HELPDESK_API_TIMES` so many times as
many.
"""

import base64
import json
import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from helpdesk.protocol.files import KNOWN_TYPE, OFFSET_TYPE, said
from helpdesk.protocol.signing import authorization
from helpdesk.protocol.wire import BUNDLE_TYPE, MEDIA_TYPE
from helpdesk.server.people import Role
from tests.server.every_route import DEPARTMENT
from tests.server.raw_device import RawDevice
from tests.server.running import RunningCity

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
for kind in (MEDIA_TYPE, BUNDLE_TYPE, OFFSET_TYPE, KNOWN_TYPE):
    schemathesis.serializer.alias(kind, "application/octet-stream")
UNREAD = {"request-invalid", "request-foreign"}  # refused for its looks, not for what it says
POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
EXAMPLES = {POSITIVE: 12, NEGATIVE: 8}
SEED = os.environ.get("HELPDESK_SEED", "")
TIMES = int(os.environ.get("HELPDESK_API_TIMES", "1"))
Operation = APIOperation[Any, Any, Any, Any]


class World:
    """Somebody of each role, somebody whom nobody knows, a device, and a case."""

    def __init__(self, city: RunningCity, client: httpx.Client) -> None:
        self.client = client
        self.device = RawDevice(city.url)
        self.device.enrol(city.code())
        self.device.record(self.device.registered())
        self.device.send()
        self.case = self.device.log[0].subject.hex()
        logins = [city.person(role, department=DEPARTMENT) for role in Role]
        tokens = [city.inside.logins.token(login, days=1) for login in logins]
        self.bearers = ["Bearer nobody", *(f"Bearer {token}" for token in tokens)]

    def senders(self, operation: Operation, request: dict[str, Any]) -> list[str]:
        """The `Authorization` of each who asks: of people a token, of a device its signature."""
        required = security_of(operation)
        if "token" in required:
            return self.bearers
        return [self._signed(operation, request)] if "device" in required else [""]

    def _signed(self, operation: Operation, request: dict[str, Any]) -> str:
        """Over what each route wants signed, so that what comes is looked at at all."""
        name, body = operation.definition.raw["operationId"], request["content"]
        if name not in ("sync", "renew", "bundle"):
            values = signed_values(name, request["headers"], body)
            body = said(request["method"], request["url"].split("?")[0], *values)
        return authorization(
            self.device.known.device,
            body,
            sent_ms=self.device.numbers.next(1),
            sign=self.device.key.sign,
        )


def signed_values(name: str, headers: Any, body: bytes) -> list[Any]:
    """What a request for files signs besides its address; nothing that fits where it is malformed."""
    try:
        if name == "announce":
            digest = base64.b64decode(headers["Upload-Metadata"].split(" ")[1]).decode()
            return [digest, int(headers["Upload-Length"])]
        if name == "append":
            return [int(headers["Upload-Offset"]), len(body)]
        if name in ("file", "snapshot"):
            first, last = headers["Range"].removeprefix("bytes=").split("-")
            return [int(first), int(last) + 1 - int(first)]
    except (KeyError, ValueError, IndexError):
        return []
    return [body.hex()] if name == "known" else []


@pytest.fixture(scope="module")
def world(city: RunningCity) -> Iterator[World]:
    with httpx.Client(base_url=city.url, timeout=30) as client:
        yield World(city, client)


@pytest.fixture(scope="module")
def document(city: RunningCity) -> BaseSchema:
    loaded = schemathesis.openapi.from_url(f"{city.url}/schema/openapi.json")
    loaded.config.generation.update(with_security_parameters=False)  # they are given by us
    return loaded


@pytest.mark.parametrize("mode", [POSITIVE, NEGATIVE], ids=lambda mode: mode.value)
def test_the_api_is_as_its_document_says(
    world: World, document: BaseSchema, mode: GenerationMode
) -> None:
    tried = set()
    for found in document.get_all_operations():
        operation = found.ok()
        try:
            put_to_the_test(world, operation, mode)
        except Unsatisfiable:  # without body and parameters nothing can be wrong with it
            continue
        tried.add(operation.definition.raw["operationId"])
    assert tried >= {"enrol", "cases", "act"}, tried
    assert mode is NEGATIVE or len(tried) >= 14, tried


def put_to_the_test(world: World, operation: Operation, mode: GenerationMode) -> None:
    """As many requests as there are examples and senders."""

    @settings(
        max_examples=EXAMPLES[mode] * TIMES,
        database=None,
        derandomize=not SEED,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def each(case: Case) -> None:
        if "case" in case.path_parameters and mode is POSITIVE:
            case.path_parameters["case"] = world.case
        request = as_request(case)
        for sender in world.senders(operation, request):
            request["headers"]["Authorization"] = sender
            judge(case, world.client.request(**request), mode)

    if SEED:
        each = seed(int(SEED))(each)
    each()


def as_request(case: Case) -> dict[str, Any]:
    """What schemathesis would send, for our client."""
    made = case.as_transport_kwargs(base_url="")
    body, headers = made.get("data"), httpx.Headers(dict(made.get("headers") or {}))
    if "json" in made:
        body = json.dumps(made["json"]).encode()
        headers["Content-Type"] = case.media_type or "application/json"
    content = body.encode() if isinstance(body, str) else bytes(body or b"")
    query = dict(made.get("params") or {})
    url = httpx.URL(case.formatted_path, params=query)
    return {"method": case.method.upper(), "url": str(url), "headers": headers, "content": content}


def judge(case: Case, answer: httpx.Response, mode: GenerationMode) -> None:
    """The checks of schemathesis, every refusal in the one shape, and no body refused without reason."""
    checks = CHECKS if mode is POSITIVE else [*CHECKS, negative_data_rejection]
    case.validate_response(answer, checks=checks)
    if answer.status_code >= 400 and case.method.upper() != "HEAD":
        assert set(answer.json()) == {"code", "message"}, answer.text
        assert answer.json()["message"]
        # A header of a device's that no pattern can describe: a hash within base64, a range backwards.
        described = mode is POSITIVE and "device" not in security_of(case.operation)
        assert not described or answer.json()["code"] not in UNREAD, (case.body, answer.text)


def security_of(operation: Operation) -> dict[str, Any]:
    """What the document requires of whoever asks."""
    return dict(*(operation.definition.raw.get("security") or [{}]))
