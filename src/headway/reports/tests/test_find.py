"""A few letters find anything in the organisation, and nothing outside it."""

from __future__ import annotations

import doctest
import re
from html import unescape

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.kit.prepared import inside
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import HTMX, text_of
from headway.kpis.tests.values import first_pass_yield
from headway.okrs.actions.objectives import archive_objective, create_objective
from headway.okrs.models import Objective
from headway.people.actions import add_person, create_unit
from headway.people.models import Unit
from headway.reports.queries.find import folding
from headway.reports.queries.find.adapter import adapter
from headway.reports.queries.find.folding import fold, has_all, rank, words_of
from headway.reports.tests.finding import labels


def found(client, query, only=""):
    """(title, address) of each answer, from top to bottom."""
    answer = client.get("/find", {"q": query, "only": only}, headers=HTMX)
    assert answer.status_code == 200
    return [
        (" ".join(unescape(re.sub(r"<[^>]+>", "", inside)).split()), unescape(url))
        for url, inside in re.findall(
            r'<a role="option"[^>]*href="([^"]*)"[^>]*>.*?<span class="t">(.*?)</span>',
            answer.content.decode(),
            flags=re.S,
        )
    ]


def titles(client, query, only=""):
    return [
        re.split(r" (?:objective|key result), ", title)[0]
        for title, _url in found(client, query, only)
    ]


@pytest.fixture
def seeker(world):
    return world.client("owner")


def test_words_can_come_in_any_order_and_be_cut_short(seeker):
    for query in ("searches purch", "purchase sear", "SEARCHES", "  end   purchase "):
        assert "Searches that end in a purchase" in titles(seeker, query)[0], query


@pytest.mark.parametrize(
    ("query", "begins"),
    [
        ("customers fi", "/objectives/"),
        ("minutes until", "/key-results/"),
        ("green", "/units/"),
        ("stranger", "/people/"),
        ("q4 2026", "/cycles/"),
        ("come back", "/strategy/"),
    ],
)
def test_every_kind_of_thing_is_found(seeker, query, begins):
    assert any(url.startswith(begins) for _title, url in found(seeker, query)), found(seeker, query)


def test_accents_need_not_be_typed_and_may(world, seeker):
    add_person(world.system, name="Inês Carvalho-Brandão", email="ines@aster.example")
    for query in ("ines", "Inês", "brandao", "BRANDÃO ines"):
        assert any("Brandão" in title for title, _url in found(seeker, query)), query


def test_a_part_of_a_word_is_found_when_no_word_begins_so(seeker):
    assert any("purchase" in title for title, _url in found(seeker, "rchas"))


def test_what_begins_with_the_words_comes_first_then_ones_own(world, seeker):
    world.add_objective("Answer within the hour")
    world.add_objective("Everybody has an answer")
    Objective.objects.filter(title="Everybody has an answer").update(owner=world.people["mate"])
    order = [title for title in titles(seeker, "answer") if "measured" not in title]
    assert order[0].startswith("Answer within the hour")
    assert order[1].startswith("Minutes until the answer")


def test_signs_are_no_commands(seeker):
    for query in ("'", "a' | b:*", "\\", "%", "_", "((", "<script>", "\x00", "🙂", "a" * 500):
        assert seeker.get("/find", {"q": query}, headers=HTMX).status_code == 200, query


def test_at_asks_for_people_and_greater_for_actions(seeker):
    assert all(url.startswith("/people/") for _title, url in found(seeker, "@person"))
    assert found(seeker, ">line of") == [("Go to Line of sight", "/line-of-sight")]


def test_a_switcher_finds_units_and_leads_to_their_list(world, seeker):
    unit = world.units["green"].pk
    assert found(seeker, "gree", only="units") == [("Green Works", f"/objectives?unit={unit}")]


def test_the_palette_opens_with_what_is_due_and_what_one_can_do(seeker):
    words = text_of(seeker.get("/find", headers=HTMX))
    assert "Searches that end in a purchase" in words
    assert "Check in" in words
    assert "Go to Home" in words


def test_ones_own_key_result_can_be_checked_in_from_here(world, seeker):
    path = f"/key-results/{world.key_results[0].pk}/check-in"
    assert path in [url for _title, url in found(seeker, "searches")]
    assert path not in [url for _title, url in found(world.client("mate"), "searches")]


