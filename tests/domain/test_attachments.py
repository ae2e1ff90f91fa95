"""Files of a case in its fold."""

from helpdesk.domain import events as ev
from helpdesk.domain.cases import fold_case
from tests.domain.test_cases import CASE, event, registered

PHOTO = ev.FileAttached(sha256="ab" * 32, size=5, media_type="image/jpeg", line=1)


def folded(*bodies: ev.Body) -> list[tuple[str, int, bool]]:
    history = [event(body, dseq=n) for n, body in enumerate((registered(), *bodies), start=1)]
    return [(*each.key, each.withdrawn) for each in fold_case(CASE, history).files]


def test_a_file_may_show_two_materials() -> None:
    other = ev.FileAttached(sha256=PHOTO.sha256, size=5, media_type="image/jpeg", line=0)
    assert folded(PHOTO, other) == [(PHOTO.sha256, 1, False), (PHOTO.sha256, 0, False)]


def test_attached_at_two_desks_is_one_file() -> None:
    assert folded(PHOTO, PHOTO) == [(PHOTO.sha256, 1, False)]


def test_withdrawn_is_kept_and_may_come_back() -> None:
    gone = ev.FileWithdrawn(sha256=PHOTO.sha256, line=1, reason="拍错了")
    assert folded(PHOTO, gone) == [(PHOTO.sha256, 1, True)]
    assert folded(PHOTO, gone, PHOTO) == [(PHOTO.sha256, 1, False)]
    assert folded(gone) == []
