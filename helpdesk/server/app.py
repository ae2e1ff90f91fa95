"""The city as one ASGI application; everything it needs is handed in."""

from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import LifespanHook

from helpdesk import __version__
from helpdesk.domain.problems import Problem
from helpdesk.server.city import City
from helpdesk.server.console import pages
from helpdesk.server.errors import bug_answer, http_answer, problem_answer
from helpdesk.server.routes import bundles, cases, devices, files

_OPENAPI = OpenAPIConfig(
    title="Helpdesk city server",
    version=__version__,
    description="Cases of the city's help desks. Enrolment and sync are for desks' devices.",
    path="/schema",
    render_plugins=[JsonRenderPlugin(path="/openapi.json")],
    components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
)


def create_app(city: City, *, on_startup: list[LifespanHook] | None = None) -> Litestar:
    """The application of this city."""
    return Litestar(
        route_handlers=[
            devices.sync,
            devices.renew,
            devices.enrol,
            devices.status,
            bundles.bundle,
            *files.handlers,
            cases.cases,
            cases.case,
            cases.act,
            pages.home,
            pages.router,
        ],
        dependencies={
            "city": Provide(lambda: city, sync_to_thread=False),
            "clerk": Provide(cases.clerk_of, sync_to_thread=True),
        },
        exception_handlers={
            Problem: problem_answer,
            HTTPException: http_answer,
            Exception: bug_answer,
        },
        openapi_config=_OPENAPI,
        on_startup=on_startup or [],
        logging_config=None,
    )
