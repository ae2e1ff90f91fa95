"""Every supported Python in turn; one that is not installed is passed over."""

import nox

nox.options.error_on_missing_interpreters = False


@nox.session(python=["3.11", "3.12", "3.13"])
def test(session: nox.Session) -> None:
    """Every test."""
    session.install("-e", ".[dev]")
    session.run(
        "pytest",
        *(session.posargs or ["-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]),
    )


@nox.session
def check(session: nox.Session) -> None:
    """Lint, format, types and layers."""
    session.install("-e", ".[dev]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")
