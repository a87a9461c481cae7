"""The library: definitions are found, followed in place and used in another unit."""

from __future__ import annotations

from datetime import date

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, NotAllowed, NotFound
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import HTMX, html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.copying import confirm_definition, copy_kpi
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.remarks import annotate, follow, remove_annotation
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Follow, Kpi, Measurement, Target
from headway.kpis.queries.definitions.library import LibraryFilters, library
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month
from headway.okrs.actions.key_results import update_key_result

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


@pytest.fixture
def kpi(world: World) -> Kpi:
    made = first_pass_yield(world, response_plan="Stop.", counter_metric="Scrap", nature="leading",
                            question="Is it sound at once?")  # fmt: skip
    measure(world, made, STEADY)
    set_target(world.system, made.pk, kind="at_least", low=95.0, effective_on=month(0))
    return made


class TestFinding:
    def test_a_definition_stands_there_with_all_a_stranger_asks(self, world, kpi):
        page = text_of(world.client("viewer").get("/kpis/library"))
        assert "One definition. Each has a formula, and none waits for a review." in page
        for words in ("Is it sound at once?", "units passed at the first test", "Blue", "Owner",
                      "%, monthly, higher is better, leading"):  # fmt: skip
            assert words in page
        assert "Still open" not in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=PRESENTED+first", {"First-pass yield"}),
            ("measure=hours", {"Claims"}),
            ("better=down", {"Claims"}),
            ("nature=leading", {"First-pass yield"}),
            ("whose=mine", {"First-pass yield"}),
            ("lacks=formula", {"Claims"}),
            ("lacks=review", {"Claims"}),
            ("lacks=leading", {"Claims"}),
            ("whose=archived", set()),
        ],
    )
    def test_filters_narrow_it(self, world, kpi, query, found):
        first_pass_yield(world, name="Claims", owner_id=world.people["lead"].pk, measure="hours",
                         better="down", formula="", review_by=date(2026, 1, 31))  # fmt: skip
        page = html_of(world.client("owner").get(f"/kpis/library?{query}"))
        assert {n for n in ("First-pass yield", "Claims") if f">{n}</a>" in page} == found

    def test_owner_and_archive_too(self, world, kpi):
        lead = world.people["lead"].pk
        other = first_pass_yield(world, name="Claims", owner_id=lead)
        client = world.client("viewer")
        assert "Claims" in text_of(client.get(f"/kpis/library?owner_id={lead}"))
        assert "Is it sound" not in text_of(client.get(f"/kpis/library?owner_id={lead}"))
        archive_kpi(world.system, other.pk)
        assert "Claims" not in text_of(client.get("/kpis/library"))
        assert "Claims" in text_of(client.get("/kpis/library?whose=archived"))

    def test_what_is_left_open_is_said(self, world):
        first_pass_yield(world, name="Yield", formula="Yield", review_by=date(2026, 10, 31))
        page = text_of(world.client("viewer").get("/kpis/library"))
        assert "One definition. One is to be reviewed." in page
        assert "Formula says too little to compute it, to be reviewed since 31 Oct 2026" in page
        assert "no counter-metric, an outcome that no other KPI leads" in page

    def test_a_kpi_that_another_leads_is_seen_ahead(self, world, kpi):
        outcome = first_pass_yield(world, name="Returns")
        assert "an outcome that no other" in text_of(world.client("viewer").get("/kpis/library"))
        update_kpi(world.system, kpi.pk, leads_id=outcome.pk)
        page = text_of(world.client("viewer").get("/kpis/library"))
        assert "an outcome that no other" not in page
        assert "leads Returns" in page

    def test_it_says_who_uses_it_as_far_as_one_may_know(self, world, kpi):
        update_key_result(world.system, world.key_results[0].pk, kpi_id=kpi.pk, reason="Measured.")
        follow(world.actor("mate"), kpi.pk, wanted=True)
        page = text_of(world.client("viewer").get("/kpis/library"))
        assert "1 key result" in page
        assert "1 follower" in page
        world.objective.visibility = "people"
        world.objective.save(update_fields=["visibility"])
        assert "1 key result" not in text_of(world.client("stranger").get("/kpis/library"))

    def test_pages_follow_by_name_and_lose_nothing(self, world, monkeypatch):
        monkeypatch.setattr("headway.kpis.queries.definitions.library_words.PAGE", 2)
        for name in ("beta", "Alpha", "Gamma", "alpha"):
            first_pass_yield(world, name=name)
        client = world.client("viewer")
        first = html_of(client.get("/kpis/library"))
        assert ">beta</a>" not in first
        following = first.split('class="more"')[1].split('href="')[1].split('"')[0]
        rest = html_of(client.get(f"/kpis/library{following.replace('&amp;', '&')}"))
        assert rest.index(">beta</a>") < rest.index(">Gamma</a>")
        assert ">Alpha</a>" not in rest

    def test_another_organisation_has_its_own(self, world, kpi):
        assert "Nothing is defined yet" in text_of(world.client("outsider").get("/kpis/library"))

    def test_it_costs_the_same_for_two_and_for_twenty(self, world):
        def grow(count: int) -> None:
            while (have := Kpi.objects.count()) < count:
                unit = list(world.units.values())[have % 3]
                made = first_pass_yield(world, name=f"KPI {have}", unit_id=unit.pk)
                follow(world.actor("mate"), made.pk, wanted=True)

        client = world.client("lead")
        assert_no_growth(grow, lambda: client.get("/kpis/library"))
        assert_budget("KPI library", lambda: client.get("/kpis/library"))


