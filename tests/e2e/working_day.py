"""A working day in fast motion, until the power goes: types, registers, saves papers, acts, syncs.

    python -m tests.e2e.working_day FOLDER SEED

Says on stdout, after the fact: `draft ID LENGTH`, `case ID NUMBER`, `paper NUMBER FILE`, `act ID`. It never
ends by itself.
"""

import random
import sys
from dataclasses import replace
from pathlib import Path
from threading import Thread

from helpdesk.application.cases import PaperWish, open_case
from helpdesk.application.drafts import save_draft
from helpdesk.application.intake import Intake
from helpdesk.application.progress import act
from helpdesk.bootstrap.exchange import engine_of, exchange
from helpdesk.bootstrap.folder import OpenDesk, open_desk
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.domain import events as ev
from helpdesk.domain.stages import CaseKind
from tests.desk import PASSWORD

WORDS = "三组主路东头两盏路灯半个月不亮，请派人修。"


def say(*words: object) -> None:
    """One line, whole, before anything else happens."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def draft_of(desk: OpenDesk, dice: random.Random) -> tuple[str, Intake]:
    """Typed field by field, each saved."""
    intake = Intake(kind=CaseKind.REQUEST, title="路灯不亮")
    draft = save_draft(desk.session, intake)
    for end in sorted(dice.sample(range(1, len(WORDS)), 3)):
        intake = replace(intake, new_resident={"name": "包玉兰"}, text=WORDS[:end])
        save_draft(desk.session, intake, draft_id=draft.id)
        say("draft", draft.id, end)
    return draft.id, intake


def one_resident(desk: OpenDesk, papers: DeskPapers, dice: random.Random) -> None:
    """From the first key to the paper and the first act."""
    draft_id, intake = draft_of(desk, dice)
    if dice.random() < 0.2:
        return  # somebody else comes first; the draft stays
    made = open_case(desk.session, intake, draft_id=draft_id, paper=PaperWish())
    say("case", made.case, made.number)
    if made.job is not None and dice.random() < 0.5:
        path = desk.store.folder / "papers" / f"{made.number}.pdf"
        papers.save_job(made.job, path=str(path))
        say("paper", made.number, path)
    if dice.random() < 0.5:
        act(desk.session, made.case, ev.Progressed("已联系电工"))
        say("act", made.case)


def main(folder: Path, seed: int) -> None:
    """Work until killed, with an exchange running beside it."""
    dice = random.Random(seed)
    desk = open_desk(folder, password=PASSWORD)
    papers = DeskPapers(desk.session, desk.queries, save=desk.hand_out)
    engine = engine_of(desk)
    papers.render_intake(Intake(kind=CaseKind.REQUEST, title="试"), paper="receipt", size="A5")

    def sync_again_and_again() -> None:
        while True:
            exchange(desk, engine, lambda: False)

    if desk.store.outbox.identity() is not None:
        Thread(target=sync_again_and_again, daemon=True).start()
    say("ready")
    while True:
        one_resident(desk, papers, dice)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
