"""`helpdesk bulletin`: what a month's cases come to, by desk or township and by department."""

import contextlib
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from helpdesk.application.bulletin import Bulletin, Unit, month_before
from helpdesk.application.bulletin_form import HEADS, lines, period, volumes
from helpdesk.bootstrap.commands_desk import OK, opened
from helpdesk.bootstrap.console import columns, one_line, put_json, say
from helpdesk.domain.figures import ranks, tier
from helpdesk.i18n import _

_RATES = ("on_time", "response", "completion", "solved", "satisfaction")


def bulletin(arguments: Namespace) -> int:
    """The bulletin as tables, as JSON, and as PDF where a file is named."""
    from helpdesk.bootstrap.bulletins import PAPER, Bulletins
    from helpdesk.bootstrap.drawing import check_size

    check_size(arguments.size, paper=PAPER)
    with contextlib.closing(opened(arguments, alone=False, out_of_touch=True)) as desk:
        bulletins = Bulletins(desk.session, desk.store.months, save=desk.hand_out)
        month = arguments.month or month_before(desk.clock.now().local.date())
        found = bulletins.read(month)
        if arguments.pdf:
            bulletins.save(found, size=arguments.size, path=str(arguments.pdf))
    if arguments.json:
        put_json(_json(found))
        return OK
    for line in _lines(found):
        say(line)
    return OK


def _json(found: Bulletin) -> dict[str, object]:
    return {
        "month": f"{found.since:%Y-%m}",
        "until": found.until.isoformat(sep=" "),
        "whole": found.whole,
        "kinds": {kind.value: n for kind, n in sorted(found.kinds.items())},
        "total": asdict(found.total),
        "places": _units(found.places),
        "departments": _units(found.departments),
    }


def _units(units: Sequence[Unit]) -> list[dict[str, object]]:
    scores = [unit.figures.score for unit in units]
    return [
        {
            "name": unit.name,
            **asdict(unit.figures),
            "rates": dict(zip(_RATES, unit.figures.rates, strict=True)),
            "tier": tier(score),
            "score": score,
            "rank": rank,
        }
        for unit, score, rank in zip(units, scores, ranks(scores), strict=True)
    ]


def _lines(found: Bulletin) -> Iterator[str]:
    yield period(found)
    for label, value in volumes(found):
        yield f"{label}: {value}"
    places = _("Townships") if found.by_township else _("Desks")
    for title, units in ((places, found.places), (_("Departments"), found.departments)):
        if units:
            head = (title, *map(_, HEADS))
            yield from columns([head, *((one_line(n), *rest) for n, *rest in lines(units))])