class TestFollowing:
    def test_in_place_with_a_script_and_without(self, world, kpi):
        client, address = world.client("mate"), f"/kpis/library/{kpi.pk}/step"
        answer = client.post(address, {"do": "follow"}, headers=HTMX)
        assert "Stop following" in html_of(answer)
        assert Follow.objects.count() == 1
        before = {"Referer": "http://testserver/kpis/library?q=yield"}
        answer = client.post(address, {"do": "unfollow"}, headers=before)
        assert answer["Location"] == f"/kpis/library?q=yield#kpi-{kpi.pk}"
        assert not Follow.objects.exists()
        assert world.client("outsider").post(address, {"do": "follow"}).status_code == 404


class TestUsingAgain:
    def test_a_copy_takes_the_words_and_no_value(self, world, kpi):
        Kpi.objects.update(review_by=date(2027, 1, 31))
        made = copy_kpi(world.actor("admin"), kpi.pk, unit_id=world.units["green"].pk)
        assert made.review_by is None
        assert (made.formula, made.counter_metric, made.measure) == (kpi.formula, "Scrap", "%")
        assert (made.owner_id, made.updater_id) == (world.people["admin"].pk, None)
        assert (made.copied_from_id, made.copied_version) == (kpi.pk, 1)
        assert not Measurement.objects.filter(series__kpi=made).exists()
        assert not Target.objects.filter(kpi=made).exists()

    def test_it_says_where_it_came_from_and_that_this_changed(self, world, kpi):
        made = copy_kpi(world.system, kpi.pk, unit_id=world.units["green"].pk,
                        owner_id=world.people["lead"].pk, name="Yield of Green")  # fmt: skip
        client = world.client("viewer")
        page = text_of(client.get(f"/kpis/{made.pk}"))
        assert "It began with the definition of First-pass yield , Blue" in page
        assert "changed since" not in page
        update_kpi(world.system, kpi.pk, formula="passed / started", why="Clearer.")
        assert "there it has changed since" in text_of(client.get(f"/kpis/{made.pk}"))
        assert "1 KPI began with this definition" in text_of(client.get(f"/kpis/{kpi.pk}"))
        listed = text_of(client.get(f"/kpis/library?copied={kpi.pk}"))
        assert "Yield of Green" in listed
        assert "One definition." in listed

    def test_the_form_begins_with_it_and_keeps_what_is_changed(self, world, kpi):
        client = world.client("lead")
        page = html_of(client.get(f"/kpis/new?from={kpi.pk}"))
        assert kpi.formula in page
        assert "The definition is copied, not its values" in page
        client.post(f"/kpis/new?from={kpi.pk}", {
            "name": "Yield here", "unit_id": world.units["blue"].pk, "formula": "passed / all",
            "owner_id": world.people["owner"].pk, "frequency": "weekly",
        })  # fmt: skip
        made = Kpi.objects.get(name="Yield here")
        assert (made.copied_from_id, made.formula) == (kpi.pk, "passed / all")

    def test_nobody_copies_from_elsewhere(self, world, kpi):
        assert world.client("outsider").get(f"/kpis/new?from={kpi.pk}").status_code == 404
        with pytest.raises(NotFound):
            copy_kpi(world.actor("outsider"), kpi.pk, unit_id=world.units["blue"].pk)

    def test_more_than_twelve_are_refused(self, world, kpi):
        for at in range(11):
            first_pass_yield(world, name=f"KPI {at}")
        with pytest.raises(Conflict, match="Archive one"):
            copy_kpi(world.system, kpi.pk, unit_id=world.units["blue"].pk,
                     owner_id=world.people["owner"].pk)  # fmt: skip


