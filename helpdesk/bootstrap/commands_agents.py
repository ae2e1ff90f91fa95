"""The commands about who may open the desk: agents, rekey, recover."""

import contextlib
import secrets
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from helpdesk.application.audit import record_key_act
from helpdesk.bootstrap.commands_desk import OK, opened
from helpdesk.bootstrap.console import (
    columns,
    complain,
    new_password_of,
    one_line,
    password_of,
    put_json,
    say,
)
from helpdesk.bootstrap.files import write_whole
from helpdesk.bootstrap.folder import OpenDesk, data_folder, require_desk
from helpdesk.domain.audit import KeyAct
from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.words import AGENT_STATES
from helpdesk.protocol.recovery import comparison_code
from helpdesk.store import keys, login_journal, recovery
from helpdesk.store.key_file import read_keys
from helpdesk.store.rekey import rekey as change_key

ANSWER_BYTES = 100_000  # no recovery file is larger


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked of the keys of an open desk."""

    desk: OpenDesk
    data_key: bytes
    agent: str
    arguments: Namespace

    @property
    def folder(self) -> Path:
        return self.desk.store.folder


def agents(arguments: Namespace) -> int:
    """Who may open the desk: list them, or change one."""
    folder = data_folder(arguments.data)
    require_desk(folder)
    if arguments.action != "list":
        _act(arguments)
    known = read_keys(folder).slots
    if arguments.json:
        put_json({"agents": [_slot_json(slot) for slot in known]})
        return OK
    rows = [(s.agent, one_line(s.name), _(AGENT_STATES[s.state.value])) for s in known]
    for line in columns(rows) if rows else ():
        say(line)
    return OK


def _slot_json(slot: keys.Slot) -> dict[str, str]:
    return {"agent": slot.agent, "name": slot.name, "state": slot.state.value}


def _act(arguments: Namespace) -> None:
    if not arguments.id:
        raise Problem("agent-missing")
    act, recorded = _ACTS[arguments.action]
    with contextlib.closing(opened(arguments, alone=True)) as desk:
        act(_Wish(desk, desk.store.data_key, arguments.id, arguments))
        record_key_act(desk.session, recorded, agent=arguments.id)


def _add(wish: _Wish) -> None:
    known = keys.read_keys(wish.folder).slots
    if any(slot.agent == wish.agent for slot in known):  # before a password is asked for
        raise Problem("agent-known", agent=wish.agent)
    agent = Author(wish.agent, wish.arguments.name or wish.agent)
    password = new_password_of(wish.arguments)
    keys.add_agent(wish.folder, wish.data_key, agent, password=password)


def _password(wish: _Wish) -> None:
    keys.slot_of(keys.read_keys(wish.folder), wish.agent)
    password = new_password_of(wish.arguments)
    keys.set_password(wish.folder, wish.data_key, wish.agent, password=password)


def _pin(wish: _Wish) -> None:
    """A PIN is one's own: whoever unlocked the desk sets it."""
    if wish.agent != wish.desk.session.author.id:
        raise Problem("pin-own")
    wish.desk.store.standing.set_pin(wish.agent, new_password_of(wish.arguments))


_ACTS: dict[str, tuple[Callable[[_Wish], None], KeyAct]] = {
    "add": (_add, KeyAct.AGENT_ADDED),
    "password": (_password, KeyAct.PASSWORD_CHANGED),
    "pin": (_pin, KeyAct.PIN_CHANGED),
    "disable": (
        lambda wish: keys.disable_agent(wish.folder, wish.data_key, wish.agent),
        KeyAct.AGENT_DISABLED,
    ),
    "enable": (
        lambda wish: keys.enable_agent(wish.folder, wish.data_key, wish.agent),
        KeyAct.AGENT_ENABLED,
    ),
    "remove": (lambda wish: keys.remove_agent(wish.folder, wish.agent), KeyAct.AGENT_REMOVED),
}
AGENT_ACTIONS = ("list", *_ACTS)


def rekey(arguments: Namespace) -> int:
    """Give the desk a new data key; says whose passwords no longer open it."""
    folder = data_folder(arguments.data)
    require_desk(folder)
    given = Namespace(**{**vars(arguments), "given": password_of(arguments)})
    fresh = secrets.token_bytes(keys.KEY_BYTES)
    with contextlib.closing(opened(given, alone=True)) as desk:
        record_key_act(desk.session, KeyAct.REKEYED)
        desk.store.close()  # the folder stays ours
        lapsed = change_key(folder, desk.session.author, given.given, fresh_key=fresh)
        login_journal.begin(folder, fresh)
    if arguments.json:
        put_json({"lapsed": [{"agent": each.id, "name": each.name} for each in lapsed]})
        return OK
    say(_("The desk has a new key. Backups made before still open with the passwords of then."))
    _say_lapsed(lapsed)
    return OK


def _say_lapsed(lapsed: Sequence[Author]) -> None:
    if not lapsed:
        return
    text = ngettext(
        "{n} agent needs a new password before the next login (helpdesk agents password): {names}",
        "{n} agents need new passwords before the next login (helpdesk agents password): {names}",
        len(lapsed),
    )
    say(text.format(n=len(lapsed), names=", ".join(each.id for each in lapsed)))


def recover(arguments: Namespace) -> int:
    """Ask the city to open the desk, or take its answer."""
    folder = data_folder(arguments.data)
    require_desk(folder)
    return (
        _request(folder, arguments) if arguments.action == "request" else _apply(folder, arguments)
    )


def _request(folder: Path, arguments: Namespace) -> int:
    known = {slot.agent: slot.name for slot in read_keys(folder).slots}
    agent = arguments.agent or (next(iter(known)) if len(known) == 1 else "")
    name = arguments.name or known.get(agent, agent)
    request = recovery.ask(folder, Author(agent, name), new_password_of(arguments))
    write_whole(arguments.file, msgspec.json.encode(request))
    code = comparison_code(request)
    if arguments.json:
        put_json({"file": str(arguments.file), "agent": agent, "code": code})
        return OK
    say(
        _("Bring {file} to the city, and read them this code: {code}").format(
            file=arguments.file, code=code
        )
    )
    say(_("With the answer: helpdesk recover apply FILE, and the password you just chose."))
    return OK


def _apply(folder: Path, arguments: Namespace) -> int:
    try:
        with arguments.file.open("rb") as file:
            answer = file.read(ANSWER_BYTES)
    except OSError as error:
        raise EnvironmentProblem("file-unreadable", path=str(arguments.file)) from error
    password = new_password_of(arguments)
    agent = recovery.apply(folder, answer, password)
    given = Namespace(**{**vars(arguments), "agent": agent.id, "given": password})
    with contextlib.closing(opened(given, alone=True, out_of_touch=True)) as desk:
        record_key_act(desk.session, KeyAct.RECOVERED, agent=agent.id)
    if arguments.json:
        put_json({"agent": agent.id, "name": agent.name})
        return OK
    say(_("{name} can open the desk with the new password.").format(name=one_line(agent.name)))
    if read_keys(folder).sealed:
        complain(_("The city has blocked this device: what was recorded can be read, not synced."))
    return OK
