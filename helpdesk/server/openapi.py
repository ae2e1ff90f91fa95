"""The OpenAPI document, and what the framework does not say of our messages by itself."""

from litestar import Litestar
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    PathItem,
    Reference,
    Schema,
    SecurityScheme,
)
from litestar.openapi.spec.enums import OpenAPIType

from helpdesk import __version__
from helpdesk.server.acts import EVENTS_MAX

CONFIG = OpenAPIConfig(
    title="Helpdesk city server",
    version=__version__,
    description="Cases of the city's help desks. Enrolment and sync are for desks' devices.",
    path="/schema",
    render_plugins=[JsonRenderPlugin(path="/openapi.json")],
    components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
)
_VERBS = ("get", "head", "patch", "post")
_EVERYWHERE = {
    "400": "Not a request that we understand",
    "408": "The request came too slowly",
    "413": "More than one request may hold",
    "415": "Another content type",
    "422": "Understood, and not possible like this",
    "429": "Too many requests; see Retry-After",
    "503": "The city cannot work just now; see Retry-After",
}
_MOMENT = r"^(?!0000)\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:[0-5]\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?$"
_DAY = r"^(?!0000)\d{4}-\d\d-\d\d$"


def make_exact(app: Litestar) -> None:
    """A body that fits the document is one that we read; what is in it may still be refused."""
    schemas = {each.title: each for each in app.openapi_schema.components.schemas.values()}
    enrolment, act = schemas["EnrolRequest"], schemas["ActRequest"]
    for name, length in (("public_key", 32), ("incarnation", 8)):
        field = _field(enrolment, name)
        field.content_encoding = "base64"
        field.content_media_type = "application/octet-stream"
        field.pattern = _base64(length)
    act.additional_properties = False
    for name, pattern in (("due", _MOMENT), ("until", _DAY)):
        for kind in _field(act, name).one_of or ():
            if isinstance(kind, Schema) and kind.format:
                kind.pattern = pattern

    for kind in _field(act, "events").one_of or ():
        if isinstance(kind, Schema) and kind.type == OpenAPIType.INTEGER:
            kind.minimum, kind.maximum = 0, EVENTS_MAX
    for path in (app.openapi_schema.paths or {}).values():
        _refuse_everywhere(path)


def _refuse_everywhere(path: PathItem) -> None:
    for verb in _VERBS:
        operation: Operation | None = getattr(path, verb)
        if operation is not None and operation.responses is not None:
            for status, words in _EVERYWHERE.items():
                operation.responses.setdefault(status, _refusal(words))


def _refusal(words: str) -> OpenAPIResponse:
    shape = OpenAPIMediaType(schema=Reference(ref="#/components/schemas/ErrorAnswer"))
    return OpenAPIResponse(description=words, content={"application/json": shape})


def _field(schema: Schema, name: str) -> Schema:
    found = (schema.properties or {})[name]
    if not isinstance(found, Schema):
        raise AssertionError("a field of ours is described in its place")
    return found


def _base64(length: int) -> str:
    """What so many bytes look like."""
    groups, rest = divmod(length, 3)
    end = {0: "", 1: "[A-Za-z0-9+/][AQgw]==", 2: "[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]="}[rest]
    return f"^[A-Za-z0-9+/]{{{groups * 4}}}{end}$"
