"""Somebody comments with a mention by key; the other answers with a word; follow, nudge, feed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from headway.activity.models import Notice
from headway.discussion.models import Comment
from headway.okrs.models import KeyResult
from headway.people.models import Unit
from tests.e2e.conftest import Axe, OpenPage, enter


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_people_talk_where_the_figure_stands(
    demo: None, open_page: OpenPage, axe: Axe, theme, width
) -> None:
    page = open_page(theme, width)
    enter(page, "Leader")
    measured = (
        KeyResult.objects.filter(
            objective__state="running", objective__visibility="organisation",
            cancelled_on__isnull=True, owner__isnull=False,
        )
        .exclude(owner=Unit.objects.get(parent=None).lead)
        .order_by("pk")[:1]
        .get()
    )  # fmt: skip
    owner = measured.owner
    assert owner is not None
    page.goto(f"/key-results/{measured.pk}")
    field = page.get_by_label("Comment", exact=True)
    field.focus()
    page.keyboard.type(f"What next, @{owner.name[:4]}")
    expect(page.get_by_role("option", name=owner.name).first).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(field).to_have_value(f'What next, @"{owner.name}" ')
    page.keyboard.type("and *when*?")
    page.keyboard.press("Control+Enter")
    said = page.locator(".talk-rows > li").last
    expect(said.get_by_role("link", name=f"@{owner.name}")).to_be_visible()
    expect(said.locator("em")).to_have_text("when")
    notice = Notice.objects.filter(kind="mention").latest("pk")
    assert notice.person == owner
    assert notice.body == f"What next, @{owner.name} and *when*?"

    said.get_by_text("React", exact=True).click()
    said.get_by_role("button", name="Question").click()
    expect(page.get_by_role("button", name="Question 1")).to_have_attribute("aria-pressed", "true")
    said = page.locator(".talk-rows > li").last
    said.get_by_role("link", name="Reply").click()
    page.get_by_label("Your reply to").fill("Friday?")
    page.get_by_role("button", name="Reply").click()
    expect(page.locator(".talk-replies").get_by_text("Friday?")).to_be_visible()
    below = Comment.objects.filter(reply_to__text__startswith="What next")
    assert below.count() == 1
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.get_by_role("link", name="What has happened here").click()
    expect(page.get_by_text("Friday?")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_lead_asks_everybody_who_lets_something_wait(
    demo: None, open_page: OpenPage, axe: Axe
) -> None:
    page = open_page("light", 1280)
    enter(page, "Leader")
    root = Unit.objects.get(parent=None)
    KeyResult.objects.update(read_on=None, valued_on=None)  # nobody has checked in
    page.goto(f"/units/{root.pk}")
    page.get_by_role("link", name="Who lets it wait").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("late in")
    assert axe(page) == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Nudge all").click()
    expect(page.get_by_text("see it in their notices")).to_be_visible()
    assert Notice.objects.filter(kind="nudge").count() > 1
    expect(page.get_by_role("button", name="Nudge all")).to_be_hidden()


def test_somebody_follows_by_one_press(demo: None, open_page: OpenPage) -> None:
    page = open_page("light", 1280)
    enter(page, "Leader")
    measured = KeyResult.objects.filter(
        objective__state="running", objective__visibility="organisation"
    ).exclude(owner=Unit.objects.get(parent=None).lead).order_by("-pk")[:1].get()  # fmt: skip
    page.goto(f"/key-results/{measured.pk}")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("button", name="Following")).to_have_attribute("aria-pressed", "true")
    page.reload()
    page.get_by_role("button", name="Following").click()
    expect(page.get_by_role("button", name="Follow", exact=True)).to_be_visible()
