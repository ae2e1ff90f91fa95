"""For whoever starts and watches the server: does the process live, can it work."""

from http import HTTPStatus

from litestar import get
from litestar.openapi.datastructures import ResponseSpec

from helpdesk.protocol.messages import ErrorAnswer
from helpdesk.server.city import City


@get(
    "/healthz",
    sync_to_thread=False,
    summary="Whether this process answers; restart it when it does not",
    operation_id="healthz",
    tags=["operation"],
)
def healthz() -> dict[str, str]:
    """Asks nobody else."""
    return {"status": "ok"}


@get(
    "/readyz",
    sync_to_thread=True,
    summary="Whether requests can be answered; send none while they cannot",
    operation_id="readyz",
    tags=["operation"],
    responses={
        HTTPStatus.SERVICE_UNAVAILABLE: ResponseSpec(ErrorAnswer, description="No database")
    },
)
def readyz(city: City) -> dict[str, str]:
    """Asks the database."""
    city.health()
    return {"status": "ready"}
