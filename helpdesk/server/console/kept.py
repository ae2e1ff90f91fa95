"""What somebody typed while their session ended: taken through the login, shown again, sent by a click.

Only a form of this browser's own session counts: its token is a seal over the session's cookie, which a
page of another site has not.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.enums import RequestEncodingType

from helpdesk.server.city import City

_PREFIX, _WHERE, _FILES = "kept-", "kept-where", "kept-files"
_OURS = "/console/"
_TOKEN = "form_token"
_UPLOADS = ("results", "bundle", "table", "certificate", "pdf")
_SECRET = frozenset({"password", "old", "again"})  # whose form is gone with the session
_UNTYPED = frozenset({_TOKEN, "once", "events", "shown"})


@dataclass(frozen=True, slots=True)
class KeptForm:
    """The fields of a form that was sent to `where`; `files` are the names of its fields for files, which
    have to be chosen again."""

    where: str
    fields: Mapping[str, str]
    files: tuple[str, ...] = ()

    @property
    def hidden(self) -> Mapping[str, str]:
        """As the login's form carries it."""
        fields = {f"{_PREFIX}{name}": value for name, value in self.fields.items()}
        return fields | {_WHERE: self.where, _FILES: " ".join(self.files)}

    @property
    def token(self) -> str:
        """Of the session that it was typed in."""
        return self.fields.get(_TOKEN, "")

    @property
    def typed(self) -> Mapping[str, str]:
        """What is shown to the person."""
        return {name: value for name, value in self.fields.items() if name not in _UNTYPED}

    @property
    def beside(self) -> Mapping[str, str]:
        """What goes with it unseen; the token is that of the new session."""
        return {
            name: value
            for name, value in self.fields.items()
            if name in _UNTYPED and name != _TOKEN
        }


async def keep(request: Request[Any, Any, Any], city: City, cookie: str, *, known: bool) -> None:
    """Keep the request's form, if it is one of the session of this `cookie`. Files are read only for a
    session that was there (`known`)."""
    kind = request.content_type[0]
    forms = {RequestEncodingType.URL_ENCODED.value}
    forms |= {RequestEncodingType.MULTI_PART.value} if known else set()
    if request.method != "POST" or not cookie or kind not in forms:
        return
    sent = await request.form()
    files = tuple(name for name in sent if name in _UPLOADS)  # nothing chosen is an empty text
    texts = {name: value for name, value in sent.items() if isinstance(value, str)}
    fields = {name: value for name, value in texts.items() if name not in files}
    form = KeptForm(request.url.path, fields, files)
    if not _SECRET & fields.keys() and _is_ours(form, city, cookie):
        request.state.kept_form = form


def kept(request: Request[Any, Any, Any]) -> KeptForm | None:
    """What `keep` kept for this request."""
    found = request.state.get("kept_form")
    return found if isinstance(found, KeptForm) else None


def brought(data: Mapping[str, str], city: City, cookie: str) -> KeptForm | None:
    """What the login's form brings along; `cookie` is the ended session's."""
    fields = {
        name.removeprefix(_PREFIX): value
        for name, value in data.items()
        if name.startswith(_PREFIX) and name not in (_WHERE, _FILES)
    }
    form = KeptForm(data.get(_WHERE, ""), fields, tuple(data.get(_FILES, "").split()))
    return form if form.where.startswith(_OURS) and _is_ours(form, city, cookie) else None


def _is_ours(form: KeptForm, city: City, cookie: str) -> bool:
    expected = city.logins.form_token(cookie) if cookie else ""
    return bool(expected) and hmac.compare_digest(expected.encode(), form.token.encode())
