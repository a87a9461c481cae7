"""Limits, signals and the response they open, seen through what was entered."""

from __future__ import annotations

from datetime import date

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound, Outdated
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.rebases import rebase, undo_rebase
from headway.kpis.actions.recomputing import recompute_kpis
from headway.kpis.actions.responses import (
    acknowledge,
    close_response,
    record_action,
    record_cause,
)
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, Rebase, Response
from headway.kpis.queries.doors import calendar_of, whole_series
from headway.kpis.queries.series.charts import chart
from headway.kpis.tests.days import on
from headway.kpis.tests.values import STEADY, first_pass_yield, judged, measure, month, raised

pytestmark = pytest.mark.django_db

ANSWERS = {
    "different": "Eight months lie below.",
    "reason": "The new jig.",
    "wanted": "We accept it for the price.",
    "lasting": "The old jig is sold.",
}


def chart_of(kpi):
    return chart(kpi, whole_series(kpi).pk, calendar_of(kpi.organisation_id))


def test_a_year_of_values_has_limits_and_no_signal(kpi: Kpi):
    found = chart_of(kpi)
    assert found.now.span.start == month(11)
    assert found.limits.points == 12
    kpi.state.refresh_from_db()
    assert (kpi.state.stage, kpi.state.variation, kpi.state.colour) == ("usable", "common", "grey")
    assert kpi.state.recent == STEADY
    assert not kpi.signals.exists()


def test_a_worsening_signal_opens_one_response_for_the_owner(world: World, kpi: Kpi):
    done = judged(world, kpi, [92.0], first=12)
    response = done.response
    assert response is not None
    assert [s.rule for s in done.appeared] == ["LIM"]
    assert (response.owner_id, response.number, response.stage) == (kpi.owner_id, 1, "raised")
    assert (response.cause_due_on, response.action_due_on) == (date(2026, 12, 1), date(2026, 12, 8))
    kpi.state.refresh_from_db()
    assert (kpi.state.variation, kpi.state.colour, kpi.state.rules) == (
        "worsening",
        "amber",
        ["LIM"],
    )
    measure(world, kpi, [91.9], first=13)
    assert Response.objects.count() == 1
    assert response.signals.count() == 2


def test_an_improving_signal_asks_for_no_response(world: World, kpi: Kpi):
    done = judged(world, kpi, [98.0], first=12)
    assert done.response is None
    assert [s.variation for s in done.appeared] == ["improving"]


def test_old_signals_of_a_long_import_are_history(world: World):
    kpi = first_pass_yield(world)
    done = judged(world, kpi, [*STEADY, 90.0, *STEADY[:9]])
    assert [s.starts_on for s in done.appeared if s.rule == "LIM"] == [month(12)]
    assert not Response.objects.exists()


def test_trial_limits_give_hints_and_no_work(world: World):
    kpi = first_pass_yield(world)
    done = judged(world, kpi, [94.2, 94.3, 94.2, 94.3, 94.2, 94.3, 94.2, 50.0])
    assert chart_of(kpi).now.stage == "trial"
    assert done.appeared == ()
    kpi.state.refresh_from_db()
    assert kpi.state.variation == "common"


def test_locked_limits_stay_when_the_process_moves(world: World):
    kpi = first_pass_yield(world)
    measure(world, kpi, [*STEADY, *STEADY[:8]])
    locked = chart_of(kpi).limits
    measure(world, kpi, [97.0], first=20)
    assert chart_of(kpi).limits == locked
    assert chart_of(kpi).now.stage == "locked"


def test_a_correction_withdraws_the_signal_and_closes_what_it_opened(world: World, kpi: Kpi):
    measure(world, kpi, [92.0], first=12)
    done = judged(world, kpi, [94.6], first=12)
    assert [s.rule for s in done.vanished] == ["LIM"]
    response = Response.objects.get()
    assert (response.stage, response.outcome) == ("closed", "withdrawn")
    assert Event.objects.filter(verb="response.withdrawn").count() == 1


