"""What a delivery and a callback must say before they are recorded."""

from datetime import date, datetime

from helpdesk.domain.events import Body, CalledBack, Delivered
from helpdesk.domain.problems import Problem


def check_outcome(body: Body, *, now: datetime) -> None:
    """Nothing to say about other acts; `now` is local.

    Raises Problem `day-future`, `delivery-number` (by post without the item's number),
    `delivery-witness` (refused without place and witness) or `rating-unknown`.
    """
    if isinstance(body, Delivered | CalledBack) and body.at is not None and body.at > now:
        raise Problem("day-future", day=body.at.date())
    if isinstance(body, Delivered):
        _check_delivery(body)
    if isinstance(body, CalledBack) and not 0 <= body.rating <= 5:
        raise Problem("rating-unknown", rating=body.rating)


def check_day(day: date, *, today: date) -> None:
    """What was done was not done tomorrow. Raises Problem `day-future`."""
    if day > today:
        raise Problem("day-future", day=day)


def _check_delivery(body: Delivered) -> None:
    if body.how == "post" and not body.post_number.strip():
        raise Problem("delivery-number")
    if body.refused and not (body.witness.strip() and body.place.strip()):
        raise Problem("delivery-witness")
