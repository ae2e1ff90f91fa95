"""An agent who never stops: types, registers, saves papers and syncs in the real window.

`python -m tests.e2e.at_the_counter FOLDER PAPERS SEED` says on stdout what is durable by now, until it
is killed: `ready`, `draft TITLE`, `registered TITLE NUMBER`, `paper TITLE`.
"""

import random
import sys
from pathlib import Path

from PySide6.QtCore import Qt

from tests.e2e.window import Window, window

NAMES = ("乌云", "包玉兰", "特木尔", "𠮷桂兰")
MATTERS = ("zdsh", "gl", "jhsy")


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


def work(seen: Window, papers: Path, dice: random.Random) -> None:
    """One resident at the counter."""
    title = f"路灯不亮{dice.getrandbits(48):012x}"
    seen.new_intake(request=True)
    seen.new_resident(dice.choice(NAMES), address="三组")
    seen.tell(title, "半个月不亮。\n" * dice.randrange(1, 60))
    seen.wait(lambda: any(d.title == title for d in seen.drafts()), "the draft on the disk")
    say("draft", title)
    if dice.random() < 0.2:
        seen.presenter.put_aside()
        return
    seen.register()
    seen.save_paper(papers / f"{title}.pdf")
    queries = seen.workplace.bench.queries
    seen.wait(lambda: queries.find(title, limit=1), "the case")
    say("registered", title, queries.find(title, limit=1)[0].number)
    if dice.random() < 0.5:
        seen.tour.press(Qt.Key.Key_F9)
    seen.wait((papers / f"{title}.pdf").exists, "the paper")
    say("paper", title)


def main(folder: Path, papers: Path, seed: str) -> None:
    dice = random.Random(seed)
    with window(folder) as seen:
        seen.unlock()
        say("ready")
        while True:
            work(seen, papers, dice)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
