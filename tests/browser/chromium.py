"""Debian's chromium, headless, driven by Playwright; what a page complains of fails the test."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    sync_playwright,
)

from tests.server.running import ROOT

# The program's own fonts, so that pictures are the same everywhere and no character is a box.
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts}</dir><cachedir>{cache}</cachedir>
</fontconfig>"""
NAMES = ("chromium", "chromium-browser", "google-chrome")
SIZE = (1366, 768)


def program() -> str:
    """Where the browser is. Raises RuntimeError that says what to install."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise RuntimeError("tests/browser needs a browser. Run: sudo apt-get install -y chromium")


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """One browser; what it leaves on the disk lies in `folder`."""
    fonts = folder / "fonts.conf"
    fonts.write_text(_FONTS.format(fonts=ROOT / "resources" / "fonts", cache=folder / "fonts"))
    sandbox = [] if sys.platform != "linux" or os.geteuid() else ["--no-sandbox"]
    options = [
        "--disable-gpu",
        "--force-color-profile=srgb",
        "--font-render-hinting=none",
        "--lang=zh-CN",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program(),
            args=[*sandbox, *options],
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
            timeout=30_000,
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass  # no slots: Playwright notes its handlers at the object
class Seat:
    """One person's page. What scripts, styles, pictures and answers complain of is kept; an answer that
    is expected to refuse is announced with `refused`."""

    page: Page
    url: str
    login: str = ""
    complaints: list[str] = field(default_factory=list)
    _expected: list[int] = field(default_factory=list)

    @classmethod
    @contextmanager
    def taken(
        cls, browser: Browser, url: str, *, size: tuple[int, int] = SIZE, **options: Any
    ) -> Iterator["Seat"]:
        """A fresh browser window without cookies; its complaints fail the test at the end."""
        context: BrowserContext = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)
        try:
            seat = cls(context.new_page(), url)
            seat.page.on("console", seat._said)
            seat.page.on("pageerror", lambda error: seat.complaints.append(str(error)))
            seat.page.on("response", seat._answered)
            yield seat
            assert not seat.complaints, seat.complaints
            assert not seat._expected, f"not refused: {seat._expected}"
        finally:
            context.close()

    def go(self, path: str) -> None:
        """Open an address of the city."""
        self.page.goto(self.url + path)

    def refused(self, status: int) -> None:
        """The next answer with this status is meant so."""
        self._expected.append(status)

    def click(self, name: str, role: str = "button", **more: Any) -> None:
        """Press what has exactly this name; a form's answer is waited for by what follows."""
        self.page.get_by_role(role, name=name, exact=True, **more).click()  # type: ignore[arg-type]

    def act(self, name: str, **typed: str) -> None:
        """Open an act of a case's page, fill its fields in by their labels, press its button."""
        forms = self.page.locator("details").filter(has=self.page.locator("summary"))
        form = forms.filter(
            has=self.page.get_by_role("button", name=name, exact=True, include_hidden=True)
        )
        if form.get_attribute("open") is None:
            form.locator("summary").click()
        for label, text in typed.items():
            field = form.get_by_label(label, exact=True)
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(label=text)
            else:
                field.fill(text)
        with self.page.expect_navigation():
            form.get_by_role("button", name=name, exact=True).click()

    def text(self) -> str:
        """What a person reads."""
        return self.page.locator("body").inner_text()

    def reads(self, *words: str) -> None:
        """Raises AssertionError for words that are not on the page."""
        text = self.text()
        missing = [each for each in words if each not in text]
        assert not missing, f"{missing} not on {self.page.url}: {text[-1500:]}"

    def _said(self, message: ConsoleMessage) -> None:
        # A refused answer is told by `_answered` already, with its status.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status < 400:
            return
        if response.status in self._expected:
            self._expected.remove(response.status)
            return
        self.complaints.append(f"{response.status} {response.url}")
