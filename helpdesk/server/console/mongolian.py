"""The Mongolian of the papers in the console: a translator's file looked at, then put in force."""

from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import File

from helpdesk.application.mongolian import BYTES_MAX, COLUMNS, missing, template, words_in
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.paper_texts import paper_texts
from helpdesk.i18n.problems import sentence
from helpdesk.server.city import City
from helpdesk.server.console.shared import HEADERS, FormData, Upload, check_form, page_of
from helpdesk.server.ladder import Editor
from helpdesk.server.people import SEE_RULES, SET_RULES, Visitor
from helpdesk.server.views import zoned

HOME = "/console/mongolian"
_SHOWN = 20  # editions
_FONT = Path(__file__).resolve().parents[3] / "resources/fonts/NotoSansMongolian-Regular.ttf"


@get("/mongolian", sync_to_thread=True)
def mongolian(city: City, visitor: Visitor) -> Response[str]:
    """What is in force, what is missing, who brought it."""
    visitor.need(SEE_RULES)
    return _page(city, visitor)


@get("/mongolian/font", sync_to_thread=False)
def font() -> File:
    """The letters, which few computers have."""
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=86400"}
    return File(path=_FONT, media_type="font/ttf", headers=headers)


@get("/mongolian/file", sync_to_thread=True)
def file(city: City, visitor: Visitor) -> Response[bytes]:
    """The translator's file: every text, with the Mongolian in force."""
    visitor.need(SEE_RULES)
    headers = HEADERS | {"Content-Disposition": 'attachment; filename="mongolian.csv"'}
    content = template(city.mongolian.editions()[0].words)
    return Response(content, media_type="text/csv", headers=headers)


@post("/mongolian/check", sync_to_thread=True, request_max_body_size=BYTES_MAX + 100_000)
def check(data: Upload, city: City, visitor: Visitor) -> Response[str]:
    """Read a file and show it; nothing is in force yet."""
    check_form(visitor, {name: each for name, each in data.items() if isinstance(each, str)})
    visitor.need(SET_RULES)
    upload = data.get("table")
    try:
        if not isinstance(upload, UploadFile) or not upload.filename:
            raise Problem("file-empty")
        suffix = PurePath(upload.filename).suffix
        words = words_in(upload.file.read(BYTES_MAX + 1), suffix=suffix)
    except Problem as problem:
        return _page(city, visitor, problem=problem)
    return _page(city, visitor, brought=words)


@post("/mongolian", sync_to_thread=True, request_max_body_size=6 * BYTES_MAX)
def keep(data: FormData, city: City, visitor: Visitor) -> Response[str]:
    """Put what was looked at in force."""
    check_form(visitor, data)
    visitor.need(SET_RULES)
    try:
        words = words_in(data.get("content", "").encode(), suffix=".csv")
        version = city.mongolian.keep(
            words, editor=Editor(visitor.login, visitor.name, city.now_ms())
        )
    except Problem as problem:
        return _page(city, visitor, problem=problem)
    said = _("Edition {version} is in force. It reaches every desk with its next sync.")
    return _page(city, visitor, done=said.format(version=version))


@post("/mongolian/proof", sync_to_thread=True, request_max_body_size=6 * BYTES_MAX)
def proof(data: FormData, city: City, visitor: Visitor) -> Response[Any]:
    """Every text as papers print it, of what was brought or else of what is in force."""
    check_form(visitor, data)
    visitor.need(SEE_RULES)
    try:
        content = data.get("content", "").encode()
        words = words_in(content, suffix=".csv") if content else city.mongolian.editions()[0].words
        pdf = city.proof(words, visitor.name)
    except Problem as problem:
        return _page(city, visitor, problem=problem)
    headers = HEADERS | {"Content-Disposition": 'inline; filename="proof.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _page(
    city: City,
    visitor: Visitor,
    *,
    problem: Problem | None = None,
    brought: Mapping[str, str] | None = None,
    done: str = "",
) -> Response[str]:
    editions = city.mongolian.editions()
    words = editions[0].words if brought is None else brought
    values = {
        "visitor": visitor,
        "edition": editions[0],
        "editions": editions[:_SHOWN],
        "brought": brought is not None,
        "content": template(brought).decode() if brought else "",
        "texts": [(zh, words.get(zh, "")) for zh in paper_texts().values()],
        "lacking": missing(words),
        "total": len(paper_texts()),
        "columns": _(", ").join(COLUMNS),
        "moment": lambda ms: zoned(Moment(ms).local),
        "message": sentence(problem) if problem else "",
        "told": done,
    }
    return page_of("mongolian.html", values, problem=problem)


HANDLERS = (mongolian, font, file, check, keep, proof)
