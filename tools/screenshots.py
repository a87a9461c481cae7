"""Take the pictures of docs/screenshots from a running demo: every page, light and dark.

The clock is stopped, so that the pictures change only when the pages do.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
DAY = "2026-11-24"
PAGES = {
    "home": ("Team lead", "/"),
    "objectives": ("Leader", "/objectives?unit=all"),
    "objective": ("Leader", "@Twenty farms"),
    "key-result": ("Leader", "@@Twenty farms"),
    "new-objective": ("Team lead", "/objectives/new"),
    "line-of-sight": ("Leader", "/line-of-sight?unit=all"),
    "map": ("Leader", "/line-of-sight/map?unit=all"),
    "matrix": ("Leader", "/line-of-sight/matrix?unit=all"),
    "planning-board": ("Leader", "/planning?unit=all"),
    "alignment-board": ("Leader", "/planning/alignment?unit=all"),
    "goal-posts": ("Leader", "/goal-posts?unit=all"),
    "changes": ("Leader", "/changes?since=2026-10-18&unit=all"),
    "event": ("Leader", "@event"),
    "cycle-plan": ("Administrator", "@cycle-plan"),
    "cycle-review": ("Administrator", "@cycle-review"),
    "cycle-report": ("Leader", "@cycle-report"),
    "close-objective": ("Leader", "@close"),
    "strategy": ("Administrator", "/strategy"),
    "units": ("Leader", "/units"),
    "people": ("Leader", "/people"),
    "settings": ("Administrator", "/settings"),
    "import": ("Administrator", "/import"),
    "find": ("Leader", "/find?q=water"),
    "components": ("Leader", "/components"),
    "sign-in": ("", "/account/login/"),
    "role-chooser": ("", "/demo/"),
}
LOOKS = (("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390))


def main() -> None:
    """Start a demo on a temporary folder, take all pictures, stop it."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing: make browser")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, _demo(data) as address, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic",
                  "--disable-background-networking"],
        )  # fmt: skip
        for theme, width in LOOKS:
            _take_all(browser, address, theme, width)
        browser.close()


def _take_all(browser: Browser, address: str, theme: str, width: int) -> None:
    for name, (role, path) in PAGES.items():
        context = browser.new_context(
            viewport={"width": width, "height": 860 if width > 500 else 844},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        if role:
            page.goto(f"{address}/demo/")
            page.get_by_role("button", name=role).first.click()
        page.goto(address + _resolve(page, address, path))
        page.wait_for_timeout(120)
        page.screenshot(path=FOLDER / f"{name}-{width}-{theme}.png")
        context.close()
    print(f"{theme}, {width} px: {len(PAGES)} pictures", flush=True)


def _resolve(page: Page, address: str, path: str) -> str:
    """Addresses that hold an id are found by what the page calls the thing."""
    if not path.startswith("@"):
        return path
    if path == "@event":
        page.goto(f"{address}/changes?since=2026-10-18&unit=all&show=goal_posts")
        return page.locator(".trace a[href^='/events/']").first.get_attribute("href") or "/"
    if path.startswith("@cycle"):
        page.goto(f"{address}/cycles")
        nth = 0 if path == "@cycle-plan" else 2
        href = page.locator("table a.k[href^='/cycles/']").nth(nth).get_attribute("href") or "/"
        return f"{href}/report" if path == "@cycle-report" else href
    title = "Twenty farms" if path == "@close" else path.lstrip("@")
    page.goto(f"{address}/objectives?unit=all")
    href = page.get_by_role("link", name=title).first.get_attribute("href") or "/"
    if path == "@close":
        return f"{href}/close"
    if path.startswith("@@"):
        page.goto(address + href)
        rows = page.locator("table a.k[href^='/key-results/']")
        return rows.first.get_attribute("href") or "/"
    return href


@contextlib.contextmanager
def _demo(data: str):  # type: ignore[no-untyped-def]  # a context manager of an address
    port = _free_port()
    env = {**os.environ, "HEADWAY_DATA_DIR": data, "HEADWAY_CLOCK": f"{DAY}T09:12:00+00:00"}
    server = subprocess.Popen(
        [sys.executable, "-m", "headway.cli", "demo", "--port", str(port)],
        env=env,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/demo/", timeout=2)  # noqa: S310 (our own server)
                break
            time.sleep(0.2)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
