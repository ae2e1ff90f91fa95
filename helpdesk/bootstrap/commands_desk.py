"""The commands about a desk as a whole: init, status, sync, rebuild."""

import contextlib
import hashlib
import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from helpdesk import __version__
from helpdesk.application import sync_texts
from helpdesk.application.ports import DeskProfile
from helpdesk.application.queries import CaseFilter, SyncState
from helpdesk.bootstrap.console import (
    ask,
    code_of,
    complain,
    interruptible,
    password_of,
    put_json,
    say,
)
from helpdesk.bootstrap.enrolment import enrol_desk
from helpdesk.bootstrap.folder import (
    OpenDesk,
    data_folder,
    desk_profile,
    init_desk,
    is_desk,
    open_desk,
    practice_profile,
    require_desk,
)
from helpdesk.bootstrap.safekeeping import Safekeeping
from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.store.store import NO_DESK

WAIT_SECONDS = 15.0
"""How long a registering command waits for another one to end."""
if TYPE_CHECKING:
    from helpdesk.sync.engine import Report
    from helpdesk.sync.files import FileTally

OK, PROBLEM, ENVIRONMENT, INTERRUPTED = 0, 1, 3, 130
PAGE = 2000


def opened(arguments: Namespace, *, alone: bool, out_of_touch: bool = False) -> OpenDesk:
    """The desk of the arguments, unlocked; see `open_desk`."""
    folder = data_folder(arguments.data)
    require_desk(folder)  # before a password is asked for
    return open_desk(
        folder,
        agent=arguments.agent or "",
        password=password_of(arguments),
        alone=alone,
        wait=WAIT_SECONDS,
        out_of_touch=out_of_touch,
    )


def init(arguments: Namespace) -> int:
    """Make a desk, or enrol one that was made before."""
    folder = data_folder(arguments.data)
    if arguments.practice and arguments.server:
        raise Problem("practice-alone")
    if is_desk(folder) and arguments.server:
        desk = opened(arguments, alone=True)
        if desk.session.desk.practice or _is_enrolled(desk):
            desk.close()
            raise Problem("desk-exists", folder=str(folder))
    else:
        desk = _made(arguments)
    with contextlib.closing(desk):
        if arguments.server:
            _enrol(desk, arguments)
        told = _init_json(desk)
    if arguments.json:
        put_json(told)
        return OK
    say(_("The desk is ready: {name}, {folder}").format(name=told["name"] or "—", folder=folder))
    if not told["prefix"]:
        say(_("It can register cases once it is enrolled: helpdesk init --server URL"))
    return OK


def _init_json(desk: OpenDesk) -> dict[str, object]:
    profile = desk.session.desk
    return {
        "folder": str(desk.store.folder),
        "agent": desk.session.author.id,
        "desk": profile.code,
        "name": profile.name,
        "prefix": profile.prefix,
        "practice": profile.practice,
        "enrolled": _is_enrolled(desk),
    }


def _made(arguments: Namespace) -> OpenDesk:
    folder = data_folder(arguments.data)
    if is_desk(folder):
        raise Problem("desk-exists", folder=str(folder))
    profile = _profile(arguments)
    agent = arguments.agent or ask(_("Agent (a short id): "))
    name = arguments.agent_name or ask(_("Agent's name: ")) or agent
    author = Author(agent, name)
    password = password_of(arguments, new=True) if agent else ""
    return init_desk(folder, agent=author, password=password, desk=profile)


def _profile(arguments: Namespace) -> DeskProfile:
    """The desk to be; with a server, the city will say which."""
    if arguments.practice:
        return practice_profile(arguments.desk or "")
    if arguments.server:
        return NO_DESK
    code = arguments.desk or ask(_("Division code of the desk: "))
    if not code:
        raise Problem("desk-code-missing")
    return desk_profile(code)