@pytest.mark.parametrize(
    ("name", "offered"),
    [("admin", True), ("owner", False), ("viewer", False), ("coach", False)],
)
def test_only_who_may_is_offered_to_add_people(world, name, offered):
    labels = [title for title, _url in found(world.client(name), ">new person")]
    assert ("New: person" in labels) is offered


def test_nothing_of_another_organisation_is_found(world):
    outsider = world.client("outsider")
    own = {f"/people/{world.people['outsider'].pk}", f"/units/{world.other.units.get().pk}"}
    for query in ("customers", "searches", "blue", "owner person", "q4", "come back", "outside"):
        urls = {url for _title, url in found(outsider, query)}
        assert {url for url in urls if re.search(r"\d", url)} <= own, query


def test_archived_objectives_are_not_found(world, seeker):
    draft = create_objective(
        world.system,
        cycle_id=world.cycle.pk,
        unit_id=world.units["blue"].pk,
        title="Zeppelins by spring",
        owner_id=world.people["owner"].pk,
    )
    assert "Zeppelins by spring" in titles(seeker, "zeppelin")
    archive_objective(world.system, draft.pk)
    assert "Zeppelins by spring" not in titles(seeker, "zeppelin")


def test_without_script_it_is_a_page(seeker):
    words = text_of(seeker.get("/find?q=searches"))
    assert "Searches that end in a purchase" in words


def test_nothing_found_is_said(seeker):
    assert "Nothing found" in text_of(seeker.get("/find?q=xyzzy", headers=HTMX))


def test_finding_costs_the_same_among_many(world, seeker):
    def grow(count):
        for number in range(count):
            world.add_objective(f"Answer {number} of {count}")
            create_unit(
                world.system, parent_id=world.units["works"].pk, name=f"Answer {number} {count}"
            )

    assert_no_growth(grow, lambda: found(seeker, "answer"), sizes=(6, 20))
    assert_budget("find", lambda: found(seeker, "answer"))


def test_a_kpi_is_found_however_many_there_are_before_it(world, seeker, monkeypatch):
    monkeypatch.setattr("headway.reports.queries.find.things.WINDOW", 1)
    for name in ("Claims", "Returns", "First-pass yield"):
        first_pass_yield(world, name=name, owner_id=world.people["lead"].pk, updater_id=None)
    assert any(url.startswith("/kpis/") for _title, url in found(seeker, "yield first"))
    assert labels(seeker, "kpis", "yield") == ["First-pass yield"]


def test_the_palette_leads_to_the_kpis(seeker):
    assert ("Go to KPIs", "/kpis") in found(seeker, "> kpis")


# -- laws ------------------------------------------------------------------------------------------


def test_the_examples_of_the_folding_hold():
    assert doctest.testmod(folding).failed == 0


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x00", max_codepoint=0x24F)))
def test_the_database_folds_as_python_does(db, text):
    """For every text in Latin letters; a search would otherwise find what it then drops."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT headway_fold(%s)", [text])
        assert cursor.fetchone()[0] == fold(text)


@settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40),
    typed=st.text(st.sampled_from("aeÉß%_!'Я k"), min_size=1, max_size=4),
)
def test_the_database_passes_over_no_text_that_has_the_words(db, world, text, typed):
    """Whatever letters a text has: as many are found as if all were read and folded here."""
    unit = world.units["green"]
    wanted = ((text, words_of(text[3:9])), (f"{text}{typed}s", words_of(typed)))
    for name, words in (one for one in wanted if one[1]):
        Unit.objects.filter(pk=unit.pk).update(name=name)
        some = Unit.objects.filter(pk=unit.pk).values_list("pk", "name")
        found = adapter().with_parts(inside(some), "name", words)
        assert [row for row in found if has_all(row[1], words)] == [
            row for row in some if has_all(row[1], words)
        ]


@given(text=st.text())
def test_folding_keeps_every_letter_in_its_place(text):
    """Marks are set by places in the folded text."""
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(label=st.text(min_size=1), cut=st.integers(1, 20))
def test_any_beginning_of_a_label_finds_it(label, cut):
    """What one sees, one can type."""
    words = words_of(label[:cut])
    if words:
        assert rank(label, words) >= 1


def test_a_search_that_takes_too_long_ends(db):
    """Bounded on both databases, and the connection works on."""
    slow = (
        "SELECT pg_sleep(5)"
        if connection.vendor == "postgresql"
        else "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e9) "
        "SELECT max(i) FROM n"
    )
    with adapter().bounded(0.05), connection.cursor() as cursor:
        cursor.execute(slow)
        raise AssertionError("It should have been ended.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
