"""Makes the environment and runs things in it: `python3 dev.py VERB` (Windows: `py -3`).

Standard library only, so that it runs before anything is installed.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  said before anything newer is used
    sys.exit("Helpdesk needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PIP = ("-m", "pip", "--disable-pip-version-check")
STAMP = VENV / "installed.sha256"

# What PySide6 needs of Debian and Ubuntu; the wheels bring the rest. (libglib2.0-0 is a virtual
# name of libglib2.0-0t64 since Ubuntu 24.04, and apt resolves it.)
QT_PACKAGES = (
    "libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libfreetype6 libcups2 "
    "libxkbcommon0 libxkbcommon-x11-0 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 "
    "libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-sync1 "
    "libxcb-xfixes0 libxcb-xkb1"
)
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)
SOAK = ("--basetemp", "build/soak", "tests/e2e/test_killed.py", "tests/e2e/test_random_kills.py")
# Files in their order: xdist would begin with those of many tests, and those of few are the longest.
ALL_TESTS = ("-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
MACHINE = "tests/sync/test_machine.py"
LEFTOVERS = (
    "build",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
)


def make_environment() -> None:
    """The virtual environment as pyproject.toml asks, compiled catalogues, a Qt that loads."""
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if not STAMP.exists() or STAMP.read_text(encoding="ascii") != wanted:
        if not has_pip():
            make_venv()
        print("Installing what pyproject.toml names …", flush=True)
        run(PYTHON, *PIP, "install", "--quiet", "-e", ".[dev]")
        STAMP.write_text(wanted, encoding="ascii")
    run(PYTHON, "-m", "tools.catalogues", "--compile")
    check_qt()


def has_pip() -> bool:
    """Whether .venv is there and whole; one that was interrupted while being made is not."""
    command = [str(PYTHON), "-c", "import pip"]
    return PYTHON.exists() and not subprocess.call(command, stderr=subprocess.DEVNULL)


def make_venv() -> None:
    """A new .venv; Debian and Ubuntu keep what this takes in a package of its own."""
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("Python's venv module is incomplete. Run: sudo apt-get install -y python3-venv")
    print("Making .venv …", flush=True)
    run(sys.executable, "-m", "venv", "--clear", VENV)


def check_qt() -> None:
    """Load Qt for real, with X11's plugin where there is X11; say in one line what is missing."""
    code = "import PySide6.QtWidgets, PySide6.QtPrintSupport"
    if sys.platform.startswith("linux") and os.environ.get("DISPLAY"):
        code += (
            "; import ctypes, PySide6.QtCore as core"
            "; where = core.QLibraryInfo.path(core.QLibraryInfo.LibraryPath.PluginsPath)"
            "; ctypes.CDLL(where + '/platforms/libqxcb.so')"
        )
    command = [str(PYTHON), "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
    if sys.platform.startswith("linux"):
        sys.exit(f"Qt does not load ({reason[0]}). Run: sudo apt-get install -y {QT_PACKAGES}")
    sys.exit(f"Qt does not load: {reason[0]}")


def run(*command: str | Path) -> None:
    """Run to the end, from the top of the project; its failure is this program's failure."""
    code = subprocess.call([str(part) for part in command], cwd=ROOT)
    if code:
        sys.exit(code)


def start(rest: list[str]) -> None:
    """The desktop with a practice desk and its own city server."""
    if no_screen():
        sys.exit("There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY). Try: make tour")
    make_environment()
    run(PYTHON, "-m", "helpdesk", "practice", *rest)


def no_screen() -> bool:
    """Whether no window can be shown: on Linux without a display or a chosen Qt platform."""
    ways = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform.startswith("linux") and not any(os.environ.get(way) for way in ways)


def test(rest: list[str]) -> None:
    """Every test, on two cores; or what is named."""
    make_environment()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    run(PYTHON, "-m", "pytest", *(rest or ALL_TESTS))


def soak(rest: list[str]) -> None:
    """A working day killed 500 times, desks and a city killed for 30 minutes, a million simulated worlds;
    the seed is printed, to do it again. Worlds go on where they were stopped (build/worlds.txt)."""
    make_environment()
    os.environ.setdefault("HELPDESK_KILLS", "500")
    os.environ.setdefault("HELPDESK_KILL_SECONDS", "1800")
    os.environ.setdefault("HELPDESK_WORLDS", "1000000")
    kept = ROOT / "build" / "soak-seed.txt"
    if not kept.exists() or "HELPDESK_SEED" in os.environ:
        kept.parent.mkdir(exist_ok=True)
        seed = os.environ.get("HELPDESK_SEED", str(int.from_bytes(os.urandom(4), "big")))
        kept.write_text(seed, encoding="ascii")
    os.environ["HELPDESK_SEED"] = kept.read_text(encoding="ascii")
    print(f"Seed {os.environ['HELPDESK_SEED']}.", flush=True)
    run(PYTHON, "-m", "pytest", "-q", "-s", "-n", "0", *SOAK, *rest)
    run(PYTHON, "-m", "pytest", "-q", "-n", "0", MACHINE, *rest)
    run(PYTHON, "-m", "tests.simulation.soak")
    kept.unlink()


def check(rest: list[str]) -> None:
    """Lint, format, types, layers: all of them, even if one fails."""
    make_environment()
    failed = []
    for command in CHECKS:
        print("· " + " ".join(command), flush=True)
        if subprocess.call([str(PYTHON.parent / command[0]), *command[1:]], cwd=ROOT):
            failed.append(command[0])
    if failed:
        sys.exit("Failed: " + ", ".join(failed))


def tour(rest: list[str]) -> None:
    """The main job walked offscreen, every paper, every screen in every look, and the console; pictures in
    build/tour."""
    make_environment()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    run(PYTHON, "-m", "helpdesk", "tour", *rest)
    if not rest:
        run(PYTHON, "-m", "tests.printing", "build/tour/papers")
        run(PYTHON, "-m", "tests.looks", "build/tour")
        run(PYTHON, "-m", "tests.browser.tour", "build/tour/console")


def bench(rest: list[str]) -> None:
    """The figures, as JSON."""
    make_environment()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    run(PYTHON, "-m", "bench", *rest)


def build(rest: list[str]) -> None:
    """What a machine needs to `dev.py run`, in one archive: build/helpdesk.zip."""
    (ROOT / "build").mkdir(exist_ok=True)
    run("git", "archive", "--prefix=helpdesk/", "--output=build/helpdesk.zip", "HEAD", *rest)


def catalogues(rest: list[str]) -> None:
    """Texts out of the sources into resources/locale; `--from FILE.tsv` brings Chinese."""
    make_environment()
    run(PYTHON, "-m", "tools.catalogues", *rest)


def clean(rest: list[str]) -> None:
    """Away with everything that is made; .venv stays."""
    for name in LEFTOVERS:
        shutil.rmtree(ROOT / name, ignore_errors=True)


VERBS: dict[str, Callable[[list[str]], None]] = {
    "env": lambda rest: make_environment(),
    "run": start,
    "test": test,
    "soak": soak,
    "check": check,
    "tour": tour,
    "bench": bench,
    "build": build,
    "catalogues": catalogues,
    "clean": clean,
}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Helpdesk, for developers.")
    parser.add_argument("verb", choices=VERBS)
    arguments, rest = parser.parse_known_args()
    try:
        VERBS[arguments.verb](rest)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
