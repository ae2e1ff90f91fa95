"""Every page of the console and of the residents, as pictures: `python -m tests.browser.tour OUT`."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from helpdesk.server.people import Person, Role
from helpdesk.server.postgres.embedded import own_postgres
from helpdesk.server.principal import SYSTEM
from tests.browser.chromium import Seat
from tests.browser.content import Content, fill
from tests.browser.world import World, opened
from tests.server.running import OTHER_VILLAGE, VILLAGE, fresh_database

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
PHONE = (390, 844)


@dataclass(frozen=True, slots=True)
class Shot:
    """A page as somebody of this role sees it; `press` is what is clicked there, after the first two rows
    were ticked where `ticked`."""

    name: str
    role: Role
    path: str
    press: str = ""
    ticked: bool = False


def shots(content: Content) -> list[Shot]:
    """Every page of the console."""
    case = content.case
    of = {
        Role.DISPATCHER: {
            "queue": "/console/cases",
            "queue-all": "/console/cases?view=all",
            "queue-found": "/console/cases?text=供热",
            "queue-empty": "/console/cases?text=没有这样的件",
            "queue-narrow": "/console/cases?view=to_call&mark=urgent",
            "case-doubt": case("门牌号写得不一致"),
            "case-new": case("小区停暖没人管"),
            "case-returned": case("十里铺自来水发黄"),
            "case-files": case("村口路灯不亮"),
            "case-extension": case("合作社贷款贴息迟迟不到账"),
            "case-callback": case("校车路线调整建议"),
            "case-redone": case("桥面护栏断了没人修"),
            "case-closed": case("表扬代办员"),
            "case-secret": case("举报低保分配不公"),
            "case-matter": case("残疾人证换领"),
            "case-blocked": case("办不成事"),
            "duplicates": case("小区停暖没人管") + "/duplicates",
            "slips": "/console/slips",
            "slips-empty": "/console/slips?text=没有这样的单",
            "ladder": case("围栏补贴没有发") + "/ladder",
            "slip": case("围栏补贴没有发") + f"/slips/{content.slip}",
            "altered": "/console/altered",
            "files": "/console/files",
            "catalogue": "/console/catalogue",
            "rules-seen": "/console/rules",
            "asides": "/console/asides",
            "bundles": "/console/bundles",
            "devices": "/console/devices",
            "device": f"/console/devices/{content.device}",
            "notices": "/console/notices",
            "check": "/console/check",
            "plates": f"/console/plates?desk={OTHER_VILLAGE}",
            "plates-sheet": f"/console/plates/{OTHER_VILLAGE}/sheet",
            "account": "/console/account",
            "problem": "/console/cases/0",
        },
        Role.SUPERVISOR: {
            "queue-disputed": "/console/cases?view=disputed",
            "case-disputed": case("草场边界纠纷请求调解"),
            "ladder-sign": case("围栏补贴没有发") + "/ladder",
            "rules": "/console/rules",
        },
        Role.AUDITOR: {
            "people": "/console/people",
            "audit": "/console/audit",
            "audit-empty": "/console/audit?what=plates.made&until=2026-01-01",
        },
        Role.ADMINISTRATOR: {
            "seals": "/console/seals",
            "people-admin": "/console/people",
            "person": f"/console/people/{content.login}",
            "asides-admin": "/console/asides",
        },
    }
    pages = [Shot(name, role, path) for role, paths in of.items() for name, path in paths.items()]
    pages += [
        Shot("batch", Role.DISPATCHER, "/console/cases", press="派单", ticked=True),
        Shot("decide", Role.DISPATCHER, case("门牌号写得不一致"), press="查看并裁定"),
        Shot("person-link", Role.ADMINISTRATOR, pages[-2].path, press="生成新链接"),
    ]
    return pages


@contextmanager
def on_its_own(folder: Path) -> Iterator[World]:
    """The world without a test run."""
    with ExitStack() as stack:
        postgres = stack.enter_context(own_postgres(folder / "postgres", serving=True))
        yield stack.enter_context(opened(folder, fresh_database(postgres)))


def take(world: World, content: Content, out: Path) -> None:
    """All pictures, into `out`."""
    pages = shots(content)
    for role in dict.fromkeys(each.role for each in pages):
        with world.signed_in(role) as seat:
            for shot in (each for each in pages if each.role is role):
                _shot(seat, shot, out)
    with world.seat() as seat:
        for name in at_the_door(world, seat):
            seat.page.screenshot(path=out / f"{name}-1366.png", full_page=True)
    with world.seat(size=PHONE, java_script_enabled=False, is_mobile=True) as seat:
        for name in by_telephone(world, content, seat):
            seat.page.screenshot(path=out / f"phone-{name}.png", full_page=True)


def at_the_door(world: World, seat: Seat) -> Iterator[str]:
    """The pages of whoever is not signed in yet, by their names."""
    seat.go("/console/login")
    yield "login"
    code = world.city.inside.people.add(Person("wang.fang", "王芳", Role.ADMINISTRATOR), by=SYSTEM)
    seat.go(f"/console/setup/{code}")
    yield "setup"


def by_telephone(world: World, content: Content, seat: Seat) -> Iterator[str]:
    """The residents' pages, one after the other, by their names."""
    page = seat.page
    seat.go(content.paper)
    page.get_by_role("status").wait_for()
    yield "paper-on-the-way"
    seat.go("/q")
    yield "ask"
    page.locator("#number").fill(content.number)
    page.locator("#phone").fill("0000")
    seat.refused(404)
    page.locator("button.primary").click()
    page.get_by_role("alert").wait_for()
    yield "wrong"
    page.locator("#phone").fill(content.digits)
    page.locator("button.primary").click()
    page.locator(".path").wait_for()
    yield "status"
    seat.go("/q/pdf")
    yield "pdf"
    seat.go(f"/p/{content.plate}")
    yield "door"
    page.locator("#category").select_option("help")
    page.locator("#words").fill("门前路灯不亮，晚上看不见路。")
    page.locator("#name").fill("白音仓")
    page.locator("#phone").fill("13947516799")
    page.locator("input[name=agreed]").check()
    world.clock.set(f"{world.clock.now().local + timedelta(minutes=2):%Y-%m-%d %H:%M}")
    page.locator("button.primary").click()
    page.locator(".drawn-number").wait_for()
    yield "door-done"
    seat.refused(404)
    seat.go(f"/p/{VILLAGE}-0000000000")
    yield "door-gone"


def _shot(seat: Seat, shot: Shot, out: Path) -> None:
    visit(seat, shot)
    for name, (width, height) in SIZES.items():
        seat.page.set_viewport_size({"width": width, "height": height})
        seat.page.screenshot(path=out / f"{shot.name}-{name}.png", full_page=True)


def visit(seat: Seat, shot: Shot) -> None:
    """Open the page, and do there what leads to the one that is meant."""
    if shot.name == "problem":
        seat.refused(404)
    seat.go(shot.path)
    if shot.ticked:
        for box in seat.page.locator("tbody input[type=checkbox]").all()[:2]:
            box.check()
    if shot.press:
        button = seat.page.get_by_role("button", name=shot.press, exact=True, include_hidden=True)
        folded = seat.page.locator("details:not([open])").filter(has=button)
        if folded.count():
            folded.locator("summary").click()
        with seat.page.expect_navigation():
            button.click()


def main(out: Path) -> None:
    """Pictures into `out`."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    # Not below `out`: run by root, the city's PostgreSQL is another user.
    with (
        tempfile.TemporaryDirectory(prefix="helpdesk-") as folder,
        on_its_own(Path(folder)) as world,
    ):
        take(world, fill(world, Path(folder)), out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