def _enrol(desk: OpenDesk, arguments: Namespace) -> None:
    """Ask the city; whatever it answers, the desk that was made stays and can ask again."""
    enrol_desk(desk, arguments.server, code_of(arguments))


def status(arguments: Namespace) -> int:
    """What the desk holds, and what the city has of it."""
    with contextlib.closing(opened(arguments, alone=False, out_of_touch=True)) as desk:
        damaged = bool(desk.store.damage()) if arguments.check else None
        told = _status_json(desk, damaged=damaged) if arguments.json else None
        lines = () if told else tuple(_status_lines(desk))
    if told:
        put_json(told)
    for line in lines:
        say(line)
    if damaged:
        complain(sentence(EnvironmentProblem("database-damaged")))
    return ENVIRONMENT if damaged else OK


def _status_json(desk: OpenDesk, *, damaged: bool | None) -> dict[str, object]:
    store, state, profile = desk.store.status(), desk.queries.sync_state(), desk.session.desk
    safety = Safekeeping(desk.store.backups, desk.store.folder).state
    return {
        "version": __version__,
        "schema": store.schema,
        "bytes": store.bytes,
        "damaged": damaged,
        "desk": profile.code,
        "name": profile.name,
        "prefix": profile.prefix,
        "practice": profile.practice,
        "enrolled": _is_enrolled(desk),
        "server": state.server,
        "cases": store.cases,
        "residents": store.residents,
        "drafts": store.drafts,
        "recorded": state.recorded,
        "acknowledged": state.acknowledged,
        "refused": state.refused,
        "put_aside": state.unsettled,
        "unbacked": desk.queries.unbacked(),
        "notices": state.notices,
        "waiting": state.waiting,
        "synced": state.synced,
        "last_sync": _utc(state.last_success_ms),
        "last_attempt": _utc(state.last_attempt_ms),
        "next_attempt": _utc(state.next_attempt_ms),
        "error": state.last_error,
        "why_not_sent": why_not_sent(desk),
        "last_backup": _utc(safety.made_ms),
        "backup_error": safety.error,
        "last_rehearsal": _utc(safety.rehearsed_ms),
        "rehearsal_error": safety.fault,
        "last_check": _utc(safety.checked_ms),
        "damage": safety.damage,
    }


def _status_lines(desk: OpenDesk) -> Iterator[str]:
    store, state, profile = desk.store.status(), desk.queries.sync_state(), desk.session.desk
    yield _("Desk: {name} ({code})").format(name=profile.name or "—", code=profile.code or "—")
    counted = _("Cases: {cases}, residents: {residents}, drafts: {drafts}")
    yield counted.format(cases=store.cases, residents=store.residents, drafts=store.drafts)
    counted = _("Events: {recorded} recorded, {acknowledged} with the city, {refused} refused")
    yield counted.format(
        recorded=state.recorded, acknowledged=state.acknowledged, refused=state.refused
    )
    yield _("Last sync: {time}").format(time=_local(state.last_success_ms))
    if why := why_not_sent(desk):
        yield why
    if unbacked := sync_texts.unbacked_text(desk.queries.unbacked()):
        yield unbacked
    for notice in desk.store.notices.notices(limit=state.notices):
        text = _("Notice from {who}, {time}: {words}")
        time, words = _local(notice.given_ms), sync_texts.notice_text(notice)
        yield text.format(who=notice.giver, time=time, words=words)
    yield from _safety_lines(desk)
    text = _("Program {version}, schema {schema}")
    yield text.format(version=__version__, schema=store.schema)


def _safety_lines(desk: OpenDesk) -> Iterator[str]:
    safety = Safekeeping(desk.store.backups, desk.store.folder).state
    text = _("Last backup: {made}; last rehearsed restore: {rehearsed}")
    yield text.format(made=_local(safety.made_ms), rehearsed=_local(safety.rehearsed_ms))
    if safety.error:
        why = sentence(Problem(safety.error))
        yield _("The last backup failed. {why}").format(why=why)
    if safety.fault:
        why = sentence(Problem(safety.fault))
        yield _("The last rehearsed restore failed. {why}").format(why=why)
    yield _("Every page checked: {time}").format(time=_local(safety.checked_ms))
    if safety.damage:
        yield sentence(Problem(safety.damage))


