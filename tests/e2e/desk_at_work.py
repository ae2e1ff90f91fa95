"""A desk with a bad line and a stick, until it is killed: registers, notes, attaches, syncs, carries.

    python -m tests.e2e.desk_at_work FOLDER STICK SEED

The window's own sync worker runs beside it. Says on stdout, after the fact: `ready`, `act WORD` for
each word that stands in a record by now, `file SHA256`, `bundle`, `return`. It never ends by itself.
"""

import io
import random
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QCoreApplication

from helpdesk.application.cases import open_case
from helpdesk.application.files import Filing, attach_file, keep_file
from helpdesk.application.intake import Intake
from helpdesk.application.queries import CaseFilter
from helpdesk.bootstrap.carriage import Carriage
from helpdesk.bootstrap.desk_sync import DeskSync
from helpdesk.bootstrap.filing import filing_of
from helpdesk.bootstrap.folder import OpenDesk, open_desk
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain import events as ev
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from tests.desk import PASSWORD

# What a person would be told while the city is away, a stick half copied, or the machine's disk short
# of room for photographs; all else is a defect.
EXPECTED = ("bundle-missing", "bundle-damaged", "bundle-old", "stick-gone", "attachment-no-room")

PACE = 0.1  # seconds between two acts, at most: hours of a counter in minutes


def say(*words: str) -> None:
    """One line, whole, before anything else happens."""
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


@contextmanager
def as_told() -> Iterator[None]:
    """What is done here may end as a person would be told."""
    try:
        yield
    except Problem as problem:
        if problem.code not in EXPECTED:
            raise


class Work:
    """What somebody at this desk may do next."""

    def __init__(self, desk: OpenDesk, filing: Filing, stick: Path, dice: random.Random) -> None:
        self.desk, self.filing, self.stick, self.dice = desk, filing, stick, dice

    def word(self) -> str:
        """Nothing else in the world holds it."""
        return f"w{self.dice.getrandbits(64):016x}"

    def register(self) -> None:
        word = self.word()
        who = {"name": "包玉兰"}
        intake = Intake(kind=CaseKind.REQUEST, title="路灯不亮", text=word, new_resident=who)
        open_case(self.desk.session, intake)
        say("act", word)

    def note(self) -> None:
        """On any case that is seen here, also another desk's."""
        if case := self.some_case():
            word = self.word()
            note = ev.Noted(word)
            with self.desk.store.unit_of_work() as work:
                moment = self.desk.clock.now()
                work.append(case, note, author=self.desk.session.author, moment=moment)
            say("act", word)

    def attach(self) -> None:
        if case := self.some_case():
            with as_told():
                file = keep_file(self.filing, self.desk.session, picture(self.dice))
                attach_file(self.desk.session, case, file)
                say("file", file.sha256)

    def export(self) -> None:
        Carriage(self.desk).export(self.stick)
        say("bundle")

    def take_in(self) -> None:
        with as_told():
            Carriage(self.desk).take_all(self.stick)
        say("return")

    def some_case(self) -> str:
        count = self.desk.queries.count_cases(CaseFilter())
        if not count:
            return ""
        at = self.dice.randrange(count)
        return self.desk.queries.cases(CaseFilter(), offset=at, limit=1)[0].id


def picture(dice: random.Random) -> bytes:
    """A photograph that nothing else is like; some have several pieces."""
    edge = dice.choice((60, 120, 700))
    target = io.BytesIO()
    Image.frombytes("L", (edge, edge), dice.randbytes(edge * edge)).save(target, "PNG")
    return target.getvalue()


def main(folder: Path, stick: Path, seed: int) -> None:
    """Work until killed."""
    dice, application = random.Random(seed), QCoreApplication([])
    desk = open_desk(folder, password=PASSWORD)
    work = Work(desk, filing_of(desk.store), stick, dice)
    acts = (work.register, work.note, work.attach, work.export, work.take_in)
    with closing(
        DeskSync(desk, Settings(folder))
    ) as sync:  # or a defect would leave its thread behind
        sync.start()
        say("ready")
        while True:
            dice.choices(acts, (10, 14, 3, 1, 1))[0]()
            if dice.random() < 0.3:
                sync.now()
            application.processEvents()
            time.sleep(dice.uniform(0, PACE))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
