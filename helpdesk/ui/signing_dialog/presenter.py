"""Decides what the signing dialog shows and does. Plain Python."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from helpdesk.application.signing import Given, ToSign
from helpdesk.domain.problems import Problem
from helpdesk.domain.signing_events import UNSIGNED, PaperSigned, SigningWay
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import PAPERS, word
from helpdesk.ui.files.taking import Blackened, Source
from helpdesk.ui.presenting import PageImage, Workbench


class Signing(Protocol):
    """Signatures of an open desk. All background work."""

    def show(
        self, case_id: str, paper: str, *, ticks: tuple[str, ...] = ()
    ) -> tuple[ToSign, Sequence[PageImage]]:
        """The paper to be signed, fixed as it is shown, and its pages."""
        ...

    def picture(self, content: bytes) -> tuple[bytes, bytes]:
        """A signature cut to its ink, and its thumbnail."""
        ...

    def sign(self, case_id: str, shown: ToSign, given: Given) -> PaperSigned:
        """Record it, with the picture and the sealed PDF."""
        ...


class SigningView(Protocol):
    """What the presenter asks of the dialog."""

    def show_paper(self, name: str, pages: Sequence[PageImage], *, signer: str) -> None: ...
    def show_boxes(self, boxes: Sequence[str]) -> None: ...
    def show_picture(self, content: bytes) -> None: ...
    def fail(self, sentence: str) -> None: ...
    def finish(self) -> None: ...


class SigningPresenter:
    """One paper of one case."""

    def __init__(
        self, case_id: str, paper: str, *, bench: Workbench, signing: Signing, view: SigningView
    ) -> None:
        self._case_id, self._paper = case_id, paper
        self._bench = bench
        self._signing = signing
        self._view = view
        self._shown: ToSign | None = None
        self._picture = b""

    def open(self, ticks: Collection[str] = ()) -> None:
        """Show the paper as it is now, with these boxes ticked: that is what will be signed."""
        self._bench.background.run(
            lambda: self._signing.show(self._case_id, self._paper, ticks=tuple(ticks)),
            done=self._show,
            failed=self._failed,
            key="to-sign",
        )

    def take(self, sources: Sequence[Source]) -> None:
        """A photograph or a scan of the signature or the thumb-print."""
        if sources:
            self._bench.background.run(
                partial(self._read, sources[0]), done=self._taken, failed=self._failed
            )

    def forget(self) -> None:
        """Another way was chosen: the picture taken before is not this one's."""
        self._picture = b""

    def sign(self, given: Given, *, drawn: Callable[[], bytes]) -> None:
        """Done: `drawn` is what was written on the pad."""
        shown = self._shown
        if shown is None:
            return
        raw = drawn() if given.way == SigningWay.PAD else self._picture
        self._bench.background.run(
            partial(self._record, shown, given, raw), done=self._signed, failed=self._refused
        )

    # -- inside

    def _record(self, shown: ToSign, given: Given, raw: bytes) -> PaperSigned:
        picture = thumbnail = b""
        if raw and given.way not in UNSIGNED:
            picture, thumbnail = self._signing.picture(raw)
        given = Given(
            given.way, given.by, picture, thumbnail, witness=given.witness, reason=given.reason
        )
        return self._signing.sign(self._case_id, shown, given)

    def _read(self, source: Source) -> bytes:
        if isinstance(source, Path):
            return self._bench.filing.preparing.read(source)
        return source.content if isinstance(source, Blackened) else source

    def _taken(self, raw: bytes) -> None:
        self._picture = raw
        self._view.show_picture(raw)

    def _show(self, found: tuple[ToSign, Sequence[PageImage]]) -> None:
        self._shown, pages = found
        name = word(PAPERS, self._paper)
        self._view.show_boxes(self._shown.boxes)
        self._view.show_paper(name, pages, signer=self._shown.signer)

    def _signed(self, body: PaperSigned) -> None:
        name = word(PAPERS, self._paper)
        text = _("Signed: {paper}") if body.image else _("Recorded without a signature: {paper}")
        self._bench.navigator.say(text.format(paper=name), tone="success", topic="signed")
        self._view.finish()

    def _refused(self, problem: Problem) -> None:
        self._failed(problem)
        if problem.code == "signing-changed" and self._shown is not None:
            self.open(self._shown.ticks)

    def _failed(self, problem: Problem) -> None:
        self._view.fail(sentence(problem))
