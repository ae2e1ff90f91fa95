"""Merging two records of one person field by field, undoing it, and authorising proxies."""

from dataclasses import replace
from datetime import date

import pytest

from helpdesk.application.proxies import NewProxy, authorise_proxy, revoke_proxy
from helpdesk.application.resident_merging import merge_residents, tell_apart, undo_merge
from helpdesk.application.residents import change_resident, record_resident
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain.problems import Problem
from helpdesk.domain.resident_events import Power
from helpdesk.domain.residents import DocumentKind, Resident, Validity

BORN = date(1958, 3, 12)
NUMBER = "440524188001010014"


def two(desk: OpenDesk) -> tuple[str, str]:
    one = Resident("", "包玉兰", birth=BORN, sex="female", phones=("13847501234",))
    other = Resident(
        *("", "包玉蘭", DocumentKind.RESIDENT_ID, NUMBER), phones=("13900000000",), address="三组"
    )
    return record_resident(desk.session, one), record_resident(desk.session, other)


def known(desk: OpenDesk, resident: str) -> Resident:
    found = desk.queries.resident(resident)
    assert found is not None
    return found


def test_each_field_is_chosen_and_the_undo_puts_all_back(desk: OpenDesk) -> None:
    kept, gone = two(desk)
    before = known(desk, kept)
    merge_residents(
        desk.session, kept, gone, other=("document_number", "address"), both=("phones",)
    )
    merged = known(desk, kept)
    assert (merged.name, merged.document_number, merged.address) == ("包玉兰", NUMBER, "三组")
    assert merged.phones == ("13847501234", "13900000000")
    assert (merged.birth, merged.sex) == (date(1880, 1, 1), "male")  # as the card says
    assert desk.queries.residents.shown(gone) == kept
    undo_merge(desk.session, desk.queries.residents, gone, reason="是两个人")
    assert known(desk, kept) == before
    assert desk.queries.residents.shown(gone) == gone
    with pytest.raises(Problem, match="merge-none"):
        undo_merge(desk.session, desk.queries.residents, gone, reason="是两个人")


def test_what_was_changed_after_the_merge_stays(desk: OpenDesk) -> None:
    kept, gone = two(desk)
    merge_residents(desk.session, kept, gone, other=("address",), both=("phones",))
    change_resident(desk.session, kept, {"address": "五组"})
    undo_merge(desk.session, desk.queries.residents, gone, reason="是两个人")
    assert (known(desk, kept).address, known(desk, kept).phones) == ("五组", ("13847501234",))


def test_merging_nonsense_is_refused(desk: OpenDesk) -> None:
    kept, gone = two(desk)
    for one, other, code in (
        (kept, kept, "merge-self"),
        (kept, "f" * 32, "resident-unknown"),
    ):
        with pytest.raises(Problem, match=code):
            merge_residents(desk.session, one, other, other=(), both=())
    merge_residents(desk.session, kept, gone, other=(), both=())
    with pytest.raises(Problem, match="merge-already"):
        merge_residents(desk.session, kept, gone, other=(), both=())
    with pytest.raises(Problem, match="merge-self"):
        tell_apart(desk.session, kept, kept)


PROXY = NewProxy(
    "包国庆", date(2026, 11, 23), date(2026, 12, 31), phone="138 4750 1234", powers=(Power.HAND_IN,)
)


def test_a_proxy_is_authorised_and_revoked(desk: OpenDesk) -> None:
    kept, _ = two(desk)
    given = authorise_proxy(desk.session, kept, PROXY)
    (authorisation,) = known(desk, kept).authorisations
    assert (authorisation.id, authorisation.phone) == (given, "13847501234")
    revoke_proxy(desk.session, kept, given, reason="本人自己来办")
    (authorisation,) = known(desk, kept).authorisations
    assert authorisation.validity(PROXY.begins) is Validity.REVOKED
    with pytest.raises(Problem, match="proxy-unknown"):
        revoke_proxy(desk.session, kept, given, reason="又一次")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "name-empty"),
        ({"ends": date(2026, 11, 22)}, "proxy-period"),
        ({"begins": date(2026, 1, 1), "ends": date(2026, 11, 22)}, "proxy-ended"),
        ({"powers": ()}, "proxy-powers"),
        ({"matters": ("没有",)}, "matter-unknown"),
        ({"document_number": "11010519491231002Y"}, "id-character"),
        ({"phone": "1"}, "phone-digits"),
    ],
)
def test_proxies_are_checked(desk: OpenDesk, changes: dict[str, object], code: str) -> None:
    kept, _ = two(desk)
    with pytest.raises(Problem, match=code):
        authorise_proxy(desk.session, kept, replace(PROXY, **changes))  # type: ignore[arg-type]
    assert known(desk, kept).authorisations == ()


def test_nobody_is_their_own_proxy(desk: OpenDesk) -> None:
    kept, _ = two(desk)
    with pytest.raises(Problem, match="proxy-self"):
        authorise_proxy(desk.session, kept, replace(PROXY, resident=kept))
