"""Dispatch as the city's people do it in the browser: the whole loop, batches, duplicates, uploads."""

from collections.abc import Iterator
from html import unescape

import pytest

from helpdesk.domain import events as ev
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n.history import describe
from helpdesk.i18n.words import OUTCOMES, word
from helpdesk.server.acting import RESULT_MAX
from helpdesk.server.people import Role
from helpdesk.server.principal import Principal
from helpdesk.server.queue import QueueWish, Sort, View
from tests.server.dispatching import PDF, Browser, Desks, request, signed_in
from tests.server.running import VILLAGE, RunningCity
from tests.sync.filing import carry


@pytest.fixture(scope="module")
def desks(city: RunningCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    made = Desks.enrolled(tmp_path_factory.mktemp("desks"), city)
    yield made
    made.close()


@pytest.fixture(scope="module")
def dispatcher(city: RunningCity) -> Iterator[Browser]:
    with signed_in(city) as browser:
        yield browser


@pytest.fixture(scope="module")
def supervisor(city: RunningCity) -> Iterator[Browser]:
    with signed_in(city, Role.SUPERVISOR) as browser:
        yield browser


@pytest.fixture(scope="module")
def handler(city: RunningCity) -> Iterator[Browser]:
    with signed_in(city, Role.DEPARTMENT_HANDLER, department="住建局") as browser:
        yield browser


def sent(desks: Desks, **more: object) -> str:
    case = request(desks.village, **more)  # type: ignore[arg-type]
    assert desks.village.sync().synced
    return case


def on_the_desk(desks: Desks, case: str) -> list[ev.Body]:
    """What the desk has of a case after its next sync."""
    assert desks.village.sync().synced
    file = desks.village.store.queries.case_file(case)
    assert file is not None
    return [event.body for event in file.events]


def test_from_dispatch_to_answer_and_every_act_reaches_the_desk(
    desks: Desks, dispatcher: Browser, supervisor: Browser, handler: Browser
) -> None:
    case = sent(desks)
    assert dispatcher.act(case, "dispatch", department="住建局").status_code == 200
    gone = handler.act(case, "return", reason="供热归城管局")
    assert gone.status_code == 200
    assert gone.url.path == "/console/cases", "it is not this department's to see any more"
    assert dispatcher.act(case, "contest", reason="三定方案写明归住建局").status_code == 200
    assert "三定方案" in supervisor.get("cases", view="disputed").text or (
        case in supervisor.get("cases", view="disputed").text
    )
    assert supervisor.act(case, "review", department="住建局", words="按三定").status_code == 200
    assert handler.act(case, "sign_for").status_code == 200
    assert handler.act(case, "ask_extension", days="3", reason="等配件").status_code == 200
    assert supervisor.act(case, "approve_extension", words="同意").status_code == 200
    form = handler.fields(f"cases/{case}", f"cases/{case}/answer")
    done = handler.post_files(
        f"cases/{case}/answer", {**form, "words": "已恢复供热"}, ("结果.pdf", PDF)
    )
    assert done.status_code == 200, done.text
    assert "结果.pdf" in done.text
    bodies = on_the_desk(desks, case)
    kinds = [type(body) for body in bodies]
    assert kinds[1:] == [
        *(ev.Dispatched, ev.Returned, ev.ReturnDisputed, ev.ReturnReviewed, ev.SignedFor),
        *(ev.ExtensionAsked, ev.ExtensionDecided, ev.Extended, ev.FileAttached, ev.Answered),
    ]
    assert all(describe(body) for body in bodies)
    file = desks.village.store.queries.case_file(case)
    assert file is not None
    assert (file.case.stage, file.case.department) == (Stage.ANSWERED, "住建局")
    desks.village.store.files.want([file.case.files[0].file.sha256])
    assert carry(desks.village).fetched == 1, "the result document comes when it is opened"
    assert not file.case.anomalies


def test_the_result_can_be_opened_by_whoever_sees_the_case(
    desks: Desks, dispatcher: Browser, city: RunningCity
) -> None:
    case = sent(desks)
    form = dispatcher.fields(f"cases/{case}", f"cases/{case}/answer")
    files = (("a.pdf", PDF), ("b.png", b"\x89PNG\r\n\x1a\n picture"))
    dispatcher.post_files(f"cases/{case}/answer", {**form, "words": "好"}, *files)
    attached = [each for each in on_the_desk(desks, case) if isinstance(each, ev.FileAttached)]
    assert [each.media_type for each in attached] == ["application/pdf", "image/png"]
    shown = dispatcher.get(f"cases/{case}/files/{attached[0].sha256}")
    assert shown.content == PDF
    with signed_in(city, Role.DEPARTMENT_HANDLER, department="文旅局") as stranger:
        assert stranger.get(f"cases/{case}/files/{attached[0].sha256}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("结果.exe", b"MZ\x90\x00", 422),
        ("结果.pdf", b"<script>alert(1)</script>", 422),
        ("大.pdf", b"%PDF-" + bytes(RESULT_MAX), 422),
        ("很大.pdf", b"%PDF-" + bytes(5 * RESULT_MAX + 200_000), 413),
    ],
)
def test_a_wrong_upload_gets_a_sentence_and_records_nothing(
    desks: Desks, dispatcher: Browser, name: str, content: bytes, status: int
) -> None:
    case = sent(desks)
    form = dispatcher.fields(f"cases/{case}", f"cases/{case}/answer")
    told = dispatcher.post_files(
        f"cases/{case}/answer", {**form, "words": "写了很久"}, (name, content)
    )
    assert told.status_code == status
    assert 'role="alert"' in told.text
    if status == 422:
        assert "写了很久" in told.text
        assert name in told.text
    assert len(on_the_desk(desks, case)) == 1


