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
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
DAY = "2026-11-24"
LOOKS = {"Light": ("light", 1280), "Dark": ("dark", 1280), "Phone": ("dark", 390)}
MAIN = tuple(LOOKS)
"""How a page that people use every week is shown."""
BESIDE = ("Light", "Phone")
"""How the pages around those are: light and dark, wide and narrow."""

LEADER, LEAD, ADMIN = "Leader", "Team lead", "Administrator"
ANY = "/objectives?unit=all"
OBJECTIVE = "a[href^='/objectives/']:has-text('Twenty farms')"
KEY_RESULT = "table a.k[href^='/key-results/']"
CYCLE = "table a.k[href^='/cycles/'] >> nth={}"
FRAME = "main a[href^='/frames/']:not([href*='new'])"
KPI, MARGIN = "main th a[href^='/kpis/']", "/kpis?unit=all&q=margin"
SINCE = "/changes?since=2026-10-18&unit=all"

PAGES: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "Home": (MAIN, LEAD, ("/",)),
    "Objectives": (MAIN, LEADER, (ANY,)),
    "Objective": (MAIN, LEADER, (ANY, OBJECTIVE)),
    "Key result": (MAIN, LEADER, (ANY, OBJECTIVE, KEY_RESULT)),
    "New objective": (MAIN, LEAD, ("/objectives/new",)),
    "Line of sight": (MAIN, LEADER, ("/line-of-sight?unit=all",)),
    "Map": (MAIN, LEADER, ("/line-of-sight/map?unit=all",)),
    "Matrix": (MAIN, LEADER, ("/line-of-sight/matrix?unit=all",)),
    "Planning board": (MAIN, LEADER, ("/planning?unit=all",)),
    "Alignment board": (MAIN, LEADER, ("/planning/alignment?unit=all",)),
    "Goal posts": (MAIN, LEADER, ("/goal-posts?unit=all",)),
    "Changes": (MAIN, LEADER, (SINCE,)),
    "Event": (MAIN, LEADER, (f"{SINCE}&show=goal_posts", ".trace a[href^='/events/']")),
    "Cycle plan": (MAIN, ADMIN, ("/cycles", CYCLE.format(0))),
    "Cycle review": (MAIN, ADMIN, ("/cycles", CYCLE.format(2))),
    "Cycle report": (MAIN, LEADER, ("/cycles", CYCLE.format(2), "+/report")),
    "Close objective": (MAIN, LEADER, (ANY, OBJECTIVE, "+/close")),
    "Strategy": (MAIN, ADMIN, ("/strategy",)),
    "Units": (MAIN, LEADER, ("/units",)),
    "KPIs": (MAIN, LEADER, ("/kpis?unit=all",)),
    "KPI": (
        MAIN,
        LEADER,
        ("/kpis?unit=all&colour=red&q=yield", "main th a[href^='/kpis/']"),
    ),
    "KPI by segment": (MAIN, LEADER, (MARGIN, KPI)),
    "KPI by quarter": (BESIDE, LEADER, (MARGIN, KPI, "+?by=quarterly")),
    "Segments of a KPI": (BESIDE, LEADER, (MARGIN, KPI, "+/segments")),
    "KPI library": (MAIN, LEADER, ("/kpis/library?unit=all",)),
    "Enter values of KPIs": (BESIDE, LEADER, ("/kpis/enter?unit=all",)),
    "New KPI": (BESIDE, LEADER, ("/kpis/new",)),
    "Weekly": (MAIN, LEAD, ("/weekly",)),
    "Coach desk": (MAIN, ADMIN, ("/coach",)),
    "Practice of a unit": (BESIDE, ADMIN, ("/coach", "main th a[href^='/coach/units/']")),
    "Calendar of rituals": (BESIDE, ADMIN, ("/coach/calendar",)),
    "Script of a ritual": (BESIDE, ADMIN, ("/coach/scripts/weekly",)),
    "Retrospectives": (BESIDE, LEAD, ("/retrospectives",)),
    "Learnings": (BESIDE, LEADER, ("/learnings?unit=all",)),
    "Actions": (BESIDE, LEAD, ("/actions",)),
    "Minutes": (
        BESIDE,
        LEAD,
        ("/weekly", "main td a[href^='/meetings/'], main th a[href^='/meetings/']"),
    ),
    "Inbox": (MAIN, ADMIN, ("/inbox",)),
    "Notifications": (BESIDE, LEAD, ("/settings/notifications",)),
    "Activity": (BESIDE, LEADER, ("/activity?unit=all",)),
    "Rules of goals": (BESIDE, LEADER, ("/guide/rules",)),
    "People": (MAIN, LEADER, ("/people",)),
    "Settings": (MAIN, ADMIN, ("/settings",)),
    "Import": (MAIN, ADMIN, ("/import",)),
    "Find": (MAIN, LEADER, ("/find?q=water",)),
    "Components": (MAIN, LEADER, ("/components",)),
    "Sign in": (MAIN, "", ("/account/login/",)),
    "Role chooser": (MAIN, "", ("/demo/",)),
    "Check in": (BESIDE, LEADER, (ANY, OBJECTIVE, KEY_RESULT, "+/check-in")),
    "Check in on several": (BESIDE, LEADER, (ANY, OBJECTIVE, "+/check-ins")),
    "Edit objective": (BESIDE, LEADER, (ANY, OBJECTIVE, "+/edit")),
    "New key result": (BESIDE, LEADER, (ANY, OBJECTIVE, "+/key-results/new")),
    "Edit key result": (BESIDE, LEADER, (ANY, OBJECTIVE, KEY_RESULT, "+/edit")),
    "History of an objective": (BESIDE, LEADER, (ANY, OBJECTIVE, "+/history")),
    "Changes of an objective": (
        BESIDE,
        LEADER,
        (ANY, OBJECTIVE, "+/changes?since=2026-10-18"),
    ),
    "Objective as of a past day": (BESIDE, LEADER, (ANY, OBJECTIVE, "+?as_of=2026-10-30")),
    "Link": (BESIDE, LEADER, (ANY, OBJECTIVE, "a[href^='/links/']")),
    "Loose ends": (BESIDE, LEADER, ("/line-of-sight/loose-ends?unit=all",)),
    "Mid-term goal": (BESIDE, LEADER, ("/strategy", "a[href^='/strategy/goals/']")),
    "New mid-term goal": (BESIDE, ADMIN, ("/strategy/goals/new",)),
    "Dependencies": (BESIDE, LEADER, ("/dependencies?unit=all",)),
    "Dependency": (BESIDE, LEADER, ("/dependencies?unit=all", "main a[href^='/dependencies/']")),
    "Frame": (
        BESIDE,
        LEADER,
        ("/planning/alignment?unit=all", "main a[href^='/frames/']:not([href*='new'])"),
    ),
    "New frame": (BESIDE, LEADER, ("/frames/new",)),
    "Publish a plan": (BESIDE, LEADER, ("/planning/publish?unit=all",)),
    "Cycles": (BESIDE, LEADER, ("/cycles",)),
    "New cycle": (BESIDE, ADMIN, ("/cycles/new",)),
    "Edit cycle": (BESIDE, ADMIN, ("/cycles", CYCLE.format(0), "+/edit")),
    "Calendar of a cycle": (BESIDE, ADMIN, ("/cycles", CYCLE.format(0), "+/calendar")),
    "Next phase of a cycle": (BESIDE, ADMIN, ("/cycles", CYCLE.format(1), "+/phase/review")),
    "Unit": (BESIDE, LEADER, ("/units", "main a[href^='/units/']")),
    "Person": (BESIDE, LEADER, ("/people", "main a[href^='/people/']")),
    "New person": (BESIDE, ADMIN, ("/people/new",)),
    "Account": (BESIDE, LEADER, ("/settings/account",)),
    "Audit trail": (BESIDE, ADMIN, ("/settings/audit",)),
}
"""Each page's looks, the role of the demo that opens it, and the way there: an address, then links
by their selectors, or after a plus what is added to the address so far."""


