"""For administrators and auditors: who has an account, and the audit log. Accounts are made by
`helpdesk-city user`, at the server itself."""

import re

from litestar import Response, get

from helpdesk.domain.moments import Moment
from helpdesk.i18n import _
from helpdesk.server.city import City
from helpdesk.server.console.shared import page_of, place_of
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
    known = city.people.everybody(principal)
    values = {
        "visitor": visitor,
        "people": known,
        "names": {each.login: each.name for each in known},
        "place": lambda code: place_of(city, code),
        "thing": lambda text: _thing(city, text),
        "lines": city.people.audit(principal, limit=_LINES),
        "desk_label": city.desk_label,
        "moment": lambda ms: zoned(Moment(ms).local),
    }
    return page_of("people.html", values)


def _thing(city: City, text: str) -> str:
    """What a line of the log is about, in words where it is a code."""
    if re.fullmatch("[0-9a-f]{32}", text):
        return _("a case that is not shown to you")
    if text == "*":
        return _("all desks")
    return place_of(city, text) if re.fullmatch("[0-9]{4,12}", text) else text


HANDLERS = (people,)