NASTY = ("'; DROP TABLE event; --", "<script>alert(1)</script>", "{{ 7*7 }}", "𠮷" * 5_000)


@pytest.mark.parametrize("text", NASTY)
def test_whatever_is_typed_is_only_text(desks: Desks, dispatcher: Browser, text: str) -> None:
    case = sent(desks)
    done = dispatcher.act(case, "dispatch", department=text[:100], words=text)
    assert done.status_code == 200
    page = dispatcher.get(f"cases/{case}").text
    assert "<script>alert" not in page
    assert text in unescape(page)
    (_, dispatched) = on_the_desk(desks, case)
    assert dispatched == ev.Dispatched(department=text[:100], words=text)
    too_long = dispatcher.act(case, "progress", words="长" * 10_001)
    assert too_long.status_code == 422
    for question in ("text", "division", "department", "kind", "mark", "sort", "view", "after"):
        assert dispatcher.get("cases", **{question: text[:300]}).status_code == 200


def test_one_act_on_several_rows_each_with_its_result(desks: Desks, dispatcher: Browser) -> None:
    cases = [sent(desks, title=f"第{n}件") for n in range(3)]
    token = dispatcher.fields("cases", "batch")["form_token"]
    file = desks.village.store.queries.case_file
    rows = {f"row-{case}": str(len(file(case).events)) for case in cases}  # type: ignore[union-attr]
    form = {"form_token": token, "act": "dispatch", **rows}
    page = dispatcher.post("batch", form)
    assert page.status_code == 200
    assert all(f'name="row-{case}"' in page.text for case in cases)
    assert dispatcher.act(cases[1], "dispatch", department="民政局").status_code == 200
    form |= {"once": "b-1", "department": "城管局", "words": ""}
    told = dispatcher.post("batch/dispatch", form)
    assert "3 件中已办 2 件" in told.text
    again = dispatcher.post("batch/dispatch", form)
    assert "3 件中已办 2 件" in again.text
    for case, department in zip(cases, ("城管局", "民政局", "城管局"), strict=True):
        bodies = on_the_desk(desks, case)
        assert bodies[1:] == [ev.Dispatched(department=department)]
    nothing = dispatcher.post("batch", {"form_token": token, "act": "dispatch"})
    assert nothing.status_code == 422
    foreign = dispatcher.post("batch", {**form, "act": "answer"})
    assert foreign.status_code == 404