def test_from_alert_to_resolved(world: World, kpi: Kpi):
    response = raised(world, kpi, [92.0], first=12)
    owner = world.actor("owner")
    acknowledge(owner, response.pk, note="Not noise.", version=1)
    with pytest.raises(Conflict):
        acknowledge(owner, response.pk)
    mate_id = world.people["mate"].pk
    with pytest.raises(Conflict) as refused:
        record_action(owner, response.pk, action="Raise it", owner_id=mate_id, ends_on=TODAY)
    assert refused.value.code == "no_cause"
    record_cause(owner, response.pk, cause="Jig B holds the valve 0.4 mm low.")
    with pytest.raises(Conflict) as refused:
        close_response(owner, response.pk, outcome="resolved", closing_word="Done.")
    assert refused.value.code == "no_action"
    record_action(owner, response.pk, action="Raise jig B.", owner_id=mate_id, ends_on=TODAY)
    with pytest.raises(Outdated):
        close_response(owner, response.pk, outcome="resolved", closing_word="Done.", version=1)
    closed = close_response(
        owner,
        response.pk,
        outcome="resolved",
        closing_word="Back at 94.7.",
        held_because="This week is well.",
    )
    assert (closed.stage, closed.outcome) == ("closed", "resolved")
    with pytest.raises(Conflict):
        record_cause(owner, response.pk, cause="Another one.")
    verbs = Event.objects.filter(verb__startswith="response.").values_list("verb", flat=True)
    assert list(verbs.order_by("sequence")) == [
        "response.raised", "response.acknowledged", "response.cause", "response.action",
        "response.closed",
    ]  # fmt: skip


def test_who_may_answer_and_what_is_missing(world: World, kpi: Kpi):
    response = raised(world, kpi, [92.0], first=12)
    for name in ("mate", "coach", "viewer", "stranger"):
        with pytest.raises(NotAllowed):
            acknowledge(world.actor(name), response.pk)
    with pytest.raises(NotFound):
        acknowledge(world.actor("outsider"), response.pk)
    lead = world.actor("lead")
    with pytest.raises(InvalidInput):
        record_cause(lead, response.pk, cause=" ")
    with pytest.raises(InvalidInput):
        close_response(lead, response.pk, outcome="forgotten", closing_word="")
    closed = close_response(
        lead, response.pk, outcome="common_cause", closing_word="A delivery in two parts."
    )
    assert closed.acknowledged_by_id == world.people["lead"].pk


def test_a_run_that_was_answered_opens_nothing_again(world: World, kpi: Kpi):
    measure(world, kpi, [94.0] * 8, first=12)
    response = Response.objects.get()
    close_response(
        world.actor("owner"), response.pk, outcome="common_cause", closing_word="The season."
    )
    measure(world, kpi, [94.0], first=20)
    assert Response.objects.count() == 1
    assert response.signals.count() == 2
    measure(world, kpi, [80.0], first=21)
    assert Response.objects.count() == 2


def test_a_target_colours_from_its_period_on(world: World, kpi: Kpi):
    owner = world.actor("owner")
    set_target(owner, kpi.pk, kind="at_least", low=95.0, red=93.0, effective_on=month(6))
    kpi.state.refresh_from_db()
    assert (kpi.state.assurance, kpi.state.colour) == ("sometimes", "amber")
    with pytest.raises(InvalidInput) as refused:
        set_target(owner, kpi.pk, kind="at_least", low=90.0, effective_on=month(9))
    assert [error.field for error in refused.value.errors] == ["why"]
    set_target(owner, kpi.pk, kind="at_least", low=90.0, effective_on=month(9), why="Too hard.")
    found = chart_of(kpi)
    assert [point.target and point.target.low for point in found.points] == [
        *[None] * 6, *[95.0] * 3, *[90.0] * 3,
    ]  # fmt: skip
    kpi.state.refresh_from_db()
    assert (kpi.state.assurance, kpi.state.colour) == ("always", "green")
    assert Event.objects.filter(verb="target.changed").get().why == "Too hard."
    set_target(owner, kpi.pk, kind="at_least", why="No longer needed.")
    assert chart_of(kpi).now.target.low == 90.0


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "about", "low": 1.0}, "kind"),
        ({"kind": "at_least", "high": 1.0}, "low"),
        ({"kind": "at_least", "low": 1.0, "high": 2.0}, "high"),
        ({"kind": "within", "low": 2.0, "high": 1.0}, "high"),
        ({"kind": "at_least", "low": 90.0, "red": 95.0}, "red"),
        ({"kind": "at_most", "high": 90.0, "best": 95.0}, "best"),
        ({"kind": "within", "low": 1.0, "high": 2.0, "red": -1.0}, "red"),
        ({"kind": "at_least", "low": float("inf")}, "low"),
    ],
)
def test_targets_that_cannot_be(world: World, kpi: Kpi, fields, wrong):
    with pytest.raises(InvalidInput) as refused:
        set_target(world.actor("owner"), kpi.pk, **fields)
    assert wrong in [error.field for error in refused.value.errors]
    assert not kpi.targets.exists()


