"""Every kind of key result has its own form, says what it means, and keeps what was typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from headway.core.courses import Course, course_of
from headway.core.pace import BACK_LOADED
from headway.kit import clock
from headway.kit.testing.pages import HTMX, text_of
from headway.kit.testing.world import START
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import (
    MilestoneInput,
    add_key_result,
    update_key_result,
)
from headway.okrs.models import KeyResult
from headway.people.actions import update_organisation
from headway.people.models import Organisation

SOON = (START + timedelta(days=18)).isoformat()

KINDS = {
    "increase": ({"start": "40", "target": "60", "measure": "%"}, "at 52 % the score is 0.60"),
    "decrease": ({"start": "8", "target": "5"}, "From 8 to 5: at 6.2 the score is 0.60."),
    "increase, log": (
        {"kind": "increase", "start": "100", "target": "400", "scale": "log"},
        "at 200 the score is 0.50",
    ),
    "increase, added up": (
        {"kind": "increase", "start": "0", "target": "20", "aggregation": "sum"},
        "Entries add up",
    ),
    "stay_above": ({"limit": "98", "fail": "96"}, "One at 97 counts 0.50."),
    "stay_below": ({"limit": "4"}, "at most 4"),
    "within": ({"low": "30", "high": "50", "tolerance": "10"}, "One at 55 counts 0.50."),
    "milestone": (
        {"step_title": ["Design", "Build", ""], "step_weight": ["", "3", ""],
         "step_id": ["", "", ""]},
        "With the first of 2 done the score is 0.25.",
    ),
    "binary": ({}, "Score 1 once it is done"),
    "baseline": ({"n_min": "8"}, "Score 1 once 8 readings are in"),
    "anchored": (
        {"anchor_value": ["0", "10", "15", "20"], "anchor_score": ["0", "0,3", "0.7", "1"],
         "tried": "13"},
        "At 13 the score is 0.54.",
    ),
}  # fmt: skip


def body(world, name, **changes):
    fields, _said = KINDS[name]
    return {
        "kind": name, "title": "Measured", "owner_id": world.people["owner"].pk,
        "reason": "Because.", "cadence": "weekly", **fields, **changes,
    }  # fmt: skip


@pytest.fixture
def new(world):
    """Where one adds a key result, at once: what waits for approval has its own tests."""
    update_organisation(world.system, goal_posts_need_approval=False)
    return f"/objectives/{world.objective.pk}/key-results/new"


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_says_what_it_means_before_it_is_saved(world, new, name):
    sent = body(world, name) | {"do": "preview"}
    answer = world.client("owner").post(new, sent, headers=HTMX)
    assert answer.status_code == 200
    assert KINDS[name][1] in text_of(answer)
    assert KeyResult.objects.filter(title="Measured").count() == 0


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_saved_and_comes_back_into_its_form(world, new, name):
    owner = world.client("owner")
    assert owner.post(new, body(world, name)).status_code == 302
    made = KeyResult.objects.get(title="Measured")
    page = owner.get(f"/key-results/{made.pk}/edit")
    assert KINDS[name][1].replace("At 13", "At 17.5").replace("0.54", "0.85") in text_of(page)
    again = body(world, name, version=made.version)
    if name == "milestone":
        again["step_id"] = [*made.milestones.values_list("id", flat=True), ""]
    assert owner.post(f"/key-results/{made.pk}/edit", again).status_code == 302
    made.refresh_from_db()
    assert made.goal_post_changes.count() == 1  # only that it was added


def test_without_a_script_the_chosen_kind_brings_its_fields_and_nothing_is_lost(world, new):
    sent = body(world, "within", title="Hours in a day", do="choose")
    page = world.client("owner").post(new, sent).content.decode()
    assert 'value="Hours in a day"' in page
    shown = page.partition('data-is="within"')[2][:9]
    assert "hidden" not in shown
    assert 'data-is="increase decrease" hidden' in page


def test_what_is_wrong_is_told_and_what_was_typed_stays(world, new):
    sent = body(
        world, "milestone", step_weight=["2", "heavy", ""], course="own",
        course_day=[SOON, ""], course_share=["20", ""],
    )  # fmt: skip
    answer = world.client("owner").post(new, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Milestone weights" in page
    for kept in ('value="Design"', 'value="heavy"', f'value="{SOON}"', 'value="20"'):
        assert kept in page


def test_editing_a_milestone_key_result_keeps_what_is_done(world):
    owner = world.client("owner")
    made = add_key_result(
        world.system, objective_id=world.objective.pk, title="Steps", kind="milestone",
        owner_id=world.people["owner"].pk, reason="Because.",
        milestones=[MilestoneInput("Design"), MilestoneInput("Build")],
    ).key_result  # fmt: skip
    first, second = made.milestones.order_by("position").values_list("id", flat=True)
    check_in(world.system, made.pk, milestones_done=[first])
    sent = body(
        world, "milestone", title="Steps taken", step_title=["Design", "Build", "Sell"],
        step_weight=["1", "1", "2"], step_id=[first, second, ""],
    )  # fmt: skip
    Organisation.objects.update(goal_posts_need_approval=False)
    assert owner.post(f"/key-results/{made.pk}/edit", sent).status_code == 302
    made.refresh_from_db()
    assert made.raw == 0.25


@pytest.mark.parametrize(
    ("course", "known"),
    [
        ({"course": "linear"}, (Course.LINEAR, None)),
        ({"course": "back_loaded"}, (Course.BACK_LOADED, None)),
        ({"course": "stepped", "course_steps": "4"}, (Course.STEPPED, 4)),
        ({"course": "own", "course_day": [SOON], "course_share": ["20"]}, (Course.OWN, None)),
    ],
)
def test_a_course_is_saved_shown_again_and_drawn(world, new, course, known):
    owner = world.client("owner")
    assert owner.post(new, body(world, "increase", **course)).status_code == 302
    made = KeyResult.objects.get(title="Measured")
    assert course_of(made.profile) == known
    page = owner.get(f"/key-results/{made.pk}").content.decode()
    assert 'class="exp"' in page
    form = owner.get(f"/key-results/{made.pk}/edit").content.decode()
    assert f'<option value="{known[0]}" selected>' in form


@pytest.mark.parametrize(
    ("course", "words"),
    [
        ({"course": "stepped"}, "Say in how many steps"),
        ({"course": "own"}, "Say what is expected by which day"),
        ({"course": "own", "course_day": ["soon"], "course_share": ["20"]}, "Give each day"),
        ({"course": "own", "course_day": ["2020-01-01"], "course_share": ["20"]}, "Choose days"),
        ({"course": "uphill"}, "Choose one of the courses"),
    ],
)
def test_a_course_that_is_none_is_refused_at_its_field(world, new, course, words):
    answer = world.client("owner").post(new, body(world, "increase", **course))
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_a_rhythm_of_ones_own_is_due_by_its_days(world, new):
    owner = world.client("owner")
    sent = body(world, "increase", cadence="own", cadence_days="10")
    assert owner.post(new, sent).status_code == 302
    made = KeyResult.objects.get(title="Measured")
    assert made.cadence == "days:10"
    assert 'value="10"' in owner.get(f"/key-results/{made.pk}/edit").content.decode()
    assert owner.get("/").status_code == 200
    refused = owner.post(new, body(world, "increase", cadence="own", cadence_days="0"))
    assert "from 1 to 366" in text_of(refused)


AIMS = {
    "increase": "Target 60 % from 40",
    "decrease": "Target 5 from 8",
    "stay_above": "Target at least 98",
    "within": "Target 30 to 50",
    "milestone": "Target all 2 milestones",
    "binary": "Target done",
    "baseline": "Target 8 readings 0 so far",
    "anchored": "Target 20 for a score of 1",
}


@pytest.mark.parametrize("kind", AIMS)
def test_every_kind_says_what_it_aims_at_on_its_page_and_in_the_table(world, new, kind):
    owner = world.client("owner")
    owner.post(new, body(world, kind))
    made = KeyResult.objects.get(title="Measured")
    assert AIMS[kind] in text_of(owner.get(f"/key-results/{made.pk}"))
    row = text_of(owner.get(f"/objectives/{world.objective.pk}")).partition("Measured")[2]
    assert AIMS[kind].removeprefix("Target ") in row


def test_a_baseline_counts_its_readings_and_is_their_mean(world, new):
    owner = world.client("owner")
    owner.post(new, body(world, "baseline", n_min="2"))
    made = KeyResult.objects.get(title="Measured")
    check_in(world.actor("owner"), made.pk, value=41)
    made.refresh_from_db()
    assert (made.raw, made.value) == (0, 41)
    check_in(world.actor("owner"), made.pk, value=43)
    made.refresh_from_db()
    assert (made.raw, made.value) == (1, 42)
    assert owner.get(f"/key-results/{made.pk}").status_code == 200


def test_the_short_form_brings_the_fields_of_each_kind_without_a_script(world):
    sent = {"title": "Nobody waits", "kr1-title": "Steps", "kr1-kind": "milestone", "do": "choose"}
    page = world.client("owner").post("/objectives/new", sent).content.decode()
    assert 'value="Nobody waits"' in page
    first = page.partition('name="kr1-title"')[2].partition('name="kr2-title"')[0]
    assert "hidden" not in first.partition('data-is="milestone"')[2][:9]
    assert not KeyResult.objects.filter(title="Steps").exists()


def test_the_history_names_course_and_rhythm(world):
    with clock.frozen(datetime.combine(START, datetime.min.time(), UTC)):
        update_key_result(
            world.system, world.key_results[0].pk, cadence="days:10",
            profile=[list(point) for point in BACK_LOADED],
        )  # fmt: skip
    told = text_of(world.client("owner").get(f"/objectives/{world.objective.pk}/history"))
    assert "Cadence: weekly every 10 days" in told
    assert "Expected course: evenly late" in told
