"""A file brings in a scorecard and its map: as by hand, once, and back again."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from headway.activity.models import Event
from headway.exchange.actions import commit_import, commit_preview, keep_preview
from headway.exchange.actions.undo import undo_import
from headway.exchange.tests.card_files import bring_kpis, card
from headway.exchange.tests.helpers import dump, imported, nothing
from headway.kit.problems import Conflict
from headway.kit.testing.world import TODAY, World, on
from headway.kpis.models import Kpi
from headway.people.access import Actor
from headway.strategy.actions import (
    add_goal,
    add_link,
    add_measure,
    add_perspective,
    archive_goal,
    set_weight,
    update_link,
    update_measure,
)
from headway.strategy.models import (
    CauseEffectLink,
    GoalMeasure,
    MidTermGoal,
    Perspective,
    Weight,
)
from headway.strategy.queries.scorecard import scorecard

BEGUN = date(2026, 1, 1)
"""The first day of the goals of the file."""
CARD = ("perspectives", "goals", "perspective_weights", "goal_weights", "measures", "arrows")


@pytest.fixture
def admin(world: World) -> Actor:
    return world.actor("admin")


@pytest.fixture
def kpis(admin: Actor) -> dict[str, Kpi]:
    return bring_kpis(admin)


def bring(actor: Actor, *edits: tuple[str, str], overwrite: bool = False) -> Any:
    return commit_import(actor, card(*edits), "card.yaml", overwrite=overwrite)


def whys(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["where"].partition(", ")[2], one["why"]) for one in report["rejected"]]


def weights() -> dict[str, float]:
    return {str(one): one.weight for one in Weight.objects.order_by("id")}


def test_the_example_of_the_page_comes_in_as_it_was_shown(admin, kpis):
    preview = keep_preview(admin, card(), "card.yaml")
    assert not GoalMeasure.objects.filter(kpi=kpis["returning"]).exists()
    report = commit_preview(admin, preview.pk).report
    assert report["rejected"] == []
    assert [report["created"][name] for name in CARD] == [2, 3, 1, 1, 3, 2]

    passengers, ships = imported("perspective", "passengers"), imported("goal", "H1")
    assert passengers.hint == "what those who sail with us get"
    assert weights() == {"Passengers": 2, ships.title: 1.5}
    measured = GoalMeasure.objects.filter(goal=imported("goal", "P1")).order_by("id")
    assert list(measured.values_list("kpi__external_id", "weight", "scoring", "since")) == [
        ("returning", 3.0, "smoothed", BEGUN), ("complaints", 1.0, "last", BEGUN),
    ]  # fmt: skip
    first = CauseEffectLink.objects.get(effect=imported("goal", "P1"))
    assert (first.cause, first.sign, first.lag, first.per) == (ships, 1, 2, "monthly")
    assert (first.strength, first.rationale) == (
        "large", "Who waits at the quay does not come back.",
    )  # fmt: skip
    assert (first.cause_kpi, first.effect_kpi) == (kpis["on-time"], kpis["returning"])
    second = CauseEffectLink.objects.get(effect=ships)
    assert (second.lag, second.per, second.strength) == (1, "monthly", "medium")


def test_it_is_told_as_by_hand(admin, kpis):
    bring(admin)
    added = Event.objects.get(verb="measure.added", subject_id=imported("goal", "H1").pk)
    told = {"weight": 1.0, "scoring": "last", "kpi": "Departures on time"}
    assert json.loads(added.after) == told
    assert Event.objects.filter(verb="link.added").count() >= 2
    (weighed,) = Event.objects.filter(verb="weight.set", subject_type="perspective")
    assert (weighed.subject_label, weighed.why) == ("Passengers", "Imported from card.yaml")


def test_again_it_changes_nothing_and_undone_it_leaves_nothing(admin, kpis):
    before = dump(without_stamps=True)
    run = bring(admin)
    report = bring(admin).report
    assert nothing(report, "created", "updated")
    assert report["rejected"] == []
    undo_import(admin, run.pk)
    assert dump(without_stamps=True) == before


CHANGES = (
    ("hint: what those who sail with us get, weight: 2", "hint: who sails, weight: 4"),
    ("weight: 1.5", "weight: 0"),
    ("{kpi: returning, weight: 3, scoring: smoothed}", "{kpi: returning, weight: 5}"),
    ("lag: 2", "lag: 3"),
)


@pytest.mark.parametrize("days", [0, 40])
def test_a_newer_file_changes_what_holds_from_its_day_on_and_back(admin, kpis, days):
    bring(admin)
    before = dump(without_stamps=True)
    with on(TODAY + timedelta(days=days)):
        run = bring(admin, *CHANGES)
        assert run.report["rejected"] == []
        names = ("perspectives", "perspective_weights", "goal_weights", "measures", "arrows")
        assert [run.report["updated"][name] for name in names] == [1] * 5
        live = GoalMeasure.objects.get(kpi=kpis["returning"], until__isnull=True)
        assert (live.weight, live.scoring) == (5.0, "smoothed")
        arrow = CauseEffectLink.objects.get(effect=imported("goal", "P1"), until__isnull=True)
        # What was said today was seen on no day yet.
        since = TODAY + timedelta(days) if days else BEGUN
        assert (arrow.lag, arrow.strength, arrow.since) == (3, "large", since)
        assert weights()["Passengers"] == 4
        assert nothing(bring(admin, *CHANGES).report, "created", "updated")
        undo_import(admin, run.pk)
    assert dump(without_stamps=True) == before
    assert nothing(bring(admin).report, "created", "updated")


def test_what_comes_with_a_goal_counts_from_its_first_day_and_later_files_from_theirs(admin, kpis):
    """Goals in force since January, brought in today, have scores of the quarters before."""
    bring(admin)
    assert {weight.since for weight in Weight.objects.all()} == {BEGUN}
    assert {arrow.since for arrow in CauseEffectLink.objects.all()} == {BEGUN}
    day = date(2026, 9, 30)
    assert len(scorecard(admin, day, today=TODAY).kpis) == 3
    assert scorecard(admin, day, today=TODAY, as_known=True).kpis == []
    later = TODAY + timedelta(days=40)
    with on(later):
        bring(admin, ("measures: [on-time]", "measures: [on-time, complaints]"))
        added = GoalMeasure.objects.get(goal=imported("goal", "H1"), kpi=kpis["complaints"])
        assert added.since == later
        assert len(scorecard(admin, day, today=later).kpis) == 3


def test_arrows_of_years_past_close_no_circle(admin, kpis):
    """Of a file, and of a newer one, though its goals are over."""
    lines = card().decode().replace("start: 2026-01-01", "start: 2013-01-01")
    lines = lines.replace("end: 2027-12-31", "end: 2014-12-31")
    assert commit_import(admin, lines.encode(), "card.yaml").report["rejected"] == []
    back = lines.replace("links:", "links:\n- {cause: P1, effect: H2}").encode()
    [refused] = commit_import(admin, back, "card.yaml").report["rejected"]
    assert "This would close a circle" in refused["why"]


def test_another_wording_is_the_same_arrow(admin, kpis):
    bring(admin)
    arrow = CauseEffectLink.objects.get(effect=imported("goal", "P1"))
    run = bring(admin, ("strength: large", "strength: small"))
    arrow.refresh_from_db()
    assert (run.report["updated"]["arrows"], arrow.strength, arrow.until) == (1, "small", None)
    undo_import(admin, run.pk)
    arrow.refresh_from_db()
    assert arrow.strength == "large"


LATER = {
    "a measure": lambda admin, kpis: update_measure(
        admin,
        imported("goal", "H1").pk,
        GoalMeasure.objects.get(kpi=kpis["on-time"]).pk,
        weight=9.0,
    ),
    "a KPI of a goal": lambda admin, kpis: add_measure(
        admin, imported("goal", "H2").pk, kpi_id=kpis["complaints"].pk
    ),
    "an arrow": lambda admin, _kpis: update_link(
        admin, CauseEffectLink.objects.get(effect=imported("goal", "P1")).pk, lag=5
    ),
    "an arrow of their own": lambda admin, _kpis: add_link(
        admin, cause_id=imported("goal", "H2").pk, effect_id=imported("goal", "P1").pk
    ),
    "a weight": lambda admin, _kpis: set_weight(
        admin, goal_id=imported("goal", "H1").pk, weight=7.0
    ),
}


@pytest.mark.parametrize("what", LATER)
def test_what_people_did_since_is_named_and_nothing_is_undone(admin, kpis, what):
    run = bring(admin)
    LATER[what](admin, kpis)
    after = dump()
    with pytest.raises(Conflict, match="People have worked on this import since") as refused:
        undo_import(admin, run.pk)
    assert refused.value.code == "later_work"
    assert dump() == after


def test_a_weight_that_people_set_since_of_a_goal_that_was_here_is_named(admin, kpis):
    mine = add_goal(admin, title="Crews stay", starts_on=TODAY.replace(month=1, day=1),
                    ends_on=TODAY.replace(year=2027, month=12, day=31))  # fmt: skip
    run = bring(admin, ("  title: Crews stay\n", "  title: Crews stay\n  weight: 2\n"))
    assert run.report["unchanged"]["goals"] == 1
    set_weight(admin, goal_id=mine.pk, weight=7.0)
    with pytest.raises(Conflict, match="“Crews stay” was given another weight"):
        undo_import(admin, run.pk)


def test_what_people_changed_is_left_to_them_unless_the_file_shall_win(admin, kpis):
    bring(admin)
    own = GoalMeasure.objects.get(kpi=kpis["returning"])
    update_measure(admin, own.goal_id, own.pk, weight=8.0)
    set_weight(admin, goal_id=imported("goal", "H1").pk, weight=7.0)
    assert nothing(bring(admin).report, "updated")
    edits = (("returning, weight: 3", "returning, weight: 5"), ("weight: 1.5", "weight: 2"))
    words = "weight was changed here since the last import, and in the file."
    report = bring(admin, *edits).report
    assert [why for _where, why in whys(report)] == [words, words]
    assert bring(admin, *edits, overwrite=True).report["rejected"] == []
    assert GoalMeasure.objects.get(kpi=kpis["returning"], until__isnull=True).weight == 5
    assert weights()[imported("goal", "H1").title] == 2


def test_a_kpi_that_is_not_here_keeps_its_own_line_out(admin):
    report = bring(admin).report
    assert whys(report) == [
        ("P1#kpi:returning", "There is no KPI “returning”. Define it first."),
        ("P1#kpi:Complaints", "There is no KPI “Complaints”. Define it first."),
        ("H1#kpi:on-time", "There is no KPI “on-time”. Define it first."),
        ("H1 → P1", "There is no KPI “on-time”. Define it first."),
    ]
    assert [report["created"][name] for name in CARD] == [2, 3, 1, 1, 0, 1]


def test_an_arrow_that_closes_a_circle_stays_out_and_names_the_way(admin, kpis):
    more = "- {cause: H2, effect: H1}\n"
    (refused,) = whys(bring(admin, (more, more + "- {cause: P1, effect: H2}\n")).report)
    assert refused[0] == "P1 → H2"
    for words in ("This would close a circle:", "“Crews stay”", "→ “Nine of ten"):
        assert words in refused[1]
    assert CauseEffectLink.objects.filter(until__isnull=True, cause=imported("goal", "H2")).count()


def test_with_an_arrow_that_people_drew_it_closes_a_circle_too(admin, kpis):
    bring(admin, ("- {cause: H2, effect: H1}\n", ""))
    add_link(admin, cause_id=imported("goal", "P1").pk, effect_id=imported("goal", "H2").pk)
    (refused,) = whys(bring(admin).report)
    assert refused[0] == "H2 → H1"
    assert "This would close a circle" in refused[1]


def test_a_seventh_perspective_stays_out_with_its_goals(admin, kpis):
    for number in range(5 - Perspective.objects.count()):
        add_perspective(admin, name=f"Side {number}")
    report = bring(admin).report
    refused = dict(whys(report))
    assert refused["harbours and ships"].startswith("There are 6 perspectives already")
    assert refused["H1"] == "It belongs to “harbours and ships”, which stays out."
    assert Perspective.objects.count() == 6
    assert MidTermGoal.objects.filter(title="Nine of ten passengers come back").exists()


def test_a_thirteenth_kpi_of_a_goal_stays_out(admin, kpis):
    names = [f"k{number}" for number in range(13)]
    table = "external_id,name,unit\n" + "".join(f"{name},KPI {name},Works\n" for name in names)
    commit_import(admin, table.encode(), "k.csv")
    ((where, why),) = whys(bring(admin, ("[on-time]", f"[{', '.join(names)}]")).report)
    assert (where, why) == (
        "H1#kpi:k12", "12 KPIs measure it already. Take one away first.",
    )  # fmt: skip


def test_what_was_put_away_here_is_said(admin, kpis):
    bring(admin, ("- {cause: H2, effect: H1}\n", ""))
    archive_goal(admin, imported("goal", "H2").pk)
    (refused,) = whys(bring(admin).report)
    words = "The mid-term goal “H2” is archived here. Restore it first."
    assert refused == ("H2 → H1", words)


def test_what_people_said_before_the_file_did_is_theirs(admin, kpis):
    mine = add_goal(admin, title="Crews stay", starts_on=TODAY.replace(month=1, day=1),
                    ends_on=TODAY.replace(year=2027, month=12, day=31))  # fmt: skip
    set_weight(admin, goal_id=mine.pk, weight=3.0)
    add_measure(admin, mine.pk, kpi_id=kpis["complaints"].pk, weight=2.0)
    said = "  weight: 2\n  measures: [{kpi: complaints, weight: 1}]\n"
    edit = ("  title: Crews stay\n", "  title: Crews stay\n" + said)
    assert whys(bring(admin, edit).report) == [
        ("H2#weight", "It weighs 3 here already. Set its weight on its page."),
        ("H2#kpi:complaints",
         "The KPI measures this goal here already. Change that on the goal's page."),
    ]  # fmt: skip
    same = (edit[0], edit[1].replace("weight: 2", "weight: 3").replace("weight: 1}", "weight: 2}"))
    run = bring(admin, same)
    assert (run.report["rejected"], run.report["unchanged"]["measures"]) == ([], 4)


WRONG = {
    "a weight above a thousand": ("weight: 1.5", "weight: 1001", "H1",
                                  "A weight is a number from 0 to 1,000."),
    "a scoring that is none": ("scoring: smoothed", "scoring: best", "P1#kpi:returning",
        "“scoring” is “best”; it must be one of: last, smoothed."),
    "a goal that is not there": ("cause: H2,", "cause: H9,", "H9 → H1",
        "There is no mid-term goal “H9” in the file."),
    "an arrow to itself": ("effect: H1}", "effect: H2}", "H2 → H2", "Choose two goals."),
    "an arrow twice": ("- {cause: H2, effect: H1}", "- {cause: H1, effect: P1}", "H1 → P1",
        "This link is drawn on line 30 already."),
    "half a period": ("lag: 2", "lag: 2.5", "H1 → P1", "The lag is a whole number from 0 to 60."),
    "a KPI twice": ("- Complaints", "- returning", "P1#kpi:returning",
        "The KPI is named on line 15 already."),
    "a KPI under two names": ("- Complaints", "- Passengers who come back",
        "P1#kpi:Passengers who come back", "The file names this KPI twice for the goal."),
    "a perspective twice": ("- Harbours and ships", "- passengers", "passengers",
        "The perspective is named on line 6 already."),
    "a hint that is too long": ("what those who sail with us get", "x" * 161, "Passengers",
        "“hint” is longer than 160 characters."),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_contradicts_stays_out_by_its_line(admin, kpis, what):
    old, new, where, why = WRONG[what]
    found = whys(bring(admin, (old, new)).report)
    assert (where, why) in found


def test_what_is_gone_from_the_file_stays_and_is_named(admin, kpis):
    bring(admin)
    gone = (("  - Complaints\n", ""), ("- {cause: H2, effect: H1}\n", ""))
    (kept,) = [one for one in bring(admin, *gone).report["assumed"]
               if "not in this file" in one["what"]]  # fmt: skip
    assert kept["where"] == ["H2 → H1", "P1#kpi:Complaints"]
    assert GoalMeasure.objects.filter(kpi=kpis["complaints"], until__isnull=True).exists()


def test_goals_that_last_longer_do_not_bring_a_circle_back(admin, kpis):
    """Of goals that are over the arrows are no map, and so not looked at."""
    lines = card().decode().replace("start: 2026-01-01", "start: 2025-01-01")
    over = lines.replace("end: 2027-12-31", "end: 2025-12-31").encode()
    with on(date(2025, 6, 2)):
        commit_import(admin, over, "card.yaml")
    ends = imported("goal", "P1").pk, imported("goal", "H2").pk
    add_link(admin, cause_id=ends[0], effect_id=ends[1])
    before = dump()
    with pytest.raises(Conflict, match="This would close a circle"):
        commit_import(admin, lines.encode(), "card.yaml")
    assert dump() == before


def test_the_report_holds_what_comes_in_against_what_the_file_holds(admin):
    report = bring(admin).report
    held = {name: report["file"].get(name) for name in ("goals", "measures", "arrows")}
    assert held == {"goals": 3, "measures": 3, "arrows": 2}


def test_html_of_a_web_page_is_read_as_letters_and_said(admin, kpis):
    edits = (("title: Crews stay", "title: The city&rsquo;s crews &amp; R&D; stay"),)
    report = bring(admin, *edits).report
    goal = MidTermGoal.objects.get(title__contains="crews")
    assert goal.title == "The city’s crews & R&D; stay"
    [told] = [one["what"] for one in report["assumed"] if "HTML" in one["what"]]
    assert told == ("“title” holds HTML: &rsquo;, &amp; was read as the letter it stands for.")
    again = bring(admin, *edits).report
    assert not any((*again["created"].values(), *again["updated"].values()))
