"""The commands about who may open the desk: agents, rekey, recover."""

import contextlib
import secrets
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from helpdesk.application.audit import record_key_act
from helpdesk.bootstrap import key_acts
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
from helpdesk.bootstrap.recovering import answered, read_answer
from helpdesk.domain.audit import KeyAct
from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.words import AGENT_STATES
from helpdesk.protocol.recovery import comparison_code
from helpdesk.store import keys, login_journal, recovery
from helpdesk.store.key_file import read_keys
from helpdesk.store.rekey import rekey as change_key


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
    with contextlib.closing(opened(arguments, alone=True)) as desk:
        _ACTS[arguments.action](desk, arguments)


def _add(desk: OpenDesk, arguments: Namespace) -> None:
    known = read_keys(desk.store.folder).slots
    if any(slot.agent == arguments.id for slot in known):  # before a password is asked for
        raise Problem("agent-known", agent=arguments.id)
    agent = Author(arguments.id, arguments.name or arguments.id)
    key_acts.add_agent(desk.store, desk.session, agent, new_password_of(arguments))


def _password(desk: OpenDesk, arguments: Namespace) -> None:
    keys.slot_of(read_keys(desk.store.folder), arguments.id)
    key_acts.set_password(desk.store, desk.session, arguments.id, new_password_of(arguments))


def _pin(desk: OpenDesk, arguments: Namespace) -> None:
    """A PIN is one's own: whoever unlocked the desk sets it."""
    if arguments.id != desk.session.author.id:
        raise Problem("pin-own")
    key_acts.set_pin(desk.store, desk.session, new_password_of(arguments))


def _state(desk: OpenDesk, arguments: Namespace) -> None:
    key_acts.change_state(desk.store, desk.session, arguments.action, arguments.id)


_ACTS: dict[str, Callable[[OpenDesk, Namespace], None]] = {
    "add": _add,
    "password": _password,
    "pin": _pin,
    "disable": _state,
    "enable": _state,
    "remove": _state,
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
    """Ask the city to open the desk, take its answer, or bring it what was never sent."""
    folder = data_folder(arguments.data)
    require_desk(folder)
    acts = {"request": _request, "apply": _apply, "export": _export}
    return acts[arguments.action](folder, arguments)


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
    answer = read_answer(arguments.file)
    agent = answered(folder, answer, new_password_of(arguments))
    if arguments.json:
        put_json({"agent": agent.id, "name": agent.name})
        return OK
    say(_("{name} can open the desk with the new password.").format(name=one_line(agent.name)))
    if read_keys(folder).sealed:
        complain(_("The city has blocked this device: what was recorded can be read, not synced."))
    return OK


def _export(_folder: Path, arguments: Namespace) -> int:
    """Everything without a receipt into a file for the city: also when it blocked this device."""
    from helpdesk.bootstrap.carriage import Carriage

    with contextlib.closing(opened(arguments, alone=True, out_of_touch=True)) as desk:
        path, exported = Carriage(desk).export_unsent(arguments.file.absolute())
    if arguments.json:
        put_json({"file": str(path), "records": exported.records})
        return OK
    text = ngettext("{n} record: {path}", "{n} records: {path}", exported.records)
    say(text.format(n=exported.records, path=path))
    say(_("Only the city can read it. There: helpdesk-city bundle import FILE --late"))
    return OK
