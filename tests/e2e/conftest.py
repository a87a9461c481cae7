"""Journeys in a real Chromium against a real server.

A journey opens pages with ``page`` (light, wide) or ``open_page(theme="dark", width=390)``, and
with ``page_of("owner")`` as somebody of the world; their addresses are relative to the live server.
Whatever the browser complains about on the way (errors in the console, exceptions, violations of
the content security policy) fails the journey, unless the journey said beforehand that it would
come (``complaints.expect``).

The server's clock stands still at the world's moment, as the test's own does, so that a journey
goes the same way on any day.

Playwright drives Debian's browser; it downloads none.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, Protocol

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from headway.exchange.demo import load_demo
from headway.kit import clock
from headway.kit.testing.scenes import Scene
from headway.kit.testing.world import NOW, TODAY, World

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",  # root may not use the sandbox; only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-proxy-server",
]
TIMEOUT_MS = 30_000  # for a busy machine; who waits in vain has failed, whenever that is said
WIDE, NARROW = 1280, 390
HEIGHTS = {WIDE: 800, NARROW: 844}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


Theme = Literal["light", "dark"]


class OpenPage(Protocol):
    """How ``open_page`` is called."""

    def __call__(
        self,
        theme: Theme = "light",
        width: int = WIDE,
        *,
        javascript: bool = True,
    ) -> Page: ...


class PageOf(Protocol):
    """How ``page_of`` is called."""

    def __call__(
        self,
        name: str,
        theme: Theme = "light",
        width: int = WIDE,
        *,
        javascript: bool = True,
    ) -> Page: ...


Axe = Callable[[Page], list[str]]
"""What ``axe`` is: the violations of WCAG 2.2 A and AA on a page, one line each."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker("browser")


def browser_path() -> str | None:
    """The installed Chromium, or None."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for the journeys of this folder.

    Not for the whole session: while Playwright runs, its event loop makes Django take this thread
    for an asynchronous one. The switch that silences Django must end with it.
    """
    path = browser_path()
    if path is None:
        message = "Chromium is not installed; `make browser` says why."
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=TIMEOUT_MS)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def live(live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of a running server on this test's database; links in e-mails lead to it.

    It answers in threads of its own, where the clock that a test has frozen goes on.
    """
    monkeypatch.setattr(clock, "_stopped", lambda: NOW)
    monkeypatch.setattr(StaticFilesHandler, "serve", _serve_to_keep)
    settings.BASE_URL = live_server.url
    return str(live_server.url)


def _serve_to_keep(
    handler: StaticFilesHandler,
    request: HttpRequest,
    serve: Any = StaticFilesHandler.serve,
) -> HttpResponseBase:
    """As whitenoise does in real use: a browser need not ask for each script at each page."""
    answer: HttpResponseBase = serve(handler, request)
    answer.headers["Cache-Control"] = "max-age=3600"
    return answer


_demo = Scene(lambda: load_demo(TODAY))


@pytest.fixture
def demo(transactional_db: None, settings: Any) -> None:
    """The demo organisation on the world's day, with its role chooser."""
    settings.DEMO = True
    _demo.set()


class Complaints(list[str]):
    """What the browser complained about, and what of it the journey said would come.

    Said before the step that brings it: the browser reports a refusal some time after the page
    shows it, so a journey that removed it afterwards would at times remove it too early.
    """

    def __init__(self) -> None:
        super().__init__()
        self._expected: list[str] = []

    def expect(self, words: str) -> None:
        """Take complaints with these words for what they are; without any, the journey fails."""
        self._expected.append(words)

    def settle(self) -> None:
        """Fail for each complaint that was not expected and each expectation that was not met."""
        unasked = [said for said in self if not any(words in said for words in self._expected)]
        assert not unasked, "The browser complained:\n" + "\n".join(unasked)
        unmet = [words for words in self._expected if not any(words in said for said in self)]
        assert not unmet, f"The browser was to complain of {unmet} and did not."


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the browser complained about; a journey says beforehand what it expects."""
    found = Complaints()
    yield found
    found.settle()


@pytest.fixture
def open_page(chromium: Browser, live: str, complaints: Complaints) -> Iterator[OpenPage]:
    """Open a page in a fresh browser profile: nobody is signed in, nothing is stored."""
    contexts: list[BrowserContext] = []

    def open_one(theme: Theme = "light", width: int = WIDE, *, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live,
            color_scheme=theme,
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            java_script_enabled=javascript,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="UTC",
        )
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        page = context.new_page()
        _listen(page, complaints)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A light, wide page."""
    return open_page()


@pytest.fixture
def page_of(transactional_db: None, world: World, open_page: OpenPage, live: str) -> PageOf:
    """A page in which somebody of the world is signed in, and nothing is opened yet.

    By their cookie: the form is filled in by the journey of a whole cycle.
    """

    def open_one(
        name: str,
        theme: Theme = "light",
        width: int = WIDE,
        *,
        javascript: bool = True,
    ) -> Page:
        page = open_page(theme, width, javascript=javascript)
        session = world.client(name).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live}])
        return page

    return open_one


def enter(page: Page, role: str) -> None:
    """Take a role of the demo organisation."""
    page.goto("/")  # a stranger is led to the role chooser
    page.get_by_role("button", name=role).click()
    expect(page.locator("main")).to_be_visible()


@pytest.fixture(scope="session")
def axe() -> Axe:
    """``axe(page)`` lists what keeps people out of the page."""
    source = _axe_source()

    def violations(page: Page) -> list[str]:
        # Evaluated by the debugger, which the page's content security policy does not bind.
        page.evaluate(source)
        options = {
            "runOnly": {"type": "tag", "values": AXE_TAGS},
            "resultTypes": ["violations"],  # of what is in order, one example is enough
        }
        page.evaluate("scrollTo(0, 0)")  # what has just slid under the head is not hidden for good
        found = page.evaluate("(options) => axe.run(document, options)", options)
        return [
            f"{violation['id']} ({violation['impact']}): {node['target']}: {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return violations


def _axe_source() -> str:
    path = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
    return path.read_text(encoding="utf-8")


def _listen(page: Page, complaints: Complaints) -> None:
    """Chromium writes violations of the content security policy to the console, as errors."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{page.url}: {message.text} ({message.location.get('url', '')})")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