def test_duplicates_of_two_desks_side_by_side_merged_and_taken_apart(
    desks: Desks, dispatcher: Browser
) -> None:
    who = {"name": "王德福", "phone": "13947516702", "text": "十里铺的自来水发黄"}
    main = request(desks.other, "自来水发黄", **who)  # type: ignore[arg-type]
    assert desks.other.sync().synced
    case = sent(desks, title="十里铺自来水黄", name="李秀英", text=who["text"])
    page = dispatcher.get(f"cases/{case}/duplicates").text
    number = desks.other.store.queries.case_file(main).row.number  # type: ignore[union-attr]
    mine = desks.village.store.queries.case_file(case).row.number  # type: ignore[union-attr]
    assert number in page
    form = dispatcher.fields(f"cases/{case}/duplicates", f"cases/{case}/merge") | {"into": number}
    for _ in range(2):  # posted twice: one effect
        assert dispatcher.post(f"cases/{case}/merge", form).status_code == 200
    assert on_the_desk(desks, case)[1:] == [ev.Merged(into=number)]
    assert desks.other.sync().synced
    held = desks.other.store.queries.case_file(main)
    assert held is not None
    assert held.case.dispatching.joined == (mine,)
    assert number in dispatcher.get(f"cases/{case}").text
    form = dispatcher.fields(f"cases/{case}", f"cases/{case}/unmerge")
    assert dispatcher.post(f"cases/{case}/unmerge", {**form, "reason": "两栋楼"}).status_code == 200
    assert on_the_desk(desks, case)[-1] == ev.Unmerged(reason="两栋楼")
    assert desks.other.sync().synced
    held = desks.other.store.queries.case_file(main)
    assert held is not None
    assert held.case.dispatching.joined == ()
    for into, status in ((mine, 422), ("BA-0000", 422), ("", 422)):
        form = dispatcher.fields(f"cases/{case}/duplicates", f"cases/{case}/merge")
        told = dispatcher.post(f"cases/{case}/merge", {**form, "into": into})
        assert told.status_code == status


def test_the_catalogue_proposes_and_people_dispatch(
    desks: Desks, dispatcher: Browser, city: RunningCity
) -> None:
    token = dispatcher.fields("catalogue", "catalogue")["form_token"]
    line = {"form_token": token, "kind": "words", "words": "停水", "department": "水务局"}
    assert dispatcher.post("catalogue", line).status_code == 200
    table = "类型,事项或词语,承办单位\n词语,自来水,供水公司\n".encode("gb18030")
    taken = dispatcher.post_files(
        "catalogue/table", {"form_token": token}, ("目录.csv", table), field="table"
    )
    assert "供水公司" in taken.text
    assert "李丽 " in taken.text.split("供水公司")[1][:80], "who changed it, by name"
    case = sent(desks, title="自来水停水两天")
    page = dispatcher.get(f"cases/{case}").text
    assert page.index("供水公司") < page.index("水务局"), "the longer words come first"
    assert "近期有" not in page
    assert 'id="dispatch-department" name="department" list="departments" value=""' in page
    dispatcher.act(case, "dispatch", department="水务局")
    again = sent(desks, title="停水")
    assert "近期有 1 件派往该单位" in dispatcher.get(f"cases/{again}").text
    for content in (b"a,b\n1,2\n", b"\x00\x01", "词语,承办单位\n取暖,\n".encode()):
        told = dispatcher.post_files(
            "catalogue/table", {"form_token": token}, ("x.csv", content), field="table"
        )
        assert told.status_code == 422
        assert 'role="alert"' in told.text
    dispatcher.post("catalogue/drop", {"form_token": token, "kind": "words", "words": "停水"})
    assert "水务局" not in dispatcher.get("catalogue").text
    with signed_in(city, Role.DEPARTMENT_HANDLER, department="水务局") as other:
        assert other.get("catalogue").status_code == 403
        line["form_token"] = other.fields("account", "account/password")["form_token"]
        assert other.post("catalogue", line).status_code == 403