class TestReviewing:
    def test_the_owner_is_asked_and_says_that_it_holds(self, world, kpi):
        update_kpi(world.system, kpi.pk, review_by=date(2026, 10, 31))
        client = world.client("owner")
        assert "was to be reviewed by 31 Oct 2026" in text_of(client.get("/"))
        page = text_of(client.get(f"/kpis/{kpi.pk}"))
        assert "Somebody should have asked by 31 Oct 2026" in page
        assert "It still holds" not in text_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))
        client.post(f"/kpis/{kpi.pk}/step", {"do": "reviewed", "version": 2})
        kpi.refresh_from_db()
        assert kpi.review_by == date(2027, 11, 24)
        assert "was to be reviewed" not in text_of(client.get("/"))
        assert "It still holds" not in text_of(client.get(f"/kpis/{kpi.pk}"))

    def test_only_what_has_a_day_is_reviewed(self, world, kpi):
        with pytest.raises(Conflict):
            confirm_definition(world.actor("owner"), kpi.pk)


def test_what_lacks_something_is_found_by_the_database_as_the_core_says(world):
    """Filters and notes never disagree, but for formulas that say too little."""
    kpis = [
        first_pass_yield(world, name=f"KPI {at}", question="Why?" if at & 1 else "",
                         counter_metric="Scrap" if at & 2 else "",
                         formula="a / b" if at & 4 else "", nature=("lagging", "leading")[at > 7],
                         review_by=date(2026, 11, 23) if at & 2 else TODAY)
        for at in range(12)
    ]  # fmt: skip
    update_kpi(world.system, kpis[8].pk, leads_id=kpis[0].pk)
    actor = world.actor("viewer")
    rows = library(actor, LibraryFilters(), TODAY, limit=50)
    for gap in ("owner", "question", "formula", "response_plan", "counter", "leading", "review"):
        found = library(actor, LibraryFilters(lacks=gap), TODAY, limit=50)
        assert {row.id for row in found} == {row.id for row in rows if gap in row.gaps(TODAY)}, gap


def test_following_leaves_its_event_once(world: World):
    kpi = first_pass_yield(world)
    mate = world.actor("mate")
    for wanted in (True, True, False, False):
        follow(mate, kpi.pk, wanted=wanted)
    told = Event.objects.filter(subject_id=kpi.pk, verb__endswith="followed").order_by("pk")
    assert [row.verb for row in told] == ["kpi.followed", "kpi.unfollowed"]
    assert {row.person_id for row in told} == {mate.person_id}


def test_remarks_are_of_who_may_enter_values(world: World, kpi):
    """Of whoever else reads them nobody writes one, or takes one off."""
    with pytest.raises(NotAllowed):
        annotate(world.actor("viewer"), kpi.pk, on=TODAY, text="Strike")
    remark = annotate(world.actor("mate"), kpi.pk, on=TODAY, text="Strike")
    with pytest.raises(NotAllowed):
        remove_annotation(world.actor("viewer"), kpi.pk, remark.pk)
    with pytest.raises(NotFound):
        remove_annotation(world.actor("outsider"), kpi.pk, remark.pk)
    assert kpi.annotations.get().removed_at is None