def main() -> None:
    """Start a demo on a temporary folder, take all pictures (or those of the pages named on the
    command line), write the page that shows them, stop it."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing: make browser")
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:] or list(PAGES)
    with tempfile.TemporaryDirectory() as data, _demo(data) as address, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic",
                  "--disable-background-networking"],
        )  # fmt: skip
        for look, (theme, width) in LOOKS.items():
            names = [name for name in wanted if look in PAGES[name][0]]
            for name in names:
                _take(browser, address, name, theme, width)
            print(f"{look}: {len(names)} pictures", flush=True)
        browser.close()
    (FOLDER / "README.md").write_text(_index(), encoding="utf-8")


def _take(browser: Browser, address: str, name: str, theme: str, width: int) -> None:
    _looks, role, way = PAGES[name]
    context = browser.new_context(
        viewport={"width": width, "height": 860 if width > 500 else 844},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if role:
        page.goto(f"{address}/demo/")
        page.get_by_role("button", name=role).first.click()
        page.wait_for_url(f"{address}/")
    _follow(page, address, way)
    page.wait_for_timeout(120)
    page.screenshot(path=FOLDER / _file(name, theme, width))
    context.close()


def _follow(page: Page, address: str, way: Sequence[str]) -> None:
    for step in way:
        if step.startswith("+"):
            to = urlsplit(page.url).path + step[1:]
        elif step.startswith("/"):
            to = step
        else:
            to = page.locator(step).first.get_attribute("href", timeout=10_000) or "/"
        answer = page.goto(address + to)
        if answer is None or not answer.ok:
            sys.exit(f"{to}: {answer.status if answer else 'no answer'}")


def _file(name: str, theme: str, width: int) -> str:
    return f"{name.lower().replace(' ', '-')}-{width}-{theme}.png"


def _index() -> str:
    parts = [
        "# Pictures of every page",
        f"Taken from the running demo by `make screenshots`; the clock stands at {DAY}.",
    ]
    for name, (looks, _role, _way) in PAGES.items():
        pictures = (f"![]({_file(name, *LOOKS[look])})" for look in looks)
        rows = [" | ".join(looks), "|".join("---" for _look in looks), " | ".join(pictures)]
        table = "\n".join(f"| {row} |" for row in rows)
        parts.append(f"## {name}\n\n{table}")
    return "\n\n".join(parts) + "\n"


@contextlib.contextmanager
def _demo(data: str) -> Iterator[str]:
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
                urllib.request.urlopen(f"{address}/demo/", timeout=2)  # noqa: S310 - our own server
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
