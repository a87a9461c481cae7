"""Every answer is guarded, every refusal is a page, and a fragment comes when a script asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver
from hypothesis import given
from hypothesis import strategies as st

from headway.web import finding, views
from headway.web.finding import Group, Item, marked

HTMX = {"HX-Request": "true"}


def test_nothing_inline_and_nothing_foreign_may_run():
    headers = Client().get("/components").headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_health_answers_when_the_database_does():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_a_page_that_says_what_to_do(world):
    answer = world.client("owner").get("/nowhere")
    text = unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    assert answer.status_code == 404
    assert "Nothing lives at this address" in text
    assert "address: /nowhere" in text
    assert 'href="/"' in answer.content.decode()


@pytest.mark.django_db
def test_a_refusal_leads_back_to_the_page_one_came_from_if_it_is_ours(world):
    client = world.client("owner")
    ours = client.get("/nowhere", headers={"Referer": "http://testserver/objectives?unit=2"})
    assert 'href="/objectives?unit=2"' in ours.content.decode()
    theirs = client.get("/nowhere", headers={"Referer": "https://evil.example/objectives"})
    assert "evil.example" not in theirs.content.decode()
    assert "Back to where you were" not in theirs.content.decode()


@pytest.mark.django_db
def test_a_script_gets_the_refusal_alone(world):
    answer = world.client("owner").get("/nowhere", headers=HTMX)
    assert answer.status_code == 404
    assert "<html" not in answer.content.decode()
    assert "Nothing lives at this address" in answer.content.decode()
    assert "HX-Request" in answer.headers["Vary"]


def test_our_own_failure_is_a_page_and_asks_no_database():
    # Not marked for the database: a query would fail this test.
    answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Nothing was saved" in answer.content.decode()
    assert "/static/headway/headway.css" in answer.content.decode()


@given(title=st.text(max_size=40), query=st.text(max_size=12))
def test_marking_what_was_found_changes_no_letter(title, query):
    """Without the marks the title is what it was; each mark is a word of the query."""
    drawn = str(marked(title, query))
    assert unescape(re.sub(r"</?mark>", "", drawn)) == unescape(str(marked(title, "")))
    words = {word.casefold() for word in query.split()}
    for hit in re.findall(r"<mark>(.*?)</mark>", drawn, flags=re.S):
        assert unescape(hit).casefold() in words


def test_the_longer_word_is_marked_when_words_begin_alike():
    assert str(marked("First firsthand", "first firsthand")) == (
        "<mark>First</mark> <mark>firsthand</mark>"
    )


@pytest.fixture
def found(world):
    """How something found is answered, to a script or a person."""

    def answer(query, groups, headers=None):
        request = RequestFactory().get("/find", headers=headers or {})
        request.actor, request.session = world.actor("owner"), {}
        request.user = world.people["owner"].user
        request.htmx = type("Htmx", (), {"boosted": False})() if headers else None
        request.resolver_match = None
        return finding.answer(request, query, groups).content.decode()

    return answer


@pytest.mark.django_db
def test_the_palette_gets_options_that_say_their_status(found):
    groups = [
        Group("Key results", [Item("First visit", "/key-results/1", "Blue", status="watch")]),
        Group("Units", []),
    ]
    html = found("first", groups, headers=HTMX)
    assert html.count('role="option"') == 1
    assert 'href="/key-results/1"' in html
    assert "<mark>First</mark> visit" in html
    assert "Watch" in html
    assert "Units" not in html


@pytest.mark.django_db
def test_finding_nothing_is_said(found):
    assert "Nothing found for “zzz”" in found("zzz", [Group("Units", [])], headers=HTMX)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/objectives/{objective}/step", "/objectives/{objective}"),
        ("/key-results/{key_result}/step", "/key-results/{key_result}"),
        ("/planning/step", "/planning"),
        ("/links/1/remove", "/"),
        ("/check-ins", "/"),
    ],
)
def test_an_address_that_only_takes_a_form_leads_to_its_page(world, address, page):
    """After a refused step it stays in the browser; to load it again showed an empty page."""
    ids = {"objective": world.objective.pk, "key_result": world.key_results[0].pk}
    answer = world.client("owner").get(address.format(**ids))
    assert (answer.status_code, answer.headers["Location"]) == (302, page.format(**ids))


def _addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address of a page, with 1 for its ids and a word for its texts."""
    for pattern in resolver.url_patterns:
        address = before + re.sub(r"<int:\w+>", "1", str(pattern.pattern))
        address = re.sub(r"<(str|slug):\w+>", "people", address)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, address)
        elif "(" not in address and "<" not in address and not address.startswith("^"):
            yield f"/{address}"


OTHERS = ("/api/", "/account/", "/static/")
"""Not ours, or no pages."""


def test_no_address_of_ours_ends_on_an_empty_page(world):
    """Whatever stands in the browser after a refused step can be loaded again."""
    client = world.client("admin")
    pages = [one for one in _addresses(get_resolver()) if not one.startswith(OTHERS)]
    assert len(pages) > 60
    assert [one for one in pages if client.get(one).status_code == 405] == []
