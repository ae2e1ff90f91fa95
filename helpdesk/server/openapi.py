"""The OpenAPI document, and what the framework does not say of our messages by itself."""

from litestar import Litestar
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    Parameter,
    Reference,
    RequestBody,
    Schema,
    SecurityScheme,
)
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType

from helpdesk import __version__
from helpdesk.protocol.files import KNOWN_TYPE, OFFSET_TYPE
from helpdesk.protocol.wire import BUNDLE_TYPE, MEDIA_TYPE
from helpdesk.server.acts import EVENTS_MAX

CONFIG = OpenAPIConfig(
    title="Helpdesk city server",
    version=__version__,
    description="Cases of the city's help desks. Enrolment and sync are for desks' devices.",
    path="/schema",
    render_plugins=[JsonRenderPlugin(path="/openapi.json")],
    components=Components(
        security_schemes={
            "token": SecurityScheme(type="http", scheme="bearer"),
            "device": SecurityScheme(
                type="apiKey",
                name="Authorization",
                security_scheme_in="header",
                description="`Helpdesk <device>.<number>.<signature>`, see docs/sync.md",
            ),
        }
    ),
)
OF_DEVICE: list[dict[str, list[str]]] = [{"device": []}]
"""What a route requires that only devices reach."""
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
_HASH = r"^[0-9a-f]{64}$"
_SIZE = r"^[0-9]{1,12}$"
_RANGE = r"^bytes=[0-9]{1,12}-[0-9]{1,12}$"
# What requests of devices bring besides their signature: kind of the body, and headers by their form.
_BODIES = {
    "sync": MEDIA_TYPE,
    "renew": MEDIA_TYPE,
    "bundle": BUNDLE_TYPE,
    "append": OFFSET_TYPE,
    "known": KNOWN_TYPE,
}
_HEADERS = {
    "announce": {"Upload-Length": _SIZE, "Upload-Metadata": r"^sha256 [A-Za-z0-9+/]{86}==$"},
    "append": {"Upload-Offset": _SIZE},
    "file": {"Range": _RANGE},
    "snapshot": {"Range": _RANGE},
}


def make_exact(app: Litestar) -> None:
    """A body that fits the document is one that we read; what is in it may still be refused."""
    schemas = {each.title: each for each in app.openapi_schema.components.schemas.values()}
    enrolment, act = schemas["EnrolRequest"], schemas["ActRequest"]
    for name, length in (("public_key", 32), ("incarnation", 8)):
        field = _field(enrolment, name)
        field.content_encoding = "base64"
        field.content_media_type = "application/octet-stream"
        field.pattern = _base64(length)
    _take_no_others(act, schemas["MergeRequest"], schemas["UnmergeRequest"])
    for name, pattern in (("due", _MOMENT), ("until", _DAY)):
        for kind in _field(act, name).one_of or ():
            if isinstance(kind, Schema) and kind.format:
                kind.pattern = pattern

    for kind in _field(act, "events").one_of or ():
        if isinstance(kind, Schema) and kind.type == OpenAPIType.INTEGER:
            kind.minimum, kind.maximum = 0, EVENTS_MAX
    for path in (app.openapi_schema.paths or {}).values():
        for verb in _VERBS:
            operation: Operation | None = getattr(path, verb)
            if operation is not None:
                _refuse_everywhere(operation)
                _of_devices(operation)


def _take_no_others(*bodies: Schema) -> None:
    for body in bodies:
        body.additional_properties = False


def _refuse_everywhere(operation: Operation) -> None:
    if operation.responses is not None:
        for status, words in _EVERYWHERE.items():
            operation.responses.setdefault(status, _refusal(words))


def _of_devices(operation: Operation) -> None:
    """What the handler reads for itself: raw bodies, headers, hashes in the address."""
    name = operation.operation_id or ""
    if kind := _BODIES.get(name):
        raw = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
        operation.request_body = RequestBody(content={kind: raw}, required=True)
    for parameter in operation.parameters or ():
        if isinstance(parameter, Parameter) and parameter.name in ("sha256", "part"):
            parameter.schema = Schema(type=OpenAPIType.STRING, pattern=_HASH)
    headers = [
        Parameter(
            name=header,
            param_in="header",
            required=True,
            schema=Schema(type=OpenAPIType.STRING, pattern=pattern),
        )
        for header, pattern in _HEADERS.get(name, {}).items()
    ]
    operation.parameters = [*(operation.parameters or ()), *headers] or None


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
