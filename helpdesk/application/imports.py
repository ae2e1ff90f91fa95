"""Requests and residents by the thousand out of a table: every good row once, every bad one named."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from helpdesk.application.cases import draw_number
from helpdesk.application.deadlines import closing_clock, response_clock
from helpdesk.application.lookalikes import Alike, lookups, traits_of
from helpdesk.application.ports import Session, UnitOfWork
from helpdesk.application.queries import Queries
from helpdesk.application.residents import check_division, record_in, resident_from_fields
from helpdesk.application.rows import Row
from helpdesk.application.tables import Table
from helpdesk.domain.events import Applicant, CaseRegistered
from helpdesk.domain.masking import mask_id
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.residents import Resident
from helpdesk.domain.stages import CaseKind

YEARS = range(1980, 2100)  # outside them a time is a slip of the finger
BATCH = 500  # rows in one transaction
TITLE_MAX, TEXT_MAX, NAME_MAX, NUMBER_MAX = 1_000, 100_000, 100, 100  # code points
_TOWNSHIP = 9  # digits of a division's code that say in which township it lies
NAMESAKES = 500  # residents of one name that are looked at to recognise one without a number

# What stands above a column, by field; of several columns the name that comes first here counts.
REQUEST_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": (
        *("留言编号", "诉求编号", "工单编号", "工单号", "受理编号", "编号"),
        *("number", "messagenumber", "messageid", "ticket", "no", "id"),
    ),
    "user": (
        *("留言用户", "留言人", "诉求人", "反映人", "来电人", "用户名", "用户", "姓名"),
        *("user", "username", "citizen", "name", "author"),
    ),
    "title": ("留言主题", "诉求主题", "诉求标题", "主题", "标题", "title", "subject", "topic"),
    "time": (
        *("留言时间", "诉求时间", "来电时间", "提交时间", "受理时间", "时间", "日期"),
        *("time", "datetime", "date", "received", "receivedat", "createdat"),
    ),
    "text": (
        *("留言详情", "留言内容", "诉求内容", "反映内容", "详情", "内容", "正文"),
        *("text", "message", "content", "detail", "details", "body", "description"),
    ),
    "class": (
        *("一级标签", "一级分类", "诉求类别", "留言类别", "分类", "类别", "标签"),
        *("class", "category", "label", "tag", "type"),
    ),
}
RESIDENT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "居民姓名", "名字", "name", "fullname", "residentname"),
    "document_number": (
        *("身份证号码", "身份证号", "公民身份号码", "身份证", "证件号码", "证件号"),
        *("idnumber", "documentnumber", "residentid", "document", "id"),
    ),
    "document_kind": ("证件类型", "证件种类", "documentkind", "documenttype"),
    "sex": ("性别", "sex", "gender"),
    "ethnic_group": ("民族", "ethnicgroup", "ethnicity", "nationality"),
    "birth": ("出生日期", "出生年月日", "生日", "birth", "birthdate", "dateofbirth"),
    "division": (
        *("行政区划", "区划代码", "所属嘎查村", "嘎查村", "所属村", "村", "社区"),
        *("division", "divisioncode", "village"),
    ),
    "address": ("住址", "家庭住址", "详细地址", "地址", "address"),
    "phone": ("联系电话", "手机号码", "手机号", "手机", "电话", "phone", "mobile", "telephone"),
    "mongolian_name": ("蒙古文姓名", "蒙文姓名", "mongolianname"),
}
_OPTIONAL = {"class"}
_WORDS = {
    "sex": {"男": "male", "女": "female", "m": "male", "f": "female"},
    "document_kind": {
        "居民身份证": "resident_id",
        "身份证": "resident_id",
        "护照": "passport",
        "其他": "other",
        "无": "none",
    },
}
_DATES = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_TIMES = re.compile(r"(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})秒?)?(?:\.\d+)?分?")

Progress = Callable[[int, int], None]
"""Told how many rows of how many are done."""
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row was not taken: `line` as the file counts it."""

    line: int
    reason: Problem


@dataclass(slots=True)
class ImportReport:
    """What became of every row: `imported`, `skipped` because it is here already (each named in
    `repeats`), or in `problems`. `cancelled` says that rows behind were not looked at."""

    rows: int = 0
    imported: int = 0
    repeats: list[RowProblem] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    cancelled: bool = False

    @property
    def skipped(self) -> int:
        """Rows that were here already."""
        return len(self.repeats)


class AlreadyHere(Problem):
    """Not a mistake: what the row holds was imported before."""


@dataclass(frozen=True, slots=True)
class _Message:
    number: str
    user: str
    title: str
    received_at: datetime
    text: str
    category: str


