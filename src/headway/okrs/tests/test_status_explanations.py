"""Every verdict and every number of the outlook opens which rule decided and by what."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.template import engines

from headway.core.pace import Status, StatusCode
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result, cancel_key_result
from headway.okrs.actions.overrides import override_status
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.key_result_page import key_result_rows_of
from headway.okrs.queries.objective_statuses import explain_objective_status
from headway.okrs.queries.objectives import objective_rows_by_id
from headway.okrs.queries.outlooks import prospects
from headway.okrs.queries.status_explanations import explain_status
from headway.okrs.queries.status_words import words_of

RISING = (40, 42, 41, 44, 46, 45, 47)


def row_of(world, key_result_id):
    rows = key_result_rows_of(world.objective.pk, as_of=TODAY, today=TODAY, with_readings=True)
    return next(row for row in rows if row.id == key_result_id)


def explained(world, key_result_id):
    found = explain_status(row_of(world, key_result_id), TODAY)
    return found, dict(found.rows)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def add(world, values=(), **definition):
    """A key result with these readings, one a week, the last one today."""
    made = add_key_result(
        world.system, objective_id=world.objective.pk, title="Explained",
        owner_id=world.people["owner"].pk, reason="Needed", **definition,
    ).key_result  # fmt: skip
    KeyResult.objects.filter(pk=made.pk).update(added_on=None)
    for ago, value in enumerate(reversed(values)):
        check_in(world.system, made.pk, value=value, effective_on=TODAY - timedelta(weeks=ago))
    return made.pk


@pytest.mark.parametrize("code", StatusCode)
def test_a_status_is_called_the_same_beside_its_mark_and_where_it_opens(code):
    templates = engines["jinja2"].env
    stands, ui = (
        templates.get_template(name).module for name in ("okrs/_verdict.html", "web/ui.html")
    )
    stale = Status(StatusCode.STALE, "stale", was=code)
    for status in (Status(code, "pace"), stale, Status(StatusCode.UNKNOWN, "unread")):
        shown = stands.judged(status).striptags()
        assert shown == words_of(status)
    for status in (Status(code, "health"), stale):
        shown = ui.health(status.code, was=status.was).striptags()
        assert shown == words_of(status, is_health=True)


def test_pace_opens_expected_progress_gap_and_tolerance(world):
    key_result = world.key_results[0].pk
    check_in(world.system, key_result, value=46)
    found, lines = explained(world, key_result)
    row = row_of(world, key_result)
    assert row.status.source == "pace"
    assert "Up to 10 points behind is on track, up to 25 watch" in found.rule
    assert (plain(lines["Expected"]), plain(lines["Progress"])) == ("56 %", "30 %")
    assert found.value == pytest.approx(row.expected - row.raw)


def test_a_forecast_opens_its_probability_before_rounding_and_the_thresholds(world):
    key_result = add(world, RISING, kind="increase", start=40.0, target=60.0)
    found, lines = explained(world, key_result)
    row = row_of(world, key_result)
    assert row.status.source == "forecast"
    assert "From 70 % on track, below 30 % off track" in plain(found.rule)
    assert plain(lines["Before rounding"]) == f"{row.probability * 100:.1f} %"
    assert found.value == row.probability


def test_what_is_stale_opens_its_last_check_in_and_what_it_was(world):
    key_result = world.key_results[0].pk
    check_in(world.system, key_result, value=41, effective_on=TODAY - timedelta(days=20))
    found, lines = explained(world, key_result)
    assert found.title == "Stale, was off track"
    assert (lines["Days since"], lines["Stale after more days than"]) == ("20", "10.5")
    assert plain(lines["Progress"]) == "5 %", "what it was goes by pace"


def test_what_is_set_by_hand_opens_who_why_and_what_was_computed(world):
    key_result = world.key_results[0].pk
    check_in(world.system, key_result, value=41)
    override_status(world.actor("owner"), key_result, status="on_track", reason="Signed today.")
    found, lines = explained(world, key_result)
    assert (found.title, lines["Because"]) == ("On track", "Signed today.")
    assert (lines["Set to"], lines["Computed"]) == ("On track", "Off track")
    assert plain(lines["Expected"]) == "56 %"


@pytest.mark.parametrize(
    ("ambition", "values", "words"),
    [
        ("committed", [99] * 8, "if all of the 5 periods left are met"),
        ("committed", [99] * 7 + [97], "1 is lost: it cannot be kept in full"),
        ("aspirational", [99] * 4 + [97] * 4, "out of reach: too many are lost for the 5 left"),
        ("aspirational", [99] * 6 + [97] * 2, "if 4 of the 5 left are met"),
        ("aspirational", [99] * 8, "if 2 of the 5 left are met"),
    ],
)
def test_what_is_measured_per_period_opens_what_would_have_to_happen(
    world, ambition, values, words
):
    Objective.objects.filter(pk=world.objective.pk).update(ambition=ambition)
    key_result = add(world, values, kind="stay_above", target=98.0, cadence="weekly")
    found, lines = explained(world, key_result)
    met = values.count(99)
    counts = [lines[name] for name in ("Periods met", "Periods lost", "Periods left")]
    assert counts == [str(met), str(len(values) - met), "5"]
    assert any(words in note for note in found.notes)
    forecast = prospects(row_of(world, key_result), TODAY).explanation
    assert dict(forecast.rows)["Periods lost"] == str(len(values) - met)
    assert any(words in note for note in forecast.notes)


def test_facts_open_too(world):
    first, second = (one.pk for one in world.key_results)
    assert "Nobody has read it yet" in explained(world, second)[0].notes[0]
    check_in(world.system, first, value=60)
    assert plain(explained(world, first)[0].rule) == "Its progress is 100 % or more."
    cancel_key_result(world.system, second, reason="Market closed.")
    assert explained(world, second)[1]["Because"] == "Market closed."
    binary = add(world, [0], kind="binary")
    assert "nothing is expected before its end" in explained(world, binary)[0].rule


def objective(world):
    rows = objective_rows_by_id([world.objective.pk], as_of=TODAY, today=TODAY, with_readings=True)
    return rows[world.objective.pk]


def by_hand(world, **statuses):
    for key_result, status in zip(world.key_results, statuses.values(), strict=True):
        override_status(world.actor("owner"), key_result.pk, status=status, reason="I know.")


def test_an_objective_says_what_holds_it_down(world):
    for key_result in world.key_results:
        way = (key_result.target - key_result.start) * 0.55
        check_in(world.system, key_result.pk, value=key_result.start + way)
    by_hand(world, first="watch", second="watch")
    row = objective(world)
    found = explain_objective_status(row, TODAY)
    assert (row.status.code, row.status.source) == ("watch", "key_results")
    assert "Pace alone says on track; none of its key results is." in found.notes
    Objective.objects.filter(pk=row.id).update(ambition="committed")
    by_hand(world, first="on_track", second="off_track")
    found = explain_objective_status(objective(world), TODAY)
    assert any("all of it was promised, and 1 key result is off track" in n for n in found.notes)


def test_an_objective_that_nobody_has_read_shows_neither_number_nor_colour(world):
    assert objective(world).status.code == "unknown"
    found = explain_objective_status(objective(world), TODAY)
    assert found.rule.startswith("No reading yet")
    page = text_of(world.client("owner").get(f"/objectives/{world.objective.pk}"))
    assert "No reading yet" in page
    assert "Score 0.00" not in page


def bare(html):
    """The verdicts that open nothing, those of rows with a page of their own left aside."""
    opened = re.sub(r"<summary\b.*?</summary>", "", html, flags=re.S)
    return re.findall(r'<span class="st st-\w+">', opened)


def test_pages_open_every_verdict_and_every_number_of_the_outlook(world):
    for week in range(6):
        for key_result in world.key_results:
            way = (key_result.target - key_result.start) * (0.05 + week * 0.08)
            check_in(
                world.system, key_result.pk, value=key_result.start + way, confidence=7,
                effective_on=TODAY - timedelta(weeks=5 - week),
            )  # fmt: skip
    client, key_result = world.client("owner"), world.key_results[0].pk
    page = client.get(f"/objectives/{world.objective.pk}").content.decode()
    for title in (
        r"\d of 2 likely", "Expected final score", "Expected 0", "Lowest confidence 7",
        "Mean of both", "The owner says",
    ):  # fmt: skip
        assert re.search(rf'class="pop"[^>]*aria-label="{title}', page), title
    assert bare(page) == []
    assert bare(client.get(f"/key-results/{key_result}").content.decode()) == []


def test_half_of_both_opens_the_figures_before_they_were_rounded(world):
    key_result = add(world, RISING[:-1], kind="increase", start=40.0, target=60.0)
    check_in(world.system, key_result, value=47, confidence=7)
    row = row_of(world, key_result)
    both = prospects(row, TODAY).opinions[-1]
    exact = (row.outlook.probability_full + 0.7) / 2
    assert both.full_why.value == pytest.approx(exact)
    assert plain(both.full_why.total[-1]) == f"{exact * 100:.1f} %"
