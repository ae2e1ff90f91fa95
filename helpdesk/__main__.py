"""`python -m helpdesk` and the command `helpdesk`."""

import sys


def main() -> int:
    """Run the command line; answers its exit code."""
    from helpdesk.bootstrap.command_line import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
