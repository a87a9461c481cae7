"""The browser fixtures see what a journey must not let pass."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route

from tests.e2e.conftest import Complaints, OpenPage

FLAWED = """<!doctype html><html><title>Flawed</title><main>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><script>window.ran = true</script>
</main></html>"""
POLICY = "default-src 'self'; img-src data:"


def _serve(route: Route) -> None:
    route.fulfill(
        body=FLAWED, content_type="text/html", headers={"Content-Security-Policy": POLICY}
    )


def test_a_blocked_script_is_a_complaint(page: Page, complaints: Complaints) -> None:
    complaints.expect("Content Security Policy")
    page.route("**/flawed", _serve)
    page.goto("/flawed")
    assert not page.evaluate("window.ran")


def test_an_exception_is_a_complaint(page: Page, complaints: Complaints) -> None:
    complaints.expect("broken")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('broken') })")


def test_axe_finds_flaws_in_spite_of_the_content_security_policy(
    page: Page, complaints: Complaints, axe: Callable[[Page], list[str]]
) -> None:
    complaints.expect("Content Security Policy")
    page.route("**/flawed", _serve)
    page.goto("/flawed")
    rules = {violation.split(" ")[0] for violation in axe(page)}
    assert {"image-alt", "html-has-lang"} <= rules


def test_pages_open_dark_and_narrow_when_asked(open_page: OpenPage) -> None:
    page = open_page("dark", 390)
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert page.evaluate("window.innerWidth") == 390