def why_not_sent(desk: OpenDesk) -> str:
    """Why events wait, in a sentence; nothing when none does."""
    state = desk.queries.sync_state()
    return sync_texts.why_not_sent(state, practice=desk.session.desk.practice)


def _is_enrolled(desk: OpenDesk) -> bool:
    return desk.store.outbox.identity() is not None


def sync(arguments: Namespace) -> int:
    """One exchange with the city."""
    from helpdesk.bootstrap.exchange import engine_of, exchange
    from helpdesk.bootstrap.file_round import FileRound, terms_of
    from helpdesk.bootstrap.settings import Settings
    from helpdesk.sync.files import FileTally

    files = FileTally()
    with contextlib.closing(opened(arguments, alone=False, out_of_touch=True)) as desk:
        with interruptible() as wished:
            report = exchange(desk, engine_of(desk), wished)
            if report.error is None:
                terms = terms_of(Settings(desk.store.folder).get, metered=False, held=False)
                files = FileRound(desk).run(terms=terms, cancelled=wished).tally
        state = desk.queries.sync_state()
    if arguments.json:
        put_json(_sync_json(report, state) | _files_json(files))
    else:
        done = _("{sent} sent, {received} received, {waiting} waiting, {refused} refused.")
        sent, received = report.tally.sent, report.tally.received
        waiting, refused = state.waiting, state.refused
        say(done.format(sent=sent, received=received, waiting=waiting, refused=refused))
    error = report.error or files.error
    if error:
        complain(sentence(error))
        return ENVIRONMENT if isinstance(error, EnvironmentProblem) else PROBLEM
    return INTERRUPTED if report.tally.cancelled or files.cancelled else OK


def _files_json(files: "FileTally") -> dict[str, object]:
    return {
        "files_sent": files.sent,
        "files_fetched": files.fetched,
        "files_waiting": files.waiting,
        "files_failed": files.failed,
        "files_error": files.error.code if files.error else files.held,
    }


def _sync_json(report: "Report", state: SyncState) -> dict[str, object]:
    tally, error = report.tally, report.error
    return {
        "synced": report.synced,
        "sent": tally.sent,
        "received": tally.received,
        "waiting": state.waiting,
        "refused": state.refused,
        "requests": tally.requests,
        "bytes_out": tally.bytes_out,
        "bytes_in": tally.bytes_in,
        "seconds": round(report.seconds, 3),
        "cancelled": tally.cancelled,
        "error": error.code if error else "",
        "why": sentence(error) if error else "",
    }


def rebuild(arguments: Namespace) -> int:
    """Make all lists anew from the events, and say whether they were right."""
    with contextlib.closing(opened(arguments, alone=True)) as desk:
        before = projected(desk)
        subjects = desk.store.rebuild()
        differed = projected(desk) != before
    if arguments.json:
        put_json({"subjects": subjects, "differed": differed})
        return OK
    say(ngettext("{n} subject rebuilt.", "{n} subjects rebuilt.", subjects).format(n=subjects))
    say(_("The lists differed and are right now.") if differed else _("Nothing differed."))
    return OK


def projected(desk: OpenDesk) -> str:
    """A digest of every row of the lists, whatever their order."""
    count = desk.queries.count_cases(CaseFilter())
    rows: list[object] = []
    for offset in range(0, count, PAGE):
        rows += desk.queries.cases(CaseFilter(), offset=offset, limit=PAGE)
    rows += desk.queries.find_residents("", limit=sys.maxsize)
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()


def _utc(milliseconds: int) -> str | None:
    if not milliseconds:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")


def _local(milliseconds: int) -> str:
    if not milliseconds:
        return _("never")
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M")
