"""The city as one ASGI application; everything it needs is handed in."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp

from helpdesk.domain.problems import Problem
from helpdesk.server.city import City
from helpdesk.server.console import door, pages, pdf_check, public
from helpdesk.server.errors import (
    bug_answer,
    disk_answer,
    http_answer,
    letters_answer,
    problem_answer,
)
from helpdesk.server.limits import Limits
from helpdesk.server.openapi import CONFIG, make_exact
from helpdesk.server.routes import bundles, cases, devices, files, health
from helpdesk.server.watch import Watch

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def create_app(city: City, *, lifespan: Sequence[Lifespan] = ()) -> ASGIApp:
    """The application of this city."""
    app = Litestar(
        route_handlers=[
            devices.sync,
            devices.renew,
            devices.enrol,
            devices.status,
            health.healthz,
            health.readyz,
            bundles.bundle,
            *files.handlers,
            cases.cases,
            cases.case,
            cases.act,
            cases.merge,
            cases.unmerge,
            *public.handlers,
            pdf_check.router,
            door.router,
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
            UnicodeDecodeError: letters_answer,
            OSError: disk_answer,
            Exception: bug_answer,
        },
        openapi_config=CONFIG,
        lifespan=list(lifespan),
        logging_config=None,
    )
    make_exact(app)
    return Watch(Limits(app, source=city.source))