def test_limits_begin_anew_on_four_answers_and_a_signal(world: World, kpi: Kpi):
    owner = world.actor("owner")
    with pytest.raises(Conflict) as refused:
        rebase(owner, kpi.pk, starts_on=month(6), **ANSWERS)
    assert refused.value.code == "no_signal"
    measure(world, kpi, [90.1, 90.3, 89.9, 90.2, 90.0, 90.4, 89.8, 90.1], first=12)
    with pytest.raises(InvalidInput) as missing:
        rebase(owner, kpi.pk, starts_on=month(12), **(ANSWERS | {"lasting": " "}))
    assert [error.field for error in missing.value.errors] == ["lasting"]
    made = rebase(owner, kpi.pk, starts_on=month(12), **ANSWERS)
    found = chart_of(kpi)
    assert found.points[12].is_start
    assert found.now.stage == "trial"
    assert found.now.centre == pytest.approx(90.1)
    assert not kpi.signals.filter(withdrawn_at__isnull=True).exists()
    undo_rebase(owner, kpi.pk, made.pk, why="It did not last.")
    assert chart_of(kpi).now.stage == "locked"
    assert Event.objects.filter(verb__in=["kpi.rebased", "rebase.undone"]).count() == 2


@pytest.mark.parametrize(
    ("fields", "colour"),
    [
        ({"kind": "at_least", "low": 94.0, "red": 90.0}, "green"),
        ({"kind": "at_least", "low": 95.0, "red": 94.0}, "amber"),
        ({"kind": "at_least", "low": 96.0, "red": 95.0}, "red"),
        ({"kind": "at_most", "high": 94.0}, "red"),
        ({"kind": "within", "low": 90.0, "high": 94.0, "red": 2.0}, "amber"),
        ({"kind": "within", "low": 90.0, "high": 92.0, "red": 2.0}, "red"),
    ],
)
def test_plain_threshold_colours_are_there_for_who_wants_them(world: World, fields, colour):
    """The last value is 94.7."""
    made = first_pass_yield(world, colouring="thresholds")
    measure(world, made, STEADY)
    set_target(world.system, made.pk, effective_on=month(0), **fields)
    made.state.refresh_from_db()
    assert made.state.colour == colour


LOWER = [90.1, 90.3, 89.9, 90.2, 90.0, 90.4, 89.8, 90.1]


@pytest.mark.parametrize("at", [0, 6, 12, 13])
def test_a_baseline_that_changes_nothing_is_refused(world: World, at: int):
    """One begins with the first value, in January with another formula, and in February 2026 with
    a re-base; what lies between it and the first value after it is empty."""
    made = first_pass_yield(world)
    measure(world, made, [*STEADY[:6], *STEADY[:6]])
    measure(world, made, LOWER, first=14)
    update_kpi(
        world.system, made.pk, formula="Another", why="Rework counts.", effective_on=month(6)
    )
    set_target(world.system, made.pk, kind="at_least", low=90.0)
    rebased = Rebase.objects.create(
        kpi=made, starts_on=month(12), created_at=made.created_at,
        **dict.fromkeys(("different", "reason", "wanted", "lasting"), "Yes."),
    )  # fmt: skip
    with pytest.raises(Conflict) as refused:
        rebase(world.system, made.pk, starts_on=month(at), **ANSWERS)
    assert refused.value.code == "rebased_already"
    assert list(made.rebases.all()) == [rebased]


