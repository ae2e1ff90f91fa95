"""`python -m helpdesk` and the command `helpdesk`."""

import sys


def main() -> int:
    """Run the command line; answers its exit code."""
    try:
        from helpdesk.bootstrap.command_line import main as run
    except KeyboardInterrupt:  # so early that nothing can be said yet
        return 130
    return run()


if __name__ == "__main__":
    sys.exit(main())