def request_column(header: str) -> str:
    """The field of a request that a header means, or nothing."""
    return _column(header, REQUEST_COLUMNS)


def resident_column(header: str) -> str:
    """The field of a resident that a header means, or nothing."""
    return _column(header, RESIDENT_COLUMNS)


def import_requests(
    session: Session,
    table: Table,
    *,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportReport:
    """Register each row as a request, with every character of its text.

    Rows come in transactions of some hundreds, so that a break loses none that was reported. A row
    whose outside number is known is skipped: the same file again imports nothing. Raises Problem
    `not-enrolled` or `columns-missing`; what is wrong with a row is in the report.
    """
    with session.store.unit_of_work() as uow:
        uow.desk.require_prefix()
    required = [name for name in REQUEST_COLUMNS if name not in _OPTIONAL]
    columns = _columns(table, REQUEST_COLUMNS, required=required)
    seen: dict[str, tuple[int, _Message]] = {}
    now = session.clock.now()

    def take(uow: UnitOfWork, row: Row) -> None:
        message = _message(row, columns)
        line, first = seen.setdefault(message.number, (row.line, message))
        if first != message:
            raise Problem("outside-number-twice", number=message.number, other=line)
        if line != row.line or uow.knows_outside_number(message.number):
            raise AlreadyHere("request-known", number=message.number)
        _register(uow, session, message, moment=now)

    return _import(session, table, take, progress=progress, cancelled=cancelled)


def import_residents(
    session: Session,
    queries: Queries,
    table: Table,
    *,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportReport:
    """Take each row down as a resident, checked like one typed at the counter.

    A resident whose document number is known here is skipped and named; one without a number is
    known by name, birth date, telephone and address. Raises Problem `columns-missing`.
    """
    columns = _columns(table, RESIDENT_COLUMNS, required=("name",))
    seen: dict[tuple[object, ...], int] = {}
    now = session.clock.now()

    def take(uow: UnitOfWork, row: Row) -> None:
        resident = resident_of(session, row, columns, today=now.local.date())
        line = seen.get(identity_of(resident))
        shown = mask_id(resident.document_number) or "—"
        if line is not None:
            raise AlreadyHere("resident-repeated", number=shown, other=line)
        if _is_known(queries, resident):
            raise AlreadyHere("resident-known", number=shown)
        record_in(uow, session, resident, moment=now)
        seen[identity_of(resident)] = row.line

    return _import(session, table, take, progress=progress, cancelled=cancelled)


def _import(
    session: Session,
    table: Table,
    take: Callable[[UnitOfWork, Row], None],
    *,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> ImportReport:
    report = ImportReport(rows=len(table.rows))
    done = 0
    progress(done, report.rows)
    for batch in batches(table.rows):
        if cancelled():
            report.cancelled = True
            break
        imported = 0
        with session.store.unit_of_work() as uow:
            for row in batch:
                try:
                    take(uow, row)
                    imported += 1
                except EnvironmentProblem:
                    raise
                except AlreadyHere as reason:
                    report.repeats.append(RowProblem(row.line, reason))
                except Problem as reason:
                    report.problems.append(RowProblem(row.line, reason))
        report.imported += imported
        done += len(batch)
        progress(done, report.rows)
    return report


def batches(rows: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Some hundreds each, for one transaction."""
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _column(header: str, columns: Mapping[str, tuple[str, ...]]) -> str:
    plain = _plain(header)
    return next((name for name, words in columns.items() if plain in words), "")


def _plain(header: str) -> str:
    """A header without case, blanks, stars, colons and what stands in brackets: 姓名（必填）* is 姓名."""
    text = unicodedata.normalize("NFKC", header).lower()
    return re.sub(r"\(.*?\)|【.*?】|\[.*?\]|[\s*:_./-]", "", text)


def _columns(
    table: Table, words: Mapping[str, tuple[str, ...]], *, required: Sequence[str]
) -> dict[str, int]:
    """Which column holds each field. Raises Problem `columns-missing` with the headers found."""
    plain = [_plain(header) for header in table.headers]
    found = {
        name: next(plain.index(word) for word in known if word in plain)
        for name, known in words.items()
        if any(word in plain for word in known)
    }
    missing = [words[name][0] for name in required if name not in found]
    if missing:
        headers = ", ".join(header for header in table.headers if header) or "—"
        raise Problem("columns-missing", missing=", ".join(missing), found=headers)
    return found


def _message(row: Row, columns: Mapping[str, int]) -> _Message:
    cells = {name: _no_null(row.cell(column), name) for name, column in columns.items()}
    return _Message(
        number=_filled(cells, "number", limit=NUMBER_MAX).strip(),
        user=_bounded(cells["user"].strip(), "user", limit=NAME_MAX),
        title=_filled(cells, "title", limit=TITLE_MAX).strip(),
        received_at=parse_time(_filled(cells, "time", limit=NUMBER_MAX)),
        text=_filled(cells, "text", limit=TEXT_MAX),
        category=_bounded(cells.get("class", "").strip(), "class", limit=NAME_MAX),
    )


def _filled(cells: Mapping[str, str], name: str, *, limit: int) -> str:
    if not cells[name].strip():
        raise Problem("cell-empty", column=_heading(name))
    return _bounded(cells[name], name, limit=limit)


def _bounded(text: str, name: str, *, limit: int) -> str:
    if len(text) > limit:
        raise Problem("text-long", field=_heading(name), length=len(text), limit=limit)
    return text


def _no_null(text: str, name: str) -> str:
    if "\0" in text:
        raise Problem("text-control", field=_heading(name), code_point="U+0000")
    return text


def _heading(name: str) -> str:
    """A field as a table's header calls it."""
    return (REQUEST_COLUMNS.get(name) or RESIDENT_COLUMNS[name])[0]


def parse_time(text: str) -> datetime:
    """A local time as tables write it: 2020/1/6 12:09:38, 2020-01-06, 2020年1月6日 12时9分, ISO 8601.

    Raises Problem `time-impossible`.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("T", " ").split())
    on, _, at = plain.partition(" ")
    days, times = _DATES.fullmatch(on), _TIMES.fullmatch(at or "0:00")
    if days is None or times is None or int(days[1]) not in YEARS:
        raise Problem("time-impossible", text=text.strip())
    try:
        year, month, day = (int(part) for part in days.groups())
        hour, minute, second = (int(part or 0) for part in times.groups())
        return datetime(year, month, day, hour, minute, second)
    except ValueError as error:
        raise Problem("time-impossible", text=text.strip()) from error


def _register(uow: UnitOfWork, session: Session, message: _Message, *, moment: Moment) -> None:
    calendar = session.reference.calendar
    body = CaseRegistered(
        number=str(draw_number(uow, moment)),
        case_kind=CaseKind.REQUEST,
        applicant=Applicant(name=message.user),
        received_at=message.received_at,
        title=message.title,
        text=message.text,
        category=message.category,
        outside_number=message.number,
        respond_by=response_clock(message.received_at, calendar),
        close_by=closing_clock(None, message.received_at, calendar),
    )
    uow.append(session.ids.new(), body, author=session.author, moment=moment)


def resident_of(session: Session, row: Row, columns: Mapping[str, int], *, today: date) -> Resident:
    """The resident in a row, `columns` by field. Raises the Problem of what cannot be kept."""
    typed = {name: _no_null(row.cell(column), name) for name, column in columns.items()}
    for name, words in _WORDS.items():
        if typed.get(name, "").strip():
            word = typed[name].strip().lower()
            typed[name] = words.get(word, word)
            if typed[name] not in words.values():
                raise Problem("cell-unknown", column=_heading(name), text=word)
    if typed.get("division", "").strip():
        typed["division"] = _division(session, typed["division"].strip())
    return resident_from_fields(typed, today=today)


def _division(session: Session, text: str) -> str:
    """The code of a division given by code or name; village names repeat, so some stay unclear."""
    if text.isascii():
        check_division(session, text)
        return text
    named = session.reference.divisions.named(text)
    if not named:
        raise Problem("division-unknown", code=text)
    if len(named) > 1:  # what lies in the desk's own township is meant
        township = session.desk.code[:_TOWNSHIP]
        named = tuple(each for each in named if each.code.startswith(township)) or named
    if len(named) > 1:
        raise Problem("division-ambiguous", name=text, count=len(named))
    return named[0].code


def identity_of(resident: Resident) -> tuple[object, ...]:
    """By what the same resident is known again within one table."""
    if resident.document_number:
        return (resident.document_number,)
    return (resident.name, resident.birth, resident.phone, resident.address)


def _is_known(queries: Queries, resident: Resident) -> bool:
    """Whether this resident was here before the import; rows of the same file are known by `seen`."""
    traits = traits_of(resident)
    if resident.document_number:
        found = queries.residents.lookalikes(traits, limit=1)
        return bool(found) and Alike.DOCUMENT in found[0].reasons
    if any(Alike(sort).suspicious for sort, _ in lookups(traits)):
        rows = [each.row for each in queries.residents.lookalikes(traits, limit=NAMESAKES)]
    else:
        rows = list(queries.find_residents(resident.name, limit=NAMESAKES))
    wanted = identity_of(resident)
    return any((row.name, row.birth, row.phone, row.address) == wanted for row in rows)
