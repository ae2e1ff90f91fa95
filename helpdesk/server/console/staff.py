"""For administrators and auditors: who has an account, and the audit log. Accounts are made by
`helpdesk-city user`, at the server itself."""

from litestar import Response, get

from helpdesk.domain.moments import Moment
from helpdesk.server.city import City
from helpdesk.server.console.shared import page_of
from helpdesk.server.people import SEE_PEOPLE, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.views import zoned

HOME = "/console/people"
_LINES = 200


@get("/people", sync_to_thread=True)
def people(city: City, visitor: Visitor) -> Response[str]:
    """Everybody, and the newest lines of the audit log."""
    visitor.need(SEE_PEOPLE)
    principal = Principal.person(visitor.login)
    values = {
        "visitor": visitor,
        "people": city.people.everybody(principal),
        "lines": city.people.audit(principal, limit=_LINES),
        "desk_label": city.desk_label,
        "moment": lambda ms: zoned(Moment(ms).local),
    }
    return page_of("people.html", values)


HANDLERS = (people,)