def test_a_plain_colour_explains_itself_by_its_thresholds(world: World):
    made = first_pass_yield(world, colouring="thresholds")
    measure(world, made, STEADY)
    page = text_of(world.client("owner").get(f"/kpis/{made.pk}"))
    assert "The colour comes from the signal at the last value" in page  # no target yet
    set_target(world.system, made.pk, kind="at_least", low=95.0, red=94.0, effective_on=month(0))
    page = text_of(world.client("owner").get(f"/kpis/{made.pk}"))
    assert "The colour compares the last value with the target alone" in page
    for words in ("Green from 95", "Red below 94", "Colour amber"):
        assert words in page


def test_thresholds_that_lie_next_to_each_other_store_every_value(world: World):
    made = first_pass_yield(world, colouring="thresholds", low_bound=None)
    set_target(world.system, made.pk, kind="at_least", low=1e-16, red=0.0, effective_on=month(0))
    measure(world, made, [-1.0])
    made.state.refresh_from_db()
    assert made.state.colour == "red"


def test_a_list_says_when_an_action_under_way_ends(world: World, kpi: Kpi):
    response = raised(world, kpi, [92.0], first=12)
    owner = world.actor("owner")
    record_cause(owner, response.pk, cause="The jig.")
    record_action(
        owner,
        response.pk,
        action="Raise it.",
        owner_id=world.people["owner"].pk,
        ends_on=date(2026, 12, 18),
    )
    page = text_of(world.client("owner").get("/kpis?unit=all"))
    assert "Action under way" in page
    assert "due Fri 18 Dec" in page


def waits(kpi: Kpi) -> list[str]:
    """What is asked of the open response, by the signals that hold."""
    found = kpi.responses.filter(closed_at__isnull=True)
    return [one.signals.get(withdrawn_at__isnull=True).variation for one in found]


def test_a_signal_that_changes_sides_is_another(world: World, kpi: Kpi):
    """It was known by its rule and period: far above restated to far below asked nobody."""
    measure(world, kpi, [99.0], first=12)
    assert waits(kpi) == []
    measure(world, kpi, [80.0], first=12)
    assert waits(kpi) == ["worsening"]
    measure(world, kpi, [99.0], first=12)
    assert waits(kpi) == []
    assert kpi.responses.get().outcome == "withdrawn"
    stands = kpi.signals.get(withdrawn_at__isnull=True)
    assert (stands.side, stands.variation) == (1, "improving")


def test_a_signal_that_says_something_else_now_is_another(world: World, kpi: Kpi):
    """Which values are better, and what is wanted of them, decides what it says."""
    measure(world, kpi, [99.0], first=12)
    update_kpi(world.system, kpi.pk, better="down")
    assert waits(kpi) == ["worsening"]
    assert recompute_kpis(world.organisation.pk, write=False)[1] == []
    update_kpi(world.system, kpi.pk, better="within")
    assert waits(kpi) == []
    set_target(world.system, kpi.pk, kind="within", low=94.0, high=95.0, effective_on=month(0))
    assert waits(kpi) == ["worsening"]
    assert recompute_kpis(world.organisation.pk, write=False)[1] == []


def test_who_is_asked_does_not_hang_on_how_many_values_come_at_once(world: World):
    """A source that told two days at once, the first far out, asked nobody."""
    apart, at_once, old = (first_pass_yield(world, name=name) for name in ("A", "B", "C"))
    for kpi in (apart, at_once, old):
        measure(world, kpi, STEADY, first=8)  # until August 2026
    measure(world, apart, [80.0], first=20)
    measure(world, apart, [94.5], first=21)
    measure(world, at_once, [80.0, 94.5], first=20)  # September and October
    assert waits(apart) == waits(at_once) == ["worsening"]
    with on(2027, 6, 1):
        measure(world, old, [80.0, *STEADY[:7]], first=20)
    assert waits(old) == []


def test_a_pattern_that_is_found_to_begin_earlier_says_so(world: World):
    """What is kept of the signal said a month later, and a re-base went by it."""
    kpi = first_pass_yield(world)
    measure(world, kpi, [*STEADY, *STEADY[:8]], first=-10)  # locks the limits
    measure(world, kpi, [95.0, *[94.0] * 8], first=10)
    run = kpi.signals.get(rule="RUN8", starts_on=month(18))
    assert run.first_on == month(11)
    measure(world, kpi, [94.0], first=10)
    run.refresh_from_db()
    assert (run.withdrawn_at, run.first_on) == (None, month(10))
    assert recompute_kpis(world.organisation.pk, write=False)[1] == []
