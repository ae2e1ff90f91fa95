"""A process that makes the ladder's rounds until it is killed; says so after its first one."""

import sys
from pathlib import Path

from helpdesk.bootstrap.city_ladder import LadderThread
from helpdesk.bootstrap.city_parts import open_city


def main() -> None:
    """`ladder_child DATA URL`."""
    with open_city(Path(sys.argv[1]), sys.argv[2]) as city:
        thread = LadderThread.of(city)
        done = thread.once()
        sys.stdout.write("made\n" if done else "waits\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
