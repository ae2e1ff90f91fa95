"""Certificates from earlier cases: known once delivered, gone once renewed or set aside."""

from datetime import date, datetime, timedelta

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.progress import act
from helpdesk.application.renewals import begin_renewal, expiring, settle_renewal
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain import events as ev

MONDAY = date(2026, 11, 23)


def issued(desk: OpenDesk, who: str, until: date) -> str:
    """A case of this resident, delivered with a certificate."""
    session = desk.session
    intake = Intake(new_resident={"name": who}, matter="TL-0071")
    case = open_case(session, intake).case
    act(session, case, ev.Answered("准予", "食品经营许可证 1"))
    act(session, case, ev.Delivered("pick_up", who, valid_until=until))
    return case


def test_what_expires_is_offered_and_quietly_goes(desk: OpenDesk) -> None:
    session, certificates = desk.session, desk.queries.certificates
    soon = issued(desk, "哈斯", MONDAY + timedelta(days=12))
    issued(desk, "陈玉梅", MONDAY + timedelta(days=61))
    over = issued(desk, "格日勒图", MONDAY - timedelta(days=3))
    issued(desk, "包玉兰", MONDAY - timedelta(days=91))
    found = expiring(certificates, today=MONDAY, limit=9)
    assert [each.case for each in found] == [over, soon]
    assert (found[1].applicant, found[1].document) == ("哈斯", "食品经营许可证 1")
    settle_renewal(session, over, reason="已搬走")
    assert [each.case for each in expiring(certificates, today=MONDAY, limit=9)] == [soon]
    draft = begin_renewal(session, found[1])
    assert (draft.intake.resident, draft.intake.matter) == (found[1].resident, "TL-0071")
    assert draft.intake.materials
    session.clock.local = datetime(2026, 11, 24, 9)
    open_case(session, draft.intake, draft_id=draft.id)
    assert expiring(certificates, today=MONDAY, limit=9) == []
    desk.store.rebuild()
    assert expiring(certificates, today=MONDAY, limit=9) == []