def test_three_levels_pass_a_case_up_and_down(
    desks: Desks, dispatcher: Browser, city: RunningCity
) -> None:
    case = sent(desks)
    with (
        signed_in(city, Role.TOWNSHIP_LEAD, division=VILLAGE[:9]) as lead,
        signed_in(city, Role.DISPATCHER, division=VILLAGE[:6]) as county,
    ):
        assert lead.act(case, "pass_up", to="150502", reason="需旗县协调").status_code == 200
        county.act(case, "pass_down", to=VILLAGE[:9], words="请先入户")
        assert lead.act(case, "answer", words="已入户解决").status_code == 200
        kinds = [type(body) for body in on_the_desk(desks, case)]
        assert kinds[1:] == [ev.PassedUp, ev.PassedDown, ev.Answered]
        other = sent(desks)
        assert dispatcher.act(other, "dispatch", department="民政局").status_code == 200
        form = lead.fields(f"cases/{other}", f"cases/{other}/acts/note")
        told = lead.post_files(f"cases/{other}/answer", {**form, "words": "越级"})
        assert told.status_code == 422
        assert "承办单位" in told.text
        told = lead.post(f"cases/{other}/acts/pass_up", {**form, "to": "150526", "reason": "x"})
        assert told.status_code == 422


def test_after_three_rounds_raising_is_proposed_and_a_person_decides(
    desks: Desks, dispatcher: Browser, supervisor: Browser
) -> None:
    case = sent(desks, title="反复转办")
    dispatcher.act(case, "dispatch", department="住建局")
    for department in ("城管局", "民政局", "水务局"):
        assert case not in dispatcher.get("cases", view="to_raise").text
        dispatcher.act(case, "reassign", department=department, reason="职责不清")
    assert case in dispatcher.get("cases", view="to_raise").text
    assert "建议提级" in supervisor.get(f"cases/{case}").text
    assert supervisor.act(case, "raise", to="1505", reason="三次转办").status_code == 200
    assert case not in dispatcher.get("cases", view="to_raise").text
    assert on_the_desk(desks, case)[-1] == ev.Raised(reason="三次转办", to="1505")


def test_a_blocked_matter_has_its_list_and_its_outcome(desks: Desks, dispatcher: Browser) -> None:
    case = sent(desks, title="宅基地确权办不成", kind=CaseKind.BLOCKED)
    assert case in dispatcher.get("cases", view="blocked").text
    dispatcher.act(case, "settle_blocked", outcome="solved", words="当场录入")
    assert word(OUTCOMES, "solved") in dispatcher.get("cases", view="blocked").text
    assert on_the_desk(desks, case)[-1] == ev.BlockedSettled("solved", "当场录入")


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_go_on_where_the_last_one_ended(
    desks: Desks, dispatcher: Browser, city: RunningCity, sort: Sort
) -> None:
    """Each case once, in order, whatever page it is on, and the count is that of the pages."""
    for n in range(3):
        sent(desks, title=f"翻页{n}", urgent=n == 1)
    queue = city.inside.queue(Principal.person(dispatcher.login))
    view = View.ALL if sort is Sort.NEWEST else View.OPEN
    after, seen = "", []
    while True:
        page = queue.page(QueueWish(view=view, sort=sort, after=after), limit=2)
        seen += [each.row.id for each in page.rows]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == page.total
    whole = queue.page(QueueWish(view=view, sort=sort), limit=1000)
    assert [each.row.id for each in whole.rows] == seen
    assert queue.counts([view], QueueWish())[view] == len(seen)
